import type { StoreName } from '../store-name';

/**
 * The ledger is one DynamoDB table. Every key begins with the label of the Masivo account, so that another
 * account (DEV, then PROD) starts without any customer.
 *
 * | item | `pk` | index `byOutcome` (`outcomeKey`, `listedAt`) | index `byOwner` (`ownerKey`, `listedAt`) |
 * |---|---|---|---|
 * | delivery | `account|delivery|id` | `account|outcome|…|shard`, newest last | `account|customer|…` |
 * | customer | `account|customer|source|store|id` | `account|attention|held`, `gone`, `unlinked` or `merged`, oldest first | `account|email|hmac`, or `account|email-told|hmac` of whom Masivo does not have |
 * | what was erased | `account|erased|hmac` | | |
 * | for whom an ID in Masivo is reserved | `account|masivo-id|hmac` | | |
 * | what workers share | `account|shared-state` | | |
 * | a shared count | `account|count|name|window` | | |
 * | customers whom Masivo no longer shows | `account|missing` | | |
 * | messages being attempted | `account|attempts` | | |
 * | slots of a rate limit | `account|slots|name` | | |
 * | a task for an operator | `account|task|id` | `account|tasks`, due last | |
 * | how a store's reconciliation stands | `account|reconciliation|source|store` | | |
 * | what an operator did | `account|action|uuid` | `account|actions`, newest last | |
 *
 * Both indexes project keys only: DynamoDB bills an index entry each time what it projects changes. So what lists
 * are filtered by stands in the keys themselves ({@link listedAtOf}).
 */
export const table = {
  key: 'pk',
  expiry: 'expiresAt',
  byOutcome: { name: 'byOutcome', hash: 'outcomeKey', range: 'listedAt' },
  byOwner: { name: 'byOwner', hash: 'ownerKey', range: 'listedAt' },
} as const;

export interface CustomerName {
  readonly source: string;
  readonly store: string;
  /** The id in the store. Masivo's is `masivoIdOf` (delivery/masivo-id.ts). */
  readonly customer: string;
}

export interface LedgerKeys {
  delivery(id: string): string;
  customer(name: CustomerName): string;
  /** Where a delivery of this id is listed while it has this outcome. */
  outcome(outcome: string, id: string): string;
  /** Where all deliveries of this outcome are listed: one key for each shard. */
  outcomes(outcome: string): readonly string[];
  /** Where those are listed who have this e-mail in Masivo, or may have got it. */
  email(hmac: string): string;
  /** Where those are listed of whom a store told this e-mail, and who have none in Masivo. */
  emailTold(hmac: string): string;
  /** The tombstone of a customer or an e-mail. */
  erased(hmac: string): string;
  /** For whom an ID in Masivo is reserved. */
  masivoId(hmac: string): string;
  /** Customers that wait for an operator. */
  attention(kind: string): string;
  readonly sharedState: string;
  count(name: string): string;
  readonly missing: string;
  readonly attempts: string;
  slots(name: string): string;
  reconciliation(store: StoreName): string;
  action(id: string): string;
  readonly actions: string;
  task(id: string): string;
  /** Tasks that are open. */
  readonly tasks: string;
}

/**
 * DynamoDB takes 1,000 write units a second under one partition key, also in an index, and where an index cannot keep
 * up it throttles the writes of its table. Most deliveries end alike, so each outcome's entries are under four keys.
 */
export const shards = ['0', '1', '2', '3'] as const;

/** A delivery's id is a hash in hex: its first digit falls on all shards alike. */
const shardOf = (id: string) => String((Number.parseInt(id.slice(0, 1), 16) || 0) % shards.length);

/** Names and labels hold no `|`, and a customer's id, which may, comes last: two keys are never the same text. */
export function ledgerKeys(account: string): LedgerKeys {
  const key = (...parts: readonly string[]) => [account, ...parts].join('|');
  return {
    delivery: (id) => key('delivery', id),
    customer: ({ source, store, customer }) => key('customer', source, store, customer),
    outcome: (outcome, id) => key('outcome', outcome, shardOf(id)),
    outcomes: (outcome) => shards.map((shard) => key('outcome', outcome, shard)),
    email: (hmac) => key('email', hmac),
    emailTold: (hmac) => key('email-told', hmac),
    erased: (hmac) => key('erased', hmac),
    masivoId: (hmac) => key('masivo-id', hmac),
    attention: (kind) => key('attention', kind),
    sharedState: key('shared-state'),
    count: (name) => key('count', name),
    missing: key('missing'),
    attempts: key('attempts'),
    slots: (name) => key('slots', name),
    reconciliation: ({ source, store }) => key('reconciliation', source, store),
    action: (id) => key('action', id),
    actions: key('actions'),
    task: (id) => key('task', id),
    tasks: key('tasks'),
  };
}

/** The name of the count of a delivery's series of attempts. */
export const seriesOf = (delivery: string): string => `series|${delivery}`;

/** Whose item this key is: the other way round of `LedgerKeys.customer`. */
export function customerNameOf(pk: string): CustomerName {
  const [, , source = '', store = '', ...customer] = pk.split('|');
  return { source, store, customer: customer.join('|') };
}

/** A delivery as its index entries tell of it, without its item being read. */
export interface ListedDelivery {
  readonly receivedAt: string;
  readonly source: string;
  readonly store: string;
  readonly id: string;
  /** Refused, and nobody has to do anything about it any more. */
  readonly isDiscarded: boolean;
}

type ToList = Omit<ListedDelivery, 'isDiscarded'> & { readonly discarded?: object };

/** What both indexes sort deliveries by: the time of receipt comes first, and the id makes each text unique. */
export function listedAtOf({ receivedAt, source, store, id, discarded }: ToList): string {
  return [receivedAt, source, store, id, ...(discarded ? [discardedMark] : [])].join('|');
}

const discardedMark = 'discarded';

/** Undefined for what {@link listedAtOf} did not write. */
export function readListedAt(listedAt: string): ListedDelivery | undefined {
  const [receivedAt, source, store, id, mark, more] = listedAt.split('|');
  const isWhole = (mark === undefined || mark === discardedMark) && more === undefined;
  return receivedAt && source && store && id && isWhole
    ? { receivedAt, source, store, id, isDiscarded: mark !== undefined }
    : undefined;
}

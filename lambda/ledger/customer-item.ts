import * as v from 'valibot';
import { CustomerState, unknownCustomer } from '../delivery/customer-state';
import { Intent, LastAttempt } from '../delivery/intent';
import { itemVersions, refuseNewer } from './item-versions';
import type { CustomerEntry } from './ledger';
import { pack, unpack } from './packed';
import type { CustomerName, LedgerKeys } from './table';

/** What is packed of a customer: it holds a shopper's data. */
const Packed = v.object({
  state: CustomerState,
  /** What the claimant is about to do, until it confirms what came of it. */
  intent: v.nullable(Intent),
  last: v.nullable(LastAttempt),
  /** HMAC of the e-mail that the customer has in Masivo, or was about to get. */
  emailKey: v.nullable(v.string()),
  /** The id of the last write: whoever finds its own has written, though the answer was lost. */
  wrote: v.string(),
  /** The restore of the table that this write came after: when the restored table was attached, epoch ms. */
  restored: v.exactOptional(v.number()),
});

/** A customer's item: the truth about the customer. */
const CustomerItem = v.object({
  v: v.literal(itemVersions.customer),
  /** Counts writes: a claim succeeds only on the version that it was decided on. */
  version: v.number(),
  /** Of an open intent: only its owner confirms it. */
  claim: v.exactOptional(v.string()),
  packed: v.pipe(
    v.instance(Uint8Array),
    v.transform((packed) => unpack(packed).value),
    Packed,
  ),
});
export type CustomerItem = v.InferOutput<typeof CustomerItem>;

/**
 * @throws NewerItem; and Error for an item that no version of this code wrote, or that is damaged. That is a bug: the message is tried
 *   again, and the item is never overwritten. A schema that is too strict, deployed by mistake, would else rewrite every
 *   customer.
 */
export function readCustomer(item: unknown): CustomerItem {
  refuseNewer(item, 'customer');
  return v.parse(CustomerItem, item);
}

/**
 * A customer as the ledger knows it at one moment; whoever has no item is unknown.
 * @param restoredAt when the table was attached, if it is a restored one, epoch ms.
 */
export function entryOf(
  name: CustomerName,
  item: CustomerItem | undefined,
  restoredAt?: number | undefined,
): CustomerEntry {
  if (!item) return { name, state: unknownCustomer, intent: null, last: null, version: 0, emailKey: null };
  const { state, intent, last, emailKey, restored } = item.packed;
  const entry = { name, state, intent, last, version: item.version, emailKey };
  return restoredAt === undefined || restored === restoredAt ? entry : { ...entry, restoredAt };
}

/**
 * The e-mail by which a customer is only found, and has it not in Masivo, nor may have got it: else nobody could erase
 * by the e-mail who is held, linked, not linked, or gone. Null where there is none.
 */
export function emailToldOf({ state, intent, emailKey }: Content): string | null {
  if (emailKey !== null && emailRank(state, intent) !== undefined) return null;
  const { newest, confirmed } = state;
  return newest?.customer.email ?? ('email' in confirmed ? confirmed.email : null);
}

type Content = Pick<v.InferOutput<typeof Packed>, 'state' | 'intent' | 'emailKey'>;

/**
 * A customer's own attributes as they are stored. Those of the indexes are only there where it is listed.
 * @param toldKey HMAC of what {@link emailToldOf} says.
 */
export function storedCustomer(
  name: CustomerName,
  content: v.InferOutput<typeof Packed>,
  version: number,
  keys: LedgerKeys,
  toldKey: string | null,
): Record<string, unknown> {
  const { state, intent, emailKey } = content;
  const attention = attentionOf(state);
  const rank = emailKey === null ? undefined : emailRank(state, intent);
  // The name makes it unique, so that a list can go on after it.
  const since =
    attention && [new Date(attention.since).toISOString(), name.source, name.store, name.customer].join('|');
  const owner =
    toldKey !== null ? keys.emailTold(toldKey) : emailKey !== null && rank ? keys.email(emailKey) : undefined;
  const listedAt = [rank, since].filter(Boolean).join('|') || (owner && '2');
  return {
    v: itemVersions.customer,
    version,
    ...(intent ? { claim: intent.claim } : {}),
    packed: pack(content),
    ...(owner ? { ownerKey: owner } : {}),
    ...(attention ? { outcomeKey: keys.attention(attention.kind) } : {}),
    // Keys that stay as they are cost no write to an index.
    ...(listedAt ? { listedAt } : {}),
  };
}

/**
 * Whether an item is kept for a while only: Masivo lacks the customer, nothing of ours may be there, and nobody has
 * decided anything. Without the item the customer is as unknown as before its first event.
 */
export function isKeptForAWhile({
  state,
  intent,
}: Pick<v.InferOutput<typeof Packed>, 'state' | 'intent'>): boolean {
  const { confirmed, newest, uncertain, links, released, mergeCarried, mergeDecided, erasing, ...rest } =
    state;
  // By which ID nobody was brought to Masivo does not matter: its next event says it again.
  const { masivoId: _, ...more } = rest;
  // A new member of the state says here whether it has to outlast that while.
  more satisfies Readonly<Record<string, never>>;
  const isLacking = confirmed.masivo === 'unknown' || confirmed.masivo === 'waiting';
  const isUntouched = intent === null && !mayBeThere(uncertain) && uncertain?.restoredAt === undefined;
  const isUndecided = !links && !released && !mergeCarried && !mergeDecided && erasing === undefined;
  // Final, also where nobody of Masivo's is concerned: a body that comes later may not bring the shopper back.
  const isEnded = newest?.deleted !== undefined || newest?.merged !== undefined;
  return isLacking && isUntouched && isUndecided && !isEnded;
}

/** Whether something may have been done for an unknown customer, or seen of one: a question in vain leaves no such trace. */
const mayBeThere = (uncertain: CustomerState['uncertain']): boolean =>
  uncertain !== null &&
  (uncertain.created ||
    uncertain.overwrites ||
    uncertain.counted ||
    uncertain.landsUntil !== null ||
    uncertain.conflictSince !== undefined);

/**
 * Where a customer stands among those with its e-mail. An e-mail's owner is found in one query of a few entries, so
 * whoever has it in Masivo or is about to get it comes first, whoever may have got it comes after, and nobody else is
 * listed.
 */
function emailRank(
  { confirmed, uncertain, erasing }: CustomerState,
  intent: Intent | null,
): string | undefined {
  // Until it is erased it is found again by its e-mail.
  if (erasing !== undefined) return '1';
  const first = confirmed.masivo === 'holds' || confirmed.masivo === 'migrating';
  if (first || intent?.creates || intent?.migrates) return '0';
  return uncertain?.created ? '1' : undefined;
}

/** Why a customer waits for an operator. */
export const attentions = ['held', 'gone', 'unlinked', 'merged'] as const;
export type Attention = (typeof attentions)[number];

/** Undefined where nobody has to decide, as of whom the store has deleted; `since` is in epoch ms. */
export function attentionOf({
  confirmed,
  newest,
  mergeDecided,
}: CustomerState): { kind: Attention; since: number } | undefined {
  // The points of one who was merged stay in a wallet of their own.
  if (newest?.merged && confirmed.masivo === 'holds') {
    return mergeDecided ? undefined : { kind: 'merged', since: newest.merged.order.at };
  }
  return 'dropped' in confirmed && !confirmed.dropped && !newest?.deleted && !newest?.merged
    ? { kind: confirmed.masivo, since: confirmed.since }
    : undefined;
}

/**
 * The ledger is one DynamoDB table. Every key begins with the label of the Masivo account, so that another
 * account (DEV, then PROD) starts with an empty truth.
 *
 * | item | `pk` | index `byOutcome` (`outcomeKey`, `listedAt`) | index `byOwner` (`ownerKey`, `listedAt`) |
 * |---|---|---|---|
 * | delivery | `account|delivery|id` | `account|outcome`, newest last | `account|customer|…` |
 * | customer | `account|customer|source|store|id` | | `account|email|hmac` |
 * | the way to Masivo | `account|traffic` | | |
 * | a shared count | `account|share|name|window` | | |
 *
 * Both indexes project keys only: DynamoDB bills an index entry each time what it projects changes.
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
  /** The id in the store, and in Masivo. */
  readonly customer: string;
}

export interface LedgerKeys {
  delivery(id: string): string;
  customer(name: CustomerName): string;
  outcome(outcome: string): string;
  email(hmac: string): string;
  readonly traffic: string;
  share(name: string): string;
}

/** Names and labels hold no `|`, and a customer's id, which may, comes last: two keys are never the same text. */
export function ledgerKeys(account: string): LedgerKeys {
  const key = (...parts: readonly string[]) => [account, ...parts].join('|');
  return {
    delivery: (id) => key('delivery', id),
    customer: ({ source, store, customer }) => key('customer', source, store, customer),
    outcome: (outcome) => key('outcome', outcome),
    email: (hmac) => key('email', hmac),
    traffic: key('traffic'),
    share: (name) => key('share', name),
  };
}

/** Whose item this key is: the other way round of `LedgerKeys.customer`. */
export function customerNameOf(pk: string): CustomerName {
  const [, , source = '', store = '', ...customer] = pk.split('|');
  return { source, store, customer: customer.join('|') };
}

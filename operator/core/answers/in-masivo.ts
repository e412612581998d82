import type { CustomerName } from '../../../lambda/ledger/table';
import type { ToldReason } from '../told-reason';

/** What Masivo shows of a customer now, and how that differs from what the bridge knows. No personal data. */
export type InMasivo =
  | {
      readonly kind: 'there';
      /** The customer's ID in Masivo: of one who is linked, the owner's. */
      readonly id: string;
      readonly status: string | null;
      /** The tier's name, or its ID where Masivo does not tell the name. */
      readonly tier: string | null;
      readonly walletId: string | null;
      readonly points: readonly { readonly reward: string; readonly total: number }[];
      readonly differences: readonly MasivoDifference[];
    }
  | {
      readonly kind: 'missing';
      readonly id: string;
      readonly differences: readonly MasivoDifference[];
      /** Nobody has brought the shopper, and the ID in the store may be somebody else's in Masivo: it was not asked. */
      readonly unasked?: true;
    }
  /** The ledger knows nobody by this ID in the store, and Masivo has a customer under it. */
  | {
      readonly kind: 'other';
      readonly id: string;
      /** The shopper of whom its metadata tells; null where it tells of none of a store of the environment. */
      readonly shopper: CustomerName | null;
      readonly differences: readonly [];
    }
  /** Masivo could not be asked. */
  | { readonly kind: 'unknown'; readonly why: ToldReason; readonly fix: string | null };

/** Personal values are masked, and two that differ may look the same. */
export interface MasivoDifference {
  /** `name`, `metadata.phone`, `consent.email_marketing`; `customer` is whether Masivo has the customer at all. */
  readonly field: string;
  /** Undefined where there is no such field. */
  readonly bridge: unknown;
  readonly masivo: unknown;
  /** Masivo's API cannot change it: no delivery removes the difference. */
  readonly unchangeable?: true;
}

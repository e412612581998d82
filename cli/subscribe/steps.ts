import type { FormerAddress } from '../../lambda/own-addresses';

/** What subscribing needs at either vendor. */
export interface Subscribing {
  /** The address for the store's webhooks. */
  readonly webhookUrl: string;
  /** What points to an address that this one has taken the place of is moved without being asked. */
  readonly former: FormerAddress;
  readonly secrets: StoreSecrets;
  readonly replace: boolean;
  /** Only prints what would be done. */
  readonly dryRun: boolean;
  /** Prints one line per step. */
  readonly say: (line: string) => void;
}

/** The store's webhook secrets in Secrets Manager. */
export interface StoreSecrets {
  /** Those that are accepted now. */
  held(): Promise<readonly string[]>;
  /** Puts one in front; the earlier ones stay valid. */
  add(secret: string): Promise<void>;
}

export type Subscribed =
  /** Everything is as wanted, and was read back from the vendor. */
  | { readonly kind: 'subscribed'; readonly changed: boolean }
  | { readonly kind: 'dry-run'; readonly steps: number }
  | {
      readonly kind: 'refused';
      /** `unsafe` where it would have changed something of somebody else's. */
      readonly exit: 'failed' | 'unsafe';
      readonly reason: string;
      readonly fix: string;
    };

export const occupied = (by: readonly string[]): Subscribed => ({
  kind: 'refused',
  exit: 'unsafe',
  reason: `Another bridge is registered: ${by.join(', ')}. Both would create this store's shoppers.`,
  fix: 'To have this one take its place, add --replace.',
});

export const notAsWanted: Subscribed = {
  kind: 'refused',
  exit: 'failed',
  reason: 'The vendor does not show the change.',
  fix: 'Run the command again, and compare with what the vendor lists.',
};

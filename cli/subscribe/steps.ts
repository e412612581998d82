/** What both kinds of subscribing need besides their vendor. */
export interface Subscribing {
  /** Where the store's webhooks are to go. */
  readonly webhookUrl: string;
  readonly secrets: StoreSecrets;
  readonly replace: boolean;
  /** Only says what would be done. */
  readonly dryRun: boolean;
  /** One line per step, for the person who waits. */
  readonly say: (line: string) => void;
}

/** The store's webhook secrets in Secrets Manager. */
export interface StoreSecrets {
  /** Those that the webhook endpoint accepts now. */
  held(): Promise<readonly string[]>;
  /** Puts one in front; the earlier ones stay valid. */
  add(secret: string): Promise<void>;
}

export type Subscribed =
  /** All is as it should be, and was read back from the vendor. */
  | { readonly kind: 'subscribed'; readonly changed: boolean }
  | { readonly kind: 'dry-run'; readonly steps: number }
  | {
      readonly kind: 'refused';
      /** `unsafe` where it would have touched what is somebody else's. */
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
  reason: 'The vendor does not show what it was told to do.',
  fix: 'Give the command again, and compare with what the vendor lists.',
};

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
  /** Those that the door accepts now. */
  held(): Promise<readonly string[]>;
  /** Puts one in front; the earlier ones stay valid. */
  add(secret: string): Promise<void>;
}

export type Subscribed =
  /** All is as it should be, and was read back from the vendor. */
  | { readonly kind: 'subscribed'; readonly changed: boolean }
  | { readonly kind: 'dry-run'; readonly steps: number }
  | { readonly kind: 'refused'; readonly reason: string };

export const occupied = (by: readonly string[]): Subscribed => ({
  kind: 'refused',
  reason: `another bridge is registered: ${by.join(', ')}. Both would create this store's shoppers. Turn the subscription to this one with --replace.`,
});

export const notAsWanted: Subscribed = {
  kind: 'refused',
  reason: 'the vendor does not show what it was told. Run it again, and compare with what the vendor lists.',
};

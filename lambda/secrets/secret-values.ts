/** An environment's secrets, one per reader, whatever the number of stores: each is billed by the month. */
export type SecretName = 'webhooks' | 'masivo' | 'email-index' | 'admin';

/**
 * Ids in Secrets Manager. `vendor-keys` holds the keys with which `deliver` reads at vendors, by source/store; only
 * environments with a store that is read from have it. `reconcile-keys` holds those with which `reconcile` asks what has
 * changed, where it does.
 */
export type SecretIds = Readonly<Record<SecretName, string>> & {
  readonly 'vendor-keys'?: string | undefined;
  readonly 'reconcile-keys'?: string | undefined;
};

/**
 * Reads the current version of a secret; undefined where it was never filled.
 * Rejects when Secrets Manager cannot be asked: that may pass.
 */
export type ReadSecret = (id: string, signal?: AbortSignal) => Promise<string | undefined>;

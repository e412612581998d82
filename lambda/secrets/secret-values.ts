/** An environment's secrets, one per reader, whatever the number of stores: each is billed by the month. */
export type SecretName = 'webhooks' | 'masivo' | 'email-index' | 'admin';

/** Ids in Secrets Manager. */
export type SecretIds = Readonly<Record<SecretName, string>>;

/**
 * Reads the current version of a secret; undefined where it was never filled.
 * Rejects when Secrets Manager cannot be asked: that may pass.
 */
export type ReadSecret = (id: string, signal?: AbortSignal) => Promise<string | undefined>;

/** AWS keeps two versions of a rotated secret under these labels. */
export type SecretStage = 'AWSCURRENT' | 'AWSPREVIOUS';

/**
 * Reads one version of a secret; undefined where the secret has no such version.
 * Rejects when Secrets Manager cannot be asked: that may pass.
 */
export type ReadSecret = (
  id: string,
  stage: SecretStage,
  signal?: AbortSignal,
) => Promise<string | undefined>;

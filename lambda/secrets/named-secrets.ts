import type { ReadSecret, SecretIds } from './secret-values';

/** What `deliver` reads. */
type Read = 'masivo' | 'email-index' | 'vendor-keys';

/**
 * Reads the current value of a secret that the bridge itself needs; undefined where it was never filled, or where the
 * environment has none of this name.
 */
export type ReadNamedSecret = (name: Read) => Promise<string | undefined>;

export function namedSecrets(readSecret: ReadSecret, ids: Pick<SecretIds, Read>): ReadNamedSecret {
  return async (name) => {
    const id = ids[name];
    return id === undefined ? undefined : readSecret(id);
  };
}

import type { ReadSecret, SecretIds } from './secret-values';

/** What `deliver` reads. */
type Read = 'masivo' | 'email-index';

/** Reads the current value of a secret that the bridge itself needs; undefined where it was never filled. */
export type ReadNamedSecret = (name: Read) => Promise<string | undefined>;

export function namedSecrets(readSecret: ReadSecret, ids: Pick<SecretIds, Read>): ReadNamedSecret {
  return (name) => readSecret(ids[name]);
}

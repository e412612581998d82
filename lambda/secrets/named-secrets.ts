import type { ReadSecret } from './secret-values';

/** Reads the current value of a secret that the bridge itself needs; undefined where it was never filled. */
export type ReadNamedSecret = (name: 'masivo' | 'email-index') => Promise<string | undefined>;

/** @param ids ids in Secrets Manager by name; a secret that is not listed has its name as its id. */
export function namedSecrets(readSecret: ReadSecret, ids: Readonly<Record<string, string>>): ReadNamedSecret {
  return (name) => readSecret(ids[name] ?? name, 'AWSCURRENT');
}

import { normalizedEmail } from '../email';
import { type KeyedHash, keyedHash } from './keyed-hash';

/** Names an e-mail in the ledger's index. */
export const emailKeyWith =
  (hash: KeyedHash) =>
  (email: string): Promise<string> =>
    hash(normalizedEmail(email));

/** The same, for whoever needs the secret for nothing else. */
export const emailIndexKey = (
  readSecret: () => Promise<string | undefined>,
): ((email: string) => Promise<string>) => emailKeyWith(keyedHash(readSecret));

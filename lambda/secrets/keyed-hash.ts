import { createHmac } from 'node:crypto';

/** HMAC of a text: plain hashes of e-mails and ids can be guessed. Rejects where its key cannot be read. */
export type KeyedHash = (text: string) => Promise<string>;

/**
 * Under the secret of the e-mail index. It never changes for a ledger: under another one every e-mail would look
 * unknown, and nobody erased. It is read once per process.
 */
export function keyedHash(readSecret: () => Promise<string | undefined>): KeyedHash {
  let secret: string | undefined;
  return async (text) => {
    secret ||= await readSecret();
    if (!secret) throw new Error('The secret of the e-mail index has no value');
    return createHmac('sha256', secret).update(text).digest('base64url');
  };
}

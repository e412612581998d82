import { createHmac } from 'node:crypto';

/** HMAC of a text: plain hashes of e-mails and ids can be guessed. Rejects where its key cannot be read. */
export type KeyedHash = (text: string) => Promise<string>;

/**
 * Under the secret of the e-mail index. It never changes for a ledger: under another one every e-mail would look
 * unknown, and nobody erased. It is read once per process, also where several ask at once.
 */
export function keyedHash(readSecret: () => Promise<string | undefined>): KeyedHash {
  let reading: Promise<string | undefined> | undefined;
  return async (text) => {
    reading ??= readSecret();
    const secret = await reading.catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    if (!secret) {
      reading = undefined;
      throw new Error('The secret of the e-mail index has no value');
    }
    return createHmac('sha256', secret).update(text).digest('base64url');
  };
}

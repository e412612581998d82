import { createHmac } from 'node:crypto';
import { normalizedEmail } from '../../lambda/email';
import { maskedEmail } from './masking';

/** An e-mail as people are shown it; null where there is none. */
export type MaskEmail = (email: string | null) => string | null;

const tagLength = 6;

/**
 * `j•••@e•••.com #4f0a2c`: the tag tells two people apart whose first letters are the same. Within one environment it is
 * the same wherever an e-mail is shown. It is the beginning of an HMAC under the secret of the e-mail index, so without
 * that secret nobody finds an e-mail by trying; and it is no part of the index's own keys.
 */
export const emailMask =
  (secret: string): MaskEmail =>
  (email) => {
    const masked = maskedEmail(email);
    if (masked === null || email === null) return masked;
    const hmac = createHmac('sha256', secret).update(`shown|${normalizedEmail(email)}`);
    return `${masked} #${hmac.digest('hex').slice(0, tagLength)}`;
  };

/** The mask under the environment's secret, which is read once. Without it there are no tags: lists are needed then, too. */
export function emailMaskOf(readSecret: () => Promise<string | undefined>): () => Promise<MaskEmail> {
  let read: MaskEmail | undefined;
  return async () => {
    if (read) return read;
    const secret = await readSecret().catch(() => undefined);
    if (!secret) return maskedEmail;
    read = emailMask(secret);
    return read;
  };
}

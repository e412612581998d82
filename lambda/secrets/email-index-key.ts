import { createHmac } from 'node:crypto';
import { normalizedEmail } from '../email';

/**
 * Names an e-mail in the ledger's index. The secret never changes for a ledger: under another one every
 * e-mail would look unknown. It is read once per process.
 */
export function emailIndexKey(
  readSecret: () => Promise<string | undefined>,
): (email: string) => Promise<string> {
  let secret: string | undefined;
  return async (email) => {
    secret ||= await readSecret();
    if (!secret) throw new Error('The secret of the e-mail index has no value');
    return createHmac('sha256', secret).update(normalizedEmail(email)).digest('base64url');
  };
}

import { equalInConstantTime, hmacSha256, usableSecrets } from '../signature';
import type { SignedRequest } from '../source';

export const signatureHeader = 'stripe-signature';

/** Stripe's own tolerance: a signature this old still passes, one second more does not. */
const toleranceSeconds = 300;

/** https://docs.stripe.com/webhooks#verify-manually */
export function verify(
  { headers, body }: SignedRequest,
  secrets: readonly string[],
  now: Date,
): string | undefined {
  const given = parsedSignature(headers[signatureHeader]);
  if (!given || Math.floor(now.getTime() / 1000) - Number(given.timestamp) > toleranceSeconds)
    return undefined;
  return usableSecrets(secrets).find((secret) => {
    const expected = hmacSha256(secret, [`${given.timestamp}.`, body], 'hex');
    return given.signatures.some((signature) => equalInConstantTime(signature, expected));
  });
}

interface StripeSignature {
  readonly timestamp: string;
  readonly signatures: readonly string[];
}

/** `t=1492774577,v1=<hex>,v1=<hex>,v0=<hex>`: several v1 while a secret is rolled, other schemes are ignored. */
function parsedSignature(header: string | undefined): StripeSignature | undefined {
  let timestamp: string | undefined;
  const signatures: string[] = [];
  for (const item of (header ?? '').split(',')) {
    const text = item.trim();
    if (text.startsWith('t=')) timestamp = text.slice(2);
    if (text.startsWith('v1=') && text.length > 3) signatures.push(text.slice(3));
  }
  if (!timestamp || !/^\d{1,15}$/.test(timestamp) || signatures.length === 0) return undefined;
  return { timestamp, signatures };
}

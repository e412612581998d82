import { equalInConstantTime, hmacSha256, usableSecrets } from '../signature';
import type { SignedRequest } from '../source';

/** The first is what carries the signature; the others are signed with the body. */
export const signatureHeaders = ['webhook-signature', 'webhook-id', 'webhook-timestamp'];

/** Both ways, as the reference libraries have it. */
const toleranceSeconds = 300;

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#verifying-signatures */
export function verify(
  { headers, body }: SignedRequest,
  secrets: readonly string[],
  now: Date,
): string | undefined {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': given } = headers;
  if (!id || !given || !timestamp || !/^\d{1,15}$/.test(timestamp)) return undefined;
  if (Math.abs(Math.floor(now.getTime() / 1000) - Number(timestamp)) > toleranceSeconds) return undefined;
  // Several while a secret is rolled. Those of another version, such as the asymmetric `v1a`, equal none of ours.
  const signatures = given.split(' ');
  return usableSecrets(secrets).find((secret) => {
    const expected = signatureOf(secret, id, timestamp, body);
    return signatures.some((signature) => expected !== undefined && equalInConstantTime(signature, expected));
  });
}

/** `v1,` and the signature; undefined where the secret is not `whsec_` and base64. An empty key would sign for anybody. */
export function signatureOf(secret: string, id: string, timestamp: string, body: Buffer): string | undefined {
  const encoded = /^whsec_([A-Za-z0-9+/]{4,}={0,2})$/.exec(secret)?.[1];
  if (encoded === undefined) return undefined;
  return `v1,${hmacSha256(Buffer.from(encoded, 'base64'), [`${id}.${timestamp}.`, body], 'base64')}`;
}

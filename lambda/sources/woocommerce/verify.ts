import { equalInConstantTime, hmacSha256, usableSecrets } from '../signature';
import type { IngressStore, Rejection, RequestHeaders, SignedRequest } from '../source';
import { accountIn, header } from './headers';

/** `WC_Webhook::generate_signature`: the key is the secret as a text, which WooCommerce lets be empty. */
export function verify({ headers, body }: SignedRequest, secrets: readonly string[]): string | undefined {
  const given = header(headers, 'signature');
  if (!given) return undefined;
  return usableSecrets(secrets).find((secret) =>
    equalInConstantTime(given, hmacSha256(secret, [body], 'base64')),
  );
}

export function checkHeaders(headers: RequestHeaders, store: IngressStore): Rejection | undefined {
  if (!header(headers, 'topic')) {
    return { status: 400, code: 'missing_topic', message: 'The header X-WC-Webhook-Topic is missing.' };
  }
  const account = accountIn(headers);
  if (!account) {
    return { status: 400, code: 'missing_shop', message: 'The header X-WC-Webhook-Source is missing.' };
  }
  // Merchants may use one secret in several shops, and ids are numbers from 1 in each.
  if (store.vendorAccount !== 'any' && account !== store.vendorAccount) {
    return { status: 401, code: 'other_shop', message: 'This store belongs to another shop.' };
  }
  return undefined;
}

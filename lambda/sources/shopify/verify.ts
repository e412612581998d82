import { equalInConstantTime, hmacSha256, usableSecrets } from '../signature';
import type { IngressStore, Rejection, RequestHeaders, SignedRequest } from '../source';
import { header } from './headers';

/** https://shopify.dev/docs/apps/build/webhooks/subscribe/https#step-2-validate-the-origin-of-your-webhook-to-ensure-its-coming-from-shopify */
export function verify({ headers, body }: SignedRequest, secrets: readonly string[]): string | undefined {
  const given = header(headers, 'hmac-sha256');
  if (!given) return undefined;
  return usableSecrets(secrets).find((secret) =>
    equalInConstantTime(given, hmacSha256(secret, [body], 'base64')),
  );
}

export function checkHeaders(headers: RequestHeaders, store: IngressStore): Rejection | undefined {
  const domain = header(headers, 'shop-domain');
  if (!header(headers, 'topic')) {
    return {
      status: 400,
      code: 'missing_topic',
      message: 'The header Shopify-Topic or X-Shopify-Topic is missing.',
    };
  }
  if (!domain) {
    return {
      status: 400,
      code: 'missing_shop',
      message: 'The header Shopify-Shop-Domain or X-Shopify-Shop-Domain is missing.',
    };
  }
  // One app's secret signs for every shop that installed it, so the signature alone does not name the shop.
  if (store.vendorAccount !== 'any' && domain.toLowerCase() !== store.vendorAccount) {
    return { status: 401, code: 'other_shop', message: 'This store belongs to another shop.' };
  }
  return undefined;
}

import { createHmac } from 'node:crypto';

/** What Shopify's page sends the browser back with, once the owner of `shop` has approved at `address`. */
export function approvalCallback(
  address: string,
  shop: string,
  changes: Readonly<Record<string, string>> = {},
  secret = 'hush',
): string {
  const asked = new URL(address).searchParams;
  const query = new URLSearchParams({
    code: 'the-code',
    host: 'YWRtaW4gc2hvcA',
    shop,
    state: asked.get('state') ?? '',
    timestamp: '1700000000',
    ...changes,
  });
  query.sort();
  const hmac = createHmac('sha256', secret).update(query.toString()).digest('hex');
  return `${asked.get('redirect_uri')}?${query}&hmac=${hmac}`;
}

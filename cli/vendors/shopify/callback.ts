import type { ShopifyApp } from '../../../lambda/sources/shopify/app';
import { equalInConstantTime, hmacSha256 } from '../../../lambda/sources/signature';

/** The path of the address that Shopify sends the browser back to. */
export const callbackPath = '/approved';

/** The approval that a callback has to belong to. */
export interface ExpectedCallback {
  readonly app: ShopifyApp;
  readonly shop: string;
  readonly state: string;
}

/**
 * The code of an authentic callback of this shop for this approval; undefined for anything else.
 * @param address where the browser was sent back to: as it was asked for here, or the whole of it as somebody copied it
 */
export function codeIn(address: string, { app, shop, state }: ExpectedCallback): string | undefined {
  const here = 'http://127.0.0.1';
  if (!URL.canParse(address, here)) return undefined;
  const { pathname, searchParams } = new URL(address, here);
  if (pathname !== callbackPath) return undefined;
  if (!isAuthenticCallback(searchParams, app.clientSecret)) return undefined;
  if (!equalInConstantTime(searchParams.get('state') ?? '', state)) return undefined;
  if (searchParams.get('shop') !== shop) return undefined;
  return searchParams.get('code') || undefined;
}

/** An address as people copy it: with a space, in quotes or brackets, or without its scheme. */
export function pastedAddress(text: string): string {
  const address = text.trim().replace(/^[<"'“(]+|[>"'”)]+$/g, '');
  return /^[\w.]+:\d+\//.test(address) ? `http://${address}` : address;
}

/**
 * HMAC over all parameters but `hmac` itself, sorted by name, in hex under the client secret:
 * https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/authorization-code-grant
 */
export function isAuthenticCallback(query: URLSearchParams, clientSecret: string): boolean {
  const rest = new URLSearchParams([...query].filter(([name]) => name !== 'hmac' && name !== 'signature'));
  rest.sort();
  const signed = rest.toString().replaceAll('+', '%20');
  return equalInConstantTime(query.get('hmac') ?? '', hmacSha256(clientSecret, [signed], 'hex'));
}

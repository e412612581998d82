import * as v from 'valibot';
import type { ShopifyApp } from './app';

const Text = v.pipe(v.string(), v.minLength(1));
const Moment = v.pipe(v.string(), v.isoTimestamp());
const Seconds = v.pipe(v.number(), v.minValue(0));

/** What the token endpoint answers, for whatever grant. */
export const Granted = v.object({
  access_token: Text,
  expires_in: v.nullish(Seconds),
  refresh_token: v.nullish(Text),
  refresh_token_expires_in: v.nullish(Seconds),
});
export type Granted = v.InferOutput<typeof Granted>;

/**
 * What an approval in the browser grants: an access token for an hour, and a refresh token for 90 days, which is
 * replaced whenever it is used. Public apps get no others from 2027 on:
 * https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens
 */
export const ExpiringTokens = v.strictObject({
  clientId: Text,
  clientSecret: Text,
  token: Text,
  expires: Moment,
  refreshToken: Text,
  refreshExpires: Moment,
  /** Which process renews them now, and until when the others wait for it. */
  renewer: v.exactOptional(Text),
  renewerUntil: v.exactOptional(Moment),
});
export type ExpiringTokens = v.InferOutput<typeof ExpiringTokens>;

/** Undefined for credentials of another form, and for none. */
export function expiringTokens(kept: unknown): ExpiringTokens | undefined {
  const tokens = v.safeParse(ExpiringTokens, kept);
  return tokens.success ? tokens.output : undefined;
}

const hourMs = 3_600_000;
const daysMs = 24 * hourMs;

/**
 * @param before what was renewed; undefined for an approval
 * @returns undefined for a token that does not expire: Shopify grants one to apps that are not public.
 */
export function tokensOf(
  app: ShopifyApp,
  granted: Granted,
  now: Date,
  before?: ExpiringTokens,
): ExpiringTokens | undefined {
  const refreshToken = granted.refresh_token ?? before?.refreshToken;
  if (refreshToken === undefined) return undefined;
  const after = (seconds: number | null | undefined, usualMs: number) =>
    new Date(now.getTime() + (seconds === null || seconds === undefined ? usualMs : seconds * 1000));
  return {
    clientId: app.clientId,
    clientSecret: app.clientSecret,
    token: granted.access_token,
    // Some renewals are answered without it: https://github.com/Shopify/shopify-app-js/issues/3400
    expires: after(granted.expires_in, hourMs).toISOString(),
    refreshToken,
    refreshExpires: after(granted.refresh_token_expires_in, 90 * daysMs).toISOString(),
  };
}

// Long enough for what is asked next, and for clocks that differ.
const aheadMs = 5 * 60_000;

/** Whether the access token is no longer valid, or is about to expire. */
export const isDue = ({ expires }: ExpiringTokens, now: Date): boolean =>
  Date.parse(expires) - aheadMs <= now.getTime();

import { CommandError } from '../../exit';

/** What to do where Shopify denies access and does not say for want of what. */
export const accessFix =
  'In the developer dashboard, grant the app the scope read_customers and access to protected customer data; then have it approved again.';

/** The scopes that a message of Shopify's names: "Required access: `read_customers` access scope." */
function scopesIn(text: string): string[] {
  return [...new Set(text.match(/\b(?:unauthenticated_)?(?:read|write)_[a-z]+(?:_[a-z]+)*\b/g))];
}

const protectedData =
  'Request access to protected customer data (name, e-mail, phone, address) for the app in the developer dashboard: https://shopify.dev/docs/apps/launch/protected-customer-data';

/** What to do where Shopify denies access, by what it says. */
export function fixFor(text: string): string {
  // HTTP 403, to public apps: https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens
  if (/non-expiring/i.test(text)) {
    return 'A public app needs access tokens that expire: `subscribe shopify --access browser` gets them.';
  }
  const scopes = scopesIn(text);
  if (scopes.length > 0) {
    const which = scopes.length === 1 ? `the scope ${scopes[0]}` : `one of the scopes ${scopes.join(', ')}`;
    return `In the developer dashboard, grant the app ${which}; then have it approved again.`;
  }
  return /protected customer data|not approved to access/i.test(text) ? `${protectedData}.` : accessFix;
}

/** @param where what Shopify denies; its own message, as far as it gives one */
export const denied = (where: string, message: string): CommandError =>
  new CommandError('unreachable', `${where}: ${message}`, fixFor(message));

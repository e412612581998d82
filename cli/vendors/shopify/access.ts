import { named, type ShopifyApp } from '../../../lambda/sources/shopify/app';
import { type ExpiringTokens, type Granted, tokensOf } from '../../../lambda/sources/shopify/tokens';
import { CommandError } from '../../exit';
import { notThere } from './graphql';
import { askForToken, type TokenAnswer } from './token-endpoint';

/**
 * The client-credentials grant: a token of 24 hours, for shops of the app's own organisation only.
 * @throws CommandError that explains `shop_not_permitted`.
 */
export async function clientCredentialsToken(origin: string, app: ShopifyApp): Promise<string> {
  const form = { ...named(app), grant_type: 'client_credentials' };
  return grantedIn(await askForToken(origin, form), origin).access_token;
}

export type ApprovedAccess =
  /** Until the app is uninstalled. */
  | { readonly kind: 'lasting'; readonly token: string }
  | { readonly kind: 'expiring'; readonly tokens: ExpiringTokens };

/**
 * The last step of an approval in the browser: its code for tokens. Shopify grants those that expire to public apps
 * alone, so all ask for them. @throws CommandError
 */
export async function approvedAccess(
  origin: string,
  app: ShopifyApp,
  code: string,
  now: Date,
): Promise<ApprovedAccess> {
  const granted = grantedIn(await askForToken(origin, { ...named(app), code, expiring: '1' }), origin);
  const tokens = tokensOf(app, granted, now);
  return tokens ? { kind: 'expiring', tokens } : { kind: 'lasting', token: granted.access_token };
}

function grantedIn(answer: TokenAnswer, origin: string): Granted {
  switch (answer.kind) {
    case 'granted':
      return answer.granted;
    case 'refused':
      throw refusal(answer.status, answer.text);
    case 'unreadable':
      throw new CommandError('failed', 'Shopify granted access in a form that cannot be read.');
    case 'lost':
      throw answer.status === 0 ? notThere(origin) : refusal(answer.status, '');
    default:
      return answer satisfies never;
  }
}

export const told = (message: string, fix: string) => new CommandError('unreachable', message, fix);

function refusal(status: number, text: string): CommandError {
  if (text.includes('shop_not_permitted')) {
    return told(
      'Shopify does not let this app sign in to this shop by itself (shop_not_permitted): the shop belongs to another organisation than the app.',
      "Have the shop's owner approve the app in a browser: --access browser.",
    );
  }
  if (text.includes('app_not_installed') || text.includes('application_cannot_be_found')) {
    return told('Shopify does not find the app in this shop.', 'Install it there, or check the client id.');
  }
  if (/invalid_client|invalid_request/.test(text) || status === 401) {
    return told(
      `Shopify does not accept the client id and secret, or the code of the approval (HTTP ${status}).`,
      'Copy both from the developer dashboard, and try again.',
    );
  }
  return told(`Shopify did not grant access (HTTP ${status}).`, 'Try again later.');
}

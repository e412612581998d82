import * as v from 'valibot';
import { CommandError } from '../../exit';
import { notThere } from './graphql';

/** A client id and secret of the developer dashboard. The secret also signs the app's webhooks. */
export interface ShopifyApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

const Granted = v.object({
  access_token: v.pipe(v.string(), v.minLength(1)),
  scope: v.optional(v.string(), ''),
});

/**
 * The client-credentials grant: a token of 24 hours, for shops of the app's own organisation only.
 * @throws CommandError that explains `shop_not_permitted`.
 */
export async function clientCredentialsToken(origin: string, app: ShopifyApp): Promise<string> {
  return grantedToken(origin, {
    grant_type: 'client_credentials',
    client_id: app.clientId,
    client_secret: app.clientSecret,
  });
}

/** The last step of an approval in the browser: its code for a token that lasts until the app is uninstalled. */
export async function approvedToken(origin: string, app: ShopifyApp, code: string): Promise<string> {
  return grantedToken(origin, { client_id: app.clientId, client_secret: app.clientSecret, code });
}

async function grantedToken(origin: string, form: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(`${origin}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(form),
    redirect: 'manual',
    signal: AbortSignal.timeout(20_000),
  }).catch(() => {
    throw notThere(origin);
  });
  const text = await response.text();
  if (response.status !== 200) throw refusal(response.status, text);
  const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), Granted), text);
  if (!answer.success)
    throw new CommandError('failed', 'Shopify granted access in a form that cannot be read.');
  return answer.output.access_token;
}

/** Shopify answers in JSON or with a page; either names the error. What else is in there may quote the secret. */
function refusal(status: number, text: string): CommandError {
  const told = (message: string, fix: string) => new CommandError('unreachable', message, fix);
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

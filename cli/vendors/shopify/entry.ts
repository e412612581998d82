import { CommandError } from '../../exit';
import type { AdminCredential } from '../admin-credential';
import { given } from '../given';
import { clientCredentialsToken, type ShopifyApp } from './access';
import { approvalInBrowser } from './approval';

/**
 * The ways to get access to a shop: stored credentials; the access token of a custom app; as an app of the shop's own
 * organisation; or approved in a browser by the owner of another organisation's shop.
 */
export const shopifyWays = ['kept', 'token', 'client-credentials', 'browser'] as const;
export type ShopifyWay = (typeof shopifyWays)[number];

export interface ShopifyEntryRequest {
  /** Undefined uses the stored credentials. */
  readonly way: ShopifyWay | undefined;
  readonly kept: AdminCredential | undefined;
  readonly shop: string;
  readonly origin: string;
  readonly clientId: string | undefined;
  readonly callbackPort: number;
  readonly askSecret: (question: string) => Promise<string>;
  /** Shows the owner the address to open. */
  readonly show: (address: string) => void;
}

export interface ShopifyEntry {
  readonly accessToken: string;
  /** What the app's webhooks are signed with; null where only a token is known. */
  readonly clientSecret: string | null;
  /** The secret was not entered now: it may have been revoked since it was stored. */
  readonly isKept: boolean;
  /** The credentials to store for later. */
  readonly credential: AdminCredential;
}

const approvalMs = 10 * 60_000;

/** @throws CommandError that names the possible ways. */
export async function enterShopify(request: ShopifyEntryRequest): Promise<ShopifyEntry> {
  const { shop, origin, askSecret } = request;
  const { way = 'kept' } = request;
  switch (way) {
    case 'kept':
      return enterAsKept(request);
    case 'token':
      return byToken(given(await askSecret(`Access token of ${shop}:`)));
    case 'client-credentials':
      return byItself(origin, await appOf(request));
    case 'browser': {
      const app = await appOf(request);
      const { callbackPort: port, show } = request;
      const token = await approvalInBrowser({ app, shop, origin, port, timeoutMs: approvalMs, show });
      return {
        accessToken: token,
        clientSecret: app.clientSecret,
        isKept: false,
        credential: { token },
      };
    }
    default:
      return way satisfies never;
  }
}

/** Without a prompt. @throws CommandError where nothing is stored, or it is no longer valid. */
export async function enterAsKept({
  kept,
  shop,
  origin,
}: Pick<ShopifyEntryRequest, 'kept' | 'shop' | 'origin'>): Promise<ShopifyEntry> {
  if (kept?.token !== undefined) return { ...byToken(kept.token), isKept: true };
  if (kept?.clientId !== undefined && kept.clientSecret !== undefined) {
    const { clientId, clientSecret } = kept;
    return { ...(await byItself(origin, { clientId, clientSecret })), isKept: true };
  }
  throw new CommandError(
    'usage',
    `No credentials of ${shop} are stored.`,
    'Say how to get in: --access client-credentials (an app of its own organisation), browser (of another), or token (a custom app).',
  );
}

const byToken = (token: string): ShopifyEntry => ({
  accessToken: token,
  clientSecret: null,
  isKept: false,
  credential: { token },
});

async function byItself(origin: string, app: ShopifyApp): Promise<ShopifyEntry> {
  const { clientId, clientSecret } = app;
  const accessToken = await clientCredentialsToken(origin, app);
  return { accessToken, clientSecret, isKept: false, credential: { clientId, clientSecret } };
}

async function appOf({ clientId, askSecret, shop }: ShopifyEntryRequest): Promise<ShopifyApp> {
  if (!clientId) {
    throw new CommandError(
      'usage',
      'The app is not named.',
      'Add its --client-id, as the developer dashboard shows it.',
    );
  }
  return { clientId, clientSecret: given(await askSecret(`Client secret of the app for ${shop}:`)) };
}

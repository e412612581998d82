import type { ShopifyApp } from '../../../lambda/sources/shopify/app';
import { type ExpiringTokens, expiringTokens } from '../../../lambda/sources/shopify/tokens';
import { CommandError } from '../../exit';
import type { Terminal } from '../../terminal';
import type { AdminCredential, ChangeKept } from '../admin-credential';
import { given } from '../given';
import { clientCredentialsToken } from './access';
import { approvalInBrowser } from './approval';
import { inMemory, renewedWhenDue } from './renewal';

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
  readonly changeKept: ChangeKept;
  /** Whether what is granted may be stored. */
  readonly keeps: boolean;
  readonly shop: string;
  readonly origin: string;
  readonly clientId: string | undefined;
  readonly callbackPort: number;
  readonly terminal: Pick<Terminal, 'askSecret' | 'askMeanwhile' | 'err'>;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
}

export interface ShopifyEntry {
  /** As it is valid now: some expire while a command runs. */
  readonly accessToken: () => Promise<string>;
  /** What the app's webhooks are signed with; null where only a token is known. */
  readonly clientSecret: string | null;
  /** The secret was not entered now: it may have been revoked since it was stored. */
  readonly isKept: boolean;
  /** The credentials to store for later. */
  readonly credential: AdminCredential;
}

// The owner may sit elsewhere, and answer by mail.
const approvalMs = 60 * 60_000;

/** @throws CommandError that names the possible ways. */
export async function enterShopify(request: ShopifyEntryRequest): Promise<ShopifyEntry> {
  const { shop, origin, terminal, way = 'kept' } = request;
  switch (way) {
    case 'kept':
      return enterAsKept(request);
    case 'token':
      return byToken(given(await terminal.askSecret(`Access token of ${shop}:`)));
    case 'client-credentials':
      return byItself(origin, await appOf(request));
    case 'browser':
      return byApproval(request, await appOf(request));
    default:
      return way satisfies never;
  }
}

type Stored = Pick<ShopifyEntryRequest, 'kept' | 'changeKept' | 'shop' | 'origin' | 'now' | 'sleep'>;

/** Without a prompt. @throws CommandError where nothing is stored, or it is no longer valid. */
export async function enterAsKept(stored: Stored): Promise<ShopifyEntry> {
  const { kept, shop, origin } = stored;
  const tokens = expiringTokens(kept);
  if (tokens) return { ...byTokens(tokens, stored), isKept: true };
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
  accessToken: async () => token,
  clientSecret: null,
  isKept: false,
  credential: { token },
});

async function byItself(origin: string, app: ShopifyApp): Promise<ShopifyEntry> {
  const { clientId, clientSecret } = app;
  const token = await clientCredentialsToken(origin, app);
  return { ...byToken(token), clientSecret, credential: { clientId, clientSecret } };
}

const byTokens = (tokens: ExpiringTokens, deps: Omit<Stored, 'kept'>): ShopifyEntry => ({
  accessToken: renewedWhenDue(tokens, deps),
  clientSecret: tokens.clientSecret,
  isKept: false,
  credential: tokens,
});

async function byApproval(request: ShopifyEntryRequest, app: ShopifyApp): Promise<ShopifyEntry> {
  const { terminal, callbackPort: port, shop, origin, now, keeps, changeKept } = request;
  const { err: say, askMeanwhile: ask } = terminal;
  const access = await approvalInBrowser({
    ...{ app, shop, origin, port, now, say, ask },
    timeoutMs: approvalMs,
  });
  if (access.kind === 'lasting') return { ...byToken(access.token), clientSecret: app.clientSecret };
  const { tokens } = access;
  // An app has one pair of them in a shop: those of an approval before are void now, whatever becomes of the command.
  const replaced = keeps && (await changeKept((kept) => (expiringTokens(kept) ? tokens : undefined)));
  const areKept = replaced && expiringTokens(replaced) !== undefined;
  return byTokens(tokens, { ...request, changeKept: areKept ? changeKept : inMemory(tokens) });
}

async function appOf({ clientId, terminal, shop }: ShopifyEntryRequest): Promise<ShopifyApp> {
  if (!clientId) {
    throw new CommandError(
      'usage',
      'The app is not named.',
      'Add its --client-id, as the developer dashboard shows it.',
    );
  }
  const clientSecret = given(await terminal.askSecret(`Client secret of the app for ${shop}:`));
  return { clientId, clientSecret };
}

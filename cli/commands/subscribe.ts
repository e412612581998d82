import { type Command, Option } from 'commander';
import type { StoreSettings } from '../../lambda/settings';
import { wholeFrom } from '../arguments';
import { bridgeCommand } from '../command';
import type { Connection } from '../connection/connection';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { chosenStore, nameOf } from '../stores';
import type { Subscribed, Subscribing } from '../subscribe/steps';
import { publicAddress } from '../subscribe/webhook-address';
import { adminCredentials } from '../vendors/admin-credentials';
import { shopifyOrigin, stripeOrigin } from '../vendors/origins';
import { shopifyAdmin } from '../vendors/shopify/admin';
import { enterShopify, given, type ShopifyWay, shopifyWays } from '../vendors/shopify/entry';
import { wantedSubscription } from '../vendors/shopify/plan';
import { shopOf } from '../vendors/shopify/shop';
import { subscribeShopify } from '../vendors/shopify/subscribe';
import { refuseOtherStripe } from '../vendors/stripe/account';
import { stripeEndpoints } from '../vendors/stripe/endpoints';
import { subscribeStripe } from '../vendors/stripe/subscribe';
import { acceptedSecrets, addSecret } from '../webhook-secrets';

interface Options {
  readonly store?: string;
  readonly shop?: string;
  readonly access?: ShopifyWay;
  readonly clientId?: string;
  readonly callbackPort: number;
  readonly tunnel?: string;
  readonly replace?: true;
  readonly dryRun?: true;
  readonly keep: boolean;
}

/** Registers a store's webhook at its vendor. Keys and secrets are asked for, never arguments. */
export function subscribe(frame: Frame): Command {
  return bridgeCommand(
    'subscribe',
    'AdminPolicy',
    "register a store's webhook at Shopify or Stripe, and verify it",
  )
    .argument('<source>', 'shopify or stripe')
    .option('--store <name>', 'where the source has more than one')
    .option('--replace', "take another bridge's place, or that of an endpoint whose secret nobody knows")
    .option('--dry-run', 'only say what would be done')
    .option('--no-keep', 'do not store the vendor credentials in the secret `admin`')
    .option('--tunnel <origin>', 'for the local bridge: the https address that leads to it from outside')
    .option('--shop <shop>', 'Shopify: name.myshopify.com, where the store takes any')
    .addOption(
      new Option('--access <way>', 'how to get in, for Stripe with a token alone (default: as kept)').choices(
        shopifyWays,
      ),
    )
    .option('--client-id <id>', 'Shopify: the app of client-credentials or browser')
    .option('--callback-port <port>', 'Shopify: where the browser comes back to', wholeFrom(0, 65_535), 8790)
    .action(async (source: string, options: Options) => {
      const connection = await frame.connect();
      const store = chosenStore(connection.environment.settings, { source, store: options.store });
      const subscribing = subscribingOf(frame, connection, store, options);
      const at = vendors[store.source];
      if (!at) throw new CommandError('usage', `Webhooks of ${store.source} are registered by hand.`);
      const ended = await at(frame, connection, store, options, subscribing);
      report(frame, store, subscribing.webhookUrl, ended);
    });
}

const vendors: Readonly<Record<string, typeof atShopify>> = { shopify: atShopify, stripe: atStripe };

function subscribingOf(
  { terminal }: Frame,
  { kind, environment }: Connection,
  store: StoreSettings,
  { tunnel, replace, dryRun }: Options,
): Subscribing {
  const name = nameOf(store);
  const { secrets } = environment;
  return {
    webhookUrl: publicAddress({ kind, address: environment.webhookUrls[name] ?? '', tunnel }),
    secrets: {
      held: async () => (await acceptedSecrets(secrets, name)).map(({ secret }) => secret),
      add: async (secret) => void (await addSecret(secrets, name, secret)),
    },
    replace: replace === true,
    dryRun: dryRun === true,
    say: (line) => terminal.err(line),
  };
}

async function atShopify(
  { terminal }: Frame,
  { environment }: Connection,
  store: StoreSettings,
  options: Options,
  subscribing: Subscribing,
): Promise<Subscribed> {
  const shop = shopOf(store, options.shop);
  const origin = shopifyOrigin(shop, terminal.environment);
  const credentials = credentialsOf(environment);
  const entry = await enterShopify({
    way: options.access,
    // Stored credentials that can no longer be read must not prevent their replacement.
    kept: isKept(options) ? await credentials.of(nameOf(store)) : undefined,
    shop,
    origin,
    clientId: options.clientId,
    callbackPort: options.callbackPort,
    askSecret: terminal.askSecret,
    show: (address) => {
      terminal.err(`Have the owner of ${shop} open this address in a browser on this machine, and approve:`);
      terminal.err(address);
    },
  });
  const admin = shopifyAdmin({ origin, accessToken: entry.accessToken, sleep });
  const { clientSecret, isKept: wasKept } = entry;
  const wanted = wantedSubscription(subscribing.webhookUrl, store);
  const ended = await subscribeShopify({ ...subscribing, admin, wanted, clientSecret, isKept: wasKept });
  if (ended.kind === 'subscribed' && !isKept(options) && options.keep) {
    await credentials.keep(nameOf(store), entry.credential);
  }
  return ended;
}

async function atStripe(
  { terminal }: Frame,
  { environment }: Connection,
  store: StoreSettings,
  options: Options,
  subscribing: Subscribing,
): Promise<Subscribed> {
  const { access } = options;
  if (!isKept(options) && access !== 'token') {
    throw new CommandError('usage', `Stripe knows no ${access}: it takes a key (--access token).`);
  }
  const credentials = credentialsOf(environment);
  const kept = isKept(options) ? await credentials.of(nameOf(store)) : undefined;
  const known = kept && 'key' in kept ? kept.key : undefined;
  const key = known ?? given(await terminal.askSecret(`Key of the Stripe account of ${nameOf(store)}:`));
  const endpoints = stripeEndpoints({ key, origin: stripeOrigin(terminal.environment) });
  await refuseOtherStripe(store, key, endpoints);
  const ended = await subscribeStripe({ ...subscribing, endpoints });
  if (ended.kind === 'subscribed' && known === undefined && options.keep) {
    await credentials.keep(nameOf(store), { key });
  }
  return ended;
}

const isKept = ({ access = 'kept' }: Options): boolean => access === 'kept';

const credentialsOf = ({ secrets }: Connection['environment']) =>
  adminCredentials(secrets.client, secrets.ids.admin);

function report(frame: Frame, store: StoreSettings, webhookUrl: string, ended: Subscribed): void {
  if (ended.kind === 'refused') throw new CommandError(ended.exit, ended.reason, ended.fix);
  frame.answer({ store: nameOf(store), webhookUrl, ...ended }, () => {
    if (ended.kind === 'dry-run') {
      return ended.steps === 0
        ? ['Nothing would be changed.']
        : ['Nothing was changed. Without --dry-run it is done.'];
    }
    return [
      `${nameOf(store)} is subscribed to ${webhookUrl}${ended.changed ? '' : ', as it was before'}.`,
      '`selftest` follows a signup through the bridge; the first real one shows in `deliveries`.',
    ];
  });
}

const sleep = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

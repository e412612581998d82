import type { Command } from 'commander';
import { formerAddress, noOthers } from '../../lambda/own-addresses';
import type { StoreSettings } from '../../lambda/settings';
import { profileOf } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { sourceArgument, storeArgument, storeOption } from '../arguments';
import { bridgeCommand } from '../command';
import type { Connection } from '../connection/connection';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { chosenStore } from '../stores';
import { declareEvents, declaringVendors } from '../subscribe/declared-events';
import type { Subscribed, Subscribing } from '../subscribe/steps';
import { publicAddress } from '../subscribe/webhook-address';
import { storedVendorKeys, vendorKeyIn } from '../vendor-keys';
import { adminCredentials } from '../vendors/admin-credentials';
import type { GivenOptions } from '../vendors/given';
import { thinVendors, vendors, withVendorOptions } from '../vendors/registry';
import type { ThinEvents, Vendor } from '../vendors/vendor';
import { acceptedSecrets, addSecret } from '../webhook-secrets';

interface Options extends GivenOptions {
  readonly store?: string;
  readonly access?: string;
  readonly tunnel?: string;
  readonly replace?: true;
  readonly dryRun?: true;
  readonly events?: true | string;
  readonly thin?: true;
  readonly keep: boolean;
}

/** Registers a store's webhook at its vendor. Keys and secrets are asked for, never arguments. */
export function subscribe(frame: Frame): Command {
  return withVendorOptions(
    bridgeCommand('subscribe', 'AdminPolicy', "register a store's webhook at its vendor, and verify it"),
  )
    .addArgument(sourceArgument('<source>', 'where the store is'))
    .argument(...storeArgument)
    .option(...storeOption)
    .option('--replace', "take another bridge's place, or that of an endpoint whose secret nobody knows")
    .option('--dry-run', 'only say what would be done')
    .option(
      '--events [file]',
      `${declaringVendors()}: print what declares its Events, or write it into a new file`,
    )
    .option('--thin', `${thinVendors()}: subscribe to its thin events, whose customers are read with a key`)
    .option('--no-keep', 'do not store the vendor credentials in the secret `admin`')
    .option('--tunnel <origin>', 'for the local bridge: the https address that leads to it from outside')
    .action(async (source: string, name: string | undefined, options: Options) => {
      const { kind, environment } = await frame.connect();
      const store = chosenStore(environment.settings, { source, name, store: options.store });
      const address = environment.webhookUrls[storeKey(store)] ?? '';
      if (options.events !== undefined) {
        const publicUrl = () => publicAddress({ kind, address, tunnel: options.tunnel });
        return declareEvents(frame, store, { publicUrl, to: options.events });
      }
      const access = options.access ?? 'kept';
      const vendor = vendorOf(store, access, () =>
        options.tunnel === undefined ? address : publicAddress({ kind, address, tunnel: options.tunnel }),
      );
      const way = options.thin ? await readyForThin(frame, store, vendor) : vendor;
      const subscribing = subscribingOf(frame, { kind, environment }, store, options);
      const { terminal } = frame;
      const { client, ids } = environment.secrets;
      const credentials = adminCredentials(client, ids.admin, terminal.sleep);
      const { ended, opened } = await way.subscribe({
        ...subscribing,
        terminal,
        store,
        access,
        options,
        kept: () => credentials.of(storeKey(store)),
        changeKept: (change) => credentials.change(storeKey(store), change),
      });
      if (ended.kind === 'subscribed' && opened && options.keep)
        await credentials.keep(storeKey(store), opened);
      report(frame, store, subscribing.webhookUrl, ended);
    });
}

/**
 * What `deliver` needs to read a customer comes first: without it each thin event is tried until it is a dead letter.
 * @throws CommandError where something of it is missing
 */
async function readyForThin(frame: Frame, store: StoreSettings, { thin }: Vendor): Promise<ThinEvents> {
  const name = storeKey(store);
  if (!thin) {
    throw new CommandError('usage', `${profileOf(store.source).displayName} has no thin events.`);
  }
  if (store.events !== true) {
    throw new CommandError(
      'failed',
      `The settings of ${name} do not say that thin events come, so \`deliver\` would not read their customers.`,
      'Set `events: true` at the store, and deploy.',
    );
  }
  const { environment } = await frame.connect();
  const keys = await storedVendorKeys({ ...environment.secrets, sleep: frame.terminal.sleep });
  if (vendorKeyIn(keys ?? {}, name) === undefined) {
    throw new CommandError(
      'failed',
      `\`deliver\` has no key to read the customers of ${name} with.`,
      `Put it in first: \`secrets set ${store.source} --key\`.`,
    );
  }
  return thin;
}

function vendorOf({ source }: StoreSettings, access: string, address: () => string): Vendor {
  const {
    displayName,
    secret,
    byHand = 'Register the webhook there by hand, with this address',
  } = profileOf(source);
  const vendor = vendors.get(source);
  if (!vendor) {
    throw new CommandError(
      'usage',
      `${displayName} cannot be subscribed by the bridge.`,
      `${byHand}: ${address()}\nThen put in ${secret.what}: \`secrets set ${source}\`.`,
    );
  }
  if (vendor.ways.includes(access)) return vendor;
  const ways = vendor.ways.map((way) => `--access ${way}`).join(', ');
  throw new CommandError('usage', `${displayName} knows no ${access}: it takes ${ways}.`);
}

function subscribingOf(
  { terminal }: Frame,
  { kind, environment }: Pick<Connection, 'kind' | 'environment'>,
  store: StoreSettings,
  { tunnel, replace, dryRun }: Options,
): Subscribing {
  const name = storeKey(store);
  const secrets = { ...environment.secrets, sleep: terminal.sleep };
  const url = publicAddress({ kind, address: environment.webhookUrls[name] ?? '', tunnel });
  const { ownAddresses: own = noOthers } = environment;
  return {
    webhookUrl: url,
    former: (address) => formerAddress(address, { url, own, store }),
    secrets: {
      held: async () => (await acceptedSecrets(secrets, name)).map(({ secret }) => secret),
      add: async (secret) => void (await addSecret(secrets, name, secret)),
    },
    replace: replace === true,
    dryRun: dryRun === true,
    say: (line) => terminal.err(line),
  };
}

function report(frame: Frame, store: StoreSettings, webhookUrl: string, ended: Subscribed): void {
  if (ended.kind === 'refused') throw new CommandError(ended.exit, ended.reason, ended.fix);
  frame.answer({ store: storeKey(store), webhookUrl, ...ended }, () => {
    if (ended.kind === 'dry-run') {
      return ended.steps === 0
        ? ['Nothing would be changed.']
        : ['Nothing was changed. Without --dry-run it is done.'];
    }
    return [
      `${storeKey(store)} is subscribed to ${webhookUrl}${ended.changed ? '' : ', as it was before'}.`,
      '`selftest` follows a signup through the bridge; the first real one shows in `deliveries`.',
    ];
  });
}

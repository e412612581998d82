import { dirname } from 'node:path';
import type { StoreSettings } from '../lambda/settings';
import { defaultStore, storeKey } from '../lambda/store-name';
import type { LocalOptions } from './options';

/** What a running bridge says of itself. */
interface Running {
  readonly url: string;
  readonly consoleLink: string;
  readonly masivoBaseUrl: string;
  readonly sandbox: object | undefined;
  readonly stores: readonly StoreSettings[];
  /** Where each store's webhooks go, by `source/store`. */
  readonly webhookUrls: Readonly<Record<string, string>>;
}

const oneOf = new Intl.ListFormat('en', { type: 'disjunction' });

/** The lines that say where everything is, and how to go on. */
export function greeting(bridge: Running, options: LocalOptions): string[] {
  const { own, dataDir } = options;
  const masivo = `  Masivo      ${bridge.masivoBaseUrl}${bridge.sandbox ? ' (sandbox)' : ''}`;
  return [
    `ready ${bridge.url}`,
    ...(own ? [`  settings    ${own.label} of ${own.folder}; its ledger is in ${dataDir}`] : []),
    ...(own?.mapping ? [`  mapping     ${own.mapping.hash}, of the folder's mapping.ts`] : []),
    ...(own ? ownWebhooks(bridge) : webhooks(bridge)),
    `  console     ${bridge.consoleLink}`,
    masivo,
    `Send a signup in the console, or with ${oneOf.format(sending(bridge.stores, options))}. Stop with Ctrl-C.`,
  ];
}

const urlOf = ({ webhookUrls }: Running, store: StoreSettings) => webhookUrls[storeKey(store)] ?? '';

const webhooks = (bridge: Running) =>
  bridge.stores.map((store, index) => `  ${labelOf(index)}    POST ${urlOf(bridge, store)}`);

const labelOf = (index: number) => (index === 0 ? 'webhooks' : '        ');

/** A line for each store, with the settings that decide what becomes of a signup. */
const ownWebhooks = (bridge: Running) =>
  bridge.stores.flatMap((store, index) => [
    `  ${labelOf(index)}    POST ${urlOf(bridge, store)}`,
    `                ${specialOf(store).join(', ')}`,
  ]);

function specialOf(store: StoreSettings): string[] {
  const { vendorAccount, mode, creates, signupsSince, consent, maxCreationsPerHour } = store;
  return [
    vendorAccount,
    `${mode} mode`,
    ...(creates ? [] : ['creates nobody']),
    ...(signupsSince === undefined ? [] : [`signups since ${signupsSince}`]),
    ...(consent === 'off' ? [] : ['consent on']),
    ...(maxCreationsPerHour === undefined ? [] : [`${maxCreationsPerHour} new customers an hour`]),
  ];
}

/** The command for the first store of each source. */
function sending(stores: readonly StoreSettings[], { dataDir, own }: LocalOptions): readonly string[] {
  // There it finds the addresses of this run, and what they ask for.
  const folder = own ? dirname(dataDir) : dataDir;
  const send = `${folder === '.bridge' ? '' : `DATA_DIR=${folder} `}npm run send --`;
  const firsts = stores.filter(
    ({ source }, index) => stores.findIndex((each) => each.source === source) === index,
  );
  return firsts.map(
    ({ source, store }) => `\`${send} ${source}${store === defaultStore ? '' : ` --store ${store}`}\``,
  );
}

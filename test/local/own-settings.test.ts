import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentConfig } from '../../infra/config/config';
import { parseSettings, type StoreSettings, storeOf } from '../../lambda/settings';
import { profileOf } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { openDataFolder } from '../../local/data-folder';
import { greeting } from '../../local/greeting';
import { keptSecrets, withGiven } from '../../local/kept-secrets';
import { localSettings } from '../../local/local-settings';
import { localOptions } from '../../local/options';
import { ownSettings, withOwnSettings } from '../../local/own-settings';
import { chosenStore, reconcileCommand } from '../../local/send/chosen-store';
import { StartError } from '../../local/start-error';
import { smallest } from '../infra/environments';
import { temporaryFolder } from '../support/test-bridge';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const consent = {
  version: '2026-11',
  loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: false },
};
const trial: EnvironmentConfig = {
  ...smallest(),
  mode: 'live',
  masivo: {
    account: 'acme-prod',
    baseUrl: 'https://masivo.example.com',
    rateLimit: { perSecond: 1 },
    consentAtCreation: true,
  },
  stores: {
    shopify: {
      main: {
        vendorAccount: 'acme.myshopify.com',
        signupsSince: '2026-11-01T00:00:00Z',
        maxCreationsPerHour: 2,
        consent,
        mapping: { extras: ['phone'] },
      },
      'eu-north': { vendorAccount: 'acme-eu.myshopify.com', creates: false, consent },
    },
    stripe: { default: { vendorAccount: 'acct_1Acme', creates: false, consent } },
  },
  sameEmail: 'refuse',
  retention: { deliveriesDays: 90 },
  ledgerRestoredAt: '2026-10-01T00:00:00Z',
  alarms: { email: 'alarms@example.com' },
  platform: { clientPrefix: 'acme' },
};
const config = join(folder.path, 'acme');
mkdirSync(config);
writeFileSync(join(config, 'trial.ts'), `export default ${JSON.stringify(trial)};`);

/** Undefined where nothing is chosen. */
const chosen = (options: Parameters<typeof ownSettings>[0], variables: Record<string, string> = {}) =>
  ownSettings(options, variables);
const own = () => {
  const settings = chosen({ config, env: 'trial' });
  if (!settings) throw new Error('Nothing was chosen');
  return settings;
};

describe('which settings are chosen', () => {
  test.each<[string, Parameters<typeof ownSettings>[0], Record<string, string>, string | undefined]>([
    ['nothing', {}, {}, undefined],
    ['both options', { config, env: 'trial' }, {}, 'acme-trial'],
    ['both variables', {}, { BRIDGE_CONFIG: config, BRIDGE_ENV: 'trial' }, 'acme-trial'],
    ['one of each', { env: 'trial' }, { BRIDGE_CONFIG: config }, 'acme-trial'],
    ['an option against a variable', { config, env: 'trial' }, { BRIDGE_ENV: 'prod' }, 'acme-trial'],
    ['an environment of the example', { env: 'staging' }, {}, 'staging'],
    ['a folder in a variable, which others use, too', {}, { BRIDGE_CONFIG: config }, undefined],
    ['local', { env: 'local' }, { BRIDGE_ENV: 'trial' }, undefined],
    ['empty variables', {}, { BRIDGE_CONFIG: '', BRIDGE_ENV: '' }, undefined],
  ])('%s', (_, options, variables, label) => {
    expect(chosen(options, variables)?.label).toBe(label);
  });

  test.each<[string, Parameters<typeof ownSettings>[0], string]>([
    ['a folder without an environment', { config }, '--config names a folder.'],
    [
      'a folder, and the local run',
      { config, env: 'local' },
      "`local` is this machine's own run, no environment of the folder: leave out --config, or name another --env.",
    ],
    [
      'an environment that there is not',
      { config, env: 'prod' },
      `There is no environment prod in ${config}.\nThere are trial.`,
    ],
    ['a folder that there is not', { config: '/nowhere', env: 'prod' }, 'There is no folder /nowhere.'],
  ])('%s is a mistake', (_, options, message) => {
    expect(() => chosen(options)).toThrow(StartError);
    expect(() => chosen(options)).toThrow(message);
  });

  test('a mistake in the file is told as for a deployment', () => {
    const broken = join(folder.path, 'broken');
    mkdirSync(broken);
    const text = `export default ${JSON.stringify({ ...trial, alarms: {}, mode: 'on' })};`;
    writeFileSync(join(broken, 'trial.ts'), text);
    expect(() => chosen({ config: broken, env: 'trial' })).toThrow(
      new StartError(`${join(broken, 'trial.ts')} cannot be deployed:\n  mode: is neither live nor test`),
    );
  });
});

test('what decides on a signup is the client’s; Masivo, waiting and retrying are the local run’s', () => {
  const local = localSettings({ baseUrl: 'http://127.0.0.1:8788', account: 'sandbox' });
  const settings = parseSettings(withOwnSettings(local, own()));
  expect(settings).toEqual({
    ...local,
    masivo: { ...local.masivo, consentAtCreation: true },
    environment: 'local-acme-trial',
    // No vendor sends webhooks to this machine.
    stores: own().settings.stores.map((store) => ({ ...store, subscriptions: 'off' })),
    sameEmail: 'refuse',
  });
  expect(storeOf(settings, 'shopify', 'main')).toEqual({
    source: 'shopify',
    store: 'main',
    vendorAccount: 'acme.myshopify.com',
    mode: 'live',
    signupsSince: '2026-11-01T00:00:00Z',
    maxCreationsPerHour: 2,
    consent: { ...consent, metadataKeys: {} },
    creates: true,
    mapping: { extras: ['phone'] },
    subscriptions: 'off',
  });
});

test('a name that is too long for settings is cut', () => {
  const label = 'a'.repeat(63);
  const local = localSettings({ baseUrl: 'http://127.0.0.1:8788', account: 'sandbox' });
  expect(parseSettings(withOwnSettings(local, { ...own(), label })).environment).toHaveLength(63);
});

test.each<[string, Record<string, string>, Record<string, readonly string[]>]>([
  ['no variable: the local run’s own', {}, {}],
  [
    'a source’s: for each of its stores',
    { SHOPIFY_WEBHOOK_SECRET: 'a, b' },
    { 'shopify/main': ['a', 'b'], 'shopify/eu-north': ['a', 'b'] },
  ],
  ['a store’s', { SHOPIFY_EU_NORTH_WEBHOOK_SECRET: 'c' }, { 'shopify/eu-north': ['c'] }],
  [
    'a store’s and its source’s',
    { SHOPIFY_WEBHOOK_SECRET: 'a', SHOPIFY_MAIN_WEBHOOK_SECRET: 'b,c' },
    { 'shopify/main': ['b', 'c'], 'shopify/eu-north': ['a'] },
  ],
  ['an empty one: none', { SHOPIFY_MAIN_WEBHOOK_SECRET: '' }, { 'shopify/main': [] }],
  ['the default store’s', { STRIPE_DEFAULT_WEBHOOK_SECRET: 'whsec_d' }, { 'stripe/default': ['whsec_d'] }],
])('webhook secrets: %s', (_, variables, expected) => {
  const { webhookSecrets } = localOptions(variables, own());
  const kept = keptSecrets(folder.path, own().settings.stores);
  const made = (source: string) => [
    expect.stringMatching(new RegExp(`^${profileOf(source).secret.local}[0-9a-f]{32}$`)),
  ];
  expect(withGiven(kept, webhookSecrets)).toEqual({
    'shopify/main': made('shopify'),
    'shopify/eu-north': made('shopify'),
    'stripe/default': made('stripe'),
    ...expected,
  });
});

test('made-up secrets are each store’s own, and stay', () => {
  const { stores } = own().settings;
  const kept = keptSecrets(folder.path, stores);
  expect(keptSecrets(folder.path, stores)).toEqual(kept);
  const all = [...Object.values(kept.webhooks), ...Object.values(kept.vendorKeys), kept.emailIndex];
  expect(new Set(all).size).toBe(all.length);
  for (const { source, store } of stores) {
    expect(kept.webhooks[`${source}/${store}`]).toMatch(profileOf(source).secret.form);
  }
  expect(statSync(join(folder.path, 'secrets.json')).mode & 0o777).toBe(0o600);
});

test('a key of the vendor is of the mode of its store, also after that has changed', () => {
  const inMode = (mode: StoreSettings['mode']) => {
    const kept = keptSecrets(folder.path, [
      { source: 'stripe', store: 'changing', mode },
      { source: 'shopify', store: 'changing', mode },
    ]);
    const { 'stripe/changing': vendorKey } = kept.vendorKeys;
    const { 'stripe/changing': stripeKey, 'shopify/changing': shopifyKey } = kept.changesKeys;
    return { vendorKey, stripeKey, shopifyKey };
  };
  const live = inMode('live');
  expect(live).toMatchObject({
    vendorKey: expect.stringMatching(/^rk_live_local_stripe_key[0-9a-f]{32}$/),
    stripeKey: expect.stringMatching(/^rk_live_local_stripe_key[0-9a-f]{32}$/),
  });
  const test = inMode('test');
  expect(test.stripeKey).toMatch(/^rk_test_/);
  expect(test.vendorKey).toMatch(/^rk_test_/);
  expect(test.shopifyKey).toBe(live.shopifyKey);
});

describe('the data folder', () => {
  test('is kept apart from the local run’s own', () => {
    expect(localOptions({}).dataDir).toBe('.bridge');
    expect(localOptions({}, own()).dataDir).toBe(join('.bridge', 'acme-trial'));
    expect(localOptions({ DATA_DIR: '/data' }, own()).dataDir).toBe('/data/acme-trial');
  });

  test('takes no second config folder', () => {
    const path = join(folder.path, 'data');
    openDataFolder(path, config);
    openDataFolder(path, config);
    expect(() => openDataFolder(path, '/clients/other')).toThrow(StartError);
    expect(() => openDataFolder(path, '/clients/other')).toThrow(
      `${path} holds the ledger of the config folder ${config}. Delete ${path}, or set DATA_DIR to another folder.`,
    );
  });
});

describe('the greeting', () => {
  const running = (stores = own().settings.stores) => ({
    url: 'http://127.0.0.1:8787',
    consoleLink: 'http://127.0.0.1:8789/#/?token=x',
    masivoBaseUrl: 'http://127.0.0.1:8788/api/storefront/v1',
    sandbox: {},
    stores,
    webhookUrls: Object.fromEntries(
      stores.map(({ source, store }) => [`${source}/${store}`, `http://127.0.0.1:8787/${source}/${store}`]),
    ),
  });

  test('says of each store what decides on a signup', () => {
    expect(greeting(running(), localOptions({}, own()))).toEqual([
      'ready http://127.0.0.1:8787',
      `  settings    acme-trial of ${config}; its ledger is in .bridge/acme-trial`,
      '  webhooks    POST http://127.0.0.1:8787/shopify/main',
      '                acme.myshopify.com, live mode, signups since 2026-11-01T00:00:00Z, consent on, 2 new customers an hour',
      '              POST http://127.0.0.1:8787/shopify/eu-north',
      '                acme-eu.myshopify.com, live mode, creates nobody, consent on',
      '              POST http://127.0.0.1:8787/stripe/default',
      '                acct_1Acme, live mode, creates nobody, consent on',
      '  console     http://127.0.0.1:8789/#/?token=x',
      '  Masivo      http://127.0.0.1:8788/api/storefront/v1 (sandbox)',
      'Send a signup in the console, or with `npm run send -- shopify --store main` or `npm run send -- stripe`. Stop with Ctrl-C.',
    ]);
  });
});

test('the greeting names the mapping where there is one', () => {
  const mapping = { hash: '0123456789ab', code: '', map: '' };
  const lines = greeting(
    { url: '', consoleLink: '', masivoBaseUrl: '', sandbox: undefined, stores: [], webhookUrls: {} },
    localOptions({}, { ...own(), mapping }),
  );
  expect(lines).toContain("  mapping     0123456789ab, of the folder's mapping.ts");
});

describe('the store that a sample signup goes to', () => {
  const stores = own().settings.stores;
  const mode = 'any';
  const two = ['a', 'b'].map((store) => ({ source: 'shopify', store, vendorAccount: 'any', mode }) as const);

  test.each([
    ['named', 'shopify', 'eu-north', 'eu-north'],
    ['named with its source', 'shopify', 'shopify/eu-north', 'eu-north'],
    ['the default one', 'stripe', undefined, 'default'],
  ])('%s', (_, source, name, store) => {
    expect(chosenStore(stores, source, name)).toMatchObject({ source, store });
  });

  test('the only one', () => {
    expect(chosenStore(two.slice(1), 'shopify', undefined)).toEqual(two[1]);
  });

  test.each([
    [
      'unknown',
      'shopify',
      'us',
      'There is no store shopify/us. The running bridge has shopify/a, shopify/b.',
    ],
    [
      'unknown, with its source',
      'shopify',
      'shopify/us',
      'There is no store shopify/us. The running bridge has shopify/a, shopify/b.',
    ],
    ['of another source', 'stripe', 'shopify/a', '--store shopify/a is none of the source stripe.'],
    [
      'of a source without one',
      'stripe',
      undefined,
      'There is no store stripe/default. The running bridge has',
    ],
    ['one of several', 'shopify', undefined, 'shopify has several stores: name one with --store.'],
  ])('%s', (_, source, name, message) => {
    expect(() => chosenStore(two, source, name)).toThrow(StartError);
    expect(() => chosenStore(two, source, name)).toThrow(message);
  });
});

test.each([
  ['shopify/main', 'npm run bridge -- reconcile shopify --store main'],
  ['stripe/default', 'npm run bridge -- reconcile stripe'],
])('a lost shopper of %s is found by %s', (key, command) => {
  const { stores } = own().settings;
  const store = stores.find((each) => storeKey(each) === key);
  expect(store && reconcileCommand(stores, store)).toBe(command);
});

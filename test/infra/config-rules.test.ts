import type { EnvironmentConfig } from '../../infra/config/config';
import { checkEnvironments } from '../../infra/config/config-folder';
import { environment, pathKeys } from './environments';
import type { Json } from './json';
import { mistakes, today, wrong } from './mistakes';

describe('a live environment', () => {
  const live = (change: (config: Json) => void = () => undefined, name = 'prod') =>
    wrong((config) => {
      config.mode = 'live';
      config.alarms.email = 'ops@example.com';
      config.stores.shopify.default = {
        vendorAccount: 'acme.myshopify.com',
        signupsSince: '2026-12-01T00:00:00Z',
        maxCreationsPerHour: 500,
        consent: {
          version: '1',
          loyalty: { behavioral_campaigns: true, coupon_campaigns: false, punchcard_campaigns: false },
        },
      };
      change(config);
    }, name);
  const store = (change: (store: Json) => void) => live((config) => change(config.stores.shopify.default));

  test('is accepted with everything said', () => {
    expect(live()).toEqual([]);
  });

  test.each(['signupsSince', 'maxCreationsPerHour', 'consent'])('leaves no store without %s', (field) => {
    expect(store((c) => delete c[field])).toEqual([
      expect.stringMatching(new RegExp(`^stores\\.shopify\\.default\\.${field}: a live store needs`)),
    ]);
  });

  test('takes consent "off" for an open question', () => {
    expect(store((c) => (c.consent = 'off'))).toEqual([expect.stringMatching(/\.consent: /)]);
  });

  test('needs neither go-live nor flood guard for a store that creates nobody', () => {
    const change = (c: Json) => {
      c.creates = false;
      delete c.signupsSince;
      delete c.maxCreationsPerHour;
    };
    expect(store(change)).toEqual([]);
  });

  describe('of which the go-live is more than a year ago', () => {
    const since = (signupsSince: string, more: object = {}) =>
      store((c) => Object.assign(c, { signupsSince, ...more }));

    test('says that it was live for so long, or it is taken for another client’s', () => {
      expect(since('2025-11-01T00:00:00Z')).toEqual([
        'stores.shopify.default.signupsSince: is 391 days ago, and who signed up since then is created with rewards. If the store went live then, set longLive: true',
      ]);
      expect(since('2025-11-01T00:00:00Z', { longLive: true })).toEqual([]);
      expect(since('2025-11-01T00:00:00Z', { creates: false })).toEqual([]);
    });

    test('and not of a year to the day, or of one to come', () => {
      expect(since('2025-11-27T12:00:00Z')).toEqual([]);
      expect(since('2027-11-27T12:00:00Z')).toEqual([]);
    });
  });

  test('has no sample events', () => {
    expect(live((c) => (c.sampleEvents = 'new-registry'))).toEqual([
      expect.stringMatching(/^sampleEvents: /),
    ]);
  });

  test('tells somebody when an alarm goes off', () => {
    expect(live((c) => delete c.alarms.email)).toEqual([expect.stringMatching(/^alarms: /)]);
    const topics = {
      page: 'arn:aws:sns:eu-west-1:111111111111:page',
      ticket: 'arn:aws:sns:eu-west-1:111111111111:ticket',
    };
    expect(live((c) => (c.alarms = topics))).toEqual([]);
    const pagerDuty = 'https://events.pagerduty.com/integration/0123/enqueue';
    // It gets no tickets.
    expect(live((c) => (c.alarms = { pagerDuty }))).toEqual([expect.stringMatching(/^alarms: /)]);
    expect(live((c) => (c.alarms = { pagerDuty, ticket: topics.ticket }))).toEqual([]);
    expect(live((c) => (c.alarms = { pagerDuty, ...topics }))).toEqual([
      'alarms.pagerDuty: page is a topic of yours; subscribe it there, or leave page out',
    ]);
    expect(live((c) => (c.alarms = { slack: { workspaceId: 'T1', channelId: 'C1' } }))).toEqual([]);
    expect(live((c) => (c.alarms.all = false))).toEqual(['alarms.all: a live environment has all of them']);
  });

  test.each([
    ['19%3Aabc_1%40thread.tacv2', true],
    ['19%3aab6ef35d%40thread.skype', true],
    // An address that was decoded on its way here: CloudFormation would refuse it.
    ['19%3Aabc@thread.tacv2', false],
    ['19:abc@thread.tacv2', false],
  ])('takes %s for a channel of Teams: %s', (channelId, taken) => {
    const [teamId, tenantId] = ['1', '2'].map((end) => `00000000-0000-4000-8000-00000000000${end}`);
    const mistakes = live((c) => Object.assign(c.alarms, { teams: { teamId, tenantId, channelId } }));
    expect(mistakes).toEqual(taken ? [] : [expect.stringMatching(/^alarms\.teams\.channelId: is no id/)]);
  });

  test.each(['prod', 'production-eu', 'eu-prod', 'live', 'prod2'])(
    'is what a file named %s describes',
    (name) => {
      expect(wrong(() => undefined, name)).toEqual([
        `mode: is test, and ${name} is named like a live environment. A test environment says so in its name: ${name}-test`,
      ]);
      expect(wrong(() => undefined, `${name}-test`)).toEqual([]);
      expect(live(() => undefined, name)).toEqual([]);
    },
  );

  test.each(['product-test', 'prod-test', 'products', 'olive', 'pre-prod', 'dev-prod', 'live-staging'])(
    'is not by its name %s: `mode` decides',
    (name) => {
      expect(wrong(() => undefined, name)).toEqual([]);
      expect(live(() => undefined, name)).toEqual([]);
    },
  );
});

describe('what would fail half-way through a deployment, or go nowhere', () => {
  const there = 'eu-central-1:111111111111';
  const topic = (name: string, place = 'eu-west-1:111111111111') => `arn:aws:sns:${place}:${name}`;
  const notHere = 'is in eu-central-1, and aws.region is eu-west-1';

  test.each<[string, (config: Json) => void]>([
    [`platform.kmsKeyArn: ${notHere}`, (c) => (c.platform = { kmsKeyArn: `arn:aws:kms:${there}:key/mrk-1` })],
    [`alarms.page: ${notHere}`, (c) => (c.alarms.page = topic('page', there))],
    [`alarms.ticket: ${notHere}`, (c) => (c.alarms.ticket = topic('ticket', there))],
    [
      `ingress.domain.certificateArn: ${notHere}`,
      (c) =>
        (c.ingress = {
          domain: {
            name: 'hooks.acme.example',
            certificateArn: `arn:aws:acm:${there}:certificate/1`,
            pathKeys: [pathKeys[0]],
          },
        }),
    ],
    [
      'alarms.email: page and ticket win, and it would get no alarm; leave it out, or one of the topics, which it then stands in for',
      (c) => (c.alarms = { email: 'ops@example.com', page: topic('page'), ticket: topic('ticket') }),
    ],
  ])('%s', (message, change) => {
    expect(wrong(change)).toEqual([message]);
  });

  test('but an e-mail may stand in for one topic', () => {
    expect(wrong((c) => (c.alarms = { email: 'ops@example.com', page: topic('page') }))).toEqual([]);
  });
});

describe('the gateway’s own address beside a domain', () => {
  const closedFor =
    (...movedStores: string[]) =>
    (c: Json) => {
      c.stores = {
        shopify: { eu: { vendorAccount: 'eu.myshopify.com' }, us: { vendorAccount: 'us.myshopify.com' } },
      };
      c.ingress = {
        domain: {
          name: 'hooks.acme.example',
          certificateArn: 'arn:aws:acm:eu-west-1:111111111111:certificate/1',
          pathKeys: [pathKeys[0]],
          closeGatewayAddress: { movedStores },
        },
      };
    };
  const field = 'ingress.domain.closeGatewayAddress.movedStores';

  test('is switched off only by who says of each store that it is subscribed to the domain', () => {
    expect(wrong(closedFor())).toEqual([
      `${field}: lacks shopify/eu, shopify/us; name each store once \`doctor\` shows its subscription at the domain, in a later deployment than the domain's`,
    ]);
    expect(wrong(closedFor('shopify/eu'))).toEqual([expect.stringContaining(`${field}: lacks shopify/us;`)]);
    expect(wrong(closedFor('shopify/eu', 'shopify/us'))).toEqual([]);
    expect(wrong(closedFor('shopify/eu', 'shopify/us', 'shopify/uk'))).toEqual([
      `${field}: shopify/uk is no store of this environment`,
    ]);
  });
});

describe('extras that no webhook of the vendor carries', () => {
  const events =
    "Shopify's Events bring it: deploy what `subscribe shopify --events` writes, and set `events: true` at the store";

  test('are carried by the newer events of a vendor that has some', () => {
    const withEvents = (source: string, vendorAccount: string) => (c: Json) =>
      (c.stores = { [source]: { default: { vendorAccount, events: true, mapping: { extras: ['tags'] } } } });
    expect(wrong(withEvents('shopify', 'acme.myshopify.com'))).toEqual([]);
    expect(wrong(withEvents('stripe', 'acct_1'))).toEqual([
      'stores.stripe.default.mapping.extras: tags is nothing that a customer of Stripe has: leave it out',
    ]);
  });

  test.each<[string, string[], string[]]>([
    ['shopify', ['phone', 'country', 'note'], []],
    [
      'shopify',
      ['phone', 'tags', 'locale'],
      [
        `locale is in no body of Shopify's classic webhooks. ${events}`,
        `tags is in no body of Shopify's classic webhooks since API version 2025-01. ${events}`,
      ],
    ],
    ['stripe', ['phone', 'country', 'locale', 'note'], []],
    ['stripe', ['tags'], ['tags is nothing that a customer of Stripe has: leave it out']],
  ])('%s, %j', (source, extras, reasons) => {
    const vendorAccount = { shopify: 'acme.myshopify.com', stripe: 'acct_1' }[source];
    const change = (c: Json) =>
      (c.stores = { [source]: { default: { vendorAccount, mapping: { extras } } } });
    expect(wrong(change)).toEqual(
      reasons.map((reason) => `stores.${source}.default.mapping.extras: ${reason}`),
    );
  });

  test('nor can it go into a field of Masivo’s own', () => {
    const mapping = { fields: ['phone', 'tags'] };
    const change = (c: Json) =>
      (c.stores = { shopify: { default: { vendorAccount: 'acme.myshopify.com', mapping } } });
    expect(wrong(change)).toEqual([
      `stores.shopify.default.mapping.fields: tags is in no body of Shopify's classic webhooks since API version 2025-01. ${events}`,
    ]);
  });
});

test('a value that Shopify could not be asked for is refused by its form', () => {
  const mapping = { birthDate: 'birthday', gender: null, values: ['company', 'custom.card', 'card'] };
  expect(
    wrong((c) => (c.stores = { shopify: { default: { vendorAccount: 'acme.myshopify.com', mapping } } })),
  ).toEqual([
    'stores.shopify.default.mapping.birthDate: birthday is not a metafield (`namespace.key`)',
    'stores.shopify.default.mapping.values: card is not a metafield (`namespace.key`)',
  ]);
  const keys = { birthDate: 'birthday', values: ['card'] };
  expect(
    wrong((c) => (c.stores = { stripe: { default: { vendorAccount: 'acct_1Fake', mapping: keys } } })),
  ).toEqual([]);
});

describe('two environments', () => {
  const shop = (sharedOnPurpose?: boolean): EnvironmentConfig['stores'] => ({
    shopify: {
      default: { vendorAccount: 'a.myshopify.com', ...(sharedOnPurpose ? { sharedOnPurpose } : {}) },
    },
  });
  const account = (store = 'default'): EnvironmentConfig['stores'] => ({
    stripe: { [store]: { vendorAccount: 'acct_1' } },
  });
  const both = (one: EnvironmentConfig['stores'], other: EnvironmentConfig['stores']) =>
    mistakes(
      () =>
        checkEnvironments(
          [environment({ stores: one }, 'dev'), environment({ stores: other }, 'staging')],
          today,
        ),
      true,
    );

  test('may not take in the same shop', () => {
    expect(both(shop(), shop())).toEqual([
      'dev: stores.shopify.default.vendorAccount: a.myshopify.com is also configured in staging (shopify/default); if that is intended, set sharedOnPurpose at each',
      expect.stringMatching(
        /^staging: stores\.shopify\.default\.vendorAccount: .* in dev \(shopify\/default\)/,
      ),
    ]);
  });

  test('may not take in the same Stripe account and mode, under whatever name', () => {
    expect(both(account(), account('eu'))).toHaveLength(2);
  });

  test('may take in test data and live data of one Stripe account', () => {
    const test = environment({ stores: account() }, 'dev');
    const live = { ...environment({ stores: account() }, 'other'), mode: 'live' as const };
    expect(mistakes(() => checkEnvironments([test, live], today)).join()).not.toContain('also configured');
  });

  test('may share a shop when both say so', () => {
    expect(both(shop(true), shop(true))).toEqual([]);
    expect(both(shop(true), shop())).toEqual([expect.stringMatching(/^staging: /)]);
  });
});

describe('a test environment and a live Masivo account', () => {
  const named = (account: string, more: object = {}) =>
    wrong((c) => Object.assign(c.masivo, { account, ...more }));

  test.each(['acme-prod', 'PROD', 'acme.live', 'production:acme', 'live2', 'siempre-prod', 'test-shop-prod'])(
    'named %s: refused unless intended',
    (account) => {
      expect(named(account)).toEqual([
        expect.stringMatching(/^masivo\.account: .* looks like a live account/),
      ]);
      expect(named(account, { liveOnPurpose: true })).toEqual([]);
    },
  );

  test.each(['acme-dev', 'olive', 'products', 'acme-pre-prod', 'non_prod', 'preprod'])(
    'named %s: no live one',
    (account) => {
      expect(named(account)).toEqual([]);
    },
  );

  test('that a live environment of the folder has', () => {
    const masivo = { account: 'acme' };
    const both = (testMasivo: EnvironmentConfig['masivo']) =>
      mistakes(
        () =>
          checkEnvironments(
            [
              { ...environment({ masivo }, 'shop'), mode: 'live' },
              environment({ masivo: testMasivo }, 'dev'),
            ],
            today,
          ),
        true,
      ).filter((mistake) => mistake.startsWith('dev: masivo'));
    expect(both(masivo)).toEqual([
      expect.stringMatching(/^dev: masivo\.account: acme is the account of shop, which is live\./),
    ]);
    expect(both({ ...masivo, liveOnPurpose: true })).toEqual([]);
    expect(both({ ...masivo, baseUrl: 'https://dev.masivo.example' })).toEqual([]);
  });
});

import { alarmSubscriptions } from '../../../cli/doctor/alarm-subscriptions';
import { caller } from '../../../cli/doctor/caller';
import type { Check } from '../../../cli/doctor/check';
import { concurrency } from '../../../cli/doctor/concurrency';
import { eventSource } from '../../../cli/doctor/event-source';
import { lastDelivery } from '../../../cli/doctor/last-delivery';
import { mapping } from '../../../cli/doctor/mapping';
import { masivo } from '../../../cli/doctor/masivo';
import { troubleFinding } from '../../../cli/doctor/masivo-trouble';
import { queue } from '../../../cli/doctor/queue';
import { reconciliation } from '../../../cli/doctor/reconciliation';
import { secrets } from '../../../cli/doctor/secrets';
import { subscriptions } from '../../../cli/doctor/subscriptions';
import type { Reason } from '../../../lambda/reasons/reason';
import { fingerprintOf } from '../../../lambda/sources/signature';
import { startMasivoSandbox } from '../../../local/masivo/sandbox';
import { deafUrl, listen } from '../../lambda/masivo/server';
import { startShopify } from '../vendors/shopify/server';
import { startStripe } from '../vendors/stripe/server';
import { depsWith, type Faults, told, webhooks } from './support';

const confirmed = { topic: 't', protocol: 'email', confirmed: true };
const open = { ...confirmed, confirmed: false };
const calmQueue = ['ok nothing waits', 'ok the DLQ is empty'];
const ago = (hours: number) => new Date(Date.parse('2026-11-24T12:00:00Z') - hours * 3600_000).toISOString();

const lastRun = { at: ago(0.1), found: 3, fed: 1, known: 2, unreadable: [], failure: null };
const reconciledAs = (more: object, succeededAt: string | null = lastRun.at): Faults => ({
  overview: {
    reconciled: [
      {
        store: 'shopify/default',
        everyMinutes: 10,
        last: { ...lastRun, ...more },
        succeededAt,
        subscriptions: null,
      },
    ],
  },
});
const watchedAs = (level: 'ok' | 'warning' | 'failure', text: string, recreated: object | null = null) =>
  ({
    overview: {
      reconciled: [
        {
          ...{ store: 'shopify/default', everyMinutes: 10, last: lastRun, succeededAt: lastRun.at },
          subscriptions: { at: ago(0.5), level, text: [text], recreated },
        },
      ],
    },
  }) as Faults;
const ranWell = /^ok shopify\/default: 3 found/;

test.each<[Check, string, Faults, (string | RegExp)[]]>([
  [
    reconciliation,
    'in good health',
    reconciledAs({}),
    ['ok shopify/default: 3 found, 1 put on the queue, 2 known, 6 min ago'],
  ],
  [
    reconciliation,
    'with customers who cannot be read',
    reconciledAs({ unreadable: ['17', '19'] }),
    [/^warning shopify\/default: .*; not read: 17, 19/],
  ],
  [
    reconciliation,
    'that failed',
    reconciledAs({ failure: 'the vendor does not answer', unreadable: ['17'] }, ago(3)),
    [
      /^failure shopify\/default: the last run failed, the vendor does not answer; not read: 17; the last whole one 3 h/,
    ],
  ],
  [
    reconciliation,
    'that never came to its end',
    reconciledAs({ failure: 'the vendor does not answer' }, null),
    [/none has come to its end/],
  ],
  [
    reconciliation,
    'that has stopped',
    reconciledAs({ at: ago(2) }),
    [/^warning shopify\/default: .*and no run since/],
  ],
  [
    reconciliation,
    'that saw the subscriptions as they should be',
    watchedAs('ok', 'are subscribed as they should be'),
    [ranWell, 'ok shopify/default: its webhooks are subscribed as they should be, 30 min ago'],
  ],
  [
    reconciliation,
    'that made them again some time ago',
    watchedAs('ok', 'are well', { at: ago(5), what: ['CUSTOMERS_CREATE'] }),
    [ranWell, /^ok .*are well, 30 min ago; CUSTOMERS_CREATE had been taken away, and came back 5 h/],
  ],
  [
    reconciliation,
    'that saw subscriptions missing',
    watchedAs('failure', 'do not come as they should: CUSTOMERS_CREATE'),
    [ranWell, /^failure shopify\/default: its webhooks do not come as they should: CUSTOMERS_CREATE/],
  ],
  [
    reconciliation,
    'that saw an API version',
    watchedAs('warning', 'come in an API version that needs a look: 2027-01'),
    [ranWell, /^warning .*2027-01/],
  ],

  [caller, 'in AWS', {}, ['ok arn:aws:iam::111111111111:user/fake in account 111111111111, eu-west-1']],
  [caller, 'local', { local: true }, ['skipped only in AWS']],

  [
    secrets,
    'in good health',
    {},
    ['ok shopify/default: 1 secret', 'ok stripe/default: 1 secret', 'ok masivo: an API key'],
  ],
  [
    secrets,
    'never filled',
    { secrets: { w: {}, m: {} } },
    [
      /^failure shopify\/default: no value/,
      /^failure stripe\/default: no value/,
      /^failure masivo: holds neither/,
    ],
  ],
  [
    secrets,
    'never filled for one store',
    { secrets: { w: webhooks({ 'shopify/default': undefined }) } },
    [/^failure shopify\/default: no value/, /^ok/, /^ok/],
  ],
  [
    secrets,
    'empty',
    { secrets: { w: webhooks({ 'stripe/default': [] }) } },
    [/^ok/, /^failure stripe\/default: no value/, /^ok/],
  ],
  [
    secrets,
    'with an API key pasted',
    {
      secrets: {
        w: webhooks({ 'shopify/default': 'shpat_0123456789', 'stripe/default': 'rk_live_0123456789' }),
      },
    },
    [/^failure shopify.* no signing secret/, /^failure stripe.* no signing secret/, /^ok/],
  ],
  [
    secrets,
    'with an API key pasted of an organisation',
    {
      secrets: {
        w: webhooks({
          'shopify/default': 'sk_org_live_0123456789',
          'stripe/default': 'sk_org_test_0123456789',
        }),
      },
    },
    [/^failure shopify.* no signing secret/, /^failure stripe.* no signing secret/, /^ok/],
  ],
  [
    secrets,
    'one of two wrong',
    { secrets: { w: webhooks({ 'stripe/default': ['whsec_fake', 'local secret'] }) } },
    [/^ok/, /^warning stripe\/default: 1 of 2 secrets/, /^ok/],
  ],
  [
    secrets,
    'one that cannot be read',
    { secrets: { w: webhooks({ 'shopify/default': '{' }) } },
    [/^warning shopify\/default: What is stored .* is neither/, /^ok/, /^ok/],
  ],
  [
    secrets,
    'a value that cannot be read',
    { secrets: { w: { current: 'whsec_fake' } } },
    [/^warning webhooks: The secret `webhooks` is no JSON object/, /^ok masivo/],
  ],
  [
    secrets,
    'entries under names that are no store of it: a secret among them is not shown',
    { secrets: { w: webhooks({ 'shopify/old': 'fake-client-secret', whsec_fake: 'stripe/default' }) } },
    [
      /^ok/,
      /^ok/,
      'warning webhooks: 2 entries of no store of this environment (shopify/old, not named like a store)',
      /^ok/,
    ],
  ],
  [
    secrets,
    'two shops with one secret: the signature does not tell which of them sent a webhook',
    {
      second: true,
      secrets: { w: webhooks({ 'shopify/two': ['own-client-secret', 'fake-client-secret'] }) },
    },
    [
      /^ok/,
      /^ok shopify\/two/,
      /^ok stripe/,
      /^warning webhooks: shopify\/default and shopify\/two have a secret in common \([0-9a-f]{12}\)\. /,
      /^ok/,
    ],
  ],
  [
    secrets,
    'two shops with a secret each, one of them twice',
    {
      second: true,
      secrets: {
        w: webhooks({ 'shopify/two': ['own-client-secret', 'own-client-secret'] }),
      },
    },
    [/^ok/, /^ok/, /^ok/, /^ok/],
  ],
  ...(
    [
      ['without a key', {}, /^failure stripe\/default: no key in `vendor-keys`/],
      ['with a key', { 'stripe/default': 'rk_test_fake' }, /^ok stripe\/default: a key that reads/],
      ['with an empty key', { 'stripe/default': '' }, /^failure stripe\/default: no key/],
      [
        'with a secret key',
        { 'stripe/default': 'sk_test_fake' },
        /^failure stripe\/default: .* is no such key/,
      ],
      ['with no text', { 'stripe/default': ['rk_test_fake'] }, /^warning stripe\/default: .* is no text/],
      ['whose value cannot be read', 'rk_test_fake', /^warning vendor-keys: .* is no JSON object/],
    ] as const
  ).map(([name, value, expected]): [Check, string, Faults, (string | RegExp)[]] => [
    secrets,
    `of a store with thin events, ${name}`,
    {
      stripe: { events: true },
      secrets: { v: { current: typeof value === 'string' ? value : JSON.stringify(value) } },
    },
    [/^ok/, /^ok/, expected, /^ok/],
  ]),
  [
    secrets,
    'of a store with thin events, in a stack from before',
    { stripe: { events: true }, keyless: true },
    [/^ok/, /^ok/, /^failure vendor-keys: the stack has no such secret/, /^ok/],
  ],
  [
    secrets,
    'a token, in a test environment',
    { secrets: { m: { current: '{"token":"a.b.c"}' } } },
    [/^ok/, /^ok/, /^warning masivo: a token; .* die after an hour/],
  ],
  [
    secrets,
    'an expired token, in a live one',
    {
      live: true,
      secrets: { m: { current: `{"token":"a.${Buffer.from('{"exp":1}').toString('base64url')}.c"}` } },
    },
    [/^ok/, /^ok/, /^failure masivo: a token that has expired/],
  ],

  [
    lastDelivery,
    'lately',
    { last: { 'shopify/default': ago(2), 'stripe/default': ago(400) } },
    [/^ok shopify\/default: created, .* \(2 h ago\)/, /^ok stripe\/default: .*\(16 d 16 h ago\)/],
  ],
  [
    lastDelivery,
    'too long ago',
    { last: { 'shopify/default': ago(25) } },
    [/^warning shopify\/default: .*expected within 24 h/, 'skipped stripe/default: none yet'],
  ],
  [
    lastDelivery,
    'lately, and waiting for a retry',
    { last: { 'shopify/default': ago(2), 'stripe/default': ago(3) }, lastOutcome: 'retry' },
    [/^warning shopify\/default: retry, /, /^warning stripe\/default: retry, /],
  ],
  [
    lastDelivery,
    'lately, and refused',
    { last: { 'shopify/default': ago(2), 'stripe/default': ago(3) }, lastOutcome: 'refused' },
    [/^warning shopify\/default: refused, /, /^warning stripe\/default: refused, /],
  ],
  [
    lastDelivery,
    'lately, and discarded',
    {
      last: { 'shopify/default': ago(2), 'stripe/default': ago(3) },
      lastOutcome: 'refused',
      lastDiscarded: { at: ago(1), who: 'local', note: null },
    },
    [/^ok shopify\/default: refused, /, /^ok stripe\/default: refused, /],
  ],
  [lastDelivery, 'never', {}, ['warning shopify/default: none yet', 'skipped stripe/default: none yet']],
  [
    lastDelivery,
    'never, locally',
    { local: true },
    ['skipped shopify/default: none yet', 'skipped stripe/default: none yet'],
  ],

  [mapping, 'none', {}, []],
  [
    mapping,
    'the same',
    { mapping: '7a8243f1ea97', overview: { mapping: '7a8243f1ea97' } },
    ['ok 7a8243f1ea97, as in mapping.ts'],
  ],
  [
    mapping,
    'another',
    { mapping: '7a8243f1ea97', overview: { mapping: '0c1e5d2f9b36' } },
    [/^warning deployed is 0c1e5d2f9b36, and in the folder is 7a8243f1ea97/],
  ],
  [
    mapping,
    'not deployed yet',
    { mapping: '7a8243f1ea97' },
    [/^warning deployed is none, and in the folder is 7a8243f1ea97/],
  ],

  [queue, 'calm', {}, calmQueue],
  [
    queue,
    'busy',
    { overview: { queue: { waiting: 2, inFlight: 1 }, oldestWaiting: { id: 'd', receivedAt: ago(0.5) } } },
    [/^ok 3 waiting; .* 30 min/, 'ok the DLQ is empty'],
  ],
  [
    queue,
    'late',
    { overview: { queue: { waiting: 0, inFlight: 1 }, oldestWaiting: { id: 'd', receivedAt: ago(3) } } },
    [/^warning 1 waiting; .* 3 h/, 'ok the DLQ is empty'],
  ],
  [
    queue,
    'waiting, and nobody takes any of it',
    {
      overview: {
        queue: { waiting: 500, inFlight: 0 },
        untried: { messages: 500, atMost: false, oldestMs: null },
      },
    },
    ['warning 500 accepted and not tried yet', 'ok the DLQ is empty'],
  ],
  [
    queue,
    'taken, and given back each time',
    {
      overview: {
        queue: { waiting: 0, inFlight: 3 },
        untried: { messages: 3, atMost: false, oldestMs: 7_500_000 },
      },
    },
    ['warning 3 accepted and not tried yet, the oldest on the queue for 2 h 5 min', 'ok the DLQ is empty'],
  ],
  [
    queue,
    'just come, beside one that was tried',
    {
      overview: {
        queue: { waiting: 1300, inFlight: 1 },
        oldestWaiting: { id: 'd', receivedAt: ago(0.5) },
        untried: { messages: 1300, atMost: true, oldestMs: 40_000 },
      },
    },
    [
      /^ok 1301 waiting; the oldest that was tried waits for 30 min/,
      'ok at most 1,300 accepted and not tried yet, the oldest on the queue for 40 s',
      'ok the DLQ is empty',
    ],
  ],
  [queue, 'dead letters', { overview: { deadLetters: 4 } }, ['ok nothing waits', 'warning 4 in the DLQ']],
  [
    queue,
    'credentials refused',
    { overview: { circuit: { why: 'denied', until: 0, level: 0 } } },
    [...calmQueue, /^failure Masivo refuses our credentials/],
  ],
  [
    queue,
    'Masivo down',
    { overview: { circuit: { why: 'down', until: 0, level: 0 } } },
    [...calmQueue, /^warning Masivo is down/],
  ],
  [
    queue,
    'throttled',
    { overview: { circuit: { why: 'throttled', until: 0, level: 0 } } },
    [...calmQueue, /^warning Masivo throttles us/],
  ],
  ...(
    [
      ['denied', /^failure stripe\/default: its vendor refuses the key/],
      ['down', /^warning stripe\/default: its vendor is down/],
      ['throttled', /^warning stripe\/default: its vendor throttles us/],
    ] as const
  ).map(([why, finding]): [Check, string, Faults, (string | RegExp)[]] => [
    queue,
    `a vendor, ${why}`,
    { overview: { vendorCircuits: { 'stripe/default': { why, until: 0, level: 0 } } } },
    [...calmQueue, finding],
  ]),
  [
    queue,
    'paused',
    { overview: { paused: ['shopify/default'] } },
    [...calmQueue, 'warning paused: shopify/default'],
  ],
  [
    queue,
    'somebody to decide on',
    {
      overview: {
        undecided: { held: 2, gone: 1, unlinked: 0, merged: 0, tasks: 0, atLeast: false },
      },
    },
    [...calmQueue, 'warning 3 customers to decide on: 2 held, 1 gone from Masivo, 0 not linked, 0 merged'],
  ],
  [
    queue,
    'a task',
    {
      overview: {
        undecided: { held: 0, gone: 0, unlinked: 0, merged: 0, tasks: 1, atLeast: false },
      },
    },
    [...calmQueue, 'warning 1 open task'],
  ],

  [eventSource, 'enabled', {}, ['ok its event source is Enabled']],
  [
    eventSource,
    'on the way to it',
    {
      eventSources: [
        { id: 'e', state: 'Enabling' },
        { id: 'f', state: 'Updating' },
      ],
    },
    ['ok its event source is Enabling', 'ok its event source is Updating'],
  ],
  ...['Disabled', 'Disabling', 'Creating', 'Deleting'].map((state): [Check, string, Faults, RegExp[]] => [
    eventSource,
    state,
    { eventSources: [{ id: 'e', state }] },
    [new RegExp(`^failure its event source is ${state}: `)],
  ]),
  [eventSource, 'none', { eventSources: [] }, [/^failure it has no event source/]],
  [eventSource, 'local', { local: true }, ['skipped only in AWS']],

  [concurrency, 'enough', {}, [/^ok .*leaves 1000 .*need 105/]],
  [concurrency, 'just enough', { unreserved: 105 }, [/^ok/]],
  [concurrency, 'a new account', { unreserved: 10 }, [/^warning .*leaves 10 .*need 105/]],
  [concurrency, 'none to speak of', { unreserved: 4 }, [/^failure/]],
  [concurrency, 'local', { local: true }, ['skipped only in AWS']],

  [alarmSubscriptions, 'confirmed', {}, ['ok 1 of 1 subscriptions confirmed']],
  [alarmSubscriptions, 'one open', { alarms: [confirmed, open] }, ['warning 1 of 2 subscriptions confirmed']],
  [
    alarmSubscriptions,
    'all open',
    { alarms: [open] },
    ['failure 0 of 1 subscriptions confirmed: no alarm reaches anybody'],
  ],
  [alarmSubscriptions, 'nobody', { alarms: [] }, ['warning nobody gets the alarms']],
  [alarmSubscriptions, 'local', { local: true }, ['skipped only in AWS']],

  [
    subscriptions,
    'local',
    { addresses: 'local' },
    [/^skipped shopify\/default: not checked: no vendor knows/, /^skipped stripe/],
  ],
  [
    subscriptions,
    'nothing kept',
    {},
    [/^skipped shopify\/default: not checked: no credentials/, /^skipped stripe/],
  ],
  [
    subscriptions,
    'something kept that cannot be read',
    { secrets: { a: { current: '{"shopify/default":"shpat_odd"}' } } },
    [/^warning shopify\/default: .* keeps for shopify\/default cannot be read/, /^skipped stripe/],
  ],
  [
    subscriptions,
    'nothing kept can be read',
    { secrets: { a: { current: 'shpat_odd' } } },
    [/^warning shopify\/default: The secret `admin` is no JSON/, /^warning stripe/],
  ],
])('%# $name, %s', async (check, _, faults, expected) => {
  const found = told(await check.run(await depsWith(faults)));
  expect(found).toEqual(
    expected.map((each) => (each instanceof RegExp ? expect.stringMatching(each) : each)),
  );
});

describe('a quiet store beside a busy one', () => {
  /** Each search looks at an hour of all stores' deliveries; the store's own are found by this one. */
  async function searchedBy(search: number) {
    const deps = await depsWith({ last: { 'shopify/default': ago(2), 'stripe/default': ago(2) } });
    let searches = 0;
    const found = await lastDelivery.run({
      ...deps,
      operator: {
        ...deps.operator,
        async list(query) {
          if (query.source === 'stripe') return deps.operator.list(query);
          searches += 1;
          if (searches === search) return deps.operator.list(query);
          return { deliveries: [], next: `${searches}`, searchedBackTo: ago(searches) };
        },
      },
    });
    return { searches, shopify: told(found)[0] };
  }

  test('is searched on for its last delivery', async () => {
    expect(await searchedBy(3)).toEqual({
      searches: 3,
      shopify: expect.stringMatching(/^ok shopify\/default: created/),
    });
  });

  test('is told as far as it was searched', async () => {
    expect(await searchedBy(1000)).toEqual({
      searches: 20,
      shopify: `warning shopify/default: none since ${ago(20)}`,
    });
  });
});

describe('subscriptions', () => {
  const consentTopics = ['CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE', 'CUSTOMERS_MARKETING_CONSENT_UPDATE'];
  const topics = [
    'CUSTOMERS_CREATE',
    'CUSTOMERS_UPDATE',
    'CUSTOMERS_ENABLE',
    'CUSTOMERS_DISABLE',
    'CUSTOMERS_DELETE',
    ...consentTopics,
  ];
  const here = 'https://hooks.example.com/webhooks/shopify';
  const listed = (uri: string, which = topics) =>
    which.map((topic) => ({
      topic,
      uri,
      metafieldNamespaces: [...consentTopics, 'CUSTOMERS_DELETE'].includes(topic) ? [] : ['facts'],
    }));
  const ours = {
    url: 'https://hooks.example.com/webhooks/stripe',
    metadata: { masivo_bridge_signed_with: fingerprintOf('whsec_fake') },
  };
  const kept = {
    a: { current: '{"shopify/default":{"token":"shpat_fake"},"stripe/default":{"key":"rk_test_fake"}}' },
  };

  test.each<[string, Parameters<typeof startShopify>[0], Parameters<typeof startStripe>[0], RegExp, RegExp]>([
    [
      'as they should be',
      { subscriptions: listed(here) },
      { endpoints: [ours] },
      /^ok .*7 topics/,
      /^ok .*come to/,
    ],
    [
      'missing',
      { subscriptions: listed(here, topics.slice(1)) },
      {},
      /^failure .*CUSTOMERS_CREATE: shoppers are not brought over/,
      /^failure .*customer\.created: shoppers are not brought over/,
    ],
    [
      'from before consent had events of its own',
      { subscriptions: listed(here, topics.slice(0, 4)) },
      { endpoints: [{ ...ours, enabled_events: ['customer.created', 'customer.updated'] }] },
      /^failure .*as they should\. CUSTOMERS_DELETE: whom the store deletes .*; CUSTOMERS_EMAIL_MARKETING_CONSENT_UPDATE: e-mail marketing stays off .*; CUSTOMERS_MARKETING_CONSENT_UPDATE: /,
      /^failure .*as they should\. customer\.deleted: whom the store deletes .*; checkout\.session\.completed: consent to promotions/,
    ],
    [
      'of too many events',
      { subscriptions: listed(here) },
      { endpoints: [{ ...ours, enabled_events: ['*'] }] },
      /^ok/,
      /^warning .*billed/,
    ],
    [
      'of a disabled endpoint',
      { subscriptions: listed(here) },
      { endpoints: [{ ...ours, status: 'disabled' }] },
      /^ok/,
      /^failure .*customer\.created: .*; customer\.updated: .*; checkout/,
    ],
    [
      'of another bridge',
      { subscriptions: listed('https://x.example.com/webhooks/shopify') },
      { endpoints: [{ url: 'https://x.example.com/webhooks/stripe' }] },
      /^failure .*another bridge/,
      /^failure .*another bridge/,
    ],
    [
      'made by hand',
      {},
      { endpoints: [{ ...ours, metadata: {} }] },
      /^failure/,
      /^warning .*we_1 comes here/,
    ],
    [
      'behind revoked credentials',
      { tokens: [] },
      { keys: [] },
      /^warning .*does not know this access token/,
      /^warning .*does not know this key/,
    ],
  ])('%s', async (_, atShopify, atStripe, shopify, stripe) => {
    const [one, two] = [await startShopify(atShopify), await startStripe(atStripe)];
    const variables = { SHOPIFY_TEST_ORIGIN: one.origin, STRIPE_TEST_ORIGIN: two.origin };
    const found = told(await subscriptions.run(await depsWith({ secrets: kept, variables })));
    expect(found).toEqual([expect.stringMatching(shopify), expect.stringMatching(stripe)]);
    expect([...one.changes, ...two.changes]).toEqual([]);
  });
});

describe('the subscriptions of a store with thin events', () => {
  const url = 'https://hooks.example.com/webhooks/stripe';
  const metadata = { masivo_bridge_signed_with: fingerprintOf('whsec_fake') };
  const checkout = { url, metadata, enabled_events: ['checkout.session.completed'] };
  const destination = { url, metadata };
  const good = { endpoints: [checkout], destinations: [destination], keys: ['rk_test_fake', 'rk_test_read'] };
  const kept = { a: { current: '{"stripe/default":{"key":"rk_test_fake"}}' } };
  const reading = (key: string) => ({ v: { current: JSON.stringify({ 'stripe/default': key }) } });
  const fine = [/^ok .*3 thin events come to/, /^ok .*`deliver` may read/];
  const events = [/^ok .*1 events come to/, ...fine];
  const metadataKeys = { email_marketing: 'newsletter' };
  const loyalty = { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true };
  const consent = { version: '1', loyalty, metadataKeys };

  test.each<[string, Parameters<typeof startStripe>[0], Faults, RegExp[]]>([
    ['as they should be', good, {}, events],
    [
      'beside snapshots of the same',
      { ...good, endpoints: [{ url, metadata }] },
      {},
      [/^ok .*4 events come to/, ...fine],
    ],
    [
      'without consent from Checkout',
      { ...good, endpoints: [] },
      {},
      [/^failure .*as they should\. checkout\.session\.completed: consent to promotions[^;]*$/, ...fine],
    ],
    [
      'without a destination',
      { ...good, destinations: [] },
      {},
      [/^ok/, /^failure .*thin events do not come .*v1\.customer\.created: shoppers are not/, /^ok/],
    ],
    [
      'whose destination was disabled',
      { ...good, destinations: [{ ...destination, status: 'disabled' }] },
      {},
      [/^ok/, /^failure .*thin events do not come .*v1\.customer\.created: .*updated: /, /^ok/],
    ],
    [
      'whose destination lacks a type',
      {
        ...good,
        destinations: [{ ...destination, enabled_events: ['v1.customer.created', 'v1.customer.deleted'] }],
      },
      {},
      [/^ok/, /^failure .*as they should\. v1\.customer\.updated: changes of shoppers[^;]*$/, /^ok/],
    ],
    [
      'whose destination was made by hand',
      { ...good, destinations: [{ url }] },
      {},
      [/^ok/, /^warning .*ed_1 comes here/, /^ok/],
    ],
    [
      'and another bridge with thin events',
      { ...good, destinations: [destination, { url: 'https://x.example.com/webhooks/stripe' }] },
      {},
      [/^failure .*another bridge/, /^failure .*another bridge/, /^ok/],
    ],
    ['without a key to read with', good, { secrets: {} }, [/^ok/, /^ok/]],
    ['with keys that cannot be read', good, { secrets: { v: { current: 'rk_test_read' } } }, [/^ok/, /^ok/]],
    [
      'with a key that was revoked',
      good,
      { secrets: reading('rk_test_revoked') },
      [/^ok/, /^ok/, /^failure .*`deliver` cannot read .*does not know this key/],
    ],
    [
      'with a secret key to read with',
      good,
      { secrets: reading('sk_test_fake') },
      [/^ok/, /^ok/, /^failure .*`deliver` cannot read .*secret key/],
    ],
    [
      'with a key to read with of another account',
      { ...good, account: 'acct_1Other', forbidden: [] },
      { stripe: { events: true, vendorAccount: 'acct_1Fake' } },
      [/^ok/, /^ok/, /^failure .*`deliver` cannot read .*acct_1Other/],
    ],
    [
      'with a key that may not read customers',
      { ...good, forbidden: ['customers'] },
      {},
      [/^ok/, /^ok/, /^failure .*`deliver` cannot read .*may not do that/],
    ],
    [
      'with a key that may not read events, which nobody needs',
      { ...good, forbidden: ['events'] },
      {},
      events,
    ],
    [
      'with a key that may not read events, where metadata holds consent',
      { ...good, forbidden: ['events'] },
      { stripe: { events: true, consent } },
      [/^ok/, /^ok/, /^failure .*`deliver` cannot read .*may not do that/],
    ],
    [
      'with a key that may read events, where metadata holds consent',
      good,
      { stripe: { events: true, consent } },
      events,
    ],
    [
      'of an account that uses Accounts v2',
      {
        ...good,
        customers: [
          { id: 'cus_1', customer_account: null },
          { id: 'cus_2', customer_account: 'acct_2' },
        ],
      },
      {},
      [...events, /^warning .*Accounts v2/],
    ],
  ])('%s', async (_, atStripe, faults, expected) => {
    const { origin, changes } = await startStripe(atStripe);
    const deps = await depsWith({
      stripe: { events: true },
      variables: { STRIPE_TEST_ORIGIN: origin },
      ...faults,
      secrets: { ...kept, ...(faults.secrets ?? reading('rk_test_read')) },
    });
    const found = told(await subscriptions.run(deps)).filter((line) => line.includes('stripe/default'));
    expect(found).toEqual(expected.map((each) => expect.stringMatching(each)));
    expect(changes).toEqual([]);
  });
});

test.each<[string, Parameters<typeof startStripe>[0], RegExp[]]>([
  [
    'is told',
    { customers: [{ id: 'cus_1', customer_account: 'acct_2' }] },
    [/^ok/, /^warning .*Accounts v2/],
  ],
  ['is not seen with a key that may not list customers', { forbidden: ['customers'] }, [/^ok/]],
])('Accounts v2 at a store without thin events %s', async (_, atStripe, expected) => {
  const url = 'https://hooks.example.com/webhooks/stripe';
  const metadata = { masivo_bridge_signed_with: fingerprintOf('whsec_fake') };
  const { origin } = await startStripe({ ...atStripe, endpoints: [{ url, metadata }] });
  const deps = await depsWith({
    variables: { STRIPE_TEST_ORIGIN: origin },
    secrets: { a: { current: '{"stripe/default":{"key":"rk_test_fake"}}' } },
  });
  const found = told(await subscriptions.run(deps)).filter((line) => line.includes('stripe/default'));
  expect(found).toEqual(expected.map((each) => expect.stringMatching(each)));
});

describe('Masivo', () => {
  test.each<[string, Faults & { requestsPerDay?: number }, (string | RegExp)[]]>([
    [
      'a DEV account in a test environment',
      { requestsPerDay: 2500 },
      [/^ok signed in to acme-dev/, "ok Masivo's limit: 2500 requests per window (X-RateLimit-Limit)"],
    ],
    [
      'a DEV account that the rate limit does not know',
      { requestsPerDay: 1000 },
      [/^ok/, /^warning the account takes 1000/],
    ],
    [
      'a DEV account in a live environment',
      { requestsPerDay: 2500, live: true },
      [/^ok/, /^failure the account takes 2500 .*this environment is live/],
    ],
    [
      'a PROD account in a live environment',
      { live: true },
      [/^ok/, "ok Masivo's limit: 10000000 requests per window (X-RateLimit-Limit)"],
    ],
    [
      'an account that is used up',
      { requestsPerDay: 1 },
      [/^warning Masivo throttled the request \(HTTP 429\)/],
    ],
    [
      'a wrong key',
      { secrets: { m: { current: '{"apiKey":"other"}' } } },
      [/^failure Signing in to Masivo failed: Masivo rejected the credentials \(HTTP 401\)/],
    ],
    [
      'a wrong token',
      { secrets: { m: { current: '{"token":"a.b.c"}' } } },
      [/^failure Masivo rejected the credentials \(HTTP 401\)/],
    ],
    ['no secret', { secrets: { m: {} } }, ['skipped no credential to sign in with']],
  ])('%s', async (_, { requestsPerDay, ...faults }, expected) => {
    const sandbox = await startMasivoSandbox({
      port: 0,
      apiKey: 'key',
      ...(requestsPerDay === undefined ? {} : { requestsPerDay }),
    });
    const found = told(await masivo.run(await depsWith({ ...faults, masivoBaseUrl: sandbox.baseUrl })));
    await sandbox.close();
    expect(found).toEqual(
      expected.map((each) => (each instanceof RegExp ? expect.stringMatching(each) : each)),
    );
  });

  test('nobody answers', async () => {
    const found = told(await masivo.run(await depsWith({ masivoBaseUrl: await deafUrl() })));
    expect(found).toEqual([
      expect.stringMatching(
        /^failure Signing in to Masivo failed: Masivo could not be reached \(ECONNREFUSED\)/,
      ),
    ]);
  });

  const key = 'Put in the API key: `secrets set masivo`.';
  const address = /^Correct masivo\.baseUrl \(http/;
  const outage = /^Masivo is down or cannot be reached: check its status page\. Nothing to do here/;
  const unknown = /^Check whether masivo\.baseUrl \(.*storefront API/;

  test.each<[status: number, level: string, fix: string | RegExp]>([
    [401, 'failure', key],
    [403, 'failure', key],
    [404, 'failure', address],
    [405, 'failure', address],
    [302, 'failure', unknown],
    [400, 'failure', unknown],
    [408, 'failure', unknown],
    [429, 'warning', /^Nothing to do here/],
    [500, 'failure', outage],
    [503, 'failure', outage],
  ])('HTTP %i is told with what to do about it, at the sign-in and after it', async (status, level, fix) => {
    for (const atSignIn of [true, false]) {
      const { url } = await listen((response, { path }) => {
        const isSignedIn = !atSignIn && !path.endsWith('/tiers');
        response.statusCode = isSignedIn ? 200 : status;
        response.end(JSON.stringify(isSignedIn ? { data: 'a.b.c' } : {}));
      });
      const found = await masivo.run(await depsWith({ masivoBaseUrl: url }));
      expect(found).toEqual([
        {
          level,
          what: expect.stringContaining(`HTTP ${status}`),
          fix: typeof fix === 'string' ? fix : expect.stringMatching(fix),
        },
      ]);
    }
  });

  test.each<[Reason, string | RegExp]>([
    [{ code: 'masivo-unreachable', params: { error: 'ENOTFOUND' } }, address],
    [{ code: 'masivo-unreachable', params: { error: 'ERR_TLS_CERT_ALTNAME_INVALID' } }, address],
    [{ code: 'masivo-unreachable', params: { error: 'ECONNREFUSED' } }, outage],
    [{ code: 'masivo-no-answer', params: { error: 'timeout' } }, outage],
    [{ code: 'token-missing' }, unknown],
  ])('%j is told with what to do about it', (why, fix) => {
    const match = typeof fix === 'string' ? fix : expect.stringMatching(fix);
    expect(troubleFinding(why, 'http://masivo.example.com').fix).toEqual(match);
    const signIn = troubleFinding(
      { code: 'sign-in-failed', params: { cause: why } },
      'http://masivo.example.com',
    );
    expect(signIn.fix).toEqual(match);
  });
});

import { mostSilentRuns } from '../../../lambda/reconcile/progress';
import { isLookDue, isTrouble } from '../../../lambda/reconcile/subscriptions-report';
import { carriesMetafields, shopifyTopics } from '../../../lambda/sources/shopify/subscriptions/topics';
import { stripeEvents } from '../../../lambda/sources/stripe/subscriptions/events';
import { startStandIns } from '../../support/stand-ins';
import type { Subscription } from './shopify-admin';
import { hourMs, minuteMs, World } from './world';

let standIns: Awaited<ReturnType<typeof startStandIns>>;
let worlds = 0;
beforeAll(async () => {
  standIns = await startStandIns();
});
afterAll(() => standIns.close());

const shopifyUrl = 'https://hooks.example.com/webhooks/shopify';
const gateway = 'https://fake.execute-api.eu-west-1.amazonaws.com/webhooks/shopify';
const other = 'https://other.example.com/webhooks/shopify';

/** A world whose stores have these settings. */
const world = (more: object = {}) =>
  World.of(standIns, `watched-${++worlds}`, [more, more].map(withDefaults));
const withDefaults = (more: object) => ({ subscriptions: 'report', ...more });

const subscriptionsTo = (uri: string, more: object = {}): Subscription[] =>
  shopifyTopics.map((topic, number) => ({
    id: `gid://shopify/WebhookSubscription/9${number}`,
    topic,
    uri,
    format: 'JSON',
    metafieldNamespaces: carriesMetafields(topic) ? ['facts'] : [],
    apiVersion: { handle: '2026-10', supported: true, displayName: '2026-10' },
    ...more,
  }));

/** What a run saw; undefined where it did not look. */
async function seen(at: World, name: 'shopify/default' | 'stripe/default' = 'shopify/default') {
  const ran = await at.run(name);
  if (ran.kind !== 'ended') throw new Error(ran.kind);
  expect(ran.report.failure).toBeNull();
  return ran.subscriptions;
}

const asWanted = { lacking: [], recreated: null, versionTrouble: null, failure: null };
const isRaised = (at: World) =>
  at.logged.some(({ metrics }) => metrics.some(({ name }) => name === 'WebhooksMissing'));
const changesOf = ({ requests }: World['shopify']) =>
  requests.filter(({ body = '' }) => body.includes('mutation')).length;

describe('what is subscribed at Shopify', () => {
  const [first, ...others] = subscriptionsTo(shopifyUrl);
  const only = (uri: string) => [{ ...first, uri } as Subscription, ...others];

  test.each<[string, Subscription[], object, object]>([
    ['all, as it should be', subscriptionsTo(shopifyUrl), {}, {}],
    ['nothing', [], {}, { lacking: shopifyTopics }],
    ['all but one', others, {}, { lacking: ['CUSTOMERS_CREATE'] }],
    ['one at an address that takes webhooks beside the present one', only(gateway), {}, {}],
    ['one at another bridge', only(other), {}, { lacking: ['CUSTOMERS_CREATE'] }],
    [
      'one with a filter',
      [{ ...first, filter: 'email:*' } as Subscription, ...others],
      {},
      { lacking: ['CUSTOMERS_CREATE'] },
    ],
    [
      'bodies without the metafields that the mapping reads',
      subscriptionsTo(shopifyUrl),
      { mapping: { birthDate: 'custom.born', gender: null } },
      { lacking: shopifyTopics.filter(carriesMetafields) },
    ],
    ['no topic, and consent is off', [], { events: true }, {}],
    [
      'bodies of a version that is too new',
      subscriptionsTo(shopifyUrl, { apiVersion: { handle: '2027-01', supported: true, displayName: 'x' } }),
      {},
      { versionTrouble: expect.stringContaining('2027-01 is newer') },
    ],
  ])('%s', async (_, subscriptions, settings, expected) => {
    const at = world(settings);
    at.addresses = {
      ...at.addresses,
      own: { open: ['https://fake.execute-api.eu-west-1.amazonaws.com'], hosts: [] },
    };
    at.shopify.subscriptions = subscriptions;
    const looked = await seen(at);
    expect(looked).toMatchObject({ ...asWanted, ...expected });
    expect(isRaised(at)).toBe((looked?.lacking ?? []).length > 0);
    // It was asked to report, and changes nothing.
    expect(changesOf(at.shopify)).toBe(0);
    expect((await at.standing('shopify/default'))?.subscriptions).toEqual(looked);
  });

  test('is read to its last page', async () => {
    const at = world();
    at.shopify.perPage = 2;
    at.shopify.subscriptions = subscriptionsTo(shopifyUrl);
    expect(await seen(at)).toMatchObject(asWanted);
  });

  test('is not known where the key may not see it, and that raises the figure', async () => {
    const at = world();
    at.shopify.subscriptions = null;
    expect(await seen(at)).toMatchObject({ lacking: [], failure: { code: 'refused' } });
    expect(isRaised(at)).toBe(true);
  });

  test('is nobody’s concern where the settings say off', async () => {
    const at = world({ subscriptions: 'off' });
    expect(await seen(at)).toBeUndefined();
    expect(isRaised(at)).toBe(false);
  });
});

describe('where the settings say recreate, Shopify’s', () => {
  const recreate = { subscriptions: 'recreate' };

  test('that are gone are made again, once, and that is told', async () => {
    const at = world(recreate);
    const looked = await seen(at);
    expect(looked).toMatchObject({ ...asWanted, recreated: { what: shopifyTopics } });
    expect(at.shopify.subscriptions).toMatchObject(
      shopifyTopics.map((topic) => ({ topic, uri: shopifyUrl, format: 'JSON' })),
    );
    // Somebody has to find out what took them away.
    expect(isRaised(at)).toBe(true);
    expect(at.logged.map(({ fields }) => fields)).toContainEqual(
      expect.objectContaining({ event: 'subscriptions', lacking: '', recreated: shopifyTopics.join(', ') }),
    );
    const made = changesOf(at.shopify);
    at.logged.length = 0;
    at.operated.clock.pass(10 * minuteMs);
    // It stands in the record until others are made again.
    expect(await seen(at)).toEqual({ ...asWanted, at: expect.any(Number), recreated: looked?.recreated });
    expect(changesOf(at.shopify)).toBe(made);
    expect(isRaised(at)).toBe(false);
  });

  test('that point to an address that is closed are pointed here, and keep their ids', async () => {
    const at = world(recreate);
    at.addresses = { ...at.addresses, own: { open: [], hosts: [new URL(gateway).hostname] } };
    at.shopify.subscriptions = subscriptionsTo(gateway);
    expect(await seen(at)).toMatchObject({ lacking: [], recreated: { what: shopifyTopics } });
    expect(at.shopify.subscriptions).toEqual(subscriptionsTo(shopifyUrl));
  });

  test('that another bridge has taken over are left alone, and told', async () => {
    const at = world(recreate);
    at.shopify.subscriptions = subscriptionsTo(other).slice(0, 1);
    expect(await seen(at)).toMatchObject({ lacking: shopifyTopics, recreated: null });
    expect(at.shopify.subscriptions).toEqual(subscriptionsTo(other).slice(0, 1));
  });

  test('that Shopify does not make are told with that', async () => {
    const at = world(recreate);
    at.shopify.unmade = 'This app is not approved to subscribe to the topic';
    expect(await seen(at)).toMatchObject({ lacking: shopifyTopics, failure: { code: 'refused' } });
    expect(isRaised(at)).toBe(true);
  });

  test('are there once where the answer to a creation is lost, or the process dies after it', async () => {
    const at = world(recreate);
    let lost = 0;
    at.shopify.answer = (request) => {
      if (!request.body?.includes('webhookSubscriptionCreate') || lost > 0) return undefined;
      lost += 1;
      at.shopify.answer = () => undefined;
      void at.shopify.send(request);
      return { kind: 'lost', why: 'timeout' } as never;
    };
    expect(await seen(at)).toMatchObject({ lacking: [], recreated: { what: shopifyTopics }, failure: null });
    expect(lost).toBe(1);
    expect(at.shopify.subscriptions).toHaveLength(shopifyTopics.length);
    // Its report is lost: the next run finds everything there.
    at.operated.clock.pass(hourMs);
    expect(await seen(at)).toMatchObject({ lacking: [] });
    expect(at.shopify.subscriptions).toHaveLength(shopifyTopics.length);
  });
});

describe('what is subscribed at Stripe', () => {
  const url = 'https://hooks.example.com/webhooks/stripe';
  const created = ['customer.created'];

  test.each<[string, (at: World) => void, object, object, object | undefined]>([
    ['all, as it should be', (at) => at.stripe.endpoint('we_1'), {}, {}, undefined],
    ['nothing', () => {}, {}, { lacking: stripeEvents.snapshot }, undefined],
    [
      'an endpoint that is disabled',
      (at) => at.stripe.endpoint('we_1', { status: 'disabled' }),
      {},
      { lacking: stripeEvents.snapshot },
      { recreated: { what: stripeEvents.snapshot } },
    ],
    [
      'an endpoint with other events',
      (at) => at.stripe.endpoint('we_1', { enabled_events: created }),
      {},
      { lacking: stripeEvents.snapshot.filter((event) => !created.includes(event)) },
      { lacking: [] },
    ],
    [
      // Nobody knows what it signs with.
      'a disabled endpoint that `subscribe` did not make',
      (at) => at.stripe.endpoint('we_1', { status: 'disabled', metadata: {} }),
      {},
      { lacking: stripeEvents.snapshot },
      undefined,
    ],
    [
      'an endpoint that `subscribe` did not make',
      (at) => at.stripe.endpoint('we_1', { metadata: {} }),
      {},
      {},
      undefined,
    ],
    [
      'another bridge’s endpoint',
      (at) => at.stripe.endpoint('we_1', { url: url.replace('hooks', 'other') }),
      {},
      { lacking: stripeEvents.snapshot },
      undefined,
    ],
    [
      'bodies of a version that is too new',
      (at) => at.stripe.endpoint('we_1', { api_version: '2027-03-25.fern' }),
      {},
      { versionTrouble: expect.stringContaining('2027-03-25.fern') },
      undefined,
    ],
    [
      'snapshots, and no thin events',
      (at) => at.stripe.endpoint('we_1'),
      { events: true },
      { lacking: stripeEvents.thin },
      undefined,
    ],
    [
      'thin events whose destination is disabled and sends others',
      (at) => {
        at.stripe.endpoint('we_1');
        at.stripe.endpoint('ed_1', { status: 'disabled', enabled_events: ['v1.customer.created'] });
      },
      { events: true },
      { lacking: stripeEvents.thin },
      { recreated: { what: stripeEvents.thin } },
    ],
  ])('%s', async (_, put, settings, reported, recreated) => {
    const reporting = world(settings);
    put(reporting);
    expect(await seen(reporting, 'stripe/default')).toMatchObject({ ...asWanted, ...reported });
    expect(reporting.stripe.requests.filter(({ method }) => method !== 'GET')).toEqual([]);

    const recreating = world({ ...settings, subscriptions: 'recreate' });
    put(recreating);
    const looked = await seen(recreating, 'stripe/default');
    if (recreated === undefined) {
      expect(looked).toMatchObject({ ...asWanted, ...reported });
      expect(recreating.stripe.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
      return;
    }
    expect(looked).toMatchObject({ lacking: [], failure: null, ...recreated });
  });
});

test.each([
  [10, 5, 2],
  [60, 5, 2],
  [5, 5, 2],
  // Each lost webhook is found again four times.
  [5, 20, 5],
])(
  'runs each %s minutes with an overlap of %s raise the figure after %s that no webhook tells of',
  (everyMinutes, overlapMinutes, most) => {
    expect(mostSilentRuns({ everyMinutes, overlapMinutes })).toBe(most);
  },
);

describe('a look', () => {
  test('is taken by the first run, then once an hour, and by whoever asks', async () => {
    const at = world();
    at.shopify.subscriptions = subscriptionsTo(shopifyUrl);
    const looks: boolean[] = [];
    for (let run = 0; run < 8; run += 1) {
      looks.push((await seen(at)) !== undefined);
      at.operated.clock.pass(10 * minuteMs);
    }
    expect(looks).toEqual([true, false, false, false, false, false, true, false]);
    at.byHand = true;
    expect(await seen(at)).toBeDefined();
  });

  test('that fails in passing leaves what is known, and the next run looks', async () => {
    const at = world();
    at.shopify.subscriptions = [];
    const known = await seen(at);
    at.shopify.answer = ({ body = '' }) =>
      body.includes('webhookSubscriptions') ? { kind: 'answer', status: 503, text: '' } : undefined;
    expect(await seen(at)).toBeUndefined();
    expect((await at.standing('shopify/default'))?.subscriptions).toEqual(known);
    at.shopify.answer = () => undefined;
    expect(await seen(at)).toBeDefined();
  });

  test('ends no run, whatever it dies of', async () => {
    const at = world();
    at.shopify.answer = ({ body = '' }) => {
      if (body.includes('webhookSubscriptions')) throw new Error('a bug');
      return undefined;
    };
    expect(await seen(at)).toBeUndefined();
    expect((await at.standing('shopify/default'))?.last?.failure).toBeNull();
  });

  const last = { at: 0, ...asWanted };
  test.each([
    [null, 1, 0, true],
    [last, 58 * minuteMs, 0, false],
    [last, 59 * minuteMs, 0, true],
    // A webhook is missing: it may be the first of many.
    [last, 10 * minuteMs, 1, true],
    [{ ...last, lacking: ['CUSTOMERS_CREATE'] }, 10 * minuteMs, 0, true],
    [{ ...last, failure: { code: 'refused' as const } }, 10 * minuteMs, 0, true],
  ])('after %j is due after %s ms, with %s changes fed: %s', (before, at, fed, isDue) => {
    expect(isLookDue(before, { at: new Date(at), fed })).toBe(isDue);
  });

  test('whose finding is about the API version alone is no trouble', () => {
    expect(isTrouble({ ...last, versionTrouble: '2027-01 is newer' })).toBe(false);
  });
});

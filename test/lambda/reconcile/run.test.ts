import { unknownCustomer } from '../../../lambda/delivery/customer-state';
import { type Relation, relationOfKept } from '../../../lambda/delivery/relation';
import { receivedEvent } from '../../../lambda/envelope';
import { envelopeOf } from '../../../lambda/new-envelope';
import { isBehind } from '../../../lambda/reconcile/behind';
import { storeOf } from '../../../lambda/settings';
import { ingress as shopifyIngress } from '../../../lambda/sources/shopify/ingress';
import { ingress as stripeIngress } from '../../../lambda/sources/stripe/ingress';
import { snapshotIn, sourceNamed } from '../../support/sources';
import { startStandIns } from '../../support/stand-ins';
import { deliver, keptOf } from './deliver';
import { failing, ShopifyAdmin } from './shopify-admin';
import { dayMs, hourMs, minuteMs, World } from './world';

let standIns: Awaited<ReturnType<typeof startStandIns>>;
let worlds = 0;
beforeAll(async () => {
  standIns = await startStandIns();
});
afterAll(() => standIns.close());
// The worlds share a queue.
afterEach(() => world().queued());

const world = (stores?: readonly object[], more?: object) =>
  World.of(standIns, `account-${++worlds}`, stores, more);

const shopper = (number: number, updatedAt: string, more: object = {}) => ({
  id: `gid://shopify/Customer/${number}`,
  createdAt: updatedAt,
  updatedAt,
  firstName: 'Ana',
  lastName: `Fake ${number}`,
  verifiedEmail: true,
  defaultEmailAddress: {
    emailAddress: `ana${number}@example.com`,
    marketingState: 'NOT_SUBSCRIBED',
    marketingUpdatedAt: null,
  },
  ...more,
});

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('a store’s first run', () => {
  test('begins a little before it, where there is no go-live', async () => {
    const at = world();
    at.shopify.customers = [shopper(1, at.ago(4 * minuteMs)), shopper(2, at.ago(6 * minuteMs))];
    expect(await at.report('shopify/default')).toEqual({ found: 1, fed: 1, known: 0, failure: null });
    expect((await at.standing('shopify/default'))?.progress).toEqual({
      through: at.now.getTime(),
      open: null,
      setAside: [],
    });
  });

  test('begins at the go-live, since when signups are the bridge’s', async () => {
    const at = world([{ signupsSince: '2026-11-18T00:00:00Z' }]);
    at.shopify.customers = [shopper(1, '2026-11-18T00:00:00Z'), shopper(2, '2026-11-17T23:00:00Z')];
    expect(await at.report('shopify/default')).toMatchObject({ found: 1, fed: 1 });
  });

  test('by hand does not pass over whoever signed up between the go-live and the time it is to go back to', async () => {
    const at = world([{ signupsSince: '2026-11-18T00:00:00Z' }]);
    at.shopify.customers = [shopper(1, '2026-11-18T01:00:00Z')];
    const report = await at.report('shopify/default', undefined, new Date(at.now.getTime() - minuteMs));
    expect(report).toMatchObject({ found: 1, fed: 1, failure: null });
  });

  test('does not wait for a go-live that is to come', async () => {
    const at = world([{ signupsSince: '2027-01-01T00:00:00Z' }]);
    at.shopify.customers = [shopper(1, at.ago(minuteMs))];
    expect(await at.report('shopify/default')).toMatchObject({ found: 1, failure: null });
  });

  test('goes back no further than vendors keep their events', async () => {
    const at = world([{ signupsSince: '2026-01-01T00:00:00Z' }]);
    at.shopify.customers = [shopper(1, at.ago(28 * dayMs)), shopper(2, at.ago(30 * dayMs))];
    expect(await at.report('shopify/default')).toMatchObject({ found: 1 });
  });
});

test('what is found is on the queue as an Event, which says that nobody signed it', async () => {
  const at = world();
  const changed = at.ago(minuteMs);
  at.shopify.customers = [shopper(7, changed)];
  await at.report('shopify/default');
  const [message] = (await at.queued()).filter(({ body }) =>
    Buffer.from(body, 'base64').toString().includes('/7"'),
  );
  expect(message).toMatchObject({
    source: 'shopify',
    store: 'default',
    series: 0,
    signedWith: 'reconciliation',
    headers: { 'shopify-topic': 'Customer', 'shopify-shop-domain': 'fake-shop.myshopify.com' },
  });
  const store = storeOf(at.settings, 'shopify', 'default');
  if (!message || !store) throw new Error('nothing');
  const snapshot = snapshotIn(sourceNamed('shopify').parse(receivedEvent(message), store));
  expect(snapshot).toMatchObject({
    customer: '7',
    order: { at: Date.parse(changed), tie: Date.parse(message.receivedAt) * 1000, kind: 'updated' },
    dated: true,
  });
  const mapped = sourceNamed('shopify').map(snapshot, store);
  expect(mapped).toMatchObject({ customer: { name: 'Ana Fake 7', email: 'ana7@example.com' }, unread: [] });
});

test('what is found came in when the vendor was asked: what a webhook told since is later', async () => {
  const at = world();
  at.shopify.customers = [shopper(1, at.ago(minuteMs))];
  const asked = at.now;
  at.shopify.answer = () => {
    at.operated.clock.pass(7000);
    return undefined;
  };
  await at.report('shopify/default');
  expect((await at.queued()).map(({ receivedAt }) => receivedAt)).toEqual([asked.toISOString()]);
});

test.each<[string, number, Relation]>([
  ['triggered before the vendor was asked is the earlier one, however late its webhook comes', -1, 'older'],
  ['triggered since is the later one', 1, 'newer'],
])('of two changes within one second, the one %s', async (_, triggeredMs, relation) => {
  const at = world();
  const second = at.ago(minuteMs);
  at.shopify.customers = [shopper(1, second)];
  await at.report('shopify/default');
  const [found] = await at.queued();
  if (!found) throw new Error('Nothing was found');
  const body = JSON.stringify({
    id: 1,
    admin_graphql_api_id: 'gid://shopify/Customer/1',
    updated_at: second,
  });
  const triggeredAt = new Date(Date.parse(found.receivedAt) + triggeredMs);
  const headers = {
    'x-shopify-topic': 'customers/update',
    'x-shopify-shop-domain': 'fake-shop.myshopify.com',
    'x-shopify-triggered-at': triggeredAt.toISOString(),
  };
  const request = { headers, body: Buffer.from(body) };
  const webhook = envelopeOf({
    source: shopifyIngress,
    store: 'default',
    request,
    secret: '',
    receivedAt: new Date(at.now.getTime() + hourMs),
  });
  expect(relationOfKept(keptOf(at, webhook), keptOf(at, found))).toBe(relation);
});

test('runs that overlap make the same deliveries', async () => {
  const at = world();
  at.shopify.customers = [shopper(1, at.ago(minuteMs))];
  await at.report('shopify/default');
  at.operated.clock.pass(2 * minuteMs);
  expect(await at.report('shopify/default')).toMatchObject({ found: 1, fed: 1 });
  const ids = (await at.queued()).map(({ id }) => id);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

test('each run begins the overlap before the end of the last one', async () => {
  const at = world();
  await at.report('shopify/default');
  // The search knows it late: it was changed before that run.
  at.shopify.customers = [shopper(1, at.ago(4 * minuteMs)), shopper(2, at.ago(6 * minuteMs))];
  at.operated.clock.pass(10 * minuteMs);
  expect(await at.report('shopify/default')).toMatchObject({ found: 1, fed: 1 });
});

describe('a run that is to go back', () => {
  const hoursAgo = (at: World, hours: number) => new Date(at.now.getTime() - hours * hourMs);

  test('finds what the runs before have missed, and the next one begins where the last came', async () => {
    const at = world();
    await at.report('shopify/default');
    at.shopify.customers = [shopper(1, at.ago(5 * hourMs)), shopper(2, at.ago(7 * hourMs))];
    expect(await at.report('shopify/default')).toMatchObject({ found: 0 });
    expect(await at.report('shopify/default', undefined, hoursAgo(at, 6))).toMatchObject({
      found: 1,
      fed: 1,
    });
    expect((await at.standing('shopify/default'))?.progress).toEqual({
      through: at.now.getTime(),
      open: null,
      setAside: [],
    });
    expect(await at.report('shopify/default')).toMatchObject({ found: 0 });
  });

  test('goes on with the next run where it stops', async () => {
    const at = world();
    await at.report('shopify/default');
    at.shopify.customers = numbers(120).map((number) => shopper(number, at.ago(5 * hourMs - number * 1000)));
    let calls = 0;
    at.beforeCall = (call) => {
      if (call === 'enqueue' && ++calls > 60) throw new Error('dies');
    };
    expect(await at.report('shopify/default', undefined, hoursAgo(at, 6))).toMatchObject({
      failure: { code: 'broke-off' },
    });
    at.beforeCall = () => {};
    expect(await at.report('shopify/default')).toMatchObject({ failure: null });
    const bodies = (await at.queued()).map(({ body }) => Buffer.from(body, 'base64').toString());
    expect(new Set(bodies.map((body) => /Customer\/(\d+)/.exec(body)?.[1])).size).toBe(120);
  });

  test('goes forward to no time that is later than what was done', async () => {
    const at = world();
    await at.report('shopify/default');
    at.operated.clock.pass(3 * hourMs);
    at.shopify.customers = [shopper(1, at.ago(2 * hourMs))];
    expect(await at.report('shopify/default', undefined, hoursAgo(at, 1))).toMatchObject({ found: 1 });
  });
});

test('an event of Stripe has the id that its webhook has', async () => {
  const at = world();
  const created = new Date(at.now.getTime() - 2 * minuteMs);
  const event = at.stripe.event('evt_1', 'customer.created', created, at.stripe.customer('cus_1', created));
  at.stripe.event('evt_2', 'invoice.paid', created, {});
  expect(await at.report('stripe/default')).toEqual({ found: 1, fed: 1, known: 0, failure: null });
  const [found] = await at.queued();
  const webhook = envelopeOf({
    source: stripeIngress,
    store: 'default',
    request: { headers: {}, body: Buffer.from(JSON.stringify(event, null, 2)) },
    secret: 'whsec_fake',
    receivedAt: at.now,
  });
  expect(found?.id).toBe(webhook.id);
});

describe('what is known', () => {
  test('by the customer’s newer or same snapshot is not fed', async () => {
    const at = world();
    const before = at.ago(4 * minuteMs);
    at.shopify.customers = [shopper(1, before), shopper(2, before)];
    await at.report('shopify/default');
    for (const message of await at.queued()) await deliver(at, message);
    at.shopify.customers = [shopper(1, before), shopper(2, at.ago(minuteMs)), shopper(3, before)];
    expect(await at.report('shopify/default')).toEqual({ found: 3, fed: 2, known: 1, failure: null });
  });

  test('is what says the same of the same second, and not what says more', async () => {
    const at = world();
    const second = at.ago(minuteMs);
    at.shopify.customers = [shopper(1, second), shopper(2, second), shopper(3, second)];
    await at.report('shopify/default');
    for (const message of await at.queued()) await deliver(at, message);
    const subscribed = {
      emailAddress: 'ana3@example.com',
      marketingState: 'SUBSCRIBED',
      marketingUpdatedAt: second,
    };
    at.shopify.customers = [
      shopper(1, second),
      shopper(2, second, { firstName: 'Anna' }),
      shopper(3, second, { defaultEmailAddress: subscribed }),
    ];
    expect(await at.report('shopify/default')).toMatchObject({ found: 3, fed: 2, known: 1 });
  });

  test('is not an older event that alone tells of a choice', async () => {
    const loyalty = { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true };
    const consent = { version: '2026-01', loyalty, metadataKeys: { email_marketing: 'newsletter' } };
    const at = world([{}, { consent }]);
    const update = (id: string, minutes: number, newsletter: string, previous: object) => {
      const [created, changed] = [9, minutes].map((ago) => new Date(at.now.getTime() - ago * minuteMs));
      const shopper = at.stripe.customer('cus_1', created ?? at.now, { metadata: { newsletter } });
      at.stripe.event(id, 'customer.updated', changed ?? at.now, shopper, previous);
    };
    update('evt_3', 1, 'no', { name: 'Before' });
    await at.report('stripe/default');
    for (const message of await at.queued()) await deliver(at, message);
    // Withdrawn here: the one after it repeats the value.
    update('evt_2', 2, 'no', { metadata: { newsletter: 'yes' } });
    update('evt_1', 3, 'no', { name: 'Long before' });
    expect(await at.report('stripe/default')).toMatchObject({ found: 3, fed: 1, known: 2 });
    const [message] = await at.queued();
    expect(Buffer.from(message?.body ?? '', 'base64').toString()).toContain('"id":"evt_2"');
  });

  test('by its log is not fed', async () => {
    const at = world();
    at.shopify.customers = [shopper(1, at.ago(minuteMs))];
    await at.report('shopify/default');
    const [message] = await at.queued();
    await at.operated.put({ customer: '1', outcome: 'retry', more: { id: message?.id ?? '' } });
    expect(await at.report('shopify/default')).toMatchObject({ found: 1, fed: 0, known: 1 });
  });

  test('nothing of somebody who was erased, or is being erased, goes on the queue', async () => {
    const at = world();
    const changed = at.ago(minuteMs);
    at.shopify.customers = [shopper(1, changed), shopper(2, changed), shopper(3, changed)];
    const { ledger } = at.operated;
    const name = (customer: string) => ({ source: 'shopify', store: 'default', customer });
    await ledger.writeTombstones([name('1')], at.now.getTime());
    const opened = await ledger.open(name('2'), 'none');
    if (opened.kind !== 'open') throw new Error(opened.kind);
    await ledger.keep(opened.customer, { ...unknownCustomer, erasing: at.now.getTime() }, null);
    expect(await at.report('shopify/default')).toMatchObject({ found: 3, fed: 1, known: 2 });
    const [message, more] = await at.queued();
    expect(more).toBeUndefined();
    expect(Buffer.from(message?.body ?? '', 'base64').toString()).toContain('ana3@example.com');
  });
});

test('what DynamoDB leaves unread at first is read after it', async () => {
  const at = world();
  const { ledger } = at.operated;
  await ledger.writeTombstones([{ source: 'shopify', store: 'default', customer: '20' }], at.now.getTime());
  at.shopify.customers = numbers(20).map((number) => shopper(number, at.ago(minuteMs)));
  at.mostRead = 12;
  expect(await at.report('shopify/default')).toMatchObject({ found: 20, fed: 19, failure: null });
  at.mostRead = 1;
  expect(await at.report('shopify/default')).toMatchObject({ failure: { code: 'broke-off' } });
});

describe('pages', () => {
  test('are all read, the customers in the order of their changes', async () => {
    const at = world();
    at.shopify.customers = numbers(120).map((number) => shopper(number, at.ago(minuteMs + number * 1000)));
    expect(await at.report('shopify/default')).toEqual({ found: 120, fed: 120, known: 0, failure: null });
    expect(at.shopify.requests).toHaveLength(3);
    expect(new Set((await at.queued()).map(({ id }) => id)).size).toBe(120);
  });

  test('of Stripe, newest first, by days', async () => {
    const at = world([{}, { signupsSince: new Date(at0() - 3 * dayMs).toISOString() }]);
    for (const number of numbers(250)) {
      const created = new Date(at.now.getTime() - number * 15 * minuteMs);
      at.stripe.event(
        `evt_${number}`,
        'customer.created',
        created,
        at.stripe.customer(`cus_${number}`, created),
      );
    }
    expect(await at.report('stripe/default')).toEqual({ found: 250, fed: 250, known: 0, failure: null });
    const windows = new Set(
      at.stripe.requests.map(({ url }) => new URL(url).searchParams.get('created[gte]')),
    );
    expect(windows.size).toBe(4);
  });

  test('older than Stripe’s events are of its list of customers', async () => {
    const at = world();
    await at.report('stripe/default');
    at.operated.clock.pass(40 * dayMs);
    const old = new Date(at.now.getTime() - 35 * dayMs);
    at.stripe.customer('cus_old', old);
    const young = new Date(at.now.getTime() - dayMs - hourMs);
    at.stripe.event('evt_young', 'customer.created', young, at.stripe.customer('cus_young', young));
    expect(await at.report('stripe/default')).toEqual({ found: 2, fed: 2, known: 0, failure: null });
    expect(new Set(at.stripe.paths)).toEqual(new Set(['/v1/customers', '/v1/events']));
    const store = storeOf(at.settings, 'stripe', 'default');
    const found = (await at.queued()).map(
      (message) => store && sourceNamed('stripe').parse(receivedEvent(message), store),
    );
    expect(found).toMatchObject([
      // Masivo is asked about it before a creation.
      {
        kind: 'snapshot',
        snapshot: { customer: 'cus_old', order: { at: old.getTime(), kind: 'updated' }, registeredAt: old },
      },
      { kind: 'snapshot', snapshot: { customer: 'cus_young' } },
    ]);
  });
});

const at0 = () => standIns.environmentOf('clock').clock.now().getTime();

describe('a run that does not come to its end', () => {
  const lost = { kind: 'lost', why: { code: 'no-answer', params: {} } } as never;
  const status = (code: number, retryAfterMs?: number) =>
    ({
      kind: 'answer',
      status: code,
      text: '{}',
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    }) as const;

  test.each([
    ['is refused', () => status(401), { code: 'refused', status: 401 }],
    ['is forbidden', () => status(403), { code: 'refused', status: 403 }],
    ['is throttled for long', () => status(429, hourMs), { code: 'throttled', status: 429 }],
    ['is throttled again and again', () => status(429), { code: 'throttled', status: 429 }],
    ['finds the vendor down', () => status(503), { code: 'no-answer', status: 503 }],
    [
      'is told again and again that it failed',
      () => ({
        ...status(200),
        text: '{"data":null,"errors":[{"extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}',
      }),
      { code: 'no-answer' },
    ],
    ['gets no answer', () => lost, { code: 'no-answer' }],
    ['gets a page that is none', () => status(200), { code: 'unreadable' }],
    ['gets HTML', () => ({ ...status(200), text: '<html>' }), { code: 'unreadable' }],
  ])('because it %s, says so and is no success', async (_, answer, failure) => {
    const at = world();
    at.shopify.answer = answer;
    expect(await at.report('shopify/default')).toEqual({ found: 0, fed: 0, known: 0, failure });
    expect(await at.standing('shopify/default')).toMatchObject({
      progress: null,
      last: { failure },
      succeededAt: null,
      since: expect.any(Number),
    });
    const [line] = at.logged;
    expect(line?.fields).toMatchObject({ event: 'reconciled', found: 0, failure: failure.code });
    expect(line?.metrics).toMatchObject([{ name: 'ReconciliationsFailed', value: 1 }]);
  });

  test.each([
    ['no key', {}, 'key-missing'],
    ['no secret', undefined, 'key-missing'],
    ['a key that is none', { 'shopify/default': { token: 'x' } }, 'key-unreadable'],
  ])('because there is %s, asks nothing', async (_, keys, code) => {
    const at = world();
    at.keys = keys;
    expect(await at.report('shopify/default')).toMatchObject({ failure: { code } });
    expect(at.shopify.requests).toEqual([]);
  });

  test('because access is denied, says so', async () => {
    const at = world();
    at.shopify.denied = true;
    expect(await at.report('shopify/default')).toMatchObject({ failure: { code: 'refused' } });
  });

  test('because its time is over, keeps how far it came, and the next one goes on there', async () => {
    const at = world();
    at.shopify.customers = numbers(120).map((number) => shopper(number, at.ago(2 * minuteMs)));
    let asked = 0;
    at.shopify.answer = () => {
      asked += 1;
      if (asked === 2) at.operated.clock.pass(5 * minuteMs);
      return undefined;
    };
    expect(await at.report('shopify/default')).toMatchObject({
      found: 50,
      fed: 50,
      failure: { code: 'no-time' },
    });
    at.shopify.answer = () => undefined;
    // Without a place to go on from, those of one second would be read from the first one again, by every run.
    at.shopify.requests.length = 0;
    at.operated.clock.pass(10 * minuteMs);
    await at.report('shopify/default');
    expect(JSON.parse(at.shopify.requests[0]?.body ?? '').variables.after).toContain('gid://');
    const ids = (await at.queued()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(120);
  });

  test.each([
    // The ledger is asked for 25 changes at once, and the queue is sent ten.
    ['look-up', 1, 0],
    ['enqueue', 1, 10],
    ['enqueue', 11, 20],
  ])('because %s is slow, the %dth time, begins nothing more, and says so', async (slow, nth, sent) => {
    const at = world();
    await at.report('shopify/default');
    const before = (await at.standing('shopify/default'))?.progress;
    at.operated.clock.pass(10 * minuteMs);
    at.shopify.customers = numbers(50).map((number) => shopper(number, at.ago(minuteMs)));
    let calls = 0;
    at.beforeCall = (call) => {
      if (call !== slow) return;
      calls += 1;
      if (calls === nth) at.operated.clock.pass(5 * minuteMs);
    };
    expect(await at.report('shopify/default')).toMatchObject({ failure: { code: 'no-time' } });
    expect((await at.standing('shopify/default'))?.progress).toEqual(before);
    const ids = (await at.queued()).map(({ id }) => id);
    expect(ids).toHaveLength(sent);
    at.beforeCall = () => {};
    at.operated.clock.pass(10 * minuteMs);
    at.shopify.customers = numbers(50).map((number) => shopper(number, at.ago(16 * minuteMs)));
    expect(await at.report('shopify/default')).toMatchObject({ failure: null });
    expect(new Set([...ids, ...(await at.queued()).map(({ id }) => id)]).size).toBe(50);
  });

  test('at a place that the vendor has forgotten, reads the window anew', async () => {
    const at = world();
    for (const number of numbers(150)) {
      const created = new Date(at.now.getTime() - 2 * minuteMs);
      at.stripe.event(
        `evt_${number}`,
        'customer.created',
        created,
        at.stripe.customer(`cus_${number}`, created),
      );
    }
    at.stripe.answer = ({ url }) => (url.includes('starting_after') ? status(503) : undefined);
    expect(await at.report('stripe/default')).toMatchObject({ found: 100, failure: { code: 'no-answer' } });
    at.operated.clock.pass(10 * minuteMs);
    let forgotten = 0;
    at.stripe.answer = ({ url }) => {
      if (!url.includes('starting_after') || forgotten > 0) return undefined;
      forgotten += 1;
      return status(400);
    };
    expect(await at.report('stripe/default')).toMatchObject({ found: 150, failure: null });
    expect(new Set((await at.queued()).map(({ id }) => id)).size).toBe(150);
  });

  test('and no later one that was refused moves it on', async () => {
    const at = world();
    at.shopify.customers = [shopper(1, at.ago(minuteMs))];
    at.shopify.answer = () => status(401);
    for (const _ of numbers(5)) {
      await at.report('shopify/default');
      at.operated.clock.pass(10 * minuteMs);
    }
    at.shopify.customers = [...at.shopify.customers, shopper(2, at.ago(minuteMs))];
    at.shopify.answer = () => undefined;
    expect(await at.report('shopify/default')).toMatchObject({ fed: 2, failure: null });
  });
});

test('waits as Shopify asks', async () => {
  const at = world();
  at.shopify.customers = [shopper(1, at.ago(minuteMs))];
  at.shopify.throttled = 2;
  expect(await at.report('shopify/default')).toMatchObject({ fed: 1, failure: null });
  expect(at.operated.clock.slept.slice(-2)).toEqual([5000, 5000]);
});

test('an app of the shop’s organisation signs in for the run', async () => {
  const at = world();
  at.keys = { 'shopify/default': ShopifyAdmin.app };
  at.shopify.customers = [shopper(1, at.ago(minuteMs))];
  expect(await at.report('shopify/default')).toMatchObject({ fed: 1, failure: null });
  at.keys = { 'shopify/default': { ...ShopifyAdmin.app, clientSecret: 'revoked' } };
  expect(await at.report('shopify/default')).toMatchObject({ failure: { code: 'refused', status: 400 } });
});

test('a field that Shopify withholds of one customer is withheld of that one alone', async () => {
  const at = world([{ mapping: { extras: ['phone'] } }]);
  const changed = at.ago(minuteMs);
  const withheld = () => {
    throw new Error('Not approved for Jane Fake');
  };
  at.shopify.customers = [
    shopper(1, changed, { defaultPhoneNumber: { phoneNumber: '+15550100' } }),
    shopper(2, changed, { defaultPhoneNumber: withheld }),
  ];
  expect(await at.report('shopify/default')).toMatchObject({ fed: 2, failure: null });
  const store = storeOf(at.settings, 'shopify', 'default');
  const messages = await at.queued();
  const notices = messages.map(
    (message) => store && snapshotIn(sourceNamed('shopify').parse(receivedEvent(message), store)).notice,
  );
  expect(notices).toEqual([
    undefined,
    { code: 'fields-withheld', params: { fields: ['customer.defaultPhoneNumber'] } },
  ]);
  expect(messages.map(({ body }) => Buffer.from(body, 'base64').toString()).join()).not.toContain('Jane');
});

describe('a key of Stripe', () => {
  const ofAccount = { vendorAccount: 'acct_1Fake' };
  const created = (at: World) => new Date(at.now.getTime() - minuteMs);

  test.each([true, false])('of the store’s account is used (it may ask for it: %s)', async (shows) => {
    const at = world([{}, ofAccount]);
    at.stripe.showsAccount = shows;
    at.stripe.event('evt_1', 'customer.created', created(at), at.stripe.customer('cus_1', created(at)));
    expect(await at.report('stripe/default')).toMatchObject({ fed: 1, failure: null });
  });

  test.each([
    [true, 'acct_1Other', 'other-account'],
    [false, 'acct_1Other', 'other-account'],
    [false, '', 'account-unshown'],
  ])(
    'of another account brings nobody (it may ask for it: %s, named is %p)',
    async (shows, account, code) => {
      const at = world([{}, ofAccount]);
      Object.assign(at.stripe, { showsAccount: shows, account });
      at.stripe.event('evt_1', 'customer.created', created(at), at.stripe.customer('cus_1', created(at)));
      expect(await at.report('stripe/default')).toEqual({ found: 0, fed: 0, known: 0, failure: { code } });
      expect(at.stripe.paths).toEqual(['/v1/account']);
      expect((await at.standing('stripe/default'))?.progress).toBeNull();
    },
  );
});

describe('a customer who cannot be read', () => {
  const unread = async (at: World) => (await at.standing('shopify/default'))?.last?.unreadable;
  const withBroken = (at: World, broken: object, count = 1) => [
    ...numbers(60).map((number) => shopper(number, at.ago(minuteMs))),
    ...numbers(count).map((number) => shopper(9000 + number, at.ago(minuteMs), broken)),
  ];

  test.each([
    ['spoils the page', { createdAt: failing() }],
    ['makes Shopify fail', { defaultEmailAddress: failing('INTERNAL_SERVER_ERROR') }],
    ['has an e-mail that Shopify cannot give', { defaultEmailAddress: failing() }],
  ])('who %s is set aside, asked for again, and the others are brought', async (_, broken) => {
    const at = world();
    at.shopify.customers = withBroken(at, broken);
    expect(await at.report('shopify/default')).toMatchObject({ found: 60, fed: 60, failure: null });
    expect(await unread(at)).toEqual(['9001']);
    const [line] = at.logged;
    expect(line?.fields).toMatchObject({ unreadable: 1, failure: null });
    expect(JSON.stringify(line)).not.toMatch(/9001|Jane/);
    expect(line?.metrics).toContainEqual({ name: 'FieldsNotRead', value: 1, unit: 'Count' });
    await at.queued();

    at.operated.clock.pass(hourMs);
    at.shopify.customers = at.shopify.customers.slice(60);
    expect(await at.report('shopify/default')).toMatchObject({ found: 0, failure: null });
    expect(await unread(at)).toEqual(['9001']);

    // Changed before what this run asks for.
    at.operated.clock.pass(10 * minuteMs);
    at.shopify.customers = [shopper(9001, at.ago(2 * hourMs))];
    expect(await at.report('shopify/default')).toMatchObject({ found: 1, fed: 1, failure: null });
    expect(await unread(at)).toEqual([]);
  });

  test('is forgotten once the shop has the customer no more', async () => {
    const at = world();
    at.shopify.customers = withBroken(at, { createdAt: failing() });
    await at.report('shopify/default');
    at.shopify.customers = [];
    await at.report('shopify/default');
    expect(await unread(at)).toEqual([]);
  });

  test.each([
    ['page by page', { defaultEmailAddress: failing() }],
    ['one by one', { createdAt: failing() }],
  ])('is no exception where there are more than ten, %s: the cursor stays', async (_, broken) => {
    const at = world();
    await at.report('shopify/default');
    at.operated.clock.pass(10 * minuteMs);
    at.shopify.customers = withBroken(at, broken, 11);
    for (const _run of numbers(2)) {
      expect(await at.report('shopify/default')).toMatchObject({ failure: { code: 'too-many-unreadable' } });
      expect(await unread(at)).toHaveLength(10);
      at.operated.clock.pass(10 * minuteMs);
    }
    at.shopify.customers = withBroken(at, {}, 11).map((each) => ({
      ...each,
      updatedAt: at.ago(21 * minuteMs),
    }));
    expect(await at.report('shopify/default')).toMatchObject({ failure: null });
    expect(
      new Set(
        (await at.queued()).flatMap(
          ({ body }) => /Customer\/90\d\d/.exec(Buffer.from(body, 'base64').toString()) ?? [],
        ),
      ).size,
    ).toBe(11);
  });
});

describe('an event of Stripe that cannot be read', () => {
  const name = 'stripe/default';
  const unread = async (at: World) => (await at.standing(name))?.last?.unreadable;
  const put = (at: World, id: string, agoMs: number, more: object = {}) => {
    const customer = { id: `cus_${id}`, object: 'customer', created: 1, livemode: false, email: null };
    const event = [`evt_${id}`, 'customer.created', new Date(at.now.getTime() - agoMs), customer] as const;
    at.stripe.event(...event, undefined, more);
  };

  test('is set aside, asked for again, and the others are brought', async () => {
    const at = world();
    put(at, 'a', 3 * minuteMs);
    put(at, 'odd', 2 * minuteMs, { livemode: 'no' });
    put(at, 'b', minuteMs);
    expect(await at.report(name)).toMatchObject({ found: 2, fed: 2, failure: null });
    expect((await at.queued()).length).toBe(2);
    expect(await unread(at)).toEqual(['evt_odd']);
    expect(at.logged[0]?.metrics).toContainEqual({ name: 'FieldsNotRead', value: 1, unit: 'Count' });

    at.operated.clock.pass(hourMs);
    await at.report(name);
    at.operated.clock.pass(10 * minuteMs);
    expect(await at.report(name)).toMatchObject({ found: 0, failure: null });
    expect(await unread(at)).toEqual(['evt_odd']);

    // Created before what this run asks for.
    put(at, 'odd', hourMs);
    expect(await at.report(name)).toMatchObject({ found: 1, fed: 1, failure: null });
    expect(await unread(at)).toEqual([]);
  });

  test('is forgotten once Stripe has it no more, and is no exception where there are more than ten', async () => {
    const at = world();
    for (const number of numbers(11)) put(at, `odd${number}`, minuteMs, { object: null });
    expect(await at.report(name)).toMatchObject({ failure: { code: 'too-many-unreadable' } });
    expect(await unread(at)).toHaveLength(10);
    for (const number of numbers(11)) at.stripe.forget(`/v1/events/evt_odd${number}`);
    expect(await at.report(name)).toMatchObject({ found: 0, failure: null });
    expect(await unread(at)).toEqual([]);
  });
});

test('a key that may not read e-mails fails the run: nobody is taken for one without an e-mail', async () => {
  const at = world();
  at.shopify.customers = [shopper(1, at.ago(minuteMs), { defaultEmailAddress: failing('ACCESS_DENIED') })];
  expect(await at.report('shopify/default')).toEqual({
    found: 0,
    fed: 0,
    known: 0,
    failure: { code: 'refused' },
  });
  expect(await at.queued()).toEqual([]);
});

describe('two runs at once', () => {
  test('the second one finds the first one’s lease, and leaves it alone', async () => {
    const at = world();
    at.shopify.customers = [shopper(1, at.ago(minuteMs))];
    let second: unknown;
    const started: Promise<unknown>[] = [];
    at.beforeCall = (call) => {
      if (call !== 'enqueue' || started.length > 0) return;
      started.push(at.run('shopify/default').then((ran) => (second = ran)));
    };
    expect(await at.report('shopify/default')).toMatchObject({ fed: 1, failure: null });
    await Promise.all(started);
    expect(second).toEqual({ kind: 'busy' });
  });

  test('one whose lease is over writes nothing any more', async () => {
    const at = world();
    at.shopify.customers = numbers(60).map((number) => shopper(number, at.ago(minuteMs)));
    let taken = false;
    at.beforeCall = (call) => {
      if (call !== 'advance' || taken) return undefined;
      taken = true;
      at.operated.clock.pass(10 * minuteMs);
      return at.run('shopify/default');
    };
    expect(await at.report('shopify/default')).toMatchObject({ failure: { code: 'lease-lost' } });
    expect(await at.standing('shopify/default')).toMatchObject({
      progress: { open: null },
      last: { failure: null },
    });
    expect(new Set((await at.queued()).map(({ id }) => id)).size).toBe(60);
  });

  test('a message that the queue refuses holds the cursor', async () => {
    const at = world();
    await at.report('shopify/default');
    const before = (await at.standing('shopify/default'))?.progress;
    at.operated.clock.pass(10 * minuteMs);
    at.shopify.customers = numbers(3).map((number) => shopper(number, at.ago(minuteMs)));
    let sent = 0;
    at.beforeCall = (call) => {
      if (call === 'enqueue') sent += 1;
      if (call === 'enqueue' && sent === 2) throw new Error('refused');
    };
    expect(await at.report('shopify/default')).toMatchObject({ fed: 0, failure: { code: 'broke-off' } });
    expect((await at.standing('shopify/default'))?.progress).toEqual(before);
  });

  test('a run that died leaves its lease, which ends', async () => {
    const at = world();
    at.beforeCall = (call) => {
      if (call === 'end' || call === 'advance') throw new Error('died');
    };
    await at.run('shopify/default');
    at.beforeCall = () => {};
    expect(await at.run('shopify/default')).toEqual({ kind: 'busy' });
    at.operated.clock.pass(10 * minuteMs);
    expect(await at.report('shopify/default')).toMatchObject({ failure: null });
  });
});

test('a store is behind once no run has come to its end for an hour, whether or not one ever did', async () => {
  const at = world();
  const isNowBehind = async (everyMinutes = 10) => isBehind(await at.run('shopify/default'), everyMinutes);
  at.shopify.denied = true;
  expect(await isNowBehind()).toBe(false);
  at.operated.clock.pass(hourMs);
  expect(await isNowBehind()).toBe(true);
  expect(await isNowBehind(30)).toBe(false);
  at.shopify.denied = false;
  expect(await isNowBehind()).toBe(false);
  at.shopify.denied = true;
  at.operated.clock.pass(hourMs - minuteMs);
  expect(await isNowBehind()).toBe(false);
  at.operated.clock.pass(minuteMs);
  expect(await isNowBehind()).toBe(true);
});

describe('runs that no webhook tells of', () => {
  const silent = async (at: World) => (await at.standing('shopify/default'))?.silentRuns;
  /** A run that finds somebody new, and, after `deliver` has brought it, the next one that finds it again. */
  async function fedAndFoundAgain(at: World, number: number, delivered = true): Promise<void> {
    at.shopify.customers = [shopper(number, at.ago(minuteMs))];
    await at.report('shopify/default');
    for (const message of delivered ? await at.queued() : []) await deliver(at, message);
    await at.report('shopify/default');
    at.operated.clock.pass(10 * minuteMs);
  }

  test('are counted, as far as they find again what only they have brought', async () => {
    const at = world();
    for (const number of numbers(3)) await fedAndFoundAgain(at, number);
    expect(await silent(at)).toBe(3);
    // One lost webhook, or two, raise nothing; from the third such run on each one does.
    const raised = at.logged.map(({ metrics }) => metrics.some(({ name }) => name === 'WebhooksMissing'));
    expect(raised).toEqual([false, false, false, false, false, true]);
  });

  test('are none once a run finds what a webhook told', async () => {
    const at = world();
    await fedAndFoundAgain(at, 1);
    expect(await silent(at)).toBe(1);
    at.shopify.customers = [shopper(2, at.ago(minuteMs))];
    await at.report('shopify/default');
    for (const message of await at.queued())
      await deliver(at, { ...message, id: 'b'.repeat(32), signedWith: 'x' });
    await at.report('shopify/default');
    expect(await silent(at)).toBe(0);
  });

  test('say nothing while nothing is delivered: a webhook would leave no trace either', async () => {
    const at = world();
    for (const number of numbers(3)) await fedAndFoundAgain(at, number, false);
    expect(await silent(at)).toBe(0);
  });
});

describe('wherever a run dies', () => {
  const calls = ['begin', 'key', 'vendor', 'look-up', 'enqueue', 'advance', 'end'] as const;
  const moments = calls.flatMap((call) => [
    ['before', call] as const,
    ...(call === 'begin' || call === 'enqueue' || call === 'advance' || call === 'end'
      ? [['after', call] as const]
      : []),
  ]);

  test.each(moments)('%s %s, everybody is on the queue after the next one', async (when, call) => {
    for (const nth of [1, 2]) {
      const at = world();
      await at.report('shopify/default');
      at.operated.clock.pass(10 * minuteMs);
      at.shopify.customers = numbers(60).map((number) => shopper(number, at.ago(minuteMs + number * 1000)));
      let seen = 0;
      const dieAt = (now: string) => {
        if (now === call) seen += 1;
        // Nothing that a dead process would still do is done.
        if (seen >= nth) throw new Error('died');
      };
      if (when === 'before') at.beforeCall = dieAt;
      else at.afterCall = dieAt;
      await at.run('shopify/default').catch(() => undefined);
      at.beforeCall = () => {};
      at.afterCall = () => {};
      const died = await at.standing('shopify/default');
      if (died?.progress && died.progress.open === null)
        expect(died.progress.through).toBeLessThanOrEqual(at.now.getTime());
      const before = (await at.queued()).map(({ id }) => id);
      at.operated.clock.pass(10 * minuteMs);
      expect(await at.report('shopify/default')).toMatchObject({ failure: null });
      const ids = new Set([...before, ...(await at.queued()).map(({ id }) => id)]);
      expect(ids.size).toBe(60);
    }
  });
});

test('a store that the settings leave out is not asked, and none is where they have it off', async () => {
  const left = world([{ reconcile: false }]);
  expect(await left.run('shopify/default')).toEqual({ kind: 'not-asked' });
  const off = world([], {});
  expect(await off.run('stripe/default')).toEqual({ kind: 'not-asked' });
  expect([...left.shopify.requests, ...off.stripe.requests]).toEqual([]);
});

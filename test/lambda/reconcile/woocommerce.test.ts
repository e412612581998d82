import { receivedEvent } from '../../../lambda/envelope';
import { envelopeOf } from '../../../lambda/new-envelope';
import { storeOf } from '../../../lambda/settings';
import { changes } from '../../../lambda/sources/woocommerce/changes';
import { woocommerce } from '../../../lambda/sources/woocommerce/source';
import { storeWith } from '../../support/settings';
import { snapshotIn } from '../../support/sources';
import { startStandIns } from '../../support/stand-ins';
import { deliver } from './deliver';
import { WooShop } from './woo-shop';
import { dayMs, minuteMs, World } from './world';

let standIns: Awaited<ReturnType<typeof startStandIns>>;
let worlds = 0;
beforeAll(async () => {
  standIns = await startStandIns();
});
afterAll(() => standIns.close());
// The worlds share a queue.
afterEach(() => world().queued());

const name = 'woocommerce/default';
const store = { source: 'woocommerce', store: 'default', mode: 'any', consent: 'off' };
/** Messages of one store alone have no group. */
const other = { ...store, store: 'other', vendorAccount: 'other.example.com' };
const world = (more: object = {}) =>
  World.of(standIns, `woo-${++worlds}`, [], {
    reconcile: { everyMinutes: 10, overlapMinutes: 5 },
    stores: [{ ...store, vendorAccount: 'shop.example.com', ...more }, other],
  });
const { customer } = WooShop;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const foundIds = async (at: World) => {
  const bodies = (await at.queued()).map(({ body }) => JSON.parse(Buffer.from(body, 'base64').toString()));
  return bodies.map(({ id }) => Number(id));
};

test('who has registered is on the queue, as the webhook of a change, and staff is not', async () => {
  const at = world();
  const created = at.ago(2 * minuteMs);
  at.woo.customers = [
    customer(1, at.ago(6 * minuteMs)),
    customer(2, created),
    customer(3, created, { role: 'subscriber' }),
    customer(4, created, { role: 'shop_manager' }),
  ];
  expect(await at.report(name)).toEqual({ found: 3, fed: 2, known: 1, failure: null });
  const messages = await at.queued();
  expect(messages).toMatchObject([
    { signedWith: 'reconciliation', headers: { 'x-wc-webhook-topic': 'customer.updated' } },
    { signedWith: 'reconciliation' },
  ]);
  const [settings] = [storeOf(at.settings, 'woocommerce', 'default')];
  const snapshots = messages.map(
    (each) => settings && snapshotIn(woocommerce.parse(receivedEvent(each), settings)),
  );
  // In UTC, whatever the shop's own time.
  expect(snapshots.sort((a, b) => Number(a?.customer) - Number(b?.customer))).toMatchObject(
    ['2', '3'].map((id) => ({ customer: id, registeredAt: new Date(created), dated: true })),
  );
});

test('a customer whose webhook came is known, and is told by both alike', async () => {
  const at = world();
  const shopper = customer(1, at.ago(minuteMs));
  const webhook = envelopeOf({
    source: woocommerce,
    store: 'default',
    request: {
      headers: {
        'x-wc-webhook-topic': 'customer.created',
        'x-wc-webhook-source': 'https://shop.example.com/',
      },
      body: Buffer.from(JSON.stringify(shopper)),
    },
    secret: 'fake',
    receivedAt: at.now,
  });
  await deliver(at, webhook);
  at.operated.clock.pass(minuteMs);
  at.woo.customers = [shopper, customer(2, at.ago(minuteMs))];
  expect(await at.report(name)).toEqual({ found: 2, fed: 1, known: 1, failure: null });
  expect(await foundIds(at)).toEqual([2]);
});

describe('pages', () => {
  const now = new Date('2026-11-20T12:30:00.500Z');
  const ago = (ms: number) => new Date(now.getTime() - ms).toISOString().replace(/\.\d+Z/, 'Z');
  const window = { from: new Date(now.getTime() - 20 * dayMs), to: now };
  const old = numbers(150).map((id) => customer(10_000 + id, ago(40 * dayMs)));
  /** The highest ids are the newest. */
  const young = (count: number) => numbers(count).map((id) => customer(id, ago((count - id) * minuteMs)));
  const idOf = (each: object) => Number(Reflect.get(each, 'id'));

  /** @param before what the shop does before it answers the n-th request. */
  async function walk(customers: object[], before: (nth: number, shop: WooShop) => void = () => {}) {
    const shop = new WooShop();
    shop.customers = customers;
    const settings = storeWith('woocommerce', { vendorAccount: 'shop.example.com' });
    const ids: number[] = [];
    for (let position: string | null = null, nth = 1; nth < 50; nth += 1) {
      before(nth, shop);
      const { path, method } = changes.request(window, position, settings, now);
      const headers = changes.authorised(WooShop.key);
      const url = `${changes.baseUrl(settings)}${path}`;
      const sent = await shop.send({ method, url, headers, timeoutMs: 1 });
      const text = sent.kind === 'answer' ? sent.text : '';
      const read = changes.read(JSON.parse(text), window, settings, now, position);
      if (read.kind !== 'page') throw new Error(`${read.kind}: ${text}`);
      ids.push(...read.changes.map(({ body }) => Number(JSON.parse(body.toString()).id)));
      if (read.next === null) return { ids, requests: nth };
      position = read.next;
    }
    throw new Error('It does not come to an end');
  }

  test.each<[string, object[], number, number]>([
    ['until they are older than the window', [...young(250), ...old], 250, 3],
    ['until nobody is left', young(130), 130, 4],
    ['of a shop with few customers', young(3), 3, 3],
    ['of a shop without customers', [], 0, 1],
    ['where all are older', old, 0, 1],
    [
      'where nobody knows when somebody was registered',
      [...young(3), customer(9, '0000-00-00T00:00:00')],
      3,
      1,
    ],
  ])('are read %s', async (_, customers, found, requests) => {
    const walked = await walk(customers);
    expect(walked).toEqual({ ids: expect.any(Array), requests });
    expect(walked.ids.sort((a, b) => a - b)).toEqual(numbers(found));
  });

  test('of one second come to an end', async () => {
    const { ids } = await walk(numbers(330).map((id) => customer(id, ago(minuteMs))));
    expect(new Set(ids)).toEqual(new Set(numbers(330)));
  });

  test('lose nobody to registrations between them', async () => {
    const { ids } = await walk([...young(250), ...old], (nth, shop) => {
      if (nth === 2) shop.customers.unshift(...numbers(30).map((id) => customer(500 + id, ago(0))));
    });
    expect(new Set(ids)).toEqual(new Set(numbers(250)));
  });

  test.each([
    [10, 2],
    [60, 2],
    [90, 3],
    [170, 3],
  ])('lose nobody to the deletion of the %d newest before request %d', async (count, nth) => {
    const { ids } = await walk([...young(250), ...old], (request, shop) => {
      if (request !== nth) return;
      const gone = new Set(numbers(250).slice(-count));
      shop.customers = shop.customers.filter((each) => !gone.has(idOf(each)));
    });
    expect(new Set(ids)).toEqual(new Set(numbers(250)));
  });

  test('lose nobody where the shop has fewer left than were read', async () => {
    const { ids } = await walk(young(190), (nth, shop) => {
      if (nth === 2) shop.customers = shop.customers.filter((each) => idOf(each) <= 70);
    });
    expect(new Set(ids)).toEqual(new Set([...numbers(70), ...numbers(190).slice(90)]));
  });
});

describe('a run fails, and is not one that found nothing,', () => {
  const html = '<br />\n<b>Notice</b>: Undefined index in plugin.php\n[]';
  const error = (status: number) => JSON.stringify({ code: 'rest_error', message: 'x', data: { status } });
  test.each([
    ['where a plugin writes into the answer', 200, html, { code: 'unreadable' }],
    ['where the shop is being updated', 503, '<html>', { code: 'no-answer', status: 503 }],
    ['where its host wants fewer requests', 429, '', { code: 'throttled', status: 429 }],
    ['where WooCommerce is off', 404, error(404), { code: 'refused', status: 404 }],
    ['where it moved', 301, '', { code: 'refused', status: 301 }],
    ['where an error comes with status 200', 200, error(403), { code: 'refused' }],
    ['where it is told that it failed', 200, error(500), { code: 'no-answer' }],
  ])('%s', async (_, status, text, failure) => {
    const at = world();
    at.woo.answer = () => ({ kind: 'answer', status, text });
    expect(await at.report(name)).toEqual({ found: 0, fed: 0, known: 0, failure });
  });

  test.each<[string, string, object]>([
    ['where the key is another shop’s', `ck_${'3'.repeat(40)}:cs_${'2'.repeat(40)}`, { status: 401 }],
    ['where the secret is another key’s', `ck_${'1'.repeat(40)}:cs_${'3'.repeat(40)}`, { status: 401 }],
  ])('%s', async (_, key, more) => {
    const at = world();
    at.keys = { [name]: key };
    expect(await at.report(name)).toMatchObject({ failure: { code: 'refused', ...more } });
  });

  test.each(['any', '10.0.0.8', '169.254.169.254', 'localhost.localdomain.local', 'shop.internal:8443'])(
    'where the settings say no public address: %s',
    async (vendorAccount) => {
      const at = world({ vendorAccount });
      expect(await at.report(name)).toMatchObject({ failure: { code: 'account-unknown' } });
      expect(at.woo.requests).toEqual([]);
    },
  );
});

describe('a customer at whom PHP fails', () => {
  const crash = { kind: 'answer', status: 500, text: '<p>There has been a critical error</p>' } as const;
  /** @param fails whether it fails at a customer of this place, the newest being 0. */
  const failing =
    (fails: (place: number) => boolean, fieldsAll = false): WooShop['answer'] =>
    ({ url }) => {
      const { searchParams: query } = new URL(url);
      if (fieldsAll && query.get('_fields') === 'id') return undefined;
      const first = Number(query.get('offset'));
      const places = numbers(Number(query.get('per_page'))).map((each) => first + each - 1);
      return places.some(fails) ? crash : undefined;
    };
  const newest = (at: World, count: number) =>
    numbers(count).map((id) => customer(id, at.ago(minuteMs + id * 1000)));
  const isThird = (place: number) => place === 2;
  const failingAlone: WooShop['answer'] = (request) =>
    request.url.includes('/customers/3?') ? crash : failing(isThird, true)(request);

  test('is set aside by its ID and asked for again, and nobody else twice, while nothing is delivered', async () => {
    const at = world();
    await at.report(name);
    at.operated.clock.pass(10 * minuteMs);
    at.woo.customers = newest(at, 30);
    at.woo.answer = failingAlone;
    const begun = at.now.getTime();
    expect(await at.report(name)).toEqual({ found: 29, fed: 29, known: 0, failure: null });
    const standing = await at.standing(name);
    expect(standing?.last?.unreadable).toEqual(['3']);
    expect(standing?.progress).toEqual({ through: begun, open: null, setAside: ['3'] });
    at.operated.clock.pass(10 * minuteMs);
    await at.report(name);
    await at.queued();
    at.operated.clock.pass(10 * minuteMs);
    expect(await at.report(name)).toEqual({ found: 0, fed: 0, known: 0, failure: null });
    expect((await at.standing(name))?.last?.unreadable).toEqual(['3']);
    at.woo.answer = () => undefined;
    expect(await at.report(name)).toMatchObject({ found: 1, fed: 1, failure: null });
    expect(await foundIds(at)).toEqual([3]);
    expect((await at.standing(name))?.progress?.setAside).toEqual([]);
  });

  test('is forgotten once the shop has it no more', async () => {
    const at = world();
    at.woo.customers = newest(at, 3);
    at.woo.answer = failingAlone;
    expect(await at.report(name)).toMatchObject({ found: 2, failure: null });
    expect((await at.standing(name))?.last?.unreadable).toEqual(['3']);
    at.woo.customers.pop();
    at.woo.answer = () => undefined;
    await at.report(name);
    expect((await at.standing(name))?.last?.unreadable).toEqual([]);
  });

  test('is not taken for whoever stands in its place once somebody has registered meanwhile', async () => {
    const at = world();
    await at.report(name);
    const before = await at.standing(name);
    at.operated.clock.pass(10 * minuteMs);
    at.woo.customers = newest(at, 30);
    at.woo.answer = (request) => {
      const isToName = new URL(request.url).searchParams.get('_fields') === 'id';
      if (isToName) at.woo.customers.unshift(customer(31, at.ago(1000)));
      return failingAlone(request);
    };
    expect(await at.report(name)).toMatchObject({ found: 29, failure: { code: 'some-unreadable' } });
    expect(await at.standing(name)).toMatchObject({ progress: before?.progress, last: { unreadable: [] } });
  });

  test('holds up nobody else where it cannot be named, and the cursor waits', async () => {
    const at = world();
    await at.report(name);
    const before = await at.standing(name);
    at.operated.clock.pass(10 * minuteMs);
    at.woo.customers = newest(at, 30);
    at.woo.answer = failing(isThird);
    const failure = { code: 'some-unreadable' };
    expect(await at.report(name)).toEqual({ found: 29, fed: 29, known: 0, failure });
    expect((await at.standing(name))?.last?.unreadable).toEqual([]);
    expect((await at.standing(name))?.progress).toEqual(before?.progress);
    // Who registers later comes, too.
    at.operated.clock.pass(10 * minuteMs);
    at.woo.customers.unshift(customer(31, at.ago(minuteMs)));
    at.woo.answer = failing((place) => place === 3);
    expect(await at.report(name)).toMatchObject({ found: 30, failure });
    expect(await foundIds(at)).toContain(31);
    at.woo.answer = () => undefined;
    expect(await at.report(name)).toMatchObject({ found: 31, failure: null });
    expect(await foundIds(at)).toContain(3);
  });

  test('holds up neither pages after its own, nor the look at the webhooks', async () => {
    const at = world({ signupsSince: '2026-11-01T00:00:00Z', subscriptions: 'report' });
    at.woo.customers = newest(at, 250);
    at.woo.answer = (request) =>
      request.url.includes('/customers?') ? failing(isThird)(request) : undefined;
    const ran = await at.run(name);
    expect(ran).toMatchObject({
      report: { found: 249, failure: { code: 'some-unreadable' } },
      subscriptions: { lacking: ['customer.created', 'customer.updated', 'customer.deleted'] },
    });
    expect((await at.standing(name))?.progress?.through).toBe(Date.parse('2026-11-01T00:00:00Z'));
  });

  test('is none where the shop fails at everybody', async () => {
    const at = world();
    at.woo.answer = () => crash;
    const failure = { code: 'no-answer', status: 500 };
    expect(await at.report(name)).toEqual({ found: 0, fed: 0, known: 0, failure });
    expect(at.woo.requests.length).toBeLessThan(25);
  });
});

describe('its webhooks', () => {
  const topics = ['customer.created', 'customer.updated', 'customer.deleted'];
  const [first = '', ...others] = topics;
  const elsewhere = { delivery_url: 'https://other.example.com/webhooks/woocommerce' };
  const all = (shop: WooShop, more: object = {}) => topics.forEach((topic) => void shop.webhook(topic, more));
  const allBut = (shop: WooShop, more: object) => {
    shop.webhook(first, more);
    for (const topic of others) shop.webhook(topic);
  };
  const none = { recreated: null, versionTrouble: null, failure: null };

  test.each<[string, (shop: WooShop) => void, readonly string[], boolean]>([
    ['are all there', all, [], false],
    ['are not there', () => {}, topics, false],
    [
      'are behind more than a page of others',
      (shop) => {
        for (const _ of numbers(120))
          shop.webhook('order.created', { delivery_url: 'https://app.example.com' });
        all(shop);
      },
      [],
      false,
    ],
    ['include one that WooCommerce disabled', (shop) => allBut(shop, { status: 'disabled' }), [first], true],
    ['include one that somebody paused', (shop) => allBut(shop, { status: 'paused' }), [first], true],
    // Nobody knows what it signs with.
    [
      'include one that is off and was made by hand',
      (shop) => allBut(shop, { status: 'disabled', name: 'Mine' }),
      [first],
      false,
    ],
    ['are another bridge’s', (shop) => all(shop, elsewhere), topics, false],
  ])('%s', async (_, put, lacking, isRepaired) => {
    const seen = async (at: World) => {
      put(at.woo);
      const ran = await at.run(name);
      return ran.kind === 'ended' ? ran.subscriptions : undefined;
    };
    const changed = (at: World) => at.woo.requests.filter(({ method }) => method !== 'GET').length;
    const reporting = world({ subscriptions: 'report' });
    expect(await seen(reporting)).toMatchObject({ ...none, lacking });
    expect(changed(reporting)).toBe(0);

    const recreating = world({ subscriptions: 'recreate' });
    const after = isRepaired ? { lacking: [], recreated: { what: lacking } } : { lacking };
    expect(await seen(recreating)).toMatchObject({ ...none, ...after });
    expect(changed(recreating)).toBe(isRepaired ? lacking.length : 0);
  });
});

import { type Answer, http, json, type Sent } from '../support/http';
import { TestBridge } from '../support/test-bridge';
import {
  freshId,
  shopify,
  shopifyCustomer,
  signups,
  stripe,
  stripeCustomer,
  stripeEvent,
} from '../support/webhooks';

let bridge: TestBridge;
/** Newest first, as the API has to list them: the id and the outcome. */
const history: { id: string; outcome: string }[] = [];

beforeAll(async () => {
  bridge = await TestBridge.start();
  const events = [
    ...Array.from({ length: 4 }, signups.shopify),
    ...Array.from({ length: 3 }, signups.stripe),
    shopify('{no JSON'),
    shopify(shopifyCustomer({ id: freshId(), email: null, phone: '+15555550123' })),
    shopify(shopifyCustomer({ id: freshId() }), { topic: 'orders/create' }),
    stripe(stripeEvent('customer.deleted', stripeCustomer({ id: `cus_${freshId()}` }))),
    stripe('{'),
  ];
  // One after the other, so that there is one true order.
  for (const event of events) history.unshift(await bridge.settled(event));
});
afterAll(() => bridge.stop());

const get = (path: string, sent: Sent = {}): Promise<Answer> => bridge.api(path, sent);
const idsOf = (answer: Answer) => json<{ id: string }[]>(answer).map(({ id }) => id);
const idsWith = (...outcomes: string[]) =>
  history.filter(({ outcome }) => outcomes.includes(outcome)).map(({ id }) => id);

describe('GET /api/deliveries', () => {
  test('lists all, newest first, each in the shape of one', async () => {
    const answer = await get('/api/deliveries');
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'content-type': expect.stringMatching(/^application\/json/) },
    });
    expect(answer.headers.link).toBeUndefined();
    expect(idsOf(answer)).toEqual(history.map(({ id }) => id));
    const [first] = json<unknown[]>(answer);
    expect(first).toEqual(await bridge.delivery(history[0]?.id ?? ''));
  });

  test.each(['created', 'waiting', 'ignored', 'refused', 'stale', 'held'])(
    'of the outcome %s alone',
    async (outcome) => {
      expect(idsOf(await get(`/api/deliveries?outcome=${outcome}`))).toEqual(idsWith(outcome));
    },
  );

  test.each([
    ['', 5, undefined],
    ['', 12, undefined],
    ['', 1, undefined],
    ['&outcome=created', 3, 'created'],
    ['&outcome=ignored', 1, 'ignored'],
  ])('the Link header leads through all of%s, %i at a time', async (filter, limit, outcome) => {
    const seen: string[] = [];
    let path: string | undefined = `/api/deliveries?limit=${limit}${filter}`;
    while (path !== undefined) {
      const answer: Answer = await get(path);
      expect(answer.status).toBe(200);
      expect(idsOf(answer).length).toBeLessThanOrEqual(limit);
      seen.push(...idsOf(answer));
      const link = answer.headers.link;
      path = /^<(\/api\/deliveries\?[^>]+)>; rel="next"$/.exec(String(link ?? ''))?.[1];
      expect(link === undefined).toBe(path === undefined);
      expect(seen.length).toBeLessThanOrEqual(history.length);
    }
    expect(seen).toEqual(outcome ? idsWith(outcome) : history.map(({ id }) => id));
  });

  test('a delivery that comes in between does not shift the next page', async () => {
    const first = await get('/api/deliveries?limit=5');
    history.unshift(await bridge.settled(signups.shopify()));
    const next = /<(.*)>/.exec(String(first.headers.link))?.[1] ?? '';
    expect(idsOf(await get(next))).toEqual(history.slice(6, 11).map(({ id }) => id));
  });

  test.each([
    'limit=0',
    'limit=-1',
    'limit=201',
    'limit=1.5',
    'limit=ten',
    'limit=1e2',
    'limit=%20',
    'outcome=nonsense',
    'outcome=Created',
    'outcome=__proto__',
    'outcome=created%7Cx',
  ])('?%s is 400', async (query) => {
    const answer = await get(`/api/deliveries?${query}`);
    expect(answer.status).toBe(400);
    expect(json(answer)).toEqual({ error: { code: expect.any(String), message: expect.any(String) } });
  });

  test('a `before` too long for a key is 400', async () => {
    expect((await get(`/api/deliveries?before=${'x'.repeat(3000)}`)).status).toBe(400);
  });

  test.each(['limit=', 'outcome=', 'before=', 'limit=200', 'unknown=1', 'limit=7&limit=0'])(
    '?%s is 200',
    async (query) => {
      expect((await get(`/api/deliveries?${query}`)).status).toBe(200);
    },
  );

  test('`before` that no page gave lists what is older, or nothing', async () => {
    expect(idsOf(await get('/api/deliveries?before=0'))).toEqual([]);
    expect(idsOf(await get('/api/deliveries?before=~'))).toHaveLength(history.length);
  });
});

describe('GET /api/deliveries/{id}', () => {
  test('shows a delivery with its attempts', async () => {
    const signup = signups.shopify();
    const id = await bridge.accepted(signup);
    history.unshift(await bridge.ended(id));
    const answer = await get(`/api/deliveries/${id}`);
    expect(answer.status).toBe(200);
    expect(json(answer)).toMatchObject({
      id,
      source: 'shopify',
      store: 'default',
      customer: signup.customer,
      outcome: 'created',
      reason: null,
      attempts: [
        {
          at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          outcome: 'created',
          reason: null,
          calls: [{ call: 'POST /customers', status: 201, ms: expect.any(Number) }],
        },
      ],
    });
  });

  test('shows one that named no customer', async () => {
    const [id = ''] = idsWith('refused');
    expect(json(await get(`/api/deliveries/${id}`))).toMatchObject({
      customer: null,
      outcome: 'refused',
      reason: { code: expect.any(String), text: expect.any(String) },
    });
  });

  test.each([
    '0123456789abcdef0123456789abcdef',
    '__proto__',
    'a|b',
    '%00',
    '%E0%A4%A',
    '..%2f..%2fetc',
    // Too long for a key.
    ...['x'.repeat(300), 'x'.repeat(3000)],
  ])('%p is 404', async (id) => {
    const answer = await get(`/api/deliveries/${id}`);
    expect(answer.status).toBe(404);
    expect(json(answer)).toMatchObject({
      error: { code: 'not_found', message: expect.stringMatching(/^Accepted and not tried yet, or unknown/) },
    });
  });
});

test('no list and no delivery holds a name, an e-mail, a phone number or a header', async () => {
  const text = [
    (await get('/api/deliveries?limit=200')).text,
    ...(await Promise.all(history.map(({ id }) => get(`/api/deliveries/${id}`)))).map((one) => one.text),
  ].join('\n');
  for (const personal of ['example.com', 'Ada', 'Grace', 'Example', '5550123', 'hmac', 'webhook-']) {
    expect(text).not.toContain(personal);
  }
});

test.each([
  '/api',
  '/api/',
  '/api/deliveries/',
  '/index.html',
  '/health',
  '/webhooks/shopify',
  '/_sandbox/record',
])('there is nothing else: %s', async (path) => {
  expect((await get(path)).status).toBe(404);
});

test.each(['/api/deliveries', '/api/deliveries/x', '/_sandbox/record', '/api/storefront/v1/tiers'])(
  'nothing of it is on the webhook port: %s',
  async (path) => {
    expect((await http(bridge.bridge.url, { path })).status).toBe(404);
    const { port } = new URL(bridge.bridge.consoleUrl);
    const headers = { Host: `127.0.0.1:${port}` };
    expect((await http(bridge.bridge.url, { path, headers })).status).toBe(403);
  },
);

describe.each([
  ['the API', () => ({ origin: bridge.bridge.consoleUrl, path: '/api/deliveries' })],
  [
    "the sandbox's control API",
    () => ({ origin: new URL(bridge.bridge.masivoBaseUrl).origin, path: '/_sandbox/record' }),
  ],
])('%s is for this machine only', (_, where) => {
  const ask = (headers: Sent['headers']) => {
    const { origin, path } = where();
    return http(origin, { path, headers: { ...bridge.authorization, ...headers } });
  };
  const port = () => new URL(where().origin).port;

  test.each<[string, () => Sent['headers']]>([
    ['a foreign Host', () => ({ Host: 'bridge.example.com' })],
    ['a foreign Host with our port', () => ({ Host: `bridge.example.com:${port()}` })],
    ['a Host that begins like ours', () => ({ Host: '127.0.0.1.example.com' })],
    ['a Host that ends like ours', () => ({ Host: `example.com.localhost:${port()}` })],
    ['our name with another port', () => ({ Host: 'localhost:1' })],
    ['the address of every network', () => ({ Host: `0.0.0.0:${port()}` })],
    ['a foreign Origin', () => ({ Origin: 'https://example.com' })],
    ['an Origin on another port of this machine', () => ({ Origin: 'http://127.0.0.1:1' })],
    ['the Origin null', () => ({ Origin: 'null' })],
    ['Forwarded', () => ({ Forwarded: 'for=192.0.2.1' })],
    ['X-Forwarded-For', () => ({ 'X-Forwarded-For': '192.0.2.1' })],
    ['X-Forwarded-For of this machine', () => ({ 'X-Forwarded-For': '127.0.0.1' })],
    ['X-Forwarded-Host', () => ({ 'X-Forwarded-Host': 'localhost' })],
    ['Via', () => ({ Via: '1.1 proxy' })],
  ])('%s is refused', async (_name, headers) => {
    const answer = await ask(headers());
    expect(answer.status).toBe(403);
    expect(json(answer)).toEqual({ error: { code: 'refused', message: expect.any(String) } });
  });

  test.each(['127.0.0.1:8787.example.com', 'example.com@127.0.0.1', '127.0.0.1 example.com', '[::1'])(
    'a Host that is none is not let through either: %s',
    async (host) => {
      expect([400, 403]).toContain((await ask({ Host: host })).status);
    },
  );

  test.each<[string, () => Sent['headers']]>([
    ['127.0.0.1 with the port', () => ({ Host: `127.0.0.1:${port()}` })],
    ['localhost with the port', () => ({ Host: `localhost:${port()}` })],
    ['localhost', () => ({ Host: 'localhost' })],
    ['its own page', () => ({ Origin: `http://localhost:${port()}` })],
  ])('%s is served', async (_name, headers) => {
    expect((await ask(headers())).status).toBe(200);
  });

  test('no page elsewhere is told that it may read', async () => {
    const { origin, path } = where();
    const preflight = await http(origin, {
      method: 'OPTIONS',
      path,
      headers: { Origin: 'https://example.com', 'Access-Control-Request-Method': 'GET' },
    });
    expect(preflight.status).toBe(403);
    for (const answer of [preflight, await ask({ Origin: `http://localhost:${port()}` })]) {
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});

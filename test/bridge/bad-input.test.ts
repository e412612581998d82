import { connect } from 'node:net';
import type { Fault } from '../../local/aws/faults';
import { type Answer, http, json, type Sent } from '../support/http';
import { TestBridge } from '../support/test-bridge';
import { until } from '../support/until';
import {
  freshId,
  secrets,
  shopify,
  shopifyCustomer,
  signature,
  signups,
  stripe,
  stripeCustomer,
  stripeEvent,
  type Webhook,
} from '../support/webhooks';

/** Put into whatever is sent; no answer may repeat it. */
const marker = 'mirror-9f1c';

let bridge: TestBridge;
beforeAll(async () => {
  bridge = await TestBridge.start();
});
afterAll(() => bridge.stop());

/** Our own error: its JSON, its code, and nothing of what was sent. */
function expectError(answer: Answer, status: number, code: string): void {
  expect({ status: answer.status, body: json(answer) }).toEqual({
    status,
    body: { error: { code, message: expect.stringMatching(/^[A-Z].{10,}\.$/) } },
  });
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(JSON.stringify([answer.headers, answer.text])).not.toContain(marker);
}

/** Runs what has to be turned away; nothing of it may come near the queue. The last test looks at the ledger. */
async function turnedAway(send: () => Promise<Answer>, status: number, code: string): Promise<Answer> {
  const sends = () => bridge.calls.filter((call) => call === 'SendMessage').length;
  const before = sends();
  const answer = await send();
  expectError(answer, status, code);
  expect(sends()).toBe(before);
  expect(bridge.bridge.waiting()).toBe(0);
  return answer;
}

const marked = {
  shopify: () => shopify(shopifyCustomer({ id: freshId(), note: marker })),
  stripe: () =>
    stripe(stripeEvent('customer.created', stripeCustomer({ id: `cus_${freshId()}`, description: marker }))),
};

describe('401: not authentic', () => {
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
  const wrongByOneBit = (header: string) => header.replace(/.=?$/, (end) => (end[0] === 'A' ? 'B' : 'A'));
  const upperHex = (header: string) =>
    header.replace(/v1=(\w+)/, (_, hex: string) => `v1=${hex.toUpperCase()}`);
  const shopifyOf = (webhook: Webhook, secret: string = secrets.shopify) =>
    signature(webhook, secret)['X-Shopify-Hmac-Sha256'] ?? '';
  const stripeOf = (webhook: Webhook, secret: string = secrets.stripe, at = new Date()) =>
    signature(webhook, secret, at)['Stripe-Signature'] ?? '';

  const cases: [
    name: string,
    source: 'shopify' | 'stripe',
    value: (webhook: Webhook) => string | string[] | undefined,
  ][] = [
    ['no header', 'shopify', () => undefined],
    ['an empty header', 'shopify', () => ''],
    ['some text', 'shopify', () => marker],
    ['a wrong signature', 'shopify', (webhook) => wrongByOneBit(shopifyOf(webhook))],
    ['another secret', 'shopify', (webhook) => shopifyOf(webhook, 'another-secret')],
    ['an empty secret', 'shopify', (webhook) => shopifyOf(webhook, '')],
    ["the other source's secret", 'shopify', (webhook) => shopifyOf(webhook, secrets.stripe)],
    ['a truncated signature', 'shopify', (webhook) => shopifyOf(webhook).slice(0, -4)],
    ['the header twice', 'shopify', (webhook) => [shopifyOf(webhook), shopifyOf(webhook)]],
    ['no header', 'stripe', () => undefined],
    ['an empty header', 'stripe', () => ''],
    ['some text', 'stripe', () => marker],
    ['no v1', 'stripe', (webhook) => stripeOf(webhook).replace('v1=', 'v0=')],
    ['no timestamp', 'stripe', (webhook) => stripeOf(webhook).replace(/^t=\d+,/, '')],
    ['a timestamp that is no number', 'stripe', (webhook) => stripeOf(webhook).replace(/^t=\d+/, 't=soon')],
    ['an empty v1', 'stripe', (webhook) => stripeOf(webhook).replace(/v1=.*/, 'v1=')],
    ['a wrong signature', 'stripe', (webhook) => wrongByOneBit(stripeOf(webhook))],
    ['an upper-case signature', 'stripe', (webhook) => upperHex(stripeOf(webhook))],
    ['another secret', 'stripe', (webhook) => stripeOf(webhook, 'whsec_another')],
    ['an empty secret', 'stripe', (webhook) => stripeOf(webhook, '')],
    ['an expired timestamp', 'stripe', (webhook) => stripeOf(webhook, secrets.stripe, ago(310))],
    [
      'an expired timestamp that was made young again',
      'stripe',
      (webhook) => stripeOf(webhook, secrets.stripe, ago(310)).replace(/\d+/, String(Date.now() / 1000)),
    ],
  ];
  test.each(cases)('%s (%s: %#)', async (_, source, value) => {
    const webhook = marked[source]();
    const name = source === 'shopify' ? 'X-Shopify-Hmac-Sha256' : 'Stripe-Signature';
    const given = value(webhook);
    const send = () =>
      http(bridge.bridge.url, {
        method: 'POST',
        path: `/webhooks/${source}?x=${marker}`,
        headers: {
          'Content-Type': 'application/json',
          'X-Marker': marker,
          ...webhook.headers,
          ...(given === undefined ? {} : { [name]: given }),
        },
        body: webhook.body,
      });
    await turnedAway(send, 401, given ? 'bad_signature' : 'unsigned');
  });

  test.each(['shopify', 'stripe'] as const)('a body that was changed on the way (%s)', async (source) => {
    const webhook = marked[source]();
    const signed = signature(webhook, secrets[source]);
    const body = Buffer.from(webhook.body.toString().replace('example.com', 'example.org'));
    await turnedAway(() => bridge.post({ ...webhook, body }, { headers: signed }), 401, 'bad_signature');
  });

  test('a signature within the tolerance, and one from a clock ahead, are good', async () => {
    for (const seconds of [290, -3600]) {
      const webhook = marked.stripe();
      const headers = signature(webhook, secrets.stripe, ago(seconds));
      expect(await bridge.post(webhook, { headers })).toMatchObject({ status: 200 });
    }
    await bridge.drained();
  });
});

describe('401: the store has no secret', () => {
  let fresh: TestBridge;
  beforeAll(async () => {
    fresh = await TestBridge.start();
  });
  afterAll(() => fresh.stop());

  async function stored(entry: unknown): Promise<void> {
    const current = JSON.stringify({ 'shopify/default': entry, 'stripe/default': entry });
    fresh.bridge.secrets.set('webhooks', { current });
    // A new process has nothing cached.
    await fresh.kill('receive');
  }
  const attempts = (['shopify', 'stripe'] as const).flatMap((source) =>
    ['', secrets[source], 'undefined', 'null'].map((signedWith) => [source, signedWith] as const),
  );

  test.each([
    ['none in the list', []],
    ['an empty one in the list', ['']],
    ['an empty text', ''],
  ])('%s', async (_, entry) => {
    await stored(entry);
    for (const [source, signedWith] of attempts) {
      expectError(await fresh.post(marked[source](), { signedWith }), 401, 'bad_signature');
    }
    expect(fresh.calls).not.toContain('SendMessage');
  });

  test.each([
    ['was never filled', {}],
    ['has no entry for the store', { current: '{"shopify/other":["x"]}' }],
    ['is no object', { current: '["x"]' }],
  ])('a secret that %s lets nobody in either, but the store is to send again', async (_, values) => {
    fresh.bridge.secrets.set('webhooks', values);
    await fresh.kill('receive');
    for (const [source, signedWith] of attempts) {
      expectError(await fresh.post(marked[source](), { signedWith }), 503, 'unavailable');
    }
    expect(fresh.calls).not.toContain('SendMessage');
  });
});

describe('a store of one shop and one Stripe account', () => {
  let strict: TestBridge;
  beforeAll(async () => {
    strict = await TestBridge.start({
      adjustSettings: (settings) => ({
        ...settings,
        stores: settings.stores.map((store) =>
          store.source === 'shopify'
            ? { ...store, vendorAccount: 'shop-one.myshopify.com', mode: 'live' }
            : { ...store, vendorAccount: 'acct_Ours', mode: 'live' },
        ),
      }),
    });
  });
  afterAll(() => strict.stop());

  test.each(['shop-two.myshopify.com', 'shop-one.myshopify.com.example.com', 'shop-one', marker])(
    'turns the shop %s away with 401',
    async (domain) => {
      const { customer, ...webhook } = signups.shopify();
      const headers = { ...webhook.headers, 'X-Shopify-Shop-Domain': domain };
      expectError(await strict.post({ ...webhook, headers }), 401, 'other_shop');
      expect(strict.calls).not.toContain('SendMessage');
      expect(await strict.customer(customer)).toBeUndefined();
    },
  );

  test('takes its own shop, in whatever case', async () => {
    const { customer: _, ...webhook } = signups.shopify();
    const headers = { ...webhook.headers, 'X-Shopify-Shop-Domain': 'Shop-One.myshopify.com' };
    expect(await strict.settled({ ...webhook, headers })).toMatchObject({ outcome: 'created' });
  });

  test('creates nobody of a test notification, whose dates are null', async () => {
    const { customer, ...webhook } = signups.shopify();
    const body = webhook.body.toString().replaceAll(/("(?:created|updated)_at":)"[^"]*"/g, '$1null');
    const headers = {
      ...webhook.headers,
      'X-Shopify-Shop-Domain': 'shop-one.myshopify.com',
      'X-Shopify-Test': 'true',
    };
    expect(await strict.settled({ ...webhook, body: Buffer.from(body), headers })).toMatchObject({
      outcome: 'ignored',
      reason: { code: 'wrong-mode', params: { event: 'test', store: 'live' } },
    });
    expect(await strict.customer(customer)).toBeUndefined();
  });

  test.each([
    ['no account, live', { livemode: true }, 'created', null],
    ['our account, live', { livemode: true, account: 'acct_Ours' }, 'created', null],
    ['another account', { livemode: true, account: 'acct_Other' }, 'ignored', { code: 'other-account' }],
    ["an organisation's account", { livemode: true, context: 'acct_Ours' }, 'created', null],
    [
      "an organisation's other account",
      { livemode: true, context: 'acct_Other' },
      'ignored',
      { code: 'other-account' },
    ],
    [
      'test mode',
      { livemode: false },
      'ignored',
      { code: 'wrong-mode', params: { event: 'test', store: 'live' } },
    ],
  ])('a Stripe event of %s', async (_, fields, outcome, reason) => {
    const customer = `cus_${freshId()}`;
    const event = stripeEvent('customer.created', stripeCustomer({ id: customer }), fields);
    expect(await strict.settled(stripe(event))).toMatchObject({
      outcome,
      reason,
    });
    expect((await strict.customer(customer)) === undefined).toBe(outcome === 'ignored');
  });
});

describe('404: no such address', () => {
  test.each([
    '/',
    '/webhooks',
    '/webhooks/',
    '/webhooks/paypal',
    '/webhooks/Shopify',
    '/webhooks/shopify/',
    '/webhooks/shopify/other',
    '/webhooks/shopify/default/',
    '/webhooks/shopify/default/more',
    '/webhooks/__proto__',
    '/webhooks/__proto__/default',
    '/webhooks/constructor',
    '/webhooks/toString',
    '/webhooks/shopify/__proto__',
    '/webhooks/shopify/constructor',
    '//webhooks/shopify',
    '/webhooks//shopify',
    '/Webhooks/shopify',
    '/webhooks/%73hopify',
    '/webhooks/shopify%2Fdefault',
    '/webhooks/shopify%00',
    '/webhooks/%E0%A4%A',
    '/webhooks/../webhooks/shopify',
    '/webhooks/shopify/../shopify',
    '/stage/webhooks/shopify',
    `/webhooks/${marker}`,
    `/webhooks/shopify/${'s'.repeat(8000)}`,
    'http://127.0.0.1/webhooks/shopify',
    '/api/deliveries',
    '/_sandbox/record',
    '/favicon.ico',
    '/health/',
    '/.env',
  ])('POST %s, well signed', async (path) => {
    await turnedAway(() => bridge.post(marked.shopify(), { path }), 404, 'not_found');
  });

  test('GET as well: an address that is none has no methods', async () => {
    await turnedAway(() => http(bridge.bridge.url, { path: `/${marker}` }), 404, 'not_found');
    await turnedAway(() => http(bridge.bridge.url, { method: 'OPTIONS', path: '*' }), 404, 'not_found');
  });

  test('a query does not change the address', async () => {
    const { customer: _, ...signup } = signups.shopify();
    const answer = await bridge.post(signup, { path: '/webhooks/shopify/default?x=1&x=2' });
    expect(answer.status).toBe(200);
    await bridge.drained();
  });
});

describe('405: another method', () => {
  test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])('%s', async (method) => {
    const webhook = marked.shopify();
    const headers = { ...webhook.headers, ...signature(webhook, secrets.shopify), 'X-Marker': marker };
    const send = () => http(bridge.bridge.url, { method, path: '/webhooks/shopify', headers });
    const answer = await turnedAway(send, 405, 'method_not_allowed');
    expect(answer.headers.allow).toBe('POST');
  });

  test('HEAD, which has no body', async () => {
    const answer = await http(bridge.bridge.url, { method: 'HEAD', path: '/webhooks/stripe' });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST' }, text: '' });
  });

  test('a method that HTTP does not know is not let through', async () => {
    expect(await raw('SIGNUP /webhooks/shopify HTTP/1.1\r\nHost: x\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe('400: Shopify leaves out a header', () => {
  test.each([
    ['X-Shopify-Topic', 'missing_topic'],
    ['X-Shopify-Shop-Domain', 'missing_shop'],
  ])('%s', async (name, code) => {
    const webhook = marked.shopify();
    const { [name]: _, ...headers } = webhook.headers;
    await turnedAway(() => bridge.post({ ...webhook, headers }), 400, code);
    // An empty one is as good as none.
    await turnedAway(() => bridge.post({ ...webhook, headers: { ...headers, [name]: '' } }), 400, code);
  });

  test('not told to those who cannot sign', async () => {
    const webhook = { ...marked.shopify(), headers: {} };
    await turnedAway(() => bridge.post(webhook, { signedWith: 'another' }), 401, 'bad_signature');
  });
});

describe('413: too large', () => {
  const limit = 256 * 1024;
  const padded = (size: number): Webhook => {
    const { customer: _, ...signup } = signups.shopify();
    return { ...signup, body: Buffer.concat([signup.body, Buffer.alloc(size - signup.body.length, ' ')]) };
  };

  test('256 KiB is taken, and arrives unharmed', async () => {
    expect(await bridge.settled(padded(limit))).toMatchObject({ outcome: 'created' });
  });

  test.each([
    ['one byte more', limit + 1],
    ['10 MB', 10_000_000],
  ])('%s', async (_, size) => {
    await turnedAway(() => bridge.post(padded(size)), 413, 'too_large');
  });

  test("a size is measured in bytes, whatever the body's encoding makes of it", async () => {
    // A third more in base64, twice as many in UTF-16.
    for (const [fill, type] of [
      ['€', 'application/json'],
      ['€', 'application/octet-stream'],
    ] as const) {
      const text = (bytes: number) =>
        Buffer.from(JSON.stringify({ a: fill.repeat(Math.floor((bytes - 8) / 3)) }));
      const below = await bridge.post(shopify(text(limit)), { headers: { 'Content-Type': type } });
      const above = () => bridge.post(shopify(text(limit + 6)), { headers: { 'Content-Type': type } });
      expect(below.status).toBe(200);
      await bridge.drained();
      await turnedAway(above, 413, 'too_large');
    }
    await bridge.deadLetters();
  });

  test("more than API Gateway's 10 MB is answered before it reaches the function, or cut", async () => {
    const answers = await Promise.all(
      [11, 30].map((megabytes) =>
        http(bridge.bridge.url, {
          method: 'POST',
          path: '/webhooks/shopify',
          headers: { 'Content-Type': 'application/json' },
          body: Buffer.alloc(megabytes * 1024 * 1024, 'x'),
        }).then(
          ({ status }) => status,
          () => 'cut',
        ),
      ),
    );
    expect(answers[0]).toBe(413);
    expect([413, 'cut']).toContain(answers[1]);
  });
});

describe('503: not taken, so that the store sends it again', () => {
  const down: Fault[] = [
    { kind: 'error', status: 500 },
    { kind: 'error', status: 400 },
    { kind: 'error', status: 403 },
    { kind: 'close' },
    { kind: 'hang' },
  ];
  // How long ingress waits for what hangs is shown in test/lambda/ingress/handle-webhook.test.ts.
  const cases = (['sqs', 'secretsManager'] as const).flatMap((service) =>
    down
      .filter(({ kind }) => service === 'sqs' || kind !== 'hang')
      .map((fault) => [service, JSON.stringify(fault), fault] as const),
  );
  const operations = { sqs: 'SendMessage', secretsManager: 'GetSecretValue' };

  test.each(cases)('%s with %s', async (service, _, fault) => {
    // Secrets are cached; a new process has to ask.
    if (service === 'secretsManager') await bridge.kill('receive');
    // Without a signature it asks for nothing, but it is awake then: how long it takes to start is not the point.
    expectError(await http(bridge.bridge.url, { method: 'POST', path: '/webhooks/stripe' }), 401, 'unsigned');
    const webhook = marked.shopify();
    bridge.faults[service].intercept = (name) => (name === operations[service] ? fault : undefined);
    try {
      const answer = await bridge.post(webhook);
      expectError(answer, 503, 'unavailable');
      expect(answer.headers['retry-after']).toMatch(/^\d+$/);
    } finally {
      bridge.faults[service].intercept = undefined;
    }
    expect(bridge.bridge.waiting()).toBe(0);

    // What the store does next.
    expect(await bridge.settled(webhook)).toMatchObject({ outcome: 'created', attemptCount: 1 });
  });

  test("a stranger's signature cannot turn into a 503 while secrets cannot be looked up again", async () => {
    await bridge.settled(signups.shopify());
    bridge.faults.secretsManager.intercept = () => ({ kind: 'error', status: 500 });
    try {
      expectError(await bridge.post(marked.shopify(), { signedWith: 'x' }), 401, 'bad_signature');
    } finally {
      bridge.faults.secretsManager.intercept = undefined;
    }
  });
});

const gid = (id: number) => `gid://shopify/Customer/${id}`;
const named = { topic: 'Customer' };

/** The customer of one of Shopify's Events. */
function shopperOfEvent() {
  const id = freshId();
  return {
    id: gid(id),
    firstName: 'Ada',
    lastName: 'Example',
    note: null,
    defaultEmailAddress: { emailAddress: `ada.${id}@example.com` },
  };
}

const shopifyEvent = (members: Readonly<Record<string, unknown>>, headers: Webhook['headers'] = {}) =>
  shopify(
    {
      topic: 'Customer',
      action: 'create',
      handle: 'masivo-customers',
      fields_changed: { added: [], updated: [], removed: [] },
      query_variables: { customerId: gid(1) },
      ...members,
    },
    { ...headers, ...named },
  );

describe('202: authentic, and no object', () => {
  test.each<[string, Webhook]>([
    ['Shopify: an empty body', shopify('')],
    ['Shopify: an array', shopify('[]')],
    ['Shopify: a text', shopify(`"${marker}"`)],
    ['Shopify: null', shopify('null')],
    ['Stripe: an empty body', stripe('')],
    ['Stripe: an array', stripe('[{}]')],
    ['Stripe: no JSON', stripe(`not ${marker}`)],
  ])('%s', (_, webhook) => turnedAway(() => bridge.post(webhook), 202, 'not_an_object'));
});

describe('200, then refused: authentic, but nothing that can be made a customer', () => {
  const cases: [name: string, webhook: Webhook, reason: object][] = [
    ['Shopify: no JSON', shopify(`{"id": ${marker}`), { code: 'body-not-json' }],
    ['Shopify: bytes that are no UTF-8', shopify(invalidUtf8(shopifyCustomer)), { code: 'body-not-json' }],
    ['Shopify: an empty object', shopify('{}'), { code: 'customer-id-missing' }],
    [
      'Shopify: an id that was rounded',
      shopify('{"id":7.06405506930370084e17}'),
      { code: 'customer-id-missing' },
    ],
    [
      'Shopify: an e-mail that is none',
      shopify(shopifyCustomer({ id: 1, email: marker })),
      { code: 'email-invalid' },
    ],
    [
      'Shopify: an e-mail of another type',
      shopify('{"id":1,"email":7}'),
      { code: 'field-wrong-type', params: { field: 'email', found: 'number' } },
    ],
    ['Shopify: 50 000 levels', shopify('{"a":'.repeat(50_000)), { code: 'body-too-deep' }],
    [
      'Shopify Event: the address of its body in place of it',
      shopify({ payload_url: `https://${marker}.example.com/x`, payload_size_bytes: 2_000_000 }, named),
      { code: 'body-elsewhere' },
    ],
    [
      'Shopify Event: no action',
      shopifyEvent({ action: undefined, handle: marker }),
      { code: 'field-missing', params: { field: 'action' } },
    ],
    [
      'Shopify Event: a text for the customer',
      shopifyEvent({ data: { customer: marker } }),
      { code: 'body-not-object' },
    ],
    [
      'Shopify Event: the GID of something else',
      shopifyEvent({ data: { customer: { id: 'gid://shopify/Order/1' } } }),
      { code: 'customer-id-missing' },
    ],
    [
      'Shopify Event: an e-mail that is none',
      shopifyEvent({ data: { customer: { id: gid(1), defaultEmailAddress: { emailAddress: marker } } } }),
      { code: 'email-invalid' },
    ],
    ['Stripe: no JSON', stripe(`{not ${marker}`), { code: 'body-not-json' }],
    ['Stripe: an empty object', stripe('{}'), { code: 'field-missing', params: { field: 'id' } }],
    [
      'Stripe: an event without its customer',
      stripe({ ...stripeEvent('customer.created', {}), data: {} }),
      { code: 'field-missing', params: { field: 'data.object' } },
    ],
    [
      'Stripe: an event of something else',
      stripe(stripeEvent('customer.created', { id: 'ch_1', object: 'charge' })),
      { code: 'field-wrong-type', params: { field: 'data.object.object' } },
    ],
    [
      'Stripe: an id that leads elsewhere in an address',
      stripe(stripeEvent('customer.created', stripeCustomer({ id: '..' }))),
      { code: 'customer-id-invalid' },
    ],
  ];

  test.each(cases)('%s', async (_, webhook, reason) => {
    const delivery = await bridge.settled(webhook);
    expect(delivery).toMatchObject({
      outcome: 'refused',
      reason,
      attemptCount: 1,
    });
    expect(JSON.stringify(delivery)).not.toContain(marker);
    // The DLQ gets the very bytes, and the reason where the AWS console shows it.
    const letter = await until('the dead letter', async () =>
      (await bridge.deadLetters()).find(({ envelope }) => envelope.id === delivery.id),
    );
    expect(letter).toMatchObject({
      reason: delivery.reason?.code,
      text: delivery.reason?.text,
      envelope: { body: webhook.body.toString('base64') },
    });
  });

  function invalidUtf8(make: typeof shopifyCustomer): Buffer {
    const text = JSON.stringify(make({ id: 5, first_name: '@' }));
    return Buffer.from(text, 'latin1').fill(0xff, text.indexOf('@'), text.indexOf('@') + 1);
  }
});

describe('200: unusual, but authentic', () => {
  test.each([
    ['no content type', undefined],
    ['application/octet-stream', 'application/octet-stream'],
    ['text/plain', 'text/plain; charset=utf-8'],
    ['application/json in capitals, with a charset', 'Application/JSON; Charset=UTF-8'],
    ['a content type that is none', ';;;'],
    ['a charset that is not true', 'application/json; charset=utf-16'],
  ])('%s', async (_, type) => {
    const { customer, ...signup } = signups.shopify();
    const name = 'Zoë 日本 \u{1f600}';
    const body = Buffer.from(signup.body.toString().replace('"Ada"', JSON.stringify(name)));
    const webhook = { ...signup, body };
    const answer = await bridge.post(webhook, { headers: { 'Content-Type': type } });
    expect(answer.status).toBe(200);
    const { delivery } = json<{ delivery: string }>(answer);
    expect(await bridge.ended(delivery)).toMatchObject({ outcome: 'created' });
    expect(await bridge.customer(customer)).toMatchObject({ customer: { name: `${name} Example` } });
  });

  const access = [{ message: 'Access denied', path: ['customer', 'note'] }];
  const version = (shown: string) => ({ code: 'api-version-unknown', params: { version: shown } });
  test.each<[string, () => Webhook, object]>([
    [
      'Shopify Event: a field that the app may not read',
      () => shopifyEvent({ data: { customer: shopperOfEvent() }, errors: access }),
      { code: 'fields-withheld', params: { fields: ['customer.note'] } },
    ],
    [
      'Shopify Event: the other member for errors, and what changed in the older shape',
      () =>
        shopifyEvent({ data: { customer: shopperOfEvent() }, query_errors: [marker], fields_changed: [] }),
      { code: 'fields-withheld', params: { fields: [] } },
    ],
    [
      'Shopify Event: a member of another type',
      () => shopifyEvent({ data: { customer: { ...shopperOfEvent(), tags: marker } } }),
      { code: 'fields-not-read', params: { fields: ['tags'] } },
    ],
    [
      'Shopify Event: a newer version, by a header',
      () => shopifyEvent({ data: { customer: shopperOfEvent() } }, { 'Shopify-API-Version': '2027-04' }),
      version('2027-04'),
    ],
    [
      'Shopify: the version that may change any day',
      () => shopify(shopifyCustomer({ id: freshId() }), { 'X-Shopify-API-Version': 'unstable' }),
      version('unstable'),
    ],
    [
      'Stripe: a newer version',
      () =>
        stripe(
          stripeEvent('customer.created', stripeCustomer({ id: `cus_${freshId()}` }), {
            api_version: '2027-03-31.fennel',
          }),
        ),
      version('2027-03-31.fennel'),
    ],
  ])('what can be read is used, and told of: %s', async (_, webhook, reason) => {
    const delivery = await bridge.settled(webhook());
    expect(delivery).toMatchObject({ outcome: 'created', reason });
    expect(JSON.stringify(delivery)).not.toContain(marker);
  });

  test.each(['shopify', 'stripe'] as const)('a byte order mark before a body of %s', async (source) => {
    const { customer, ...signup } = signups[source]();
    const body = Buffer.concat([Buffer.from('\uFEFF'), signup.body]);
    expect(await bridge.settled({ ...signup, body })).toMatchObject({ outcome: 'created', customer });
  });

  test.each<[string, Sent['headers']]>([
    ['a header called __proto__', { ['__proto__']: marker, constructor: marker }],
    ['900 headers', Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`x-${n}`, '1']))],
    ['its own headers twice', { 'X-Shopify-API-Version': ['2026-07', '2026-07'] }],
    ['a body in chunks', { 'Transfer-Encoding': 'chunked', 'Content-Length': undefined }],
    ['Expect: 100-continue', { Expect: '100-continue' }],
  ])('%s', async (_, headers) => {
    const { customer, ...signup } = signups.shopify();
    const answer = await bridge.post(signup, { headers: headers ?? {} });
    expect(answer.status).toBe(200);
    expect(await bridge.ended(json<{ delivery: string }>(answer).delivery)).toMatchObject({ customer });
  });

  test('a topic sent twice is a topic that nobody handles', async () => {
    const { customer, ...signup } = signups.shopify();
    const answer = await bridge.post(signup, {
      headers: { 'X-Shopify-Topic': ['customers/create', 'customers/create'] },
    });
    const delivery = await bridge.ended(json<{ delivery: string }>(answer).delivery);
    expect(delivery).toMatchObject({
      outcome: 'ignored',
      reason: { code: 'event-not-handled', params: { event: null } },
    });
    expect(await bridge.customer(customer)).toBeUndefined();
  });

  test("a header of Stripe's with several signatures, or sent twice", async () => {
    for (const twice of [false, true]) {
      const { customer: _, ...signup } = signups.stripe();
      const good = signature(signup, secrets.stripe)['Stripe-Signature'] ?? '';
      const rolled = good.replace(',', `,v1=${'0'.repeat(64)},v1=,v0=x,`);
      const headers = { 'Stripe-Signature': twice ? [good, good] : rolled };
      expect(await bridge.post(signup, { headers })).toMatchObject({ status: 200 });
    }
    await bridge.drained();
  });
});

describe('below HTTP', () => {
  test.each<[string, string, RegExp]>([
    [
      '100 KB of headers',
      `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
      /^4/,
    ],
    // Node 20 and 22 drop the last of so many, Node 24 refuses them.
    [
      '1500 headers',
      `GET /health HTTP/1.1\r\nHost: localhost\r\n${'X: 1\r\n'.repeat(1500)}\r\n`,
      /^(200|431)/,
    ],
    ['no Host', 'GET /health HTTP/1.1\r\n\r\n', /^4/],
    ['no HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', /^4/],
    [
      'a length that is none',
      'POST /webhooks/shopify HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n',
      /^4/,
    ],
    [
      'a length and chunks',
      'POST /webhooks/shopify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      /^4/,
    ],
    ['a header with a line feed in it', 'GET /health HTTP/1.1\r\nHost: localhost\r\nX: a\nb\r\n\r\n', /^4/],
    ['HTTP/1.0 without a Host', 'GET /health HTTP/1.0\r\n\r\n', /^403/],
    ['HTTP/1.0', 'GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n', /^200/],
  ])('%s', async (_, text, status) => {
    const answer = await raw(text);
    expect(answer.replace('HTTP/1.1 ', '')).toMatch(status);
  });

  test('a sender who leaves half-way leaves nothing behind', async () => {
    const webhook = marked.shopify();
    const head = Object.entries({ ...webhook.headers, ...signature(webhook, secrets.shopify) })
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    const length = webhook.body.length;
    const start = `POST /webhooks/shopify HTTP/1.1\r\nHost: localhost\r\n${head}Content-Length: ${length}\r\n\r\n`;
    const before = bridge.calls.filter((call) => call === 'SendMessage').length;
    await raw(start + webhook.body.toString('latin1', 0, length - 1), 'leave');
    expect((await http(bridge.bridge.url, { path: '/health' })).status).toBe(200);
    expect(bridge.calls.filter((call) => call === 'SendMessage')).toHaveLength(before);
  });
});

test('GET /health is 200 and says nothing more; other methods are not allowed', async () => {
  expect(await http(bridge.bridge.url, { path: '/health' })).toMatchObject({
    status: 200,
    text: '{"status":"ok"}',
  });
  expect(await http(bridge.bridge.url, { path: '/health?deep=1' })).toMatchObject({ status: 200 });
  const post = await http(bridge.bridge.url, { method: 'POST', path: '/health' });
  expect(post).toMatchObject({ status: 405, headers: { allow: expect.stringContaining('GET') } });
});

test('the ledger holds what was answered with 200 and nothing else', async () => {
  await bridge.drained();
  const listed = (await bridge.deliveries('limit=200')).map(({ id }) => id);
  expect(listed.sort()).toEqual([...bridge.taken].sort());
});

test('the logs hold nothing of what was sent, and no process died of it', async () => {
  await bridge.drained();
  const log = bridge.logLines.join('\n');
  for (const secret of [marker, 'example.com', 'Example', secrets.shopify, secrets.stripe, 'v1=']) {
    expect(log).not.toContain(secret);
  }
  const { receive, deliver } = bridge.bridge;
  expect({ receive: receive.restarts, deliver: deliver.restarts }).toEqual(bridge.kills);
});

/** Bytes as they are. @returns what came back until the other side closed; `leave` does not wait for it */
function raw(text: string, leave?: 'leave'): Promise<string> {
  const { hostname, port } = new URL(bridge.bridge.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname);
    socket.setEncoding('latin1');
    socket.once('error', (error) => (answer === '' ? reject(error) : resolve(answer)));
    socket.once('close', () => resolve(answer));
    socket.on('data', (chunk) => {
      answer += String(chunk);
      // A kept connection would stay open for seconds.
      if (answer.includes('\r\n\r\n')) socket.destroy();
    });
    socket.write(text, 'latin1', () => {
      if (leave) setTimeout(() => socket.destroy(), 50);
    });
  });
}

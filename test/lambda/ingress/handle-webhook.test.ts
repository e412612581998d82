import { systemClock } from '../../../lambda/clock';
import { type Envelope, readEnvelope } from '../../../lambda/envelope';
import {
  answerDeadlineMs,
  handleWebhook,
  type IngressDeps,
  maxBodyBytes,
} from '../../../lambda/ingress/handle-webhook';
import { httpAnswer } from '../../../lambda/ingress/webhook-answer';
import { type WebhookRequest, webhookRequest } from '../../../lambda/ingress/webhook-request';
import type { ReadSecret } from '../../../lambda/secrets/secret-values';
import { webhookSecretReader } from '../../../lambda/secrets/webhook-secrets';
import { profileOf } from '../../../lambda/sources/profiles';
import { fingerprintOf } from '../../../lambda/sources/signature';
import { fixture, fixtureJson } from '../../support/fixtures';
import { httpEvent } from '../../support/http-event';
import { settingsFile, settingsWith } from '../../support/settings';
import { sourceNamed } from '../../support/sources';
import { everyByte } from '../sources/vector';

// Stands in everything a stranger sends: no answer and no log line may repeat it.
const marker = 'MARKER-7f3a';

const start = Date.parse('2026-03-09T12:20:00.000Z');
const secretsHeld = JSON.stringify({
  'shopify/default': ['fake-shopify-new', 'fake-shopify-old'],
  'shopify/two': 'fake-shopify-new',
  'shopify/empty': [],
  'stripe/default': 'whsec_fake_current',
});
/** The value where the store that the tests ask has these. */
const shopifyHas = (entry: unknown) => JSON.stringify({ 'shopify/default': entry });
const [shopifyStore, stripeStore] = settingsFile.stores;
const settings = settingsWith({
  stores: [shopifyStore, { ...shopifyStore, store: 'two' }, { ...shopifyStore, store: 'empty' }, stripeStore],
});

/** An ingress with a queue, a clock and secrets in memory. */
function openIngress(more: { readSecret?: ReadSecret; enqueue?: IngressDeps['enqueue'] } = {}) {
  const queue: Envelope[] = [];
  const logged: unknown[] = [];
  const clock = { now: start };
  const reads: string[] = [];
  const now = () => new Date(clock.now);
  const { sleep } = systemClock;
  const readSecret: ReadSecret = async (id, signal) => {
    reads.push(id);
    return more.readSecret ? more.readSecret(id, signal) : secretsHeld;
  };
  const deps: IngressDeps = {
    settings,
    secrets: webhookSecretReader({ readSecret, secretId: 'webhooks', now, sleep }),
    enqueue:
      more.enqueue ??
      (async (message) => {
        const read = readEnvelope(message);
        if (read.kind !== 'envelope') throw new Error(`The message is ${read.kind}`);
        queue.push(read.envelope);
      }),
    now,
    sleep,
    log: (...line) => logged.push(line),
  };
  return {
    deps,
    queue,
    logged,
    clock,
    reads,
    send: (request: WebhookRequest) => handleWebhook(request, deps),
  };
}

type Change = Partial<WebhookRequest> & { secret?: string; at?: number };

const shopifyHeaders = {
  'x-shopify-topic': 'customers/create',
  'x-shopify-shop-domain': 'fake-shop.myshopify.com',
  'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
};

/** An authentic request, signed after the changes to its body; a header changed to '' is left out. */
function signed(source: 'shopify' | 'stripe', change: Change = {}): WebhookRequest {
  const body =
    change.body ??
    fixture(
      `${source}/${source === 'shopify' ? 'customers' : 'customer'}-${source === 'shopify' ? 'create' : 'created'}.json`,
    );
  const secret = change.secret ?? (source === 'shopify' ? 'fake-shopify-new' : 'whsec_fake_current');
  const signature = Object.entries(
    profileOf(source).sign({ headers: {}, body }, secret, new Date(change.at ?? start)),
  );
  const headers = {
    ...(source === 'shopify' ? shopifyHeaders : {}),
    ...Object.fromEntries(signature.map(([name, value]) => [name.toLowerCase(), value])),
    ...change.headers,
  };
  return {
    method: change.method ?? 'POST',
    path: change.path ?? `/webhooks/${source}`,
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== '')),
    body,
  };
}

const [newer, older] = ['shopify-hmac-sha256', 'x-shopify-hmac-sha256'];
const eventBody = fixture('shopify/event-customer-create.json');
const signatureOf = (secret: string, body = eventBody) =>
  Object.values(profileOf('shopify').sign({ headers: {}, body }, secret, new Date(start)))[0] ?? '';
const undated = Buffer.from('{"topic":"Customer","action":"delete"}');
const eventSignature = signatureOf('fake-shopify-new');

/** One of Shopify's Events: signed over the same bytes, under headers of other names. */
const shopifyEvent = (change: Change = {}): WebhookRequest =>
  signed('shopify', {
    body: eventBody,
    ...change,
    headers: {
      ...Object.fromEntries([older, ...Object.keys(shopifyHeaders)].map((name) => [name, ''])),
      'shopify-topic': 'Customer',
      'shopify-shop-domain': 'fake-shop.myshopify.com',
      'shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      [newer]: signatureOf(change.secret ?? 'fake-shopify-new', change.body),
      ...change.headers,
    },
  });

const withMarker = (request: WebhookRequest): WebhookRequest => ({
  ...request,
  headers: { 'x-request-id': marker, 'user-agent': marker, cookie: marker, ...request.headers },
});

/** What a request came to, and that nothing of it is repeated. */
async function outcome(request: WebhookRequest, ingress = openIngress()) {
  const answer = await ingress.send(withMarker(request));
  const http = httpAnswer(answer);
  expect(JSON.stringify([http, ingress.logged])).not.toContain(marker);
  expect(http.headers).toMatchObject({ 'content-type': 'application/json; charset=utf-8' });
  const code = 'code' in answer ? answer.code : undefined;
  return { status: answer.status, code, queued: ingress.queue.length, http };
}

const objectOfEveryByte = Buffer.concat([Buffer.from('{'), everyByte]);

const aYearAgo = {
  shopify: { 'x-shopify-triggered-at': '2025-03-09T12:20:00.000Z' },
  body: Buffer.from(
    JSON.stringify({
      id: 7,
      created: 1_741_522_800,
      updated_at: '2025-03-09T12:20:00Z',
      type: 'customer.created',
    }),
  ),
};

describe('what is taken', () => {
  test.each<[string, WebhookRequest]>([
    ['Shopify', signed('shopify')],
    ['Stripe', signed('stripe')],
    ["one of Shopify's Events", shopifyEvent()],
    ['one with both kinds of headers', shopifyEvent({ headers: shopifyHeaders })],
    ['one signed under the older name', shopifyEvent({ headers: { [newer]: '', [older]: eventSignature } })],
    ['the store by its name', signed('shopify', { path: '/webhooks/shopify/default' })],
    ['another store', signed('shopify', { path: '/webhooks/shopify/two' })],
    ['the older of two secrets', signed('shopify', { secret: 'fake-shopify-old' })],
    ['a Stripe signature of 300 s ago', signed('stripe', { at: start - 300_000 })],
    // Stores send again for days, and Stripe signs each time anew. What is late is decided where nothing gets lost.
    ['a Shopify event of a year ago', signed('shopify', { headers: aYearAgo.shopify, body: aYearAgo.body })],
    ['a Stripe event of a year ago', signed('stripe', { body: aYearAgo.body })],
    ['a Stripe signature of tomorrow', signed('stripe', { at: start + 86_400_000 })],
    [
      'a topic that is not handled: that is decided later',
      signed('shopify', { headers: { 'x-shopify-topic': 'orders/create' } }),
    ],
    ['a body that is no JSON', signed('shopify', { body: Buffer.from(`{${marker}`) })],
    ['a body with every byte', signed('stripe', { body: objectOfEveryByte })],
    ['an object behind a byte order mark', signed('shopify', { body: Buffer.from('\uFEFF{}') })],
    ['an object behind white space', signed('stripe', { body: Buffer.from('\uFEFF \t\r\n{}') })],
    ['an object behind much of it', signed('stripe', { body: Buffer.from(`${' '.repeat(1000)}{}`) })],
    ['a body of 262,144 bytes', signed('shopify', { body: Buffer.alloc(262_144, '{') })],
  ])('%s is answered 200 once it is on the queue', async (_, request) => {
    const ingress = openIngress();
    const answer = await ingress.send(request);
    expect(answer).toEqual({ status: 200, delivery: ingress.queue[0]?.id });
    expect(ingress.queue).toHaveLength(1);
    expect(httpAnswer(answer)).toMatchObject({
      statusCode: 200,
      body: JSON.stringify({ delivery: ingress.queue[0]?.id }),
    });
  });

  test('as API Gateway hands it over, in base64 and as text', async () => {
    for (const isBase64Encoded of [true, false]) {
      const { ingress, sample } = { ingress: openIngress(), sample: signed('shopify') };
      const body = sample.body.toString(isBase64Encoded ? 'base64' : 'utf8');
      const answer = await ingress.send(webhookRequest(httpEvent({ ...sample, body, isBase64Encoded })));
      expect(answer.status).toBe(200);
      expect(Buffer.from(ingress.queue[0]?.body ?? '', 'base64').equals(sample.body)).toBe(true);
    }
  });

  test('by the route of its store, whatever a domain has in front of the path', async () => {
    const ingress = openIngress();
    const sample = signed('shopify');
    const event = httpEvent({
      ...sample,
      path: '/0123456789abcdef0123456789abcdef/webhooks/shopify/two',
      body: sample.body.toString('utf8'),
    });
    const answer = await ingress.send(webhookRequest({ ...event, routeKey: 'POST /webhooks/shopify/two' }));
    expect([answer.status, ingress.queue[0]?.store]).toEqual([200, 'two']);
  });

  test('the answer waits for the queue', async () => {
    const order: string[] = [];
    const enqueue = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push('queued');
    };
    await openIngress({ enqueue }).send(signed('shopify'));
    expect([...order, 'answered']).toEqual(['queued', 'answered']);
  });
});

describe('the group of a message', () => {
  const groupOf = async (own: Partial<IngressDeps>) => {
    const groups: (string | undefined)[] = [];
    const enqueue: IngressDeps['enqueue'] = async (_, __, group) => void groups.push(group);
    const { deps } = openIngress();
    const path = '/webhooks/shopify/two';
    const answer = await handleWebhook(signed('shopify', { path }), { ...deps, enqueue, ...own });
    expect(answer.status).toBe(200);
    return groups;
  };

  test('is its store, so that SQS leaves room for the others while one floods the queue', async () => {
    expect(await groupOf({})).toEqual(['shopify/two']);
  });

  test('is none where there is one store alone, since messages of a group cost more', async () => {
    const stores = settings.stores.filter(({ store }) => store === 'two');
    expect(await groupOf({ settings: { ...settings, stores } })).toEqual([undefined]);
  });
});

/** What a vendor may send one day: signed by the same secret, under another header. */
const laterFormat = (signature: string) =>
  shopifyEvent({ headers: { [newer]: '', 'shopify2-hmac-sha256': signature } });

describe('a ping, which is not signed', () => {
  const body = fixture('woocommerce/ping.txt');
  const store = { source: 'woocommerce', store: 'default', vendorAccount: 'shop.example.com' };
  const ping = (change: Partial<WebhookRequest> = {}): WebhookRequest => ({
    method: 'POST',
    path: '/webhooks/woocommerce',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
    ...change,
  });
  const openForPings = () => {
    const ingress = openIngress();
    const deps = { ...ingress.deps, settings: { environment: 'test', stores: [store] } };
    return { ...ingress, send: (request: WebhookRequest) => handleWebhook(request, deps) };
  };

  test('is answered with 200 and nothing else: no secret is read, nothing is queued or counted', async () => {
    const ingress = openForPings();
    const { status, queued, http } = await outcome(ping(), ingress);
    expect([status, queued, http.body]).toEqual([200, 0, '{}']);
    expect(ingress.reads).toEqual([]);
    expect(ingress.logged).toEqual([
      [{ event: 'webhook', source: 'woocommerce', store: 'default', answer: 200, delivery: null, ms: 0 }],
    ]);
  });

  test.each<[name: string, change: Partial<WebhookRequest>, status: number]>([
    ['with a topic', { headers: { 'x-wc-webhook-topic': 'customer.deleted' } }, 401],
    ['with a signature', { headers: { 'x-wc-webhook-signature': 'AAAA' } }, 503],
    ['with more in its body', { body: Buffer.from('webhook_id=7&id=25') }, 401],
    ['fetched', { method: 'GET' }, 405],
    ['to a store that is not there', { path: '/webhooks/woocommerce/other' }, 404],
    ['of another vendor', { path: '/webhooks/shopify' }, 404],
  ])('%s is none', async (_, change, status) => {
    expect(await outcome(ping(change), openForPings())).toMatchObject({ status, queued: 0 });
  });
});

describe('what is turned away, with nothing queued', () => {
  const big = Buffer.alloc(maxBodyBytes + 1, 'x');
  const sha = 'x-shopify-hmac-sha256';
  test.each<[string, WebhookRequest, number, string]>([
    ['no Shopify signature', signed('shopify', { headers: { [sha]: '' } }), 401, 'unsigned'],
    ['no Stripe signature', signed('stripe', { headers: { 'stripe-signature': '' } }), 401, 'unsigned'],
    ['a wrong Shopify signature', signed('shopify', { headers: { [sha]: marker } }), 401, 'bad_signature'],
    [
      'a wrong Stripe signature',
      signed('stripe', { headers: { 'stripe-signature': `t=${start / 1000},v1=${marker}` } }),
      401,
      'bad_signature',
    ],
    ['the signature of another secret', signed('shopify', { secret: marker }), 401, 'bad_signature'],
    [
      "another store's secret",
      signed('shopify', { secret: 'fake-shopify-old', path: '/webhooks/shopify/two' }),
      401,
      'bad_signature',
    ],
    ["another source's secret", signed('stripe', { secret: 'fake-shopify-new' }), 401, 'bad_signature'],
    ['a body that was not signed', { ...signed('shopify'), body: Buffer.from(marker) }, 401, 'bad_signature'],
    ['a Stripe signature of 301 s ago', signed('stripe', { at: start - 301_000 }), 401, 'bad_signature'],
    [
      'a store without a secret',
      signed('shopify', { path: '/webhooks/shopify/empty' }),
      401,
      'bad_signature',
    ],
    [
      'another shop',
      signed('shopify', { headers: { 'x-shopify-shop-domain': `${marker}.myshopify.com` } }),
      401,
      'other_shop',
    ],
    ['no X-Shopify-Topic', signed('shopify', { headers: { 'x-shopify-topic': '' } }), 400, 'missing_topic'],
    [
      'no X-Shopify-Shop-Domain',
      signed('shopify', { headers: { 'x-shopify-shop-domain': '' } }),
      400,
      'missing_shop',
    ],
    [
      'neither, and a wrong signature: a stranger learns nothing else',
      signed('shopify', { secret: 'wrong', headers: { 'x-shopify-topic': '' } }),
      401,
      'bad_signature',
    ],
    ["a stranger's Event", shopifyEvent({ secret: marker }), 401, 'bad_signature'],
    ['an Event without a signature', shopifyEvent({ headers: { [newer]: '' } }), 401, 'unsigned'],
    [
      "a stranger's Event under a good signature's older name",
      shopifyEvent({ headers: { [newer]: marker, [older]: eventSignature } }),
      401,
      'bad_signature',
    ],
    [
      "another shop's Event",
      shopifyEvent({ headers: { 'shopify-shop-domain': `${marker}.myshopify.com` } }),
      401,
      'other_shop',
    ],
    ['an Event without a topic', shopifyEvent({ headers: { 'shopify-topic': '' } }), 400, 'missing_topic'],
    ['a good signature under a name that is not known', laterFormat(eventSignature), 400, 'unknown_format'],
    ['a wrong signature under a name that is not known', laterFormat(marker), 401, 'bad_signature'],
    [
      'a wrong signature, and a good one under a name that is not known',
      shopifyEvent({ headers: { [newer]: marker, 'shopify2-hmac-sha256': eventSignature } }),
      401,
      'bad_signature',
    ],
    ['262,145 bytes', signed('shopify', { body: big }), 413, 'too_large'],
    [
      '262,145 bytes without a signature',
      { ...signed('shopify', { body: big }), headers: {} },
      413,
      'too_large',
    ],
  ])('%s', async (_, request, status, code) => {
    expect(await outcome(request)).toMatchObject({ status, code, queued: 0 });
  });

  // What an app's secret signs besides webhooks: the query of a redirect, here in the form of a body.
  const redirect = `code=${marker}&shop=fake-shop.myshopify.com&timestamp=1773058800`;
  test.each<[string, Buffer]>([
    ['the query of a redirect', Buffer.from(redirect)],
    ['a list', Buffer.from(`[{"id":"${marker}"}]`)],
    ['a text', Buffer.from(`"${marker}"`)],
    ['null', Buffer.from('null')],
    ['nothing', Buffer.alloc(0)],
    ['white space', Buffer.from('\uFEFF \n')],
    ['every byte', everyByte],
    ['an object behind something else', Buffer.from('x{}')],
    ['UTF-16', Buffer.from('\uFEFF{}', 'utf16le')],
  ])('signed, but no object: %s', async (_, body) => {
    for (const request of [signed('shopify', { body }), signed('stripe', { body })]) {
      // 2xx: another answer would be repeated for hours, and end the subscription.
      expect(await outcome(request)).toMatchObject({ status: 202, code: 'not_an_object', queued: 0 });
      // Whoever cannot sign learns nothing of it.
      const forged = signed('shopify', { body, secret: 'wrong' });
      expect(await outcome(forged)).toMatchObject({ status: 401, code: 'bad_signature', queued: 0 });
    }
  });

  test.each([
    `/webhooks/${marker}`,
    `/webhooks/shopify/${marker}`,
    '/webhooks/stripe/two',
    '/webhooks/shopify/',
    '/webhooks/shopify/default/',
    '/webhooks/shopify/default/more',
    '/webhooks//default',
    '/webhooks/',
    '/webhooks',
    '/',
    '',
    '/webhooks/Shopify',
    '/webhooks/shopify/Default',
    '/webhooks/%73hopify',
    '/webhooks/shopify%2Fdefault',
    '/webhooks/shopify/..',
    '/webhooks/shopify/../stripe',
    '/x/webhooks/shopify',
    '/webhooks/shopify\n',
    '/webhooks/__proto__',
    '/webhooks/constructor',
    '/webhooks/toString/default',
    '/webhooks/shopify/__proto__',
    '/webhooks/shopify/constructor',
  ])('the path %j is a 404, well signed or not', async (path) => {
    expect(await outcome(signed('shopify', { path }))).toMatchObject({
      status: 404,
      code: 'not_found',
      queued: 0,
    });
    const unsigned = { method: 'GET', path, headers: {}, body: Buffer.alloc(0) };
    expect(await outcome(unsigned)).toMatchObject({ status: 404, queued: 0 });
  });

  test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'post', ''])(
    '%s is a 405',
    async (method) => {
      const { http, ...rest } = await outcome(signed('shopify', { method }));
      expect(rest).toEqual({ status: 405, code: 'method_not_allowed', queued: 0 });
      expect(http.headers).toMatchObject({ allow: 'POST' });
    },
  );

  test.each([
    ['a wrong signature', shopifyEvent({ secret: 'wrong' }), 'RejectedSignatures'],
    ['a format that is not known', laterFormat(eventSignature), 'UnknownFormats'],
    ['no topic', shopifyEvent({ headers: { 'shopify-topic': '' } }), 'UnknownFormats'],
    ['a body that is no object', signed('shopify', { body: Buffer.from('[]') }), 'UnknownFormats'],
    // Anybody can send these, so no alarm looks at them.
    ['no signature', shopifyEvent({ headers: { [newer]: '' } }), 'UnsignedWebhooks'],
  ])('%s is counted as what it is', async (_, request, figure) => {
    const ingress = openIngress();
    await ingress.send(request);
    const figures = ingress.logged.flatMap((line) => (Array.isArray(line) ? line.slice(1) : []));
    expect(figures).toEqual([expect.objectContaining({ name: figure, value: 1 })]);
  });

  test('an error body is a code and a message of ours', async () => {
    const { http } = await outcome(signed('shopify', { secret: 'wrong' }));
    expect(JSON.parse(http.body ?? '')).toEqual({
      error: { code: 'bad_signature', message: 'The signature is wrong or expired.' },
    });
  });

  test('a secret that nobody has filled yet is our lack: the store is to send again', async () => {
    const ingress = openIngress({ readSecret: async () => undefined });
    const answer = await outcome(signed('shopify', { secret: 'undefined' }), ingress);
    expect(answer).toMatchObject({ status: 503, queued: 0 });
  });

  test.each([
    ['an empty value', ''],
    ['an empty list', []],
    ['an empty list in a text', '[]'],
    ['a list of an empty text', ['']],
    ['a list of an empty text in a text', '[""]'],
    ['a blank', '  \n'],
  ])('a secret with %s opens to nobody', async (_, value) => {
    for (const secret of ['', '  \n', '[]', '[""]', 'undefined']) {
      const ingress = openIngress({ readSecret: async () => shopifyHas(value) });
      expect(await outcome(signed('shopify', { secret }), ingress)).toMatchObject({ status: 401, queued: 0 });
    }
  });
});

test("another store's broken entry is nobody else's lack", async () => {
  const value = JSON.stringify({ 'shopify/default': 'fake-shopify-new', 'stripe/default': 1 });
  const ingress = openIngress({ readSecret: async () => value });
  expect(await outcome(signed('stripe'), ingress)).toMatchObject({ status: 503 });
  expect(await outcome(signed('shopify'), ingress)).toMatchObject({ status: 200 });
});

describe('secrets that change', () => {
  function rotating() {
    const stored = { entry: ['fake-shopify-new', 'fake-shopify-old'] };
    const ingress = openIngress({ readSecret: async () => shopifyHas(stored.entry) });
    return { ingress, stored };
  }

  test('the newest and an older one are both taken, and the envelope tells them apart', async () => {
    const { ingress } = rotating();
    for (const secret of ['fake-shopify-new', 'fake-shopify-old']) {
      expect((await ingress.send(signed('shopify', { secret }))).status).toBe(200);
    }
    expect(ingress.queue.map(({ signedWith }) => signedWith)).toEqual(
      ['fake-shopify-new', 'fake-shopify-old'].map(fingerprintOf),
    );
  });

  test('a rotation works at once, and a second one within the minute a minute later', async () => {
    const { ingress, stored } = rotating();
    await ingress.send(signed('shopify'));
    stored.entry = ['fake-shopify-newer'];
    expect((await ingress.send(signed('shopify', { secret: 'fake-shopify-newer' }))).status).toBe(200);
    stored.entry = ['fake-shopify-newest'];
    const newest = signed('shopify', { secret: 'fake-shopify-newest' });
    ingress.clock.now += 59_999;
    expect((await ingress.send(newest)).status).toBe(401);
    ingress.clock.now += 1;
    expect((await ingress.send(newest)).status).toBe(200);
  });

  test('a hundred wrong signatures within a minute cost one look more', async () => {
    const { ingress } = rotating();
    const wrong = signed('shopify', { secret: 'wrong' });
    for (let sent = 0; sent < 100; sent += 1) expect((await ingress.send(wrong)).status).toBe(401);
    expect(ingress.reads).toEqual(['webhooks', 'webhooks']);
  });

  test.each<[string, WebhookRequest]>([
    ['an unknown path', signed('shopify', { path: '/webhooks/unknown' })],
    ['another method', signed('shopify', { method: 'GET' })],
    ['no signature', signed('shopify', { headers: { 'x-shopify-hmac-sha256': '' } })],
    ['too large a body', signed('shopify', { body: Buffer.alloc(maxBodyBytes + 1) })],
  ])('%s costs no look at the secrets', async (_, request) => {
    const ingress = openIngress();
    await ingress.send(request);
    expect(ingress.reads).toEqual([]);
  });

  test('a wrong signature is a 401 even while the second look fails; a right one still passes', async () => {
    let broken = false;
    const ingress = openIngress({
      readSecret: async () => {
        if (broken) throw new Error(marker);
        return secretsHeld;
      },
    });
    await ingress.send(signed('shopify'));
    broken = true;
    ingress.clock.now += 120_000;
    expect(await outcome(signed('shopify', { secret: 'wrong' }), ingress)).toMatchObject({ status: 401 });
    expect(ingress.reads).toHaveLength(2);
    expect(await outcome(signed('shopify'), ingress)).toMatchObject({ status: 200 });
  });
});

const never = () => new Promise<never>(() => {});
const whenAborted = (signal?: AbortSignal) =>
  new Promise<never>((_, reject) => signal?.addEventListener('abort', () => reject(new Error(marker))));
const broken = async () => Promise.reject(new Error(marker));

describe('what we lack is a 503', () => {
  test.each<[string, Parameters<typeof openIngress>[0]]>([
    ['the queue refuses', { enqueue: broken }],
    ['the queue throws something else', { enqueue: () => Promise.reject(marker) }],
    ['the secrets cannot be read', { readSecret: broken }],
    ['the value is a broken object', { readSecret: async () => '{"shopify/default":["fake-shopify-new"]' }],
    ['the value is no object', { readSecret: async () => 'fake-shopify-new' }],
    ['the secrets are a broken list', { readSecret: async () => shopifyHas('["fake-shopify-new"') }],
    ['the secrets are a list of something else', { readSecret: async () => shopifyHas([{ a: 1 }]) }],
    ['the store has no entry', { readSecret: async () => '{"stripe/default":["fake-shopify-new"]}' }],
  ])('at once, where %s', async (_, lacking) => {
    const { http, ...rest } = await outcome(signed('shopify'), openIngress(lacking));
    expect(rest).toEqual({ status: 503, code: 'unavailable', queued: 0 });
    expect(http.headers).toMatchObject({ 'retry-after': '5' });
  });

  const hanging: [string, Parameters<typeof openIngress>[0]][] = [
    ['the queue hangs, whatever it is told', { enqueue: never }],
    ['the queue hangs until it is told to stop', { enqueue: (_, signal) => whenAborted(signal) }],
    ['the secrets hang, whatever they are told', { readSecret: never }],
    ['the secrets hang until they are told to stop', { readSecret: (_, signal) => whenAborted(signal) }],
  ];

  describe('in time, by a clock that is turned', () => {
    beforeEach(() => void jest.useFakeTimers());
    afterEach(() => void jest.useRealTimers());

    test.each(hanging)('%s', async (_, lacking) => {
      let status: number | undefined;
      const answered = outcome(signed('shopify'), openIngress(lacking)).then((end) => {
        status = end.status;
      });
      expect(answerDeadlineMs).toBe(3500);
      await jest.advanceTimersByTimeAsync(3499);
      expect(status).toBeUndefined();
      await jest.advanceTimersByTimeAsync(1);
      await answered;
      expect(status).toBe(503);
    });

    test('what hangs is told to stop', async () => {
      let told: AbortSignal | undefined;
      const enqueue: IngressDeps['enqueue'] = (_, signal) => {
        told = signal;
        return never();
      };
      const answered = openIngress({ enqueue }).send(signed('shopify'));
      await jest.advanceTimersByTimeAsync(3499);
      expect(told?.aborted).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      await answered;
      expect(told?.aborted).toBe(true);
    });
  });
});

describe('the envelope', () => {
  async function queuedFor(...requests: WebhookRequest[]): Promise<Envelope[]> {
    const ingress = openIngress();
    for (const request of requests) expect((await ingress.send(request)).status).toBe(200);
    return ingress.queue;
  }
  const idsOf = async (...requests: WebhookRequest[]) => (await queuedFor(...requests)).map(({ id }) => id);

  const event = fixtureJson('stripe/customer-created.json');
  const stripeWith = (more: object, at = start) =>
    signed('stripe', { body: Buffer.from(JSON.stringify({ ...event, ...more }, null, 2)), at });

  test.each<[string, WebhookRequest, WebhookRequest]>([
    ['a copy', signed('shopify'), signed('shopify')],
    ['a copy under the older secret', signed('shopify'), signed('shopify', { secret: 'fake-shopify-old' })],
    [
      'a copy with other headers that identify nothing',
      signed('shopify'),
      signed('shopify', {
        headers: { 'x-shopify-event-id': 'x' },
      }),
    ],
    [
      'a copy with another webhook id, which is not signed',
      signed('shopify'),
      signed('shopify', { headers: { 'x-shopify-webhook-id': 'other' } }),
    ],
    ['a copy of an Event', shopifyEvent(), shopifyEvent({ secret: 'fake-shopify-old' })],
    [
      'a copy of an Event under headers that are not signed',
      shopifyEvent(),
      shopifyEvent({ headers: { ...shopifyHeaders, 'shopify-topic': 'x', 'shopify-webhook-id': 'other' } }),
    ],
    ["the store's long address", signed('shopify'), signed('shopify', { path: '/webhooks/shopify/default' })],
    ["Stripe's retry under a new signature", signed('stripe'), signed('stripe', { at: start - 60_000 })],
    [
      "Stripe's retry with other pending_webhooks",
      stripeWith({}),
      stripeWith({ pending_webhooks: 0 }, start - 9000),
    ],
  ])('%s has the same id', async (_, first, second) => {
    const [a, b] = await idsOf(first, second);
    expect(a).toMatch(/^[0-9a-f]{32}$/);
    expect(b).toBe(a);
  });

  test.each<[string, WebhookRequest, WebhookRequest]>([
    ['another store', signed('shopify'), signed('shopify', { path: '/webhooks/shopify/two' })],
    [
      'another topic',
      signed('shopify'),
      signed('shopify', { headers: { 'x-shopify-topic': 'customers/update' } }),
    ],
    [
      'another time of the trigger',
      signed('shopify'),
      signed('shopify', { headers: { 'x-shopify-triggered-at': '2026-03-09T12:00:00Z' } }),
    ],
    [
      'a test notification with the same bytes',
      signed('shopify'),
      signed('shopify', { headers: { 'x-shopify-test': 'true' } }),
    ],
    [
      'another webhook id of a body without a date',
      signed('shopify', { body: Buffer.from('{}') }),
      signed('shopify', { body: Buffer.from('{}'), headers: { 'x-shopify-webhook-id': 'other' } }),
    ],
    [
      'another webhook id of an Event without a date',
      shopifyEvent({ body: undated }),
      shopifyEvent({ body: undated, headers: { 'shopify-webhook-id': 'other' } }),
    ],
    [
      'another body under the same webhook id, which is not signed',
      signed('shopify'),
      signed('shopify', { body: fixture('shopify/customers-update.json') }),
    ],
    [
      'another source',
      signed('shopify', { body: Buffer.from('{}') }),
      signed('stripe', { body: Buffer.from('{}') }),
    ],
    ['another Stripe event', stripeWith({}), stripeWith({ id: 'evt_1Fake0Other' })],
  ])('%s has another id', async (_, first, second) => {
    const [a, b] = await idsOf(first, second);
    expect(b).not.toBe(a);
  });

  test('holds the raw bytes, what the source keeps of the headers, and no more', async () => {
    const request = signed('shopify', {
      body: objectOfEveryByte,
      headers: { 'x-shopify-api-version': '2026-07', 'x-forwarded-for': '192.0.2.1', authorization: 'fake' },
    });
    const [envelope] = await queuedFor(request);
    expect(envelope).toEqual({
      v: 1,
      id: envelope?.id,
      source: 'shopify',
      store: 'default',
      series: 0,
      receivedAt: '2026-03-09T12:20:00.000Z',
      headers: { ...shopifyHeaders, 'x-shopify-api-version': '2026-07' },
      body: objectOfEveryByte.toString('base64'),
      signedWith: fingerprintOf('fake-shopify-new'),
    });
  });

  test('of a Stripe event has no header at all: the signature ends at ingress', async () => {
    const [envelope] = await queuedFor(signed('stripe'));
    expect(envelope?.headers).toEqual({});
  });

  test('a header is cut where a message would grow too large', async () => {
    const [envelope] = await queuedFor(
      signed('shopify', { headers: { 'x-shopify-webhook-id': 'x'.repeat(9000) } }),
    );
    expect(envelope?.headers['x-shopify-webhook-id']).toBe('x'.repeat(1000));
  });

  test('holds no part of the secret or the signature', async () => {
    for (const name of ['shopify', 'stripe'] as const) {
      const request = signed(name);
      const text = JSON.stringify(await queuedFor(request));
      const signature = request.headers[sourceNamed(name).signatureHeaders[0] ?? ''] ?? '';
      for (const hidden of ['fake-shopify-new', 'whsec_fake_current', signature, signature.slice(-20)]) {
        expect(text).not.toContain(hidden);
      }
    }
  });

  test('the largest body and headers fit a queue message', async () => {
    const headers = Object.fromEntries(
      sourceNamed('shopify').keptHeaders.map((name) => [name, '"'.repeat(2000)]),
    );
    const large = signed('shopify', {
      body: Buffer.alloc(maxBodyBytes, 0xff).fill('{', 0, 1),
      headers: {
        ...headers,
        'x-shopify-shop-domain': 'fake-shop.myshopify.com',
        'shopify-shop-domain': 'fake-shop.myshopify.com',
      },
    });
    const [envelope] = await queuedFor(large);
    expect(Buffer.byteLength(JSON.stringify(envelope))).toBeLessThan(1024 * 1024);
  });
});

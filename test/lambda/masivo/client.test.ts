import type { ServerResponse } from 'node:http';
import { sendOverNetwork } from '../../../lambda/http/http';
import { sentUntilAborted } from '../../../lambda/http/send-http';
import { type Masivo, masivoFor } from '../../../lambda/masivo/client';
import type { NewCustomer } from '../../../lambda/masivo/customer';
import { asMasivoId } from '../../../lambda/masivo/masivo-id';
import type { NoToken, TokenSource } from '../../../lambda/masivo/token';
import { type Asked, deafUrl, listen } from './server';

const fake = asMasivoId('cus_Fake1');
const customer: NewCustomer = {
  id: fake,
  name: 'Ana García',
  email: 'ana@example.com',
  registration_date: '2026-03-09T12:00:00.000Z',
  status: 'ACTIVE',
  gender: null,
  dob: null,
  metadata: { source: 'stripe', store: 'default' },
};
const wallet = { id: 'fake-wallet', owner_id: 'cus_Fake1', lines: [], totals: [] };
const held = { data: { customer: { ...customer, tier_id: null }, wallet } };
const shown = {
  customer: {
    id: 'cus_Fake1',
    name: 'Ana García',
    email: 'ana@example.com',
    gender: null,
    dob: null,
    metadata: customer.metadata,
  },
  walletId: 'fake-wallet',
};

interface Options {
  readonly token?: NoToken;
  readonly renewed?: NoToken;
  readonly timeoutMs?: number;
  readonly leftMs?: number;
  readonly mayCall?: boolean;
  readonly signal?: AbortSignal;
  /** The longest `Retry-After` that is waited for. */
  readonly waitsMs?: number;
}

function clientOf(baseUrl: string, options: Options = {}): Masivo & { readonly rejected: string[] } {
  const rejected: string[] = [];
  const tokens: TokenSource = {
    token: async () => options.token ?? { kind: 'ok', value: 'first-token' },
    renew: async (token) => {
      rejected.push(token);
      return options.renewed ?? { kind: 'ok', value: 'second-token' };
    },
  };
  const { timeoutMs = 5000, leftMs = 60_000, mayCall = true, waitsMs = -1 } = options;
  const http = sendOverNetwork(() => new Date());
  const deps = {
    baseUrl: `${baseUrl}/v1`,
    timeoutMs,
    tokens,
    http: options.signal ? sentUntilAborted(http, options.signal) : http,
    now: () => new Date(),
    mayCall: async (_: Date, afterMs?: number) => mayCall && (afterMs ?? waitsMs) <= waitsMs,
  };
  return { ...masivoFor(deps, new Date(Date.now() + leftMs)), rejected };
}

const answering =
  (status: number, body?: unknown, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    response
      .writeHead(status, headers)
      .end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));

const noAnswer = (error: string) => ({ code: 'masivo-no-answer', params: { error } }) as const;

describe('requests', () => {
  const calls: [string, (masivo: Masivo) => Promise<unknown>, Partial<Asked>, unknown][] = [
    ['find', (masivo) => masivo.find(fake), { method: 'GET', path: '/v1/customers/cus_Fake1' }, undefined],
    ['create', (masivo) => masivo.create(customer), { method: 'POST', path: '/v1/customers' }, customer],
    [
      'change',
      (masivo) => masivo.change(fake, { name: 'Ana', dob: null }),
      { method: 'PATCH', path: '/v1/customers/cus_Fake1' },
      { name: 'Ana', dob: null },
    ],
  ];
  test.each(calls)('%s asks as the contract says, with the token', async (_, call, asks, body) => {
    const { url, asked } = await listen(answering(200, held));
    await call(clientOf(url));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject(asks);
    expect(asked[0]?.headers).toMatchObject({
      authorization: 'Bearer first-token',
      accept: 'application/json',
    });
    expect(asked[0]?.headers['content-type']).toBe(body === undefined ? undefined : 'application/json');
    const sent: unknown = asked[0]?.body ? JSON.parse(asked[0].body) : undefined;
    expect(sent).toEqual(body);
  });

  test.each([
    ['a/b', '/v1/customers/a%2Fb'],
    ['a?b#c', '/v1/customers/a%3Fb%23c'],
    ['..%2f', '/v1/customers/..%252f'],
    ['%2e%2e', '/v1/customers/%252e%252e'],
    ['a b', '/v1/customers/a%20b'],
    ['...', '/v1/customers/...'],
    ['ñ@x', '/v1/customers/%C3%B1%40x'],
    ['..\\..', '/v1/customers/..%5C..'],
  ])('the id %j is one segment of the path', async (id, path) => {
    const { url, asked } = await listen(answering(200, held));
    await clientOf(url).find(asMasivoId(id));
    await clientOf(url).change(asMasivoId(id), { name: 'Ana' });
    expect(asked.map((request) => request.path)).toEqual([path, path]);
  });

  test.each<[string, NewCustomer]>([
    ['an empty name', { ...customer, name: '' }],
    ['an e-mail that is none', { ...customer, email: 'ana' }],
    ['an id that is a path', { ...customer, id: asMasivoId('..') }],
    ['a date that is none', { ...customer, registration_date: 'today' }],
  ])('nothing leaves that the schema has not parsed: %s', async (_, wrong) => {
    const { url, asked } = await listen(answering(201, held));
    await expect(async () => clientOf(url).create(wrong)).rejects.toThrow();
    expect(asked).toEqual([]);
  });
});

describe('answers', () => {
  const find = (masivo: Masivo) => masivo.find(fake);
  const create = (masivo: Masivo) => masivo.create(customer);
  const change = (masivo: Masivo) => masivo.change(fake, { name: 'Ana' });
  const bare = { data: { customer: { id: 'cus_Fake1' } } };
  const bareShown = {
    customer: { id: 'cus_Fake1', name: null, email: null, gender: null, dob: null, metadata: {} },
    walletId: null,
  };

  test.each<[string, (masivo: Masivo) => Promise<unknown>, (response: ServerResponse) => void, unknown]>([
    ['201 of a creation', create, answering(201, held), { kind: 'ok', value: shown }],
    ['200 of a creation', create, answering(200, held), { kind: 'ok', value: shown }],
    ['a creation without a wallet', create, answering(201, bare), { kind: 'unreadable', status: 201 }],
    ['garbled', create, answering(201, '{"data":{"cust'), { kind: 'unreadable', status: 201 }],
    ['empty', create, answering(201), { kind: 'unreadable', status: 201 }],
    ['HTML', create, answering(200, '<html>'), { kind: 'unreadable', status: 200 }],
    ['204 of a creation', create, answering(204), { kind: 'unreadable', status: 204 }],
    ['another shape', find, answering(200, { customer }), { kind: 'unreadable', status: 200 }],
    [
      'an id that is a number',
      find,
      answering(200, { data: { customer: { id: 5 } } }),
      { kind: 'unreadable', status: 200 },
    ],
    ['200 of a search', find, answering(200, held), { kind: 'ok', value: shown }],
    [
      'the least that Masivo may show',
      find,
      answering(200, bare),
      { kind: 'ok', value: { ...bareShown, hidesMetadata: true } },
    ],
    [
      'metadata and a wallet of another shape',
      find,
      answering(200, { data: { customer: { id: 'cus_Fake1', metadata: 'x' }, wallet: 'x' } }),
      { kind: 'ok', value: bareShown },
    ],
    ['404 of a search: not registered', find, answering(404, {}), { kind: 'ok', value: null }],
    [
      '404 of a search that is not JSON: it says nothing of the customer',
      find,
      answering(404, '<html>'),
      { kind: 'status', status: 404, notJson: true },
    ],
    ['405 of a search', find, answering(405), { kind: 'status', status: 405 }],
    ['410 of a search', find, answering(410), { kind: 'status', status: 410 }],
    ['500 of a search', find, answering(500), { kind: 'status', status: 500 }],
    ['404 of a creation', create, answering(404, {}), { kind: 'status', status: 404 }],
    ['404 of a change', change, answering(404, {}), { kind: 'status', status: 404 }],
    ['409', create, answering(409, { error: 'x' }), { kind: 'status', status: 409 }],
    [
      '429',
      create,
      answering(429, '', { 'retry-after': '7' }),
      { kind: 'status', status: 429, retryAfterMs: 7000 },
    ],
    [
      '503',
      change,
      answering(503, '', { 'retry-after': '0' }),
      { kind: 'status', status: 503, retryAfterMs: 0 },
    ],
    ['a redirect', create, answering(302, '', { location: '/login' }), { kind: 'status', status: 302 }],
    [
      'a reset',
      create,
      (response) => response.socket?.resetAndDestroy(),
      { kind: 'lost', why: noAnswer('ECONNRESET') },
    ],
  ])('%s', async (_, call, answer, expected) => {
    const { url, asked } = await listen(answer);
    expect(await call(clientOf(url))).toEqual(expected);
    expect(asked).toHaveLength(1);
  });

  test('nobody listens', async () => {
    expect(await create(clientOf(await deafUrl()))).toEqual({
      kind: 'unsent',
      why: { code: 'masivo-unreachable', params: { error: 'ECONNREFUSED' } },
    });
  });

  test('no answer within the timeout', async () => {
    const { url } = await listen(() => {});
    expect(await create(clientOf(url, { timeoutMs: 100 }))).toEqual({
      kind: 'lost',
      why: noAnswer('timeout'),
    });
  });

  test('no answer before the attempt has to end, which comes first', async () => {
    const { url } = await listen(() => {});
    expect(await create(clientOf(url, { leftMs: 100 }))).toEqual({ kind: 'lost', why: noAnswer('timeout') });
  });

  test('no time left: nothing is sent', async () => {
    const { url, asked } = await listen(answering(201, held));
    expect(await create(clientOf(url, { leftMs: 0 }))).toEqual({
      kind: 'unsent',
      why: { code: 'no-time-left' },
    });
    expect(asked).toEqual([]);
  });

  test('cancelled: nothing is sent', async () => {
    const { url, asked } = await listen(answering(201, held));
    expect(await create(clientOf(url, { signal: AbortSignal.abort() }))).toEqual({
      kind: 'unsent',
      why: { code: 'cancelled' },
    });
    expect(asked).toEqual([]);
  });

  test('no room in the rate limit: nothing is sent', async () => {
    const { url, asked } = await listen(answering(201, held));
    expect(await create(clientOf(url, { mayCall: false }))).toMatchObject({ kind: 'unsent' });
    expect(asked).toEqual([]);
  });
});

describe('a 429 whose Retry-After the attempt can wait for', () => {
  const once = (then: (response: ServerResponse) => unknown) => {
    let asked = 0;
    return (response: ServerResponse) => {
      asked += 1;
      return asked === 1 ? answering(429, '', { 'retry-after': '1' })(response) : then(response);
    };
  };

  test.each<[string, (response: ServerResponse) => unknown, number, unknown, number]>([
    ['once more', answering(201, held), 1000, { kind: 'ok', value: shown }, 2],
    [
      'a second 429 is the answer',
      answering(429, '', { 'retry-after': '1' }),
      1000,
      { kind: 'status', status: 429, retryAfterMs: 1000 },
      2,
    ],
    ['too long for it', answering(201, held), 999, { kind: 'status', status: 429, retryAfterMs: 1000 }, 1],
  ])('%s', async (_, then, waitsMs, expected, requests) => {
    const { url, asked } = await listen(once(then));
    const masivo = clientOf(url, { waitsMs });
    expect(await masivo.create(customer)).toEqual(expected);
    expect(asked).toHaveLength(requests);
    expect(masivo.calls).toHaveLength(requests);
  });

  test('one without a Retry-After is the answer', async () => {
    const { url, asked } = await listen(answering(429));
    expect(await clientOf(url, { waitsMs: 5000 }).create(customer)).toEqual({ kind: 'status', status: 429 });
    expect(asked).toHaveLength(1);
  });
});

describe('tokens', () => {
  test('after a 401 once more, with a new token', async () => {
    const { url, asked } = await listen((response, { headers }) =>
      headers.authorization === 'Bearer second-token'
        ? answering(201, held)(response)
        : answering(401)(response),
    );
    const masivo = clientOf(url);
    expect(await masivo.create(customer)).toEqual({ kind: 'ok', value: shown });
    expect(masivo.rejected).toEqual(['first-token']);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first-token',
      'Bearer second-token',
    ]);
    expect(asked[1]?.body).toBe(asked[0]?.body);
  });

  test('a second 401 is the answer', async () => {
    const { url, asked } = await listen(answering(401));
    const masivo = clientOf(url);
    expect(await masivo.create(customer)).toEqual({ kind: 'status', status: 401 });
    expect(asked).toHaveLength(2);
    expect(masivo.rejected).toEqual(['first-token']);
  });

  const failure = { kind: 'unsent', why: { code: 'token-missing' }, retryAfterMs: 9 } as const;
  test('no token: nothing is sent', async () => {
    const { url, asked } = await listen(answering(201, held));
    expect(await clientOf(url, { token: failure }).create(customer)).toEqual(failure);
    expect(asked).toEqual([]);
  });

  test('no new token after a 401, which did nothing: unsent', async () => {
    const { url, asked } = await listen(answering(401));
    expect(await clientOf(url, { renewed: failure }).create(customer)).toEqual(failure);
    expect(asked).toHaveLength(1);
  });
});

test('the trace of the calls names no id, no token and nothing of the customer', async () => {
  const { url } = await listen((response, { method, headers }) => {
    if (headers.authorization === 'Bearer first-token') answering(401)(response);
    else if (method === 'PATCH') response.socket?.resetAndDestroy();
    else answering(method === 'GET' ? 404 : 201, held)(response);
  });
  const masivo = clientOf(url);
  await masivo.find(fake);
  await masivo.create(customer);
  await masivo.change(fake, { name: 'Ana' });
  const ms = expect.any(Number);
  expect(masivo.calls).toEqual([
    { call: 'GET /customers/{id}', status: 401, ms },
    { call: 'GET /customers/{id}', status: 404, ms },
    { call: 'POST /customers', status: 401, ms },
    { call: 'POST /customers', status: 201, ms },
    { call: 'PATCH /customers/{id}', status: 401, ms },
    { call: 'PATCH /customers/{id}', failure: noAnswer('ECONNRESET'), ms },
  ]);
});

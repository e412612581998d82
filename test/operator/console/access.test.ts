import { Hono } from 'hono';
import { type ConsoleDeps, consoleApp } from '../../../operator/console/app';
import type { LocalBridge } from '../../../operator/console/local-bridge';
import { type RunningConsole, startConsole } from '../../../operator/console/server';
import { http, json, type Sent } from '../../support/http';
import { operatorOf } from '../../support/operator';
import { startStandIns } from '../../support/stand-ins';

/** Who is let in, and what a request must look like; without a browser, so that any header can be sent. */
const port = 4010;
const token = 'a'.repeat(43);
const origin = `http://127.0.0.1:${port}`;
const host = { host: `127.0.0.1:${port}` };
const bearer = { authorization: `Bearer ${token}` };

let standIns: Awaited<ReturnType<typeof startStandIns>>;
let deps: ConsoleDeps;
let id: string;
const releaseOf = (customer: string, release = 'create') =>
  JSON.stringify({ source: 'shopify', store: 'default', customer, release });

beforeAll(async () => {
  standIns = await startStandIns();
  const operated = standIns.environmentOf('access');
  id = (await operated.put({})).id;
  await operated.putCustomer({
    customer: 'here',
    confirmed: { masivo: 'linked', owner: { source: 'shopify', store: 'default', customer: '2' } },
  });
  deps = {
    environment: operated.environment,
    operator: operatorOf(operated.environment, operated.clock),
    local,
  };
});
afterAll(() => standIns.close());

const local: LocalBridge = {
  stores: [{ source: 'shopify', store: 'default', vendorAccount: 'any', mode: 'any' }],
  sendSignup: async () => ({ status: 200, delivery: 'x', message: 'taken' }),
  draft: (event) => event,
  send: async () => ({ status: 401, delivery: null, message: 'no' }),
  sandbox: undefined,
};

interface Asked extends Omit<RequestInit, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
}
const askAsStranger = (path: string, request: Asked = {}) =>
  consoleApp(deps, { port, token }).request(`${origin}${path}`, {
    ...request,
    headers: { ...host, ...request.headers },
  });
const ask: typeof askAsStranger = (path, request = {}) =>
  askAsStranger(path, { ...request, headers: { ...bearer, ...request.headers } });

describe('the token', () => {
  test.each(['/', '/style.css', '/page.js'])('%s holds no data, and is served without it', async (path) => {
    const answer = await askAsStranger(path);
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
  });

  test.each<[string, string, Record<string, string>]>([
    ['the environment', '/api/environment', {}],
    ['the deliveries', '/api/deliveries', {}],
    ['what there is not', '/api/nowhere', {}],
    ['a wrong one', '/api/deliveries', { authorization: `Bearer ${'b'.repeat(43)}` }],
    ['an empty one', '/api/deliveries', { authorization: 'Bearer ' }],
    ['a longer one', '/api/deliveries', { authorization: `Bearer ${token}a` }],
    ['one in the address', `/api/deliveries?token=${token}`, {}],
    [
      'one in a cookie, which every port of this machine gets',
      '/api/deliveries',
      { cookie: `console-${port}=${token}` },
    ],
    ['one of another scheme', '/api/deliveries', { authorization: `Basic ${token}` }],
  ])('without it, 401 in a plain sentence: %s', async (_, path, headers) => {
    const answer = await askAsStranger(path, { headers });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([401, null]);
    expect(await answer.json()).toMatchObject({
      error: { message: expect.stringContaining('the printed link') },
    });
  });

  test('in a header it lets in, and leaves nothing behind in the browser', async () => {
    const answer = await ask('/api/deliveries');
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
  });

  test('does not open ingress to foreign hosts', async () => {
    expect((await ask('/', { headers: { host: 'evil.example.com' } })).status).toBe(403);
  });
});

describe('what changes something', () => {
  const json = { 'content-type': 'application/json' };
  const replay = (headers: Record<string, string>) =>
    ask(`/api/deliveries/${id}/replay`, { method: 'POST', body: '{}', headers });

  test.each<[string, Record<string, string>, number]>([
    ['the own page', { ...json, origin }, 200],
    ['the own page, as browsers tell it', { ...json, origin, 'sec-fetch-site': 'same-origin' }, 200],
    ['a program that says so', { ...json, 'x-console': '1' }, 200],
    ['JSON without an origin', json, 403],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded', origin }, 415],
    ['plain text that is JSON', { 'content-type': 'text/plain', origin }, 415],
    ['no content type', { origin }, 415],
    ['a page on another port', { ...json, origin: 'http://127.0.0.1:3000' }, 403],
    ['a page elsewhere', { ...json, origin: 'https://evil.example.com' }, 403],
    ['an opaque page', { ...json, origin: 'null' }, 403],
    ['another page of this machine', { ...json, 'x-console': '1', 'sec-fetch-site': 'same-site' }, 403],
    [
      'a page elsewhere without an origin',
      { ...json, 'x-console': '1', 'sec-fetch-site': 'cross-site' },
      403,
    ],
    ['a tunnel', { ...json, origin, 'x-forwarded-for': '192.0.2.1' }, 403],
  ])('%s', async (_, headers, status) => {
    expect((await replay(headers)).status).toBe(status);
  });

  test.each<[string, string, () => string, string | undefined, number]>([
    ['an unknown word', 'POST', () => '/api/customers/release', releaseOf('1', 'all'), 400],
    ['a word on an unknown customer', 'POST', () => '/api/customers/release', releaseOf('1'), 404],
    ['a word on who does not wait', 'POST', () => '/api/customers/release', releaseOf('here'), 409],
    [
      'a release through a delivery',
      'POST',
      () => `/api/deliveries/${id}/replay`,
      '{"release":"create"}',
      400,
    ],
    ['a kind that is none', 'GET', () => '/api/customers/waiting?kind=lost', undefined, 400],
    ['no JSON', 'POST', () => `/api/deliveries/${id}/replay`, 'no JSON', 400],
    ['a discard of what is not refused', 'POST', () => `/api/deliveries/${id}/discard`, '{}', 409],
    [
      'a discard of an unknown delivery',
      'POST',
      () => `/api/deliveries/${'0'.repeat(32)}/discard`,
      '{}',
      404,
    ],
    [
      'a note that names somebody',
      'POST',
      () => `/api/deliveries/${id}/discard`,
      '{"note":"jane@example.com"}',
      400,
    ],
    ['an unknown delivery', 'POST', () => `/api/deliveries/${'0'.repeat(32)}/replay`, '{}', 404],
    ['an endless id', 'POST', () => `/api/deliveries/${'x'.repeat(3000)}/reveal`, '{}', 404],
    ['a replay of none', 'POST', () => '/api/replays', '{"ids":[]}', 400],
    ['one of too many', 'POST', () => '/api/replays', JSON.stringify({ ids: Array(10_001).fill('x') }), 400],
    ['stores that are no list', 'POST', () => '/api/pause', '{"stores":"*"}', 400],
    ['a store that is none', 'POST', () => '/api/pause', '{"stores":["shopify/nowhere"]}', 400],
    ['no store at all', 'POST', () => '/api/resume', '{"stores":[]}', 400],
    ['an unknown store', 'POST', () => '/api/local/signups', '{"source":"shopify","store":"nowhere"}', 400],
    ['a sandbox that is not there', 'PUT', () => '/api/local/misbehaviour', '{}', 404],
  ])('%s is refused with a message', async (_, method, path, body, status) => {
    const answer = await ask(path(), { method, body: body ?? null, headers: { ...json, origin } });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({
      error: { code: expect.any(String), message: expect.any(String) },
    });
  });
});

describe('over HTTP, as a browser and curl ask', () => {
  let running: RunningConsole;
  let headers: Record<string, string>;

  beforeAll(async () => {
    running = await startConsole({ ...deps, port: 0 });
    const [, given] = /#\/\?token=([0-9a-f]{48})$/.exec(running.url) ?? [];
    headers = { authorization: `Bearer ${given}`, 'content-type': 'application/json', 'x-console': '1' };
  });
  afterAll(() => running.close());

  const send = (method: string, path: string, sent: Sent = {}) =>
    http(running.url, { ...sent, method, path, headers: { ...headers, ...sent.headers } });
  const chunked = { 'transfer-encoding': 'chunked' };
  const large = JSON.stringify({ ids: ['x'.repeat(2_000_000)] });

  test.each<[string, string, () => string, Sent, number]>([
    ['a replay', 'POST', () => `/api/deliveries/${id}/replay`, { body: '{}' }, 200],
    ['what needs no body and has none', 'POST', () => '/api/redrive', {}, 200],
    ['acts, as many as are wanted', 'GET', () => '/api/actions?limit=1000', {}, 200],
    ['more acts than there may be', 'GET', () => '/api/actions?limit=1001', {}, 400],
    ['a larger page of those that wait', 'GET', () => '/api/customers/waiting?limit=200', {}, 200],
    ['one that is too large', 'GET', () => '/api/customers/waiting?limit=201', {}, 400],
    ['a redrive since a moment', 'GET', () => '/api/redrive?since=1790000000000', {}, 200],
    ['one since a moment that is none', 'GET', () => '/api/redrive?since=yesterday', {}, 400],
    ['what needs a body and has none', 'POST', () => `/api/deliveries/${id}/replay`, {}, 400],
    ['a method that nothing takes', 'DELETE', () => `/api/deliveries/${id}`, {}, 404],
    ['a body of an unknown size', 'POST', () => '/api/redrive', { body: '{}', headers: chunked }, 411],
    ['a body that is too large', 'POST', () => '/api/replays', { body: large }, 413],
  ])('%s', async (_, method, path, sent, status) => {
    const answer = await send(method, path(), sent);
    expect(answer.status).toBe(status);
    if (status >= 400) expect(json<object>(answer)).toMatchObject({ error: { message: expect.any(String) } });
  });
});

test.each(['/', '/style.css', '/api/deliveries', '/nowhere'])(
  '%s says how strictly it is to be taken',
  async (path) => {
    const { headers } = await ask(path);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    expect(Object.fromEntries(headers)).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
  },
);

describe('a failure of AWS', () => {
  test.each([
    ['ExpiredTokenException', 502, /Sign in to AWS again.* start it anew/],
    ['CredentialsProviderError', 502, /sign in to AWS .* start it anew/],
    ['AccessDeniedException', 502, /OperatorPolicy/],
    ['ProvisionedThroughputExceededException', 503, /in a moment/],
    ['ResourceNotFoundException', 502, /account and the region/],
    ['TimeoutError', 504, /network/],
    ['TypeError', 500, /terminal/],
  ])('%s says what to do, and nothing of what was sent', async (name, status, fix) => {
    const spoken = jest.spyOn(console, 'error').mockImplementation(() => {});
    const overview = async () => {
      throw Object.assign(new Error('shopper@example.com'), { name });
    };
    const app = new Hono().route(
      '/',
      consoleApp({ ...deps, operator: { ...deps.operator, overview } }, { port, token }),
    );
    const answer = await app.request(`${origin}/api/overview`, { headers: { ...host, ...bearer } });
    const text = await answer.text();
    expect([answer.status, JSON.parse(text).error.fix]).toEqual([status, expect.stringMatching(fix)]);
    expect(text + JSON.stringify(spoken.mock.calls)).not.toContain('example.com');
    spoken.mockRestore();
  });
});

import type { ServerResponse } from 'node:http';
import { failureOf, sendOverNetwork } from '../../../lambda/http/http';
import type { HttpRequest } from '../../../lambda/http/send-http';
import { deafUrl, listen } from '../masivo/server';

const send = sendOverNetwork(() => new Date());
const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  timeoutMs: 5000,
  ...more,
});

test('method, headers and body are sent as they are', async () => {
  const { url, asked } = await listen((response) => response.end('{"ok":true}'));
  const headers = { authorization: 'Bearer fake', 'content-type': 'application/json' };
  const answer = await send(
    get(`${url}/customers?x=1`, { method: 'POST', headers, body: '{"name":"ñ 😀"}' }),
  );
  expect(answer).toEqual({ kind: 'answer', status: 200, text: '{"ok":true}' });
  expect(asked).toEqual([
    expect.objectContaining({
      method: 'POST',
      path: '/customers?x=1',
      body: '{"name":"ñ 😀"}',
      headers: expect.objectContaining(headers),
    }),
  ]);
});

test.each([200, 201, 204, 400, 401, 404, 409, 422, 429, 500, 503])('HTTP %d is an answer', async (status) => {
  const { url } = await listen((response) => response.writeHead(status).end());
  expect(await send(get(url))).toEqual({ kind: 'answer', status, text: '' });
});

test.each([301, 302, 303, 307, 308])('a redirect (%d) is an answer and is not followed', async (status) => {
  const { url, asked } = await listen((response) =>
    response.writeHead(status, { location: '/elsewhere' }).end('moved'),
  );
  const answer = await send(get(`${url}/here`, { method: 'POST', body: '{}' }));
  expect(answer).toMatchObject({ kind: 'answer', status });
  expect(asked.map(({ path }) => path)).toEqual(['/here']);
});

const noAnswer = (error: string) => ({ code: 'masivo-no-answer', params: { error } });
const unreachable = (error: string) => ({ code: 'masivo-unreachable', params: { error } });

describe('a request that is cancelled', () => {
  test('before it is sent did nothing', async () => {
    const { url, asked } = await listen((response) => response.end());
    expect(await send(get(url, { signal: AbortSignal.abort() }))).toEqual({
      kind: 'unsent',
      why: { code: 'cancelled' },
    });
    expect(asked).toEqual([]);
  });

  test('under way is lost', async () => {
    const cancelled = new AbortController();
    const { url } = await listen(() => cancelled.abort());
    expect(await send(get(url, { signal: cancelled.signal }))).toMatchObject({ kind: 'lost' });
  });
});

describe('Retry-After', () => {
  const answerWith = async (value: string) => {
    const { url } = await listen((response) => response.writeHead(429, { 'retry-after': value }).end());
    const answer = await send(get(url));
    return answer.kind === 'answer' ? answer.retryAfterMs : answer;
  };
  test.each<[string, number | undefined]>([
    ['0', 0],
    ['7', 7000],
    [' 120 ', 120_000],
    ['86400', 86_400_000],
    ['soon', undefined],
    ['', undefined],
    ['Wed, 21 Oct 2015 07:28:00 GMT', 0],
  ])('%j is %p ms', async (value, ms) => {
    expect(await answerWith(value)).toBe(ms);
  });

  test('a date ahead is counted from now', async () => {
    // An HTTP date has whole seconds.
    const ms = await answerWith(new Date(Date.now() + 90_000).toUTCString());
    expect(ms).toBeGreaterThan(80_000);
    expect(ms).toBeLessThanOrEqual(90_000);
  });

  test('no header, no time', async () => {
    const { url } = await listen((response) => response.writeHead(429).end());
    expect(await send(get(url))).not.toHaveProperty('retryAfterMs');
  });
});

describe('lost: the request may have done its work', () => {
  test.each<[string, (response: ServerResponse) => void, string]>([
    ['no answer in time', () => {}, 'timeout'],
    [
      'headers, but no end of the body in time',
      (response) => response.writeHead(201).write('{"da'),
      'timeout',
    ],
    ['a reset', (response) => response.socket?.resetAndDestroy(), 'ECONNRESET'],
    ['a connection closed without an answer', (response) => response.socket?.end(), 'ECONNRESET'],
    [
      'a body that breaks off',
      (response) =>
        response.writeHead(201, { 'content-length': '100' }).write('{"da', () => response.destroy()),
      'ECONNRESET',
    ],
    ['no HTTP', (response) => response.socket?.end('hello\r\n\r\n'), 'HPE_INVALID_CONSTANT'],
  ])('%s', async (_, misbehave, why) => {
    const { url, asked } = await listen(misbehave);
    const request = get(url, { method: 'POST', body: '{}', timeoutMs: why === 'timeout' ? 150 : 5000 });
    expect(await send(request)).toEqual({ kind: 'lost', why: noAnswer(why) });
    expect(asked).toHaveLength(1);
  });
});

describe('unsent: the request surely did nothing', () => {
  test('nobody listens', async () => {
    expect(await send(get(await deafUrl()))).toEqual({ kind: 'unsent', why: unreachable('ECONNREFUSED') });
  });

  test('the name has no address', async () => {
    // No name has a part of 64 characters, so that no resolver is asked.
    const answer = await send(get(`http://${'x'.repeat(64)}.invalid/`));
    expect(answer).toEqual({
      kind: 'unsent',
      why: unreachable(expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/)),
    });
  });

  test.each([0, -1, -5000])('no time is left (%d ms)', async (timeoutMs) => {
    const { url, asked } = await listen((response) => response.end());
    expect(await send(get(url, { timeoutMs }))).toEqual({
      kind: 'unsent',
      why: { code: 'no-time-left' },
    });
    expect(asked).toEqual([]);
  });

  test.each<[string, (url: string) => HttpRequest]>([
    ['a token with a line end inside', (url) => get(url, { headers: { authorization: 'Bearer fa\nke' } })],
    ['a token with other letters', (url) => get(url, { headers: { authorization: 'Bearer fake\u2026' } })],
    ['an address that is none', () => get('masivo.example.com/customers')],
  ])('%s', async (_, request) => {
    const { url, asked } = await listen((response) => response.end());
    expect(await send(request(url))).toEqual({
      kind: 'unsent',
      why: { code: 'request-unsendable' },
    });
    expect(asked).toEqual([]);
  });

  // What Node says where no test can bring it about.
  describe.each([
    ['alone', (error: Error) => error],
    ['for each of several addresses', (error: Error) => new AggregateError([error, new Error('the second')])],
  ])('%s', (_, wrapped) => {
    test.each([
      ['ENOTFOUND', 'unsent'],
      ['EAI_AGAIN', 'unsent'],
      ['ECONNREFUSED', 'unsent'],
      ['EHOSTUNREACH', 'unsent'],
      ['ENETUNREACH', 'unsent'],
      ['CERT_HAS_EXPIRED', 'unsent'],
      ['ERR_TLS_CERT_ALTNAME_INVALID', 'unsent'],
      ['ECONNRESET', 'lost'],
      ['EPIPE', 'lost'],
      ['ETIMEDOUT', 'lost'],
      ['SOMETHING_NEW', 'lost'],
    ])('%s is %s', (code, kind) => {
      expect(failureOf(wrapped(Object.assign(new Error('fake'), { code })))).toEqual({
        kind,
        why: kind === 'lost' ? noAnswer(code) : unreachable(code),
      });
    });
  });

  test.each<[string, unknown]>([
    ['an error without a code', new Error('Bearer fake')],
    ['a text', 'Bearer fake'],
    ['nothing', undefined],
    ['a code that is no text', Object.assign(new TypeError('x'), { code: 5 })],
    ['no errors at all', new AggregateError([])],
  ])('lost, with nothing told, for %s', (_, thrown) => {
    expect(failureOf(thrown)).toEqual({ kind: 'lost', why: noAnswer('connection lost') });
  });
});

import type { HttpAnswer, HttpRequest } from '../../../lambda/http/send-http';
import { tokenSource } from '../../../lambda/masivo/token';
import type { Reason } from '../../../lambda/reasons/reason';

const uuid = '7b1f6f6e-5f3c-4f0a-9d77-0a4f6a4f7e11';
const minutes = (count: number) => count * 60_000;

/** A fake JWT: of its three parts only the claims are read. */
function jwt(claims: unknown, name = 'x'): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return [part({ alg: 'none' }), part(claims), name].join('.');
}

interface World {
  now: number;
  secret: string | undefined;
  lifeSeconds: number;
  /** Masivo's answer, where it is no token. */
  answer: HttpAnswer | undefined;
  secretFails: boolean;
  secretReads: number;
  readonly requests: HttpRequest[];
}

/** A token source whose Masivo and secret a test can change, with a clock to turn. */
function signIn(secret: string | undefined = uuid) {
  const state: World = {
    now: Date.parse('2026-03-09T12:00:00Z'),
    secret,
    lifeSeconds: 3600,
    requests: [],
    secretReads: 0,
    answer: undefined,
    secretFails: false,
  };
  const tokens = tokenSource({
    baseUrl: 'https://masivo.example.com/v1',
    timeoutMs: 3000,
    now: () => new Date(state.now),
    readCredential: async () => {
      state.secretReads += 1;
      if (state.secretFails) throw new TypeError(`fake outage of ${uuid}`);
      return state.secret;
    },
    http: async (request) => {
      state.requests.push(request);
      const count = state.requests.length;
      // Later than at once, so that callers can pile up.
      await new Promise((resolve) => setTimeout(resolve, 5));
      const token = jwt({ exp: state.now / 1000 + state.lifeSeconds }, `token-${count}`);
      return state.answer ?? { kind: 'answer', status: 200, text: JSON.stringify({ data: token }) };
    },
  });
  const name = async (answer = tokens.token()) => {
    const got = await answer;
    return got.kind === 'ok' ? got.value.split('.').at(-1) : got;
  };
  return { state, tokens, name };
}

test('the API key is exchanged as Masivo asks for it', async () => {
  const { state, name } = signIn();
  expect(await name()).toBe('token-1');
  expect(state.requests).toEqual([
    {
      method: 'GET',
      url: 'https://masivo.example.com/v1/auth/authorize',
      headers: { 'x-api-key': uuid, accept: 'application/json' },
      timeoutMs: 3000,
      signIn: true,
    },
  ]);
});

const timeout: Reason = { code: 'masivo-no-answer', params: { error: 'timeout' } };
const unreachable: Reason = { code: 'masivo-unreachable', params: { error: 'ECONNREFUSED' } };

describe('a token is used', () => {
  test.each([
    ['until five minutes before its end', 3600, minutes(55)],
    ['until five minutes before its end, where it lives a day', 86_400, minutes(24 * 60 - 5)],
    ['for nine tenths of a short life', 600, minutes(9)],
    ['for nine tenths of fifty minutes, which is those five minutes', 3000, minutes(45)],
    ['for nine tenths of a second', 1, 900],
  ])('%s', async (_, lifeSeconds, usableMs) => {
    const { state, name } = signIn();
    state.lifeSeconds = lifeSeconds;
    expect(await name()).toBe('token-1');
    state.now += usableMs - 1;
    expect(await name()).toBe('token-1');
    expect(state.secretReads).toBe(1);
    state.now += 1;
    expect(await name()).toBe('token-2');
  });

  test.each([
    ['that has already ended', -60],
    ['that ends now', 0],
  ])('once, if it is one %s', async (_, lifeSeconds) => {
    const { state, name } = signIn();
    state.lifeSeconds = lifeSeconds;
    expect(await name()).toBe('token-1');
    expect(await name()).toBe('token-2');
  });
});

describe('a token that tells no end is looked at again every five minutes', () => {
  test.each([
    ['no JWT', 'opaque-token'],
    ['a JWT without exp', jwt({ sub: 'x' })],
    ['an exp that is no number', jwt({ exp: '2099' })],
    ['claims that are no object', jwt('x')],
    ['claims that are no JSON', 'a.!!!.b'],
    ['a line of dots', '...'],
  ])('%s', async (_, token) => {
    const { state, tokens } = signIn(JSON.stringify({ token }));
    expect(await tokens.token()).toEqual({ kind: 'ok', value: token });
    state.now += minutes(5) - 1;
    await tokens.token();
    expect(state.secretReads).toBe(1);
    state.now += 1;
    await tokens.token();
    expect(state.secretReads).toBe(2);
    expect(state.requests).toEqual([]);
  });

  test('a stored token is used as it is, and a new one as soon as it is stored', async () => {
    const { state, tokens } = signIn('first-token');
    expect(await tokens.token()).toEqual({ kind: 'ok', value: 'first-token' });
    state.secret = 'second-token';
    expect(await tokens.renew('first-token')).toEqual({ kind: 'ok', value: 'second-token' });
    expect(state.requests).toEqual([]);
  });
});

describe('after a 401', () => {
  test('a new token is fetched, also while the rejected one is not at its end', async () => {
    const { name, tokens, state } = signIn();
    const first = await tokens.token();
    if (first.kind !== 'ok') throw new Error('There was no token');
    expect(await name(tokens.renew(first.value))).toBe('token-2');
    expect(await name()).toBe('token-2');
    expect(state.requests).toHaveLength(2);
  });

  test('a token that somebody else has renewed already is taken without another fetch', async () => {
    const { name, tokens, state } = signIn();
    await tokens.token();
    expect(await name(tokens.renew('the one before'))).toBe('token-1');
    expect(state.requests).toHaveLength(1);
  });
});

describe('fifty callers at once share one fetch', () => {
  test('of the first token', async () => {
    const { name, state } = signIn();
    const names = await Promise.all(Array.from({ length: 50 }, () => name()));
    expect(new Set(names)).toEqual(new Set(['token-1']));
    expect(state.requests).toHaveLength(1);
    expect(state.secretReads).toBe(1);
  });

  test('of a new one after a 401', async () => {
    const { name, tokens, state } = signIn();
    const first = await tokens.token();
    if (first.kind !== 'ok') throw new Error('There was no token');
    const names = await Promise.all(Array.from({ length: 50 }, () => name(tokens.renew(first.value))));
    expect(new Set(names)).toEqual(new Set(['token-2']));
    expect(state.requests).toHaveLength(2);
  });

  test('of one that fails, and the next caller tries again', async () => {
    const { name, state } = signIn();
    state.answer = { kind: 'lost', why: timeout };
    const failures = await Promise.all(Array.from({ length: 50 }, () => name()));
    expect(new Set(failures.map((failure) => JSON.stringify(failure))).size).toBe(1);
    expect(state.requests).toHaveLength(1);
    state.answer = undefined;
    expect(await name()).toBe('token-2');
  });
});

describe('a call for which there is no token was surely not sent', () => {
  const why = (cause: Reason) => ({ code: 'sign-in-failed', params: { cause } });
  const error = (status: number) => why({ code: 'masivo-error', params: { status } });
  const noToken = { why: why({ code: 'token-missing' }) };
  test.each<[string, HttpAnswer, object]>([
    [
      '401',
      { kind: 'answer', status: 401, text: '' },
      { why: why({ code: 'masivo-denied', params: { status: 401 } }) },
    ],
    ['500', { kind: 'answer', status: 500, text: uuid }, { why: error(500) }],
    [
      '429 with Retry-After',
      { kind: 'answer', status: 429, text: '', retryAfterMs: 7000 },
      {
        why: why({ code: 'masivo-throttled', params: { retryAfterMs: 7000 } }),
        retryAfterMs: 7000,
      },
    ],
    ['302', { kind: 'answer', status: 302, text: '' }, { why: error(302) }],
    ['204', { kind: 'answer', status: 204, text: '' }, { why: error(204) }],
    ['no JSON', { kind: 'answer', status: 200, text: '<html>' }, noToken],
    ['no token', { kind: 'answer', status: 200, text: '{"data":null}' }, noToken],
    ['an empty token', { kind: 'answer', status: 200, text: '{"data":""}' }, noToken],
    ['no answer', { kind: 'lost', why: timeout }, { why: why(timeout) }],
    ['no connection', { kind: 'unsent', why: unreachable }, { why: why(unreachable) }],
  ])('%s', async (_, answer, expected) => {
    const { state, tokens } = signIn();
    state.answer = answer;
    expect(await tokens.token()).toEqual({ kind: 'unsent', ...expected });
    expect(await tokens.renew('x')).toEqual({ kind: 'unsent', ...expected });
  });

  test.each([undefined, '', '{}', '{"apiKey":""}'])('a secret of %j', async (secret) => {
    const { state, tokens } = signIn();
    state.secret = secret;
    expect(await tokens.token()).toEqual({
      kind: 'unsent',
      why: { code: 'masivo-secret-empty' },
    });
  });

  test('a secret that cannot be read, and nothing of it is told', async () => {
    const { state, tokens, name } = signIn();
    state.secretFails = true;
    expect(await tokens.token()).toEqual({
      kind: 'unsent',
      why: { code: 'masivo-secret-unreadable', params: { error: 'TypeError' } },
    });
    state.secretFails = false;
    expect(await name()).toBe('token-1');
  });
});

import type { HttpAnswer, HttpRequest } from '../../../lambda/http/send-http';
import type { Failure } from '../../../lambda/masivo/answer';
import type { Reason } from '../../../lambda/reasons/reason';
import {
  type Call,
  circuitSignalOf,
  clientStepFor,
  isMasivosError,
  isThrottled,
  lacksCustomer,
  networkFailure,
  type Verdict,
  verdictOn,
} from '../../../lambda/retry/retry-policy';
import { isSignedIn } from '../../../lambda/retry/status-meaning';

const calls = [
  'find',
  'create',
  'change',
  'consent',
  'migrate',
  'migrate-many',
] as const satisfies readonly Call[];
const statuses = Array.from({ length: 500 }, (_, index) => 100 + index);

/** Short names of verdicts: who writes the tables below reads them at a glance. */
function short(verdict: Verdict): string {
  if (verdict.kind === 'refuse') return 'refuse';
  const then = verdict.kind === 'ask' ? `, else ${verdict.unexplained}` : '';
  return verdict.landed === 'maybe' ? `${verdict.kind}, maybe done${then}` : `${verdict.kind}${then}`;
}

/** What each status means that is not just another one that may pass. */
const special: Readonly<Record<number, readonly [Record<Call, string>, string, string]>> = (() => {
  const all = (verdict: string): Record<Call, string> => ({
    find: verdict,
    create: verdict,
    change: verdict,
    consent: verdict,
    migrate: verdict,
    'migrate-many': verdict,
  });
  const invalid = { ...all('refuse'), find: 'retry', create: 'ask, else refuse' };
  return {
    400: [invalid, 'fail', 'works'],
    401: [all('retry'), 'renew-token', 'denied'],
    403: [all('retry'), 'renew-token', 'denied'],
    404: [{ ...all('retry'), change: 'ask, else retry' }, 'fail', 'works'],
    408: [all('retry, maybe done'), 'fail', 'works'],
    409: [{ ...all('retry'), create: 'ask, else retry', 'migrate-many': 'refuse' }, 'fail', 'works'],
    413: [{ ...all('retry'), 'migrate-many': 'refuse' }, 'fail', 'works'],
    422: [invalid, 'fail', 'works'],
    429: [all('retry'), 'wait', 'throttled'],
  };
})();

const unreachable: Reason = { code: 'masivo-unreachable', params: { error: 'ECONNREFUSED' } };
const timeout: Reason = { code: 'masivo-no-answer', params: { error: 'timeout' } };

const request: HttpRequest = { method: 'GET', url: 'https://masivo.test', headers: {}, timeoutMs: 1 };
const answered = (status: number): HttpAnswer => ({ kind: 'answer', status, text: '' });

describe('every status from 100 to 599', () => {
  test.each(calls)('of a %s', (call) => {
    const told = statuses.map((status) => [status, short(verdictOn(call, { kind: 'status', status }))]);
    const usual = (status: number) => (status >= 500 ? 'retry, maybe done' : 'retry');
    expect(told).toEqual(statuses.map((status) => [status, special[status]?.[0][call] ?? usual(status)]));
  });

  test('of a change: a 404 that is not JSON says nothing of customers', () => {
    expect(short(verdictOn('change', { kind: 'status', status: 404, notJson: true }))).toBe('retry');
  });

  test('of any call, for the client', () => {
    const usual = (status: number) => (status >= 200 && status < 300 ? 'succeed' : 'fail');
    expect(statuses.map((status) => [status, clientStepFor(status)])).toEqual(
      statuses.map((status) => [status, special[status]?.[1] ?? usual(status)]),
    );
  });

  test('of any call, for the circuit breaker', () => {
    const usual = (status: number) => (status >= 500 ? 'down' : 'works');
    expect(statuses.map((status) => [status, circuitSignalOf(answered(status), request)])).toEqual(
      statuses.map((status) => [status, special[status]?.[2] ?? usual(status)]),
    );
  });

  test('of a sign-in, a missing customer, a throttled request, and what counts as an error', () => {
    expect(statuses.filter(isSignedIn)).toEqual([200]);
    expect(statuses.filter((status) => lacksCustomer({ kind: 'status', status }))).toEqual([404]);
    expect(statuses.filter(isThrottled)).toEqual([429]);
    expect(statuses.filter(isMasivosError)).toEqual(statuses.filter((status) => status >= 500));
  });
});

describe('the circuit breaker hears nothing', () => {
  test.each<[string, number, Partial<HttpRequest>]>([
    ['of a token that may have expired', 401, { mayBeExpired: true }],
    ['of a token that may have expired', 403, { mayBeExpired: true }],
    ['of a call with a limit of its own', 429, { hasOwnLimit: true }],
    ['of a sign-in that succeeded', 200, { signIn: true }],
    ['of a sign-in that was invalid', 400, { signIn: true }],
  ])('%s: %d', (_, status, more) => {
    expect(circuitSignalOf(answered(status), { ...request, ...more })).toBe('nothing');
  });

  test.each<[number, Partial<HttpRequest>, string]>([
    [503, { mayBeExpired: true, hasOwnLimit: true, signIn: true }, 'down'],
    [401, { hasOwnLimit: true, signIn: true }, 'denied'],
    [429, { mayBeExpired: true, signIn: true }, 'throttled'],
    [200, { mayBeExpired: true, hasOwnLimit: true }, 'works'],
    [200, { showsCustomer: true }, 'shows'],
    [404, { showsCustomer: true }, 'works'],
  ])('but of a %d of %j it does: %s', (status, more, signal) => {
    expect(circuitSignalOf(answered(status), { ...request, ...more })).toBe(signal);
  });

  test.each(['unsent', 'lost'] as const)('and of a call that was %s, that Masivo is down', (kind) => {
    expect(circuitSignalOf({ kind, why: timeout }, request)).toBe('down');
  });
});

test.each([
  ['ECONNREFUSED', 'unsent'],
  ['ENOTFOUND', 'unsent'],
  ['CERT_HAS_EXPIRED', 'unsent'],
  ['ECONNRESET', 'lost'],
  ['SOMETHING_NEW', 'lost'],
  ['connection lost', 'lost'],
])('a network error %s means that the request was %s', (code, kind) => {
  expect(networkFailure(code)).toMatchObject({ kind, why: { params: { error: code } } });
});

describe('a status', () => {
  test('an ask tells the status that it is about', () => {
    expect(verdictOn('create', { kind: 'status', status: 422 })).toEqual({
      kind: 'ask',
      landed: 'no',
      status: 422,
      unexplained: 'refuse',
    });
  });

  test.each<[number, Reason]>([
    [401, { code: 'masivo-denied', params: { status: 401 } }],
    [403, { code: 'masivo-denied', params: { status: 403 } }],
    [404, { code: 'masivo-wrong-address', params: { status: 404 } }],
    [405, { code: 'masivo-wrong-address', params: { status: 405 } }],
    [429, { code: 'masivo-throttled', params: {} }],
    [503, { code: 'masivo-error', params: { status: 503 } }],
  ])('%d is told as: %j', (status, reason) => {
    expect(verdictOn('create', { kind: 'status', status })).toHaveProperty('reason', reason);
  });

  test.each<[Call, number, Reason]>([
    ['change', 400, { code: 'request-refused', params: { call: 'change', status: 400 } }],
    ['consent', 422, { code: 'consent-refused', params: { status: 422 } }],
    ['migrate', 400, { code: 'request-refused', params: { call: 'migrate', status: 400 } }],
    ['migrate-many', 409, { code: 'request-refused', params: { call: 'migrate', status: 409 } }],
  ])('a %s that is refused with %d is told as: %j', (call, status, reason) => {
    expect(verdictOn(call, { kind: 'status', status })).toEqual({ kind: 'refuse', reason });
  });

  test.each<[number, object]>([
    [429, { afterMs: 7000, reason: { code: 'masivo-throttled', params: { retryAfterMs: 7000 } } }],
    [503, { afterMs: 7000, reason: { code: 'masivo-error', params: { status: 503, retryAfterMs: 7000 } } }],
    [401, { afterMs: 7000 }],
  ])('%d keeps its Retry-After', (status, expected) => {
    expect(verdictOn('create', { kind: 'status', status, retryAfterMs: 7000 })).toMatchObject(expected);
  });

  test('without a Retry-After there is none, and 0 is one', () => {
    expect(verdictOn('create', { kind: 'status', status: 429 })).not.toHaveProperty('afterMs');
    expect(verdictOn('create', { kind: 'status', status: 429, retryAfterMs: 0 })).toMatchObject({
      afterMs: 0,
    });
  });
});

describe('no status', () => {
  test.each<[string, Failure, Record<Call, string>]>([
    [
      'unsent',
      { kind: 'unsent', why: unreachable },
      {
        find: 'retry',
        create: 'retry',
        change: 'retry',
        consent: 'retry',
        migrate: 'retry',
        'migrate-many': 'retry',
      },
    ],
    [
      'lost',
      { kind: 'lost', why: timeout },
      {
        find: 'retry, maybe done',
        create: 'retry, maybe done',
        change: 'retry, maybe done',
        consent: 'retry, maybe done',
        migrate: 'retry, maybe done',
        'migrate-many': 'retry, maybe done',
      },
    ],
    [
      'unreadable',
      { kind: 'unreadable', status: 201 },
      {
        find: 'retry, maybe done',
        create: 'ask, maybe done, else retry',
        change: 'ask, maybe done, else retry',
        consent: 'retry, maybe done',
        migrate: 'retry, maybe done',
        'migrate-many': 'retry, maybe done',
      },
    ],
  ])('%s', (_, failure, expected) => {
    expect(Object.fromEntries(calls.map((call) => [call, short(verdictOn(call, failure))]))).toEqual(
      expected,
    );
  });

  const throttled: Reason = {
    code: 'sign-in-failed',
    params: { cause: { code: 'masivo-throttled', params: { retryAfterMs: 9 } } },
  };
  test.each<[Failure, object]>([
    [
      { kind: 'unsent', why: throttled, retryAfterMs: 9 },
      { reason: throttled, afterMs: 9 },
    ],
    [{ kind: 'unsent', why: unreachable }, { reason: unreachable }],
    [{ kind: 'lost', why: timeout }, { reason: timeout }],
  ])('%j is told', (failure, expected) => {
    expect(verdictOn('create', failure)).toEqual(expect.objectContaining(expected));
  });
});

test('every creation that may have been done says so: only an unsent one and a clear no are not', () => {
  const surelyNotDone = statuses.slice(200).filter((status) => {
    const verdict = verdictOn('create', { kind: 'status', status });
    return verdict.kind === 'refuse' || verdict.landed === 'no';
  });
  expect(surelyNotDone.every((status) => status < 500 && status !== 408)).toBe(true);
  expect(surelyNotDone).toHaveLength(199);
});

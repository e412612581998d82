import { type Call, type Verdict, verdictOn } from '../../../lambda/delivery/retryability';
import type { Failure } from '../../../lambda/masivo/answer';

const calls = ['find', 'create', 'change', 'consent', 'migrate'] as const satisfies readonly Call[];

/** Short names of verdicts: who writes the tables below reads them at a glance. */
function short(verdict: Verdict): string {
  if (verdict.kind === 'refuse') return 'refuse';
  return verdict.landed === 'maybe' ? `${verdict.kind}, maybe done` : verdict.kind;
}

describe('a status', () => {
  const again = 'retry';
  const perhaps = 'retry, maybe done';
  test.each<[status: number, find: string, create: string, change: string, consent: string, migrate: string]>(
    [
      [400, again, 'ask', 'refuse', 'refuse', 'refuse'],
      [401, again, again, again, again, again],
      [402, again, again, again, again, again],
      [403, again, again, again, again, again],
      [404, again, again, again, again, again],
      [405, again, again, again, again, again],
      [408, perhaps, perhaps, perhaps, perhaps, perhaps],
      [409, again, 'ask', again, again, again],
      [413, again, again, again, again, again],
      [422, again, 'ask', 'refuse', 'refuse', 'refuse'],
      [429, again, again, again, again, again],
      [300, again, again, again, again, again],
      [302, again, again, again, again, again],
      [418, again, again, again, again, again],
      [500, perhaps, perhaps, perhaps, perhaps, perhaps],
      [502, perhaps, perhaps, perhaps, perhaps, perhaps],
      [503, perhaps, perhaps, perhaps, perhaps, perhaps],
      [504, perhaps, perhaps, perhaps, perhaps, perhaps],
      [599, perhaps, perhaps, perhaps, perhaps, perhaps],
    ],
  )('%d: find %s, create %s, change %s, consent %s, migrate %s', (status, ...expected) => {
    expect(calls.map((call) => short(verdictOn(call, { kind: 'status', status })))).toEqual(expected);
  });

  test('an ask tells the status that it is about', () => {
    expect(verdictOn('create', { kind: 'status', status: 422 })).toEqual({
      kind: 'ask',
      landed: 'no',
      status: 422,
    });
  });

  test.each<[number, string]>([
    [401, 'Masivo refuses our credentials (HTTP 401)'],
    [403, 'Masivo refuses our credentials (HTTP 403)'],
    [404, 'Masivo has no such address (HTTP 404): check its base URL'],
    [405, 'Masivo has no such address (HTTP 405): check its base URL'],
    [429, 'Masivo asks for patience (HTTP 429)'],
    [503, 'Masivo answered HTTP 503'],
  ])('%d is told as: %s', (status, reason) => {
    expect(verdictOn('create', { kind: 'status', status })).toMatchObject({ reason });
  });

  test.each<[number, object]>([
    [429, { afterMs: 7000 }],
    [503, { afterMs: 7000 }],
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
      { kind: 'unsent', why: 'ECONNREFUSED' },
      { find: 'retry', create: 'retry', change: 'retry', consent: 'retry', migrate: 'retry' },
    ],
    [
      'lost',
      { kind: 'lost', why: 'timeout' },
      {
        find: 'retry, maybe done',
        create: 'retry, maybe done',
        change: 'retry, maybe done',
        consent: 'retry, maybe done',
        migrate: 'retry, maybe done',
      },
    ],
    [
      'unreadable',
      { kind: 'unreadable', status: 201 },
      {
        find: 'retry, maybe done',
        create: 'ask, maybe done',
        change: 'ask, maybe done',
        consent: 'retry, maybe done',
        migrate: 'retry, maybe done',
      },
    ],
  ])('%s', (_, failure, expected) => {
    expect(Object.fromEntries(calls.map((call) => [call, short(verdictOn(call, failure))]))).toEqual(
      expected,
    );
  });

  test.each<[Failure, object]>([
    [
      { kind: 'unsent', why: 'signing in to Masivo failed: HTTP 429', retryAfterMs: 9 },
      { reason: 'Masivo could not be asked: signing in to Masivo failed: HTTP 429', afterMs: 9 },
    ],
    [{ kind: 'lost', why: 'timeout' }, { reason: 'Masivo gave no answer: timeout' }],
  ])('%j is told', (failure, expected) => {
    expect(verdictOn('create', failure)).toMatchObject(expected);
  });
});

test('every creation that may have been done says so: only an unsent one and a clear no are not', () => {
  const statuses = Array.from({ length: 300 }, (_, index) => 300 + index);
  const surelyNotDone = statuses.filter((status) => {
    const verdict = verdictOn('create', { kind: 'status', status });
    return verdict.kind === 'refuse' || verdict.landed === 'no';
  });
  expect(surelyNotDone.every((status) => status < 500 && status !== 408)).toBe(true);
  expect(surelyNotDone).toHaveLength(199);
});

import type { Attempt } from '../../../lambda/ledger/delivery-record';
import { type ToldCall, toldAttempt } from '../../../operator/core/told-reason';

type Call = Attempt['calls'][number];
type End = Pick<Attempt, 'outcome' | 'reason'>;

const get: Call = { call: 'GET /customers/{id}', status: 404, ms: 1 };
const post = (status: number): Call => ({ call: 'POST /customers', status, ms: 1 });
const end = (outcome: Attempt['outcome'], reason: Attempt['reason'] = null): End => ({ outcome, reason });

test.each<[string, ToldCall['result'], Call, End]>([
  ['a 2xx', 'succeeded', post(201), end('created')],
  ['a sign-in', 'succeeded', { call: 'sign-in', ms: 1 }, end('ignored')],
  ['a 404 that says whom to create', 'expected', get, end('created')],
  ['the same before a creation that failed', 'expected', get, end('retry')],
  ['a 404 of a customer who was there', 'failed', get, end('gone')],
  [
    'a 404 of no Masivo',
    'failed',
    get,
    end('retry', { code: 'masivo-wrong-address', params: { status: 404 } }),
  ],
  ['a 404 to a change', 'failed', { call: 'PATCH /customers/{id}', status: 404, ms: 1 }, end('retry')],
  ['a conflict with the customer itself', 'expected', post(409), end('exists')],
  ['a conflict with another one', 'failed', post(409), end('unlinked')],
  ['a 503', 'failed', post(503), end('retry')],
  [
    'what was not sent for want of time',
    'expected',
    { call: 'POST /customers', failure: { code: 'no-time-left' }, ms: 0 },
    end('retry'),
  ],
  [
    'what reached nobody',
    'failed',
    {
      call: 'POST /customers',
      failure: { code: 'masivo-unreachable', params: { error: 'ECONNREFUSED' } },
      ms: 1,
    },
    end('retry'),
  ],
])('%s: %s', (_, result, call, ended) => {
  const [told] = toldAttempt({ id: 'a', series: 0, at: '', ms: 1, calls: [call], ...ended }).calls;
  expect(told?.result).toBe(result);
});

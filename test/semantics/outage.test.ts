import { type CircuitBreaker, circuitBreaker } from '../../lambda/delivery/circuit-breaker';
import type { HttpAnswer, HttpRequest } from '../../lambda/http/send-http';
import type { OpenCircuit, SharedState } from '../../lambda/ledger/shared-items';
import { shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';

/** Many workers, one Masivo in trouble: what they share of it in the ledger. */
harnessForFile();

const retry = { firstDelayMs: 5000, maxDelayMs: 3600_000, maxRetryAfterMs: 40_000_000, giveUpAfterMs: 1e9 };
const request: HttpRequest = {
  method: 'GET',
  url: 'http://masivo.example.com',
  headers: {},
  timeoutMs: 1000,
};

let bridge: TestBridge;
let masivo: HttpAnswer;
let requests = 0;
const blocks: OpenCircuit[] = [];

beforeEach(async () => {
  bridge = await harness.fresh();
  requests = 0;
  blocks.length = 0;
});

interface Worker {
  readonly traffic: CircuitBreaker;
  /** One batch of `messages`, each a single request to Masivo; how many had to wait. */
  batch(messages: number): Promise<number>;
}

function worker(): Worker {
  const own = circuitBreaker({
    items: bridge.items,
    retry,
    now: harness.now,
    onOpen: (block) => blocks.push(block),
  });
  const send = own.watch(async () => {
    requests += 1;
    return masivo;
  });
  return {
    traffic: own,
    async batch(messages) {
      const signal = await own.read();
      let waited = 0;
      for (let message = 0; message < (signal.halfOpen ? 1 : messages); message += 1) {
        if (signal.delayFor('shopify', 'default')) waited += 1;
        else await send(request);
      }
      return waited + (signal.halfOpen ? messages - 1 : 0);
    },
  };
}

const good: HttpAnswer = { kind: 'answer', status: 200, text: '{}' };
const troubles: readonly [string, HttpAnswer, OpenCircuit['why']][] = [
  ['HTTP 503', { kind: 'answer', status: 503, text: '' }, 'down'],
  ['no answer', { kind: 'lost', why: { code: 'masivo-no-answer', params: { error: 'timeout' } } }, 'down'],
  [
    'no connection',
    {
      kind: 'unsent',
      why: { code: 'masivo-unreachable', params: { error: 'ECONNREFUSED' } },
    },
    'down',
  ],
  ['our credentials refused', { kind: 'answer', status: 403, text: '' }, 'denied'],
];

test.each(troubles)(
  '%s in a row blocks the way for all workers, and is told once',
  async (_, answer, why) => {
    masivo = answer;
    await worker().batch(10);
    expect(blocks.map((block) => block.why)).toEqual([why]);
    requests = 0;
    expect(await worker().batch(10)).toBe(10);
    expect(requests).toBe(0);
  },
);

test('single failures between good answers block nothing', async () => {
  const own = worker();
  for (let round = 0; round < 20; round += 1) {
    masivo = { kind: 'answer', status: 503, text: '' };
    await own.batch(4);
    masivo = good;
    await own.batch(1);
  }
  expect(blocks).toEqual([]);
});

test('429 with Retry-After blocks at once and for that long, be it hours', async () => {
  masivo = { kind: 'answer', status: 429, text: '', retryAfterMs: 6 * 3600_000 };
  await worker().batch(1);
  expect(blocks).toMatchObject([{ why: 'throttled', until: harness.now().getTime() + 6 * 3600_000 }]);
  harness.pass(6 * 3600_000 - 1000);
  expect(await worker().batch(3)).toBe(3);
  harness.pass(2000);
  masivo = good;
  expect(await worker().batch(3)).toBe(2);
  expect(await worker().batch(3)).toBe(0);
});

test('what has a limit of its own stops nobody else with it', async () => {
  const own = circuitBreaker({
    items: bridge.items,
    retry,
    now: harness.now,
    onOpen: (block) => blocks.push(block),
  });
  await own.read();
  const tooMany: HttpAnswer = { kind: 'answer', status: 429, text: '', retryAfterMs: 3600_000 };
  const send = own.watch(async () => tooMany);
  for (let times = 0; times < 10; times += 1) await send({ ...request, hasOwnLimit: true });
  expect(blocks).toEqual([]);
  await send(request);
  expect(blocks).toMatchObject([{ why: 'throttled' }]);
});

test('an everyday 401, before the token is renewed, is no trouble', async () => {
  const own = circuitBreaker({
    items: bridge.items,
    retry,
    now: harness.now,
    onOpen: (block) => blocks.push(block),
  });
  await own.read();
  const send = own.watch(async () => ({ kind: 'answer', status: 401, text: '' }));
  for (let times = 0; times < 10; times += 1) await send({ ...request, mayBeExpired: true });
  expect(blocks).toEqual([]);
});

test('an hour of outage costs a test message now and then, by one worker at a time; the first good answer frees all', async () => {
  const workers = Array.from({ length: 8 }, worker);
  masivo = { kind: 'answer', status: 503, text: '' };
  let messages = 0;
  for (let second = 0; second < 3600; second += 15) {
    harness.pass(15_000);
    for (const each of workers.slice(0, 3)) messages += await each.batch(1);
  }
  expect(messages).toBeGreaterThan(600);
  expect(requests).toBeLessThan(40);
  masivo = good;
  harness.pass(5 * 60_000);
  expect(await Promise.all(workers.map((each) => each.batch(1)))).toContain(0);
  expect(await Promise.all(workers.map((each) => each.batch(2)))).toEqual(workers.map(() => 0));
});

test('two workers that find the circuit half-open: one of them tries', async () => {
  masivo = { kind: 'answer', status: 503, text: '' };
  await worker().batch(10);
  harness.pass(60_000);
  const signals = await Promise.all([worker(), worker(), worker()].map((each) => each.traffic.read()));
  expect(signals.filter(({ halfOpen }) => halfOpen)).toHaveLength(1);
});

describe('paused', () => {
  /** What the attempt at a signup in this store says, where these are paused. */
  async function actionIn(
    store: string,
    paused: readonly string[],
    erasedShops: SharedState['erasedShops'] = {},
  ) {
    const shared = { circuits: {}, paused: [...paused], erasedShops };
    const items = { ...bridge.items, sharedState: async () => shared };
    const circuit = await circuitBreaker({ items, retry, now: harness.now }).read();
    const body = JSON.stringify(shopifyEnvelope({ store }));
    return bridge.worker().attempt({ body, sentAt: 0 }, circuit, new AbortController().signal);
  }

  test('a store waits while it is erased, whatever is resumed', async () => {
    const at = harness.now().getTime();
    const open = { resumes: true, since: at };
    expect(await actionIn('default', [], { 'shopify/default': { at, open } })).toEqual({
      kind: 'delay-while-blocked',
      atLeastMs: 60_000,
      storePaused: true,
    });
    expect(await actionIn('second', [], { 'shopify/default': { at, open } })).toEqual({ kind: 'ack' });
    expect(await actionIn('second', [], { 'shopify/second': { at: 0 } })).toEqual({ kind: 'ack' });
  });

  test('a store waits, and is known to be paused alone', async () => {
    expect(await actionIn('default', ['shopify/default'])).toEqual({
      kind: 'delay-while-blocked',
      atLeastMs: 60_000,
      storePaused: true,
    });
  });

  test('all wait together, the store that is named beside them, too', async () => {
    for (const paused of [['*'], ['shopify/default', '*']]) {
      expect(await actionIn('default', paused)).toEqual({ kind: 'delay-while-blocked', atLeastMs: 60_000 });
    }
  });

  test('another store goes on', async () => {
    expect(await actionIn('second', ['shopify/default'])).toEqual({ kind: 'ack' });
  });
});

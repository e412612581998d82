import type { Rule } from '../../local/masivo/misbehaviour';
import { until, whether } from './http';
import { TestBridge, waits } from './support';
import { signups } from './webhooks';

let bridge: TestBridge;
beforeAll(async () => {
  bridge = await TestBridge.start();
});
afterAll(() => bridge.stop());
afterEach(() => bridge.misbehave());

const create = { method: 'POST', path: '/customers' };
const signIn = { method: 'GET', path: '/auth/authorize' };

test('Retry-After is honoured', async () => {
  await bridge.misbehave({ do: 'throttle', retryAfter: 3, match: create, times: 1 });
  const delivery = await bridge.settled(signups.shopify());
  expect(delivery).toMatchObject({ outcome: 'created', attemptCount: 2 });
  // Clocks of two processes, hence not quite 3.
  expect(waits(delivery)[0]).toBeGreaterThanOrEqual(2900);
  expect(waits(delivery)[0]).toBeLessThan(11_000);
});

test('an outage can be watched: the first retry soon, no wait above 10 s, and the end as soon as it is over', async () => {
  await bridge.misbehave({ do: 'status', status: 503 });
  const id = await bridge.accepted(signups.shopify());
  const tried = await until('three attempts', async () => {
    const delivery = await bridge.delivery(id);
    return delivery && delivery.attemptCount >= 3 ? delivery : undefined;
  });
  expect(tried).toMatchObject({ outcome: 'retry', reason: expect.stringContaining('HTTP 503') });
  await bridge.misbehave();
  const delivery = await bridge.ended(id);
  expect(delivery).toMatchObject({ outcome: 'created', reason: null });
  // With a second of slack for a busy machine.
  expect(waits(delivery)[0]).toBeLessThan(3000);
  expect(Math.max(...waits(delivery))).toBeLessThan(11_000);
});

test('many signups during an outage: all taken, none lost, none doubled', async () => {
  await bridge.misbehave({ do: 'status', status: 503 });
  const during = Array.from({ length: 20 }, (_, n) => (n % 2 ? signups.shopify() : signups.stripe()));
  const ids = await Promise.all(during.map((signup) => bridge.accepted(signup)));
  await until('attempts that fail', async () =>
    whether((await bridge.deliveries('outcome=retry')).length > 0),
  );
  await bridge.misbehave();
  const recovered = Date.now();
  const delivered = await Promise.all(ids.map((id) => bridge.ended(id)));
  expect(Date.now() - recovered).toBeLessThan(12_000);
  expect(delivered.map(({ outcome }) => outcome)).toEqual(ids.map(() => 'created'));
  const { customers } = await bridge.masivo();
  const registered = new Map(customers.map(({ customer, registrations }) => [customer.id, registrations]));
  expect(during.map(({ customer }) => registered.get(customer))).toEqual(during.map(() => 1));
});

describe('tokens', () => {
  const many = () => Array.from({ length: 10 }, signups.shopify);

  test('are asked for once and used for every delivery', async () => {
    await bridge.settled(signups.shopify());
    const before = await bridge.requests('GET /auth/authorize', 200);
    await Promise.all(many().map((signup) => bridge.settled(signup)));
    expect(await bridge.requests('GET /auth/authorize', 200)).toBe(before);
  });

  test('that expired early are renewed once, however many deliveries wait for it', async () => {
    await bridge.settled(signups.shopify());
    const before = await bridge.requests('GET /auth/authorize', 200);
    await bridge.control('POST', '/expire-tokens');
    // Slow enough that all of them find out before the first has a new one.
    await bridge.misbehave({ do: 'latency', delayMs: 200, match: signIn });
    const deliveries = await Promise.all(many().map((signup) => bridge.settled(signup)));
    for (const delivery of deliveries)
      expect(delivery).toMatchObject({ outcome: 'created', attemptCount: 1 });
    expect(deliveries.some(({ attempts }) => attempts[0]?.calls.some(({ status }) => status === 401))).toBe(
      true,
    );
    expect((await bridge.requests('GET /auth/authorize', 200)) - before).toBe(1);
  });

  test.each<[string, Rule]>([
    ['no answer', { do: 'close-before', match: signIn, times: 1 }],
    ['HTTP 500', { do: 'status', status: 500, match: signIn, times: 1 }],
    ['HTTP 401', { do: 'status', status: 401, match: signIn, times: 1 }],
    ['a token that cannot be read', { do: 'garble', match: signIn, times: 1 }],
  ])('signing in that fails with %s is tried again', async (_, rule) => {
    await bridge.control('POST', '/expire-tokens');
    await bridge.misbehave(rule);
    const delivery = await bridge.settled(signups.stripe());
    expect(delivery).toMatchObject({
      outcome: 'created',
      attempts: [{ outcome: 'retry', reason: expect.stringContaining('signing in') }, { outcome: 'created' }],
    });
  });

  test('are renewed before they expire', async () => {
    // The sandbox cuts `exp` to whole seconds, so this one lives for 2 to 3.
    const short = await TestBridge.start({ sandboxTokenLifetimeSeconds: 3 });
    try {
      await short.settled(signups.shopify());
      await new Promise((resolve) => setTimeout(resolve, 3100));
      await short.settled(signups.shopify());
      expect(await short.requests('GET /auth/authorize', 200)).toBe(2);
      expect(await short.requests('POST /customers', 401)).toBe(0);
    } finally {
      await short.stop();
    }
  });
});

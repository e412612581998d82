import { causeOf } from '../../lambda/reasons/reason';
import { TestBridge } from '../support/test-bridge';
import { until, whether } from '../support/until';
import { signups } from '../support/webhooks';

let bridge: TestBridge;
beforeAll(async () => {
  bridge = await TestBridge.start();
});
afterAll(() => bridge.stop());
afterEach(() => bridge.misbehave());

test('many signups during an outage: all taken, tried again, none lost, none doubled', async () => {
  await bridge.misbehave({ do: 'status', status: 503 });
  const during = Array.from({ length: 20 }, (_, n) => (n % 2 ? signups.shopify() : signups.stripe()));
  const ids = await Promise.all(during.map((signup) => bridge.accepted(signup)));
  await until('one that was tried three times', async () => {
    const failed = await bridge.deliveries('outcome=retry');
    for (const { reason } of failed) {
      expect(causeOf(reason) ?? reason).toMatchObject({ code: 'masivo-error', params: { status: 503 } });
    }
    return whether(failed.some(({ attemptCount }) => attemptCount >= 3));
  });
  await bridge.misbehave();
  const delivered = await Promise.all(ids.map((id) => bridge.ended(id)));
  expect(delivered).toMatchObject(ids.map(() => ({ outcome: 'created', reason: null })));
  const { customers } = await bridge.masivo();
  const registered = new Map(customers.map(({ customer, registrations }) => [customer.id, registrations]));
  expect(during.map(({ customer }) => registered.get(customer))).toEqual(during.map(() => 1));
});

test('a token that expired early is renewed once, however many deliveries wait for it', async () => {
  await bridge.settled(signups.shopify());
  const before = await bridge.requests('GET /auth/authorize', 200);
  await bridge.control('POST', '/expire-tokens');
  // Slow enough that all of them find out before the first has a new one.
  await bridge.misbehave({ do: 'latency', delayMs: 200, match: { method: 'GET', path: '/auth/authorize' } });
  const many = Array.from({ length: 10 }, signups.shopify);
  const deliveries = await Promise.all(many.map((signup) => bridge.settled(signup)));
  for (const delivery of deliveries) expect(delivery).toMatchObject({ outcome: 'created', attemptCount: 1 });
  expect(deliveries.some(({ attempts }) => attempts[0]?.calls.some(({ status }) => status === 401))).toBe(
    true,
  );
  expect((await bridge.requests('GET /auth/authorize', 200)) - before).toBe(1);
});

import type { SampleSignup } from '../../lambda/sources/profile';
import { profileOf } from '../../lambda/sources/profiles';
import { TestBridge } from '../support/test-bridge';
import { freshId, type Webhook } from '../support/webhooks';

/** Thin events on their way over HTTP, with a small Stripe beside the bridge. */
let bridge: TestBridge;
beforeAll(async () => {
  bridge = await TestBridge.start();
});
afterAll(() => bridge.stop());

const put = (held: Readonly<Record<string, unknown>>) => bridge.bridge.vendors.get('stripe')?.api.put(held);

const { forms } = profileOf('stripe');

function thin(): SampleSignup & Webhook {
  const shopper = { serial: freshId(), at: new Date(), vendorAccount: 'any', live: false };
  const signup = forms?.thin?.signup(shopper);
  if (!signup) throw new Error('Stripe has no thin events');
  return { ...signup, source: 'stripe' };
}

test('one creates the customer whom Stripe shows, and a copy nobody', async () => {
  const signup = thin();
  put(signup.held ?? {});
  const delivery = await bridge.settled(signup);
  expect(delivery).toMatchObject({ outcome: 'created', customer: signup.customer });
  expect(delivery.attempts[0]?.calls[0]).toMatchObject({
    call: 'Stripe GET /v1/customers/{id}',
    status: 200,
    result: 'succeeded',
  });
  expect(await bridge.accepted(signup)).toBe(delivery.id);
  await bridge.drained();
  expect(await bridge.customer(signup.customer)).toMatchObject({ registrations: 1 });
});

test('one that a stranger forged is rejected', async () => {
  const signup = thin();
  put(signup.held ?? {});
  expect((await bridge.post(signup, { signedWith: 'whsec_guessed' })).status).toBe(401);
});

test('one of a customer who was deleted creates nobody', async () => {
  const signup = thin();
  const deleted = { id: signup.customer, object: 'customer', deleted: true };
  put({ [`/v1/customers/${signup.customer}`]: deleted });
  expect(await bridge.settled(signup)).toMatchObject({
    outcome: 'ignored',
    reason: { code: 'deleted-in-store' },
  });
  expect(await bridge.customer(signup.customer)).toBeUndefined();
});

test('neither the key nor the shopper is logged', () => {
  const log = bridge.logLines.join('\n');
  expect(log).toContain('"reads":1');
  expect(log).not.toMatch(/rk_test|example\.com|Sample Shopper/);
});

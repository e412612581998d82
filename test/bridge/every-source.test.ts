import { profiles } from '../../lambda/sources/profiles';
import { fixture } from '../support/fixtures';
import { http, json, type Sent } from '../support/http';
import { TestBridge } from '../support/test-bridge';
import { webhookSecrets } from '../support/webhooks';

/** That both bundles know every source: `receive` carries no more of one than its ingress. */
let bridge: TestBridge;
beforeAll(async () => {
  bridge = await TestBridge.start();
});
afterAll(() => bridge.stop());

const post = (source: string, sent: Sent) =>
  http(bridge.bridge.url, { method: 'POST', path: `/webhooks/${source}`, ...sent });

let serial = 6_000_000_000_000;

test.each([...profiles])('%s: its sample signup becomes its customer in Masivo', async (name, profile) => {
  serial += 1;
  const at = new Date();
  const signup = profile.signup({ serial, at, vendorAccount: 'any', live: false });
  const [secret = ''] = webhookSecrets[`${name}/default`] ?? [];
  const headers = { ...signup.headers, ...profile.sign(signup, secret, at) };
  const sent = { headers, body: signup.body };

  const wrong = { ...headers, ...profile.sign(signup, `${secret.slice(0, -4)}AAAA`, at) };
  expect((await post(name, { ...sent, headers: wrong })).status).toBe(401);

  const answer = await post(name, sent);
  expect(answer.status).toBe(200);
  const { delivery } = json<{ delivery: string }>(answer);
  expect(await bridge.ended(delivery)).toMatchObject({ outcome: 'created' });
  expect((await bridge.customer(signup.customer))?.customer).toMatchObject({
    name: 'Sample Shopper',
    metadata: { source: name, store: 'default' },
  });
  // The same again is the same delivery.
  expect(json(await post(name, sent))).toEqual({ delivery });
});

test('a ping of WooCommerce is answered, and nothing comes of it', async () => {
  await bridge.drained();
  const before = await bridge.deliveries();
  const answer = await post('woocommerce', {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: fixture('woocommerce/ping.txt'),
  });
  expect([answer.status, answer.text]).toEqual([200, '{}']);
  expect(bridge.bridge.waiting()).toBe(0);
  expect(await bridge.deliveries()).toEqual(before);
});

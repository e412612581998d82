import { shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { asMasivo, callsOf } from '../support/masivo-truth';
import { untilEnded, update } from '../support/stories';

/** Phone, country and tags in fields of Masivo's own, for an account that takes them. */
harnessForFile({ sandbox: { terms: { fields: ['phone', 'country', 'tags'] } } });

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({
    store: { mapping: { fields: ['phone', 'country', 'tags'], extras: ['note'] } },
  });
});

const shopper = {
  phone: '+593 99 555 0100',
  default_address: { country_code: 'EC' },
  tags: 'vip, new',
  note: 'a note',
};

const customer = async () =>
  ((await harness.control('GET', '/customers/1001')) as { customer: Record<string, unknown> }).customer;

test('a signup carries them; its extras stay in the metadata', async () => {
  expect(await untilEnded(harness, bridge, shopifyEnvelope({ more: shopper }))).toBe('created');
  expect(await customer()).toMatchObject({
    phone: '+593 99 555 0100',
    country: 'EC',
    tags: { vip: true, new: true },
    metadata: { source: 'shopify', store: 'default', note: 'a note' },
  });
  expect((await customer()).metadata).not.toHaveProperty('phone');
});

test('later tags are brought up to date, beside those that others put there', async () => {
  await bridge.run(shopifyEnvelope({ more: shopper }));
  await asMasivo(harness, '/customers/1001', { tags: { vip: true, new: true, staff: 'yes' } });
  const later = update(2, { more: { ...shopper, tags: 'vip, gold' } });
  expect(await untilEnded(harness, bridge, later)).toBe('updated');
  expect((await customer()).tags).toEqual({ vip: true, gold: true, staff: 'yes' });
  expect(await untilEnded(harness, bridge, update(3, { more: { ...shopper, tags: '' } }))).toBe('updated');
  expect((await customer()).tags).toEqual({ staff: 'yes' });
});

test('silence takes no tags back', async () => {
  await bridge.run(shopifyEnvelope({ more: shopper }));
  const { tags: _, ...silent } = shopper;
  expect(await untilEnded(harness, bridge, update(2, { more: silent }))).toBe('unchanged');
  expect((await customer()).tags).toEqual({ vip: true, new: true });
});

test('another phone or country cannot be changed in Masivo: nothing is sent', async () => {
  await bridge.run(shopifyEnvelope({ more: shopper }));
  const calls = await callsOf(harness, 'GET /customers/{id}');
  const moved = { ...shopper, phone: '+593 99 555 0199', default_address: { country_code: 'CO' } };
  expect(await untilEnded(harness, bridge, update(2, { more: moved }))).toBe('unchanged');
  expect(await callsOf(harness, 'GET /customers/{id}')).toBe(calls);
  expect(await callsOf(harness, 'PATCH /customers/{id}')).toBe(0);
  expect(await customer()).toMatchObject({ phone: '+593 99 555 0100', country: 'EC' });
});

test('a country that is longer than Masivo takes costs the country, not the signup', async () => {
  const more = { ...shopper, default_address: { country_code: 'x'.repeat(101) } };
  expect(await untilEnded(harness, bridge, shopifyEnvelope({ more }))).toBe('created');
  expect(await customer()).not.toHaveProperty('country');
});

test('the delivery’s log shows what was sent', async () => {
  const signup = shopifyEnvelope({ more: shopper });
  await bridge.run(signup);
  expect((await bridge.record(signup)).mapped).toMatchObject({
    phone: '+593 99 555 0100',
    tags: { vip: true, new: true },
    metadata: { source: 'shopify', store: 'default', note: 'a note' },
  });
});

import { memberOf } from '../../../lambda/json';
import { profileOf } from '../../../lambda/sources/profiles';
import { Closing } from '../../../local/closing';
import { heldPath, type LocalVendor, startVendors } from '../../../local/vendors/server';
import { fixtureJson } from '../../support/fixtures';

/** The small Stripe of the local run answers as Stripe does, over HTTP. */
const closing = new Closing();
let stripe: LocalVendor;
beforeAll(async () => {
  const started = (await startVendors(closing)).get('stripe');
  if (!started) throw new Error('there is none');
  stripe = started;
  const held = {
    '/v1/customers/cus_1': { id: 'cus_1', object: 'customer' },
    '/v2/core/events/evt_1': { id: 'evt_1', object: 'v2.core.event' },
  };
  const response = await fetch(stripe.url + heldPath, { method: 'PUT', body: JSON.stringify(held) });
  expect(response.status).toBe(204);
});
afterAll(() => closing.close());

const key = profileOf('stripe').vendorKey?.local ?? '';
const signedIn = { authorization: `Bearer ${key}`, 'stripe-version': '2026-10-28.endive' };
const ask = async (path: string, headers: Readonly<Record<string, string>>, method = 'GET') => {
  const response = await fetch(stripe.url + path, { method, headers });
  return { status: response.status, body: await response.json() };
};

test.each([
  ['a customer', '/v1/customers/cus_1', 'cus_1'],
  ['an event', '/v2/core/events/evt_1', 'evt_1'],
])('shows %s that was put there', async (_, path, id) => {
  expect(await ask(path, signedIn)).toMatchObject({ status: 200, body: { id } });
});

const codeOf = (file: string) => memberOf(memberOf(fixtureJson(`stripe/api/${file}`), 'error'), 'code');

test.each<[string, string, Readonly<Record<string, string>>, number, unknown]>([
  ['a customer that it does not have', '/v1/customers/cus_2', signedIn, 404, codeOf('no-such-customer.json')],
  ['an event that it does not have', '/v2/core/events/evt_2', signedIn, 404, codeOf('no-such-event.json')],
  ['no key', '/v1/customers/cus_1', {}, 401, undefined],
  ['another key', '/v1/customers/cus_1', { authorization: 'Bearer rk_test_fake' }, 401, undefined],
  ['an event without a version', '/v2/core/events/evt_1', { authorization: `Bearer ${key}` }, 400, undefined],
  ['another address', '/v1/charges/ch_1', signedIn, 404, undefined],
  ['an id that leads elsewhere', '/v1/customers/..%2Fcharges', signedIn, 404, undefined],
])('refuses %s', async (_, path, headers, status, code) => {
  const answer = await ask(path, headers);
  expect(answer.status).toBe(status);
  expect(memberOf(memberOf(answer.body, 'error'), 'code')).toBe(code);
  expect(JSON.stringify(answer.body)).not.toContain(key);
});

test('changes nothing for whoever writes', async () => {
  expect((await ask('/v1/customers/cus_1', signedIn, 'DELETE')).status).toBe(404);
  expect((await ask('/v1/customers/cus_1', signedIn)).status).toBe(200);
});

test('takes nothing that is no object', async () => {
  expect((await fetch(stripe.url + heldPath, { method: 'PUT', body: '[]' })).status).toBe(400);
});

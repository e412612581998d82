import { connect } from 'node:net';
import { memberOf } from '../../../lambda/json';
import { Closing } from '../../../local/closing';
import { heldPath, type LocalVendor, startVendors } from '../../../local/vendors/server';
import { fixtureJson } from '../../support/fixtures';

/** The small Stripe of the local run answers as Stripe does, over HTTP. */
const closing = new Closing();
const key = 'rk_test_own';
const token = 'fake-token';
const holding = { authorization: `Bearer ${token}` };
let stripe: LocalVendor;
beforeAll(async () => {
  const started = (await startVendors(closing, { keys: () => [key], token })).get('stripe');
  if (!started) throw new Error('there is none');
  stripe = started;
  const held = {
    '/v1/customers/cus_1': { id: 'cus_1', object: 'customer' },
    '/v2/core/events/evt_1': { id: 'evt_1', object: 'v2.core.event' },
  };
  const response = await fetch(stripe.url + heldPath, {
    method: 'PUT',
    headers: holding,
    body: JSON.stringify(held),
  });
  expect(response.status).toBe(204);
});
afterAll(() => closing.close());

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
  expect((await fetch(stripe.url + heldPath, { method: 'PUT', headers: holding, body: '[]' })).status).toBe(
    400,
  );
  expect((await fetch(stripe.url + heldPath, { method: 'PUT', body: '{}' })).status).toBe(401);
});

/** Sends what is no more than bytes, and resolves with the first line that came back. */
const send = (bytes: string) =>
  new Promise<string>((resolve) => {
    let back = '';
    const socket = connect(Number(new URL(stripe.url).port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      back += chunk.toString();
      if (back.includes('\r\n\r\n')) socket.end();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(back.split('\r\n', 1).join()));
  });
const request = (line: string, ...headers: string[]) =>
  [`${line} HTTP/1.1`, 'Host: 127.0.0.1', ...headers, '', ''].join('\r\n');

// A crash here would end the whole local run.
test.each<[string, string, RegExp]>([
  ['a path that is no address', request('GET //'), /^HTTP\/1\.1 400 /],
  ['a host that is none', request('GET http://['), /^HTTP\/1\.1 400 /],
  ['an address of another scheme', request('GET javascript:alert(1)'), /^HTTP\/1\.1 4/],
  ['a broken escape', request('GET /v1/customers/%E0%A4%A'), /^HTTP\/1\.1 4/],
  ['OPTIONS of everything', request('OPTIONS *'), /^HTTP\/1\.1 4/],
  ['a tunnel', request('CONNECT example.com:443'), /^$/],
  ['noise', '\u0000\u0001\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['no host', 'GET /v1/customers/cus_1 HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 /],
  [
    'what is not JSON',
    request(`PUT ${heldPath}`, `Authorization: Bearer ${token}`, 'Content-Length: 1').concat('{'),
    /^HTTP\/1\.1 400 /,
  ],
])('goes on after %s', async (_, bytes, line) => {
  expect(await send(bytes)).toMatch(line);
  expect((await ask('/v1/customers/cus_1', signedIn)).status).toBe(200);
});

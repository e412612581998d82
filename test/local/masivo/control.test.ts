import { request } from 'node:http';
import { HeldTimers } from '../../support/held-timers';
import { at, authorize, type Client, giveUp, newCustomer, startClient } from './support';

/** fetch does not let a caller choose Host, so this speaks through node:http. */
function statusOf(
  client: Client,
  path: string,
  headers: Record<string, string>,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port: client.sandbox.port, path, headers, agent: false },
      (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      },
    );
    call.on('error', reject).end();
  });
}

describe('the guard', () => {
  test.each([
    ['a rebound host', { host: 'evil.example.com' }],
    ['a page', { origin: 'https://evil.example.com' }],
    ['a tunnel', { 'x-forwarded-for': '192.0.2.1' }],
  ])('keeps %s out', async (_, headers) => {
    const client = await startClient();
    expect(await statusOf(client, '/_sandbox/record', headers)).toBe(403);
    expect(await statusOf(client, '/_sandbox/nowhere', headers)).toBe(403);
    const signedIn = { ...headers, authorization: `Bearer ${await authorize(client.sandbox)}` };
    expect(await statusOf(client, '/api/storefront/v1/tiers', signedIn)).toBe(403);
  });

  test('lets this machine in, by either name', async () => {
    const client = await startClient();
    for (const host of ['127.0.0.1', 'localhost']) {
      const headers = { host: `${host}:${client.sandbox.port}` };
      expect(await statusOf(client, '/_sandbox/record', headers)).toBe(200);
    }
  });
});

test('the record tells what happened', async () => {
  const { api, control } = await startClient();
  expect((await control('GET', '/record')).body).toEqual({
    customers: [],
    marketableUnasked: 0,
    marketableMigrated: 0,
    requests: { 'GET /auth/authorize': { '200': 1 } },
    misbehaved: {},
    inFlightLateWork: 0,
  });
  const created = await api('POST', '/customers', { body: newCustomer('1') });
  await api('POST', '/customers', { body: newCustomer('1') });
  await api('GET', '/customers/1');
  const entry = {
    customer: at(created.body, 'data', 'customer'),
    wallet: at(created.body, 'data', 'wallet'),
    consent: null,
    registrations: 1,
    source: 'post',
  };
  expect((await control('GET', '/record')).body).toEqual({
    customers: [entry],
    marketableUnasked: 1,
    marketableMigrated: 0,
    requests: {
      'GET /auth/authorize': { '200': 1 },
      'POST /customers': { '201': 1, '409': 1 },
      'GET /customers/{id}': { '200': 1 },
    },
    misbehaved: {},
    inFlightLateWork: 0,
  });
  expect((await control('GET', '/customers/1')).body).toEqual(entry);
});

test.each([
  ['GET', '/customers/1', 'no customer has the id 1'],
  ['GET', '/nowhere', 'no such call'],
  ['POST', '/record', 'no such call'],
])('%s %s is a readable 404', async (method, path, message) => {
  const { control } = await startClient();
  const answer = await control(method, path);
  expect([answer.status, at(answer.body, 'error', 'message')]).toEqual([
    404,
    expect.stringContaining(message),
  ]);
});

test('expire-tokens ends every token; a new one works', async () => {
  const { api, control, sandbox } = await startClient();
  const second = await authorize(sandbox);
  expect((await control('POST', '/expire-tokens')).status).toBe(200);
  expect((await api('GET', '/tiers')).status).toBe(401);
  expect((await api('GET', '/tiers', { token: second })).status).toBe(401);
  expect((await api('GET', '/tiers', { token: await authorize(sandbox) })).status).toBe(200);
});

test('the summary counts what the record would list', async () => {
  const { api, control } = await startClient({ migrationDelayMs: 0 });
  await api('POST', '/customers', { body: newCustomer('1') });
  const customers = ['1', '2', '3'].map((id) => newCustomer(id, { balance: [] }));
  await api('POST', '/customers/migrate', { body: { customers } });
  expect((await control('GET', '/summary')).body).toEqual({
    customers: 3,
    registrations: 1,
    consents: 0,
    skippedMigrations: 1,
    marketableUnasked: 1,
    marketableMigrated: 2,
    requests: {
      'GET /auth/authorize': { '200': 1 },
      'POST /customers': { '201': 1 },
      'POST /customers/migrate': { '202': 1 },
    },
  });
});

test('reset empties the account, drops late work and keeps tokens', async () => {
  const timers = new HeldTimers();
  const client = await startClient({ after: timers.after });
  const { api, control } = client;
  const migration = { customers: [newCustomer('2', { balance: [] })] };
  await api('POST', '/customers', { body: newCustomer('1') });
  await api('POST', '/customers/migrate', { body: migration });
  await control('PUT', '/misbehaviour', { rules: [{ do: 'work-late', delayMs: 100 }] });
  await giveUp(client, 'POST', '/customers', newCustomer('3'));
  expect(timers.waiting).toBe(1);
  await control('POST', '/reset');
  expect(timers.waiting).toBe(0);
  expect((await control('GET', '/record')).body).toEqual({
    customers: [],
    marketableUnasked: 0,
    marketableMigrated: 0,
    requests: {},
    misbehaved: {},
    inFlightLateWork: 0,
  });
  expect((await control('GET', '/misbehaviour')).body).toEqual({});
  expect((await api('POST', '/customers', { body: newCustomer('1') })).status).toBe(201);
  expect((await api('POST', '/customers/migrate', { body: migration })).status).toBe(202);
});

test('a customer is deleted by hand, and comes back as it was', async () => {
  const { api, control } = await startClient();
  await api('POST', '/customers', { body: newCustomer('1') });
  const { body: entry } = await control('GET', '/customers/1');
  expect(await control('DELETE', '/customers/1')).toMatchObject({ status: 200, body: entry });
  expect((await control('DELETE', '/customers/1')).status).toBe(404);
  expect((await api('GET', '/customers/1')).status).toBe(404);
  expect((await control('PUT', '/customers/2', entry)).status).toBe(400);
  expect((await control('PUT', '/customers/1', {})).status).toBe(400);
  expect((await control('PUT', '/customers/1', entry)).status).toBe(200);
  expect((await control('PUT', '/customers/1', entry)).status).toBe(409);
  expect(await control('GET', '/customers/1')).toMatchObject({ status: 200, body: entry });
});

test('whose customer was deleted, the e-mail is free', async () => {
  const { api, control } = await startClient();
  await api('POST', '/customers', { body: newCustomer('1') });
  await control('DELETE', '/customers/1');
  expect((await api('POST', '/customers', { body: newCustomer('1') })).status).toBe(201);
});

test('faults are counted by call', async () => {
  const { api, control } = await startClient();
  await control('PUT', '/misbehaviour', { rules: [{ do: 'status', status: 500 }] });
  await api('GET', '/customers/1');
  await api('GET', '/customers/2');
  expect((await control('GET', '/misbehaved')).body).toEqual({ status: { 'GET /customers/{id}': 2 } });
});

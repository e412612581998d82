import { at, newCustomer, startClient } from './support';

const START = Date.parse('2026-11-07T12:00:00Z');
const migrated = (id: string, more: object = {}) => newCustomer(id, { balance: [], ...more });
const limits = (headers: Headers) =>
  ['limit', 'remaining', 'reset'].map((name) => Number(headers.get(`x-ratelimit-${name}`)));

describe('the general limit', () => {
  test('counts down on every answer, then is a 429 until the window resets', async () => {
    let now = START;
    // Signing in is the first of the three.
    const { api, control } = await startClient({ now: () => now, requestsPerDay: 3 });
    expect(limits((await api('GET', '/customers/1')).headers)).toEqual([3, 1, 86_400]);
    now += 1000;
    const refusal = await api('POST', '/customers', { text: '{' });
    expect([refusal.status, ...limits(refusal.headers)]).toEqual([400, 3, 0, 86_399]);
    now += 3_600_000;
    const over = await api('POST', '/customers', { body: newCustomer('1') });
    expect([over.status, over.headers.get('retry-after')]).toEqual([429, '82799']);
    expect(limits(over.headers)).toEqual([3, 0, 82_799]);
    expect((await control('GET', '/customers/1')).status).toBe(404);
  });

  test('of a second is over with the second', async () => {
    let now = START;
    // Signing in is the first of the two.
    const { api } = await startClient({ now: () => now, requestsPerSecond: 2 });
    const answers = [await api('GET', '/tiers'), await api('GET', '/tiers')];
    expect(answers.map(({ status }) => status)).toEqual([200, 429]);
    expect(answers[1]?.headers.get('retry-after')).toBe('1');
    now += 1000;
    expect((await api('GET', '/tiers')).status).toBe(200);
  });

  test('a new window starts afresh', async () => {
    let now = START;
    const { api, sandbox } = await startClient({ now: () => now, requestsPerDay: 1 });
    expect((await api('GET', '/tiers')).status).toBe(429);
    now += 86_400_000;
    const again = await fetch(`${sandbox.baseUrl}/auth/authorize`, {
      headers: { 'x-api-key': 'fake-api-key' },
    });
    expect(again.status).toBe(200);
  });

  test.each(['/customers', '/nowhere', '/customers/1/tags'])(
    'GET %s is a 404 with the limits',
    async (path) => {
      const { raw } = await startClient({ requestsPerDay: 10 });
      const answer = await raw('GET', path);
      expect(answer.status).toBe(404);
      expect(limits(answer.headers)).toEqual([10, 8, 86_400]);
    },
  );
});

describe('POST /customers/migrate', () => {
  test('shows the customers after the delay, without a registration reward', async () => {
    let now = START;
    const { api, control } = await startClient({ now: () => now, migrationDelayMs: 2000 });
    const reward_id = '3c90c3cc-0d44-4b50-8888-8dd25736052a';
    const balance = [
      { reward_id, amount: 5, expiration_date: '2027-02-01T00:00:00Z' },
      { reward_id, amount: 7.5, expiration_date: '2027-01-31T23:00:00-05:00' },
    ];
    const body = { customers: [migrated('1', { balance, country: 'CO' }), migrated('2')] };
    const answer = await api('POST', '/customers/migrate', { body });
    expect([answer.status, answer.body]).toEqual([202, undefined]);
    now += 1999;
    expect((await api('GET', '/customers/1')).status).toBe(404);
    now += 1;
    const shown = await api('GET', '/customers/1');
    expect(at(shown.body, 'data', 'wallet', 'lines')).toMatchObject([{ amount: 5 }, { amount: 7.5 }]);
    expect(at(shown.body, 'data', 'wallet', 'totals')).toMatchObject([
      { total: 12.5, reward_id, expiration_date: '2027-02-01T00:00:00Z' },
    ]);
    const record = at((await control('GET', '/record')).body, 'customers');
    expect(record).toMatchObject([
      { customer: { id: '1' }, registrations: 0, source: 'migrate', consent: null },
      { customer: { id: '2' }, registrations: 0, source: 'migrate', wallet: { lines: [], totals: [] } },
    ]);
  });

  test('skips ids and e-mails that are there when its turn comes', async () => {
    let now = START;
    const { api, control } = await startClient({ now: () => now });
    const customers = [
      migrated('1', { name: 'Fake Second' }),
      migrated('2', { email: 'SHOPPER-1@example.com' }),
      migrated('3'),
      migrated('3', { email: 'twice@example.com' }),
    ];
    await api('POST', '/customers/migrate', { body: { customers } });
    await api('POST', '/customers', { body: newCustomer('1') });
    now += 1000;
    expect(at((await control('GET', '/record')).body, 'customers')).toMatchObject([
      { customer: newCustomer('1'), source: 'post', registrations: 1 },
      { customer: newCustomer('3'), source: 'migrate', registrations: 0 },
    ]);
    expect((await api('POST', '/customers', { body: newCustomer('3') })).status).toBe(409);
  });

  test('takes one request every 5 seconds', async () => {
    let now = START;
    const { api, control } = await startClient({ now: () => now, migrationDelayMs: 0 });
    const first = await api('POST', '/customers/migrate', { body: { customers: [migrated('1')] } });
    expect([first.status, ...limits(first.headers)]).toEqual([202, 1, 0, 5]);
    now += 2500;
    const early = await api('POST', '/customers/migrate', { body: { customers: [migrated('2')] } });
    expect([early.status, early.headers.get('retry-after')]).toEqual([429, '3']);
    expect((await control('GET', '/customers/2')).status).toBe(404);
    now += 2500;
    expect((await api('POST', '/customers/migrate', { body: { customers: [migrated('2')] } })).status).toBe(
      202,
    );
    expect((await control('GET', '/customers/2')).status).toBe(200);
  });

  test('takes so many an hour, and says how long to wait', async () => {
    let now = START;
    const { api } = await startClient({
      now: () => now,
      migrationEveryMs: 100,
      migrationsPerHour: 2,
      tokenLifetimeSeconds: 7200,
    });
    const migrate = (id: string) =>
      api('POST', '/customers/migrate', { body: { customers: [migrated(id)] } });
    const statuses: number[] = [];
    for (const id of ['1', '2', '3']) {
      statuses.push((await migrate(id)).status);
      now += 100;
    }
    expect(statuses).toEqual([202, 202, 429]);
    expect((await migrate('3')).headers.get('retry-after')).toBe('3600');
    now += 3600_000;
    expect((await migrate('3')).status).toBe(202);
  });

  const many = (count: number) => Array.from({ length: count }, (_, i) => migrated(String(i)));
  test('takes 1000 customers', async () => {
    const { api, control } = await startClient({ migrationDelayMs: 0 });
    expect((await api('POST', '/customers/migrate', { body: { customers: many(1000) } })).status).toBe(202);
    expect(at((await control('GET', '/record')).body, 'customers')).toHaveLength(1000);
  });

  test.each([
    ['1001 customers', { customers: many(1001) }, 'body/customers'],
    ['nobody', { customers: [] }, 'body/customers'],
    ['a customer without a balance', { customers: [newCustomer('1')] }, 'customers/0/balance is missing'],
    ['a status', { customers: [migrated('1', { status: 'ACTIVE' })] }, 'customers/0/status'],
    ['a balance without a reward', { customers: [migrated('1', { balance: [{ amount: 1 }] })] }, 'reward_id'],
  ])('refuses %s', async (_, body, details) => {
    const { api, control } = await startClient({ migrationDelayMs: 0 });
    const answer = await api('POST', '/customers/migrate', { body });
    expect([answer.status, at(answer.body, 'details')]).toEqual([400, expect.stringContaining(details)]);
    expect(at((await control('GET', '/record')).body, 'customers')).toEqual([]);
  });
});

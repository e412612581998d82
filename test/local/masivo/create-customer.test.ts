import { at, newCustomer, type Request, startClient } from './support';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;

describe('POST /customers', () => {
  test('creates a customer with a wallet and the welcome points, as the page for creating a customer shows them', async () => {
    const { api } = await startClient({ now: () => Date.parse('2026-11-07T12:00:00Z') });
    const answer = await api('POST', '/customers', { body: newCustomer('1001') });
    expect(answer.status).toBe(201);
    expect(at(answer.body, 'data', 'customer')).toEqual({
      ...newCustomer('1001'),
      status: 'ACTIVE',
      gender: null,
      dob: null,
      tier_id: expect.stringMatching(UUID),
      metrics: {},
      metadata: {},
    });
    const wallet = at(answer.body, 'data', 'wallet');
    expect(at(wallet, 'lines')).toHaveLength(1);
    expect(at(wallet, 'lines', 0)).toMatchObject({ amount: 100, issued_at: '2026-11-07T12:00:00.000Z' });
    expect(at(wallet, 'totals')).toMatchObject([{ total: 100, reward: { type: 'POINTS' } }]);
    expect(at(wallet, 'totals', 0, 'reward_id')).toBe(at(wallet, 'lines', 0, 'reward_id'));
  });

  test('keeps every optional field', async () => {
    const { api } = await startClient();
    const body = newCustomer('1001', {
      status: 'INACTIVE',
      gender: 'FEMALE',
      dob: '1990-01-02T00:00:00Z',
      tier_id: '3c90c3cc-0d44-4b50-8888-8dd25736052a',
      metrics: { visits: 3 },
      metadata: { source: 'shopify', nested: { deep: [1] } },
    });
    const created = await api('POST', '/customers', { body });
    expect(at(created.body, 'data', 'customer')).toEqual(body);
    expect((await api('GET', '/customers/1001')).body).toEqual(created.body);
  });

  test.each([
    ['the same id', newCustomer('1001', { email: 'other@example.com' }), 'customer_exists'],
    ['the same e-mail', newCustomer('1002', { email: 'shopper-1001@example.com' }), 'email_taken'],
    [
      'the same e-mail in capitals',
      newCustomer('1002', { email: 'Shopper-1001@EXAMPLE.com' }),
      'email_taken',
    ],
    ['the same customer', newCustomer('1001'), 'customer_exists'],
  ])('%s is a 409 and pays nothing', async (_, body, code) => {
    const { api, control } = await startClient();
    await api('POST', '/customers', { body: newCustomer('1001') });
    const before = at((await control('GET', '/record')).body, 'customers');
    const answer = await api('POST', '/customers', { body });
    expect([answer.status, at(answer.body, 'error')]).toEqual([409, code]);
    expect(at((await control('GET', '/record')).body, 'customers')).toEqual(before);
  });

  test('of many at once, one wins', async () => {
    const { api, control } = await startClient();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api('POST', '/customers', { body: newCustomer('1001') })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
    expect(at((await control('GET', '/customers/1001')).body, 'registrations')).toBe(1);
  });

  test.each<[string, Request, number, string]>([
    ['a missing id', { body: newCustomer('1', { id: undefined }) }, 400, 'body/id is missing'],
    ['a missing name', { body: newCustomer('1', { name: undefined }) }, 400, 'body/name is missing'],
    ['a missing e-mail', { body: newCustomer('1', { email: undefined }) }, 400, 'body/email is missing'],
    [
      'a missing date',
      { body: newCustomer('1', { registration_date: undefined }) },
      400,
      'registration_date',
    ],
    ['an empty id', { body: newCustomer('') }, 400, 'body/id'],
    ['a number as id', { body: newCustomer('1', { id: 1 }) }, 400, 'body/id must be string'],
    ['an empty name', { body: newCustomer('1', { name: '' }) }, 400, 'body/name'],
    ['no e-mail', { body: newCustomer('1', { email: 'shopper' }) }, 400, 'body/email'],
    [
      'a bare date',
      { body: newCustomer('1', { registration_date: '2026-11-07' }) },
      400,
      'registration_date',
    ],
    ['a date without zone', { body: newCustomer('1', { dob: '1990-01-02T00:00:00' }) }, 400, 'body/dob'],
    ['an unknown gender', { body: newCustomer('1', { gender: 'female' }) }, 400, '["MALE","FEMALE",null]'],
    ['an unknown status', { body: newCustomer('1', { status: null }) }, 400, 'body/status'],
    ['a tier that is no UUID', { body: newCustomer('1', { tier_id: 'gold' }) }, 400, 'body/tier_id'],
    ['metadata that is text', { body: newCustomer('1', { metadata: 'x' }) }, 400, 'body/metadata'],
    ['metrics that are a list', { body: newCustomer('1', { metrics: [] }) }, 400, 'body/metrics'],
    ['an unknown field', { body: newCustomer('1', { phone: '+1' }) }, 400, 'body/phone is not a known field'],
    ['a list', { body: [newCustomer('1')] }, 400, 'body must be object'],
    ['half a body', { text: '{"id":"1"' }, 400, 'not JSON'],
    ['an empty body', { text: '' }, 400, 'not JSON'],
    ['a form', { text: 'id=1', headers: { 'content-type': 'text/plain' } }, 415, 'application/json'],
    ['JSON by another name', { text: '{}', headers: { 'content-type': 'application/jsonp' } }, 415, 'json'],
  ])('%s is refused by name and creates nobody', async (_, request, status, details) => {
    const { api, control } = await startClient();
    const answer = await api('POST', '/customers', request);
    expect(answer.status).toBe(status);
    expect(at(answer.body, 'details')).toContain(details);
    expect(at((await control('GET', '/record')).body, 'customers')).toEqual([]);
  });

  test('a charset in the content type is fine', async () => {
    const { api } = await startClient();
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await api('POST', '/customers', { body: newCustomer('1'), headers })).status).toBe(201);
  });
});

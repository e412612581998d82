import { at, newCustomer, startClient } from './support';

describe('GET /customers/{id}', () => {
  test('404 means not registered', async () => {
    const { api } = await startClient();
    expect((await api('GET', '/customers/1001')).status).toBe(404);
  });

  test('an id may hold any character', async () => {
    const { api } = await startClient();
    const id = 'cus/1 ü%?#';
    await api('POST', '/customers', { body: newCustomer(id, { email: 'shopper@example.com' }) });
    const answer = await api('GET', `/customers/${encodeURIComponent(id)}`);
    expect(at(answer.body, 'data', 'customer', 'id')).toBe(id);
  });

  test('an id that no customer can have is a 400', async () => {
    const { api } = await startClient();
    const answer = await api('GET', `/customers/${'1'.repeat(256)}`);
    expect([answer.status, at(answer.body, 'details')]).toEqual([400, expect.stringContaining('path/id')]);
  });
});

describe('PATCH /customers/{id}', () => {
  test('changes what it names, replaces metadata and keeps the rest', async () => {
    const { api, control } = await startClient();
    await api('POST', '/customers', { body: newCustomer('1', { metadata: { a: 1 }, gender: 'MALE' }) });
    const body = { name: 'Fake Name', gender: null, metadata: { b: 2 }, tags: { vip: true } };
    const answer = await api('PATCH', '/customers/1', { body });
    expect(answer.status).toBe(200);
    expect(at(answer.body, 'data', 'customer')).toMatchObject({ ...newCustomer('1'), ...body });
    expect(at(answer.body, 'data', 'customer', 'metadata')).toEqual({ b: 2 });
    expect((await api('GET', '/customers/1')).body).toEqual(answer.body);
    expect(at((await control('GET', '/customers/1')).body, 'registrations')).toBe(1);
  });

  test.each(['id', 'email', 'status', 'registration_date', 'tier_id', 'metrics', 'consent'])(
    'refuses to change %s',
    async (field) => {
      const { api } = await startClient();
      const created = await api('POST', '/customers', { body: newCustomer('1') });
      const answer = await api('PATCH', '/customers/1', { body: { name: 'Fake Name', [field]: 'x' } });
      expect([answer.status, at(answer.body, 'details')]).toEqual([
        400,
        `body/${field} is not a known field`,
      ]);
      expect((await api('GET', '/customers/1')).body).toEqual(created.body);
    },
  );

  test('of nobody is a 404', async () => {
    const { api } = await startClient();
    expect((await api('PATCH', '/customers/1', { body: { name: 'Fake Name' } })).status).toBe(404);
  });
});

describe('PATCH /customers/{id}/consent', () => {
  const consent = (more: object = {}) => ({
    consent: {
      version: '2.0',
      consent_timestamp: '2026-11-07T05:31:56Z',
      customer_id: '1',
      purposes: { email_marketing: false, link_tracking: true },
      ...more,
    },
  });

  test('records what it is given, and replaces an earlier one', async () => {
    const { api, control } = await startClient();
    await api('POST', '/customers', { body: newCustomer('1') });
    expect(at((await control('GET', '/customers/1')).body, 'consent')).toBeNull();
    await api('PATCH', '/customers/1/consent', { body: consent({ vendors: { vendor_123: true } }) });
    const answer = await api('PATCH', '/customers/1/consent', { body: consent() });
    expect([answer.status, answer.body]).toEqual([200, { data: consent() }]);
    expect(at((await control('GET', '/customers/1')).body, 'consent')).toEqual(consent().consent);
  });

  test.each<[string, object, number, string]>([
    ['without its wrapper', consent().consent, 400, 'body/consent is missing'],
    ['for somebody else', consent({ customer_id: '2' }), 400, 'body/consent/customer_id'],
    ['with an unknown purpose', consent({ purposes: { sms: true } }), 400, 'purposes/sms'],
    ['with a purpose that is text', consent({ purposes: { link_tracking: 'yes' } }), 400, 'link_tracking'],
    ['without purposes', consent({ purposes: undefined }), 400, 'purposes is missing'],
  ])('%s is refused', async (_, body, status, details) => {
    const { api, control } = await startClient();
    await api('POST', '/customers', { body: newCustomer('1') });
    const answer = await api('PATCH', '/customers/1/consent', { body });
    expect([answer.status, at(answer.body, 'details')]).toEqual([status, expect.stringContaining(details)]);
    expect(at((await control('GET', '/customers/1')).body, 'consent')).toBeNull();
  });

  test('of nobody is a 404', async () => {
    const { api } = await startClient();
    expect((await api('PATCH', '/customers/1/consent', { body: consent() })).status).toBe(404);
  });
});

describe('GET /tiers', () => {
  test('lists the tiers, and a new customer is in one of them', async () => {
    const { api } = await startClient();
    const tiers = at((await api('GET', '/tiers')).body, 'data');
    const created = await api('POST', '/customers', { body: newCustomer('1') });
    expect(tiers).toContainEqual(
      expect.objectContaining({ id: at(created.body, 'data', 'customer', 'tier_id') }),
    );
  });
});

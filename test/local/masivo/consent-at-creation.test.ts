import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at, newCustomer, startClient } from './support';

const consent = {
  version: '2.0',
  consent_timestamp: '2026-11-07T05:31:56Z',
  customer_id: '1',
  purposes: { behavioral_campaigns: true, email_marketing: false },
};
const withConsent = newCustomer('1', { consent });

test.each([
  ['refused', 400, undefined, null, 0],
  ['ignored', 201, undefined, null, 1],
  ['dropped', 201, undefined, null, 1],
  ['taken', 201, consent, consent, 0],
] as const)('a consent with the creation can be %s', async (how, status, shown, recorded, marketable) => {
  const { api, control } = await startClient({ terms: { consentAtCreation: how } });
  const created = await api('POST', '/customers', { body: withConsent });
  expect(created.status).toBe(status);
  for (const answer of [created, await api('GET', '/customers/1')]) {
    expect(at(answer.body, 'data', 'customer', 'consent')).toEqual(shown);
  }
  expect(at((await control('GET', '/customers/1')).body, 'consent') ?? null).toEqual(recorded);
  expect(at((await control('GET', '/record')).body, 'marketableUnasked')).toBe(marketable);
});

test('by default the account takes what Masivo’s page has, and nothing more', async () => {
  const { api } = await startClient();
  expect(await api('POST', '/customers', { body: withConsent })).toMatchObject({
    status: 400,
    body: { details: 'body/consent is not a known field' },
  });
});

test.each([
  ['for somebody else', { ...consent, customer_id: '2' }, 'customer_id'],
  ['without purposes', { ...consent, purposes: undefined }, 'purposes is missing'],
])('a consent %s is refused by who takes it', async (_, wrong, details) => {
  const { api, control } = await startClient({ terms: { consentAtCreation: 'taken' } });
  const body = { ...withConsent, consent: wrong };
  expect(await api('POST', '/customers', { body })).toMatchObject({
    status: 400,
    body: { details: expect.stringContaining(details) },
  });
  expect((await control('GET', '/customers/1')).status).toBe(404);
});

test('whoever was marketable for an instant is counted once, whatever follows', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'masivo-')), 'customers.jsonl');
  const { api, control, sandbox } = await startClient({ file, migrationDelayMs: 0 });
  await api('POST', '/customers', { body: newCustomer('1') });
  await api('PATCH', '/customers/1/consent', { body: { consent } });
  await api('PATCH', '/customers/1', { body: { name: 'Other' } });
  await control('DELETE', '/customers/1');
  const customers = [newCustomer('2', { balance: [] })];
  await api('POST', '/customers/migrate', { body: { customers } });
  expect((await control('GET', '/summary')).body).toMatchObject({
    customers: 1,
    marketableUnasked: 1,
    marketableMigrated: 1,
  });
  await sandbox.close();
  const again = await startClient({ file });
  expect((await again.control('GET', '/summary')).body).toMatchObject({
    marketableUnasked: 1,
    marketableMigrated: 1,
  });
  await again.control('POST', '/reset');
  expect((await again.control('GET', '/summary')).body).toMatchObject({
    marketableUnasked: 0,
    marketableMigrated: 0,
  });
});

test('what the account takes can be changed at any time, and is as at the start after a reset', async () => {
  const { api, control } = await startClient();
  expect((await control('GET', '/account')).body).toEqual({ consentAtCreation: 'refused', fields: [] });
  expect((await control('PUT', '/account', { consentAtCreation: 'taken' })).body).toEqual({
    consentAtCreation: 'taken',
    fields: [],
  });
  expect((await api('POST', '/customers', { body: withConsent })).status).toBe(201);
  expect((await control('PUT', '/account', { consentAtCreation: 'maybe' })).status).toBe(400);
  expect((await control('PUT', '/account', { other: true })).status).toBe(400);
  await control('POST', '/reset');
  expect((await control('GET', '/account')).body).toEqual({ consentAtCreation: 'refused', fields: [] });
});

import { at, newCustomer, startClient } from './support';

const own = { phone: '+593 99 555 0100', country: 'Ecuador', tags: { vip: true } };

test('fields of newer pages are kept and shown where the account takes them', async () => {
  const { api } = await startClient({ terms: { fields: ['phone', 'country', 'tags'] } });
  const created = await api('POST', '/customers', { body: newCustomer('1', own) });
  expect(at(created.body, 'data', 'customer')).toMatchObject(own);
  expect(at((await api('GET', '/customers/1')).body, 'data', 'customer')).toMatchObject(own);
  await api('PATCH', '/customers/1', { body: { tags: { new: true } } });
  expect(at((await api('GET', '/customers/1')).body, 'data', 'customer')).toMatchObject({
    ...own,
    tags: { new: true },
  });
});

test.each(Object.keys(own))('an account that does not take %s refuses it', async (field) => {
  const fields = (['phone', 'country', 'tags'] as const).filter((each) => each !== field);
  const { api } = await startClient({ terms: { fields } });
  expect(await api('POST', '/customers', { body: newCustomer('1', own) })).toMatchObject({
    status: 400,
    body: { details: `body/${field} is not a known field` },
  });
});

test.each([
  ['a list of tags', { tags: ['vip'] }, 'body/tags must be object'],
  ['a country of a novel’s length', { country: 'x'.repeat(101) }, 'body/country'],
])('%s is refused', async (_, wrong, details) => {
  const { api } = await startClient({ terms: { fields: ['phone', 'country', 'tags'] } });
  expect(await api('POST', '/customers', { body: newCustomer('1', wrong) })).toMatchObject({
    status: 400,
    body: { details: expect.stringContaining(details) },
  });
});

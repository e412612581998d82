import { idInMasivo } from '../../../local/send/in-masivo';
import { listen } from '../../lambda/masivo/server';

/** `send` shows whom Masivo has for the shopper, and nobody else who has the shopper's ID in the store there. */
const name = { source: 'shopify', store: 'default', customer: '1001' };

test.each<[string, object, string | null]>([
  ['the one that the mapping gave', { kind: 'there', id: 'ES-00099' }, 'ES-00099'],
  ['none of whom nobody has brought', { kind: 'missing', id: '1001' }, null],
  ['the one in the store, where the bridge got no answer', { kind: 'unknown' }, '1001'],
])('the ID is %s', async (_, look, id) => {
  const { url, asked } = await listen((response) => response.end(JSON.stringify(look)));
  expect(await idInMasivo(name, { consoleUrl: url, token: 'x' })).toBe(id);
  expect(asked.map(({ path }) => path)).toEqual([
    '/api/customers/in-masivo?source=shopify&store=default&customer=1001',
  ]);
});

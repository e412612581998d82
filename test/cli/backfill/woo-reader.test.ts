import { examine } from '../../../cli/backfill/engine/examine';
import { UnreadableStore } from '../../../cli/backfill/engine/readers/reader';
import { wooCustomers } from '../../../cli/vendors/woocommerce/customers';
import { woocommerce } from '../../../lambda/sources/woocommerce/source';
import { WooShop } from '../../lambda/reconcile/woo-shop';
import { storeWith } from '../../support/settings';
import { startWooCommerce, type WooOptions, wooKey } from '../vendors/woocommerce/server';

const store = storeWith('woocommerce', { vendorAccount: 'shop.example.com' });
const now = new Date('2026-11-20T12:00:00Z');
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const shoppers = (count: number) => numbers(count).map((id) => WooShop.customer(id, '2026-01-01T08:00:00Z'));
const idOf = (each: object) => Number(Reflect.get(each, 'id'));

async function readerAt(options: WooOptions, key = wooKey) {
  const server = await startWooCommerce(options);
  const slept: number[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  return { reader: wooCustomers({ origin: server.origin, key, sleep }, () => now), server, slept };
}

async function read(
  { reader }: Pick<Awaited<ReturnType<typeof readerAt>>, 'reader'>,
  {
    after = null,
    onRead,
  }: { readonly after?: string | null; readonly onRead?: (count: number) => void } = {},
) {
  const cursors: string[] = [];
  for await (const { cursor } of reader.read({ store, since: null, after })) {
    cursors.push(cursor);
    onRead?.(cursors.length);
  }
  return { cursors, ids: cursors.map((cursor) => Number(cursor.split('@')[1])) };
}

test.each([0, 1, 30, 99, 100, 101, 199, 250])(
  '%d customers are all read, once, by their ids',
  async (count) => {
    const at = await readerAt({ customers: shoppers(count).reverse() });
    expect((await read(at)).ids).toEqual(numbers(count));
    expect(await at.reader.count()).toBe(count);
  },
);

test('those that share a page with the last one of an interrupted run are read, and it is not', async () => {
  const at = await readerAt({ customers: shoppers(250) });
  const { cursors } = await read(at);
  expect((await read(at, { after: cursors[119] ?? '' })).ids).toEqual(numbers(250).slice(120));
});

test.each([
  [1, 100],
  [99, 100],
  [150, 199],
])('nobody is lost where the first %d are deleted after %d were read', async (count, reads) => {
  const at = await readerAt({ customers: shoppers(300) });
  const { ids } = await read(at, {
    onRead: (done) => {
      if (done !== reads) return;
      at.server.state.customers = at.server.state.customers.filter((each) => idOf(each) > count);
    },
  });
  expect(ids).toEqual(numbers(300));
});

test('waits when the shop throttles or is in trouble', async () => {
  const at = await readerAt({ customers: shoppers(3), failures: [429, 500, 503] });
  expect((await read(at)).ids).toHaveLength(3);
  expect(at.slept).toEqual([500, 1000, 2000]);
});

test.each<[string, WooOptions, string, string]>([
  ['another key', {}, wooKey.replace('cs_2', 'cs_3'), 'HTTP 401, woocommerce_rest_authentication_error'],
  ['a shop that is down', { failures: Array(20).fill(503) }, wooKey, 'in trouble (HTTP 503'],
  ['a plugin that writes into answers', { noise: '<br>Notice' }, wooKey, 'something else than JSON'],
])('%s is told in a sentence that quotes no key', async (_, options, key, message) => {
  const at = await readerAt({ customers: shoppers(1), ...options }, key);
  const error = await read(at).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UnreadableStore);
  expect(String(error)).toContain(message);
  expect(String(error)).not.toMatch(/c[ks]_\d/);
});

test('a listed customer is one of the store, in UTC, and staff is left out', async () => {
  const at = await readerAt({
    customers: [...shoppers(1), WooShop.customer(2, '2026-01-01T08:00:00Z', { role: 'administrator' })],
  });
  const range = { since: null, until: new Date('2026-06-01T00:00:00Z') };
  const found: unknown[] = [];
  for await (const listed of at.reader.read({ store, since: null, after: null })) {
    found.push(examine(listed, 'backfill-1', { source: woocommerce, store, range }));
  }
  expect(found).toMatchObject([
    {
      customer: '1',
      email: 'ana1@example.com',
      snapshot: { customer: { registration_date: '2026-01-01T08:00:00.000Z' } },
    },
    { why: 'unmappable', reason: { code: 'staff-account' } },
  ]);
});

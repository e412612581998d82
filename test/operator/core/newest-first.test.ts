import type { QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDb } from '../../../lambda/aws/dynamodb';
import { table } from '../../../lambda/ledger/table';
import { type KeyRange, largestPage, type Partition } from '../../../operator/core/index-keys';
import { blocksOf } from '../../../operator/core/newest-first';

const unused = () => Promise.reject(new Error('Nothing but queries is asked'));
const at = (second: number) => new Date(Date.parse('2026-11-01T00:00:00Z') + second * 1000);
/** Its part behind the point tells it from others of its second. */
const listed = (entry: number) =>
  `${at(Math.floor(entry)).toISOString()}|shopify|default|${entry.toFixed(3)}`;

/** Partitions of an index by name, each with the seconds in which its deliveries were received. */
function indexOf(partitions: Readonly<Record<string, readonly number[]>>) {
  const lists = Object.fromEntries(
    Object.entries(partitions).map(([name, entries]) => [name, entries.map(listed).sort().reverse()]),
  );
  const cost = { queries: 0, entries: 0, atOnce: 0 };
  const read = new Map<string, number>();
  let open = 0;
  async function query(input: QueryCommandInput) {
    cost.queries += 1;
    open += 1;
    cost.atOnce = Math.max(cost.atOnce, open);
    await new Promise(setImmediate);
    open -= 1;
    const { ':value': value, ':low': low, ':high': high } = unmarshall(input.ExpressionAttributeValues ?? {});
    const start = input.ExclusiveStartKey?.listedAt?.S ?? '~';
    const list: readonly string[] = lists[value] ?? [];
    const first = list.findIndex((each) => each <= high && each < start);
    const page =
      first < 0 ? [] : list.slice(first, first + Number(input.Limit)).filter((each) => each >= low);
    cost.entries += page.length;
    read.set(value, (read.get(value) ?? 0) + page.length);
    // DynamoDB ends no partition with a full page: that takes another query.
    const last = page.length === input.Limit ? page.at(-1) : undefined;
    return {
      Items: page.map((each) => ({ pk: { S: each.split('|')[3] ?? '' }, listedAt: { S: each } })),
      ...(last === undefined ? {} : { LastEvaluatedKey: { listedAt: { S: last } } }),
    };
  }
  const db: DynamoDb = {
    query,
    getItem: unused,
    putItem: unused,
    deleteItem: unused,
    updateItem: unused,
    batchGetItem: unused,
  };
  const place = { db, tableName: 'ledger', account: 'acme' };
  const all: Partition[] = Object.keys(partitions).map((value) => ({ index: table.byOutcome, value }));
  return {
    cost,
    read,
    /** The seconds, block by block, until there are so many. */
    async blocks(pageSize: number, range: KeyRange = {}, enough = Number.POSITIVE_INFINITY) {
      const blocks: number[][] = [];
      let isLast = false;
      for await (const block of blocksOf(all, { range, pageSize }, place)) {
        blocks.push(block.entries.map(({ pk }) => Number(pk)));
        isLast = block.isLast;
        if (blocks.flat().length >= enough) break;
      }
      return { blocks, isLast };
    },
  };
}

const every = (step: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / step) }, (_, index) => from + index * step);
const newest = (...lists: readonly (readonly number[])[]) =>
  [...new Set(lists.flat())].sort((one, other) => other - one);

test.each<[string, Record<string, readonly number[]>]>([
  ['one partition', { a: every(1, 0, 300) }],
  ['as frequent ones', { a: every(2, 0, 600), b: every(2, 1, 600), c: [] }],
  ['a rare one beside a frequent one', { a: every(1, 1000, 3000), b: every(500, 3, 3000) }],
  ['one whose entries are all old', { a: every(1, 1000, 2000), b: every(1, 0, 50) }],
  ['one that ends with a full page', { a: every(1, 0, 40), b: every(7, 10_000, 10_400) }],
  ['none at all', { a: [], b: [] }],
])('entries of %s come once each, newest first', async (_, partitions) => {
  const { blocks } = indexOf(partitions);
  const { blocks: found, isLast } = await blocks(10);
  expect(found.flat()).toEqual(newest(...Object.values(partitions)));
  expect(isLast).toBe(true);
});

test('what is under two outcomes for a moment comes once', async () => {
  const { blocks } = indexOf({ a: [3, 2, 1], b: [4, 2] });
  expect((await blocks(2)).blocks.flat()).toEqual([4, 3, 2, 1]);
});

test('only entries of the range come, and not the one they begin before', async () => {
  const { blocks } = indexOf({ a: every(1, 0, 100), b: every(1, 100, 200) });
  const range = { since: at(20), until: at(150), before: listed(120) };
  expect((await blocks(7, range)).blocks.flat()).toEqual(newest(every(1, 20, 120)));
});

test('entries that are all of one moment are read in pages that grow', async () => {
  const entries = every(0.001, 5, 5.5);
  const { cost, blocks } = indexOf({ a: entries });
  expect((await blocks(10)).blocks.flat()).toHaveLength(entries.length);
  expect(cost.queries).toBeLessThan(6);
});

test('a page that the first queries fill costs one query of each partition', async () => {
  const { cost, blocks } = indexOf({ a: every(4, 0, 4000), b: every(4, 1, 4000), c: every(100, 2, 4000) });
  await blocks(20, {}, 30);
  expect(cost).toEqual({ queries: 3, entries: 60, atOnce: 3 });
});

test('a long search reads all of the frequent ones at once, and the rare ones no further than that', async () => {
  // A frequent outcome under four keys, and two that come once for a hundred of it, with a long history.
  const { cost, read, blocks } = indexOf({
    a0: every(4, 0, 60_000),
    a1: every(4, 1, 60_000),
    a2: every(4, 2, 60_000),
    a3: every(4, 3, 60_000),
    b: every(100, -400_000, 60_000),
    c: every(100, -400_000, 60_000),
  });
  const { blocks: found } = await blocks(20, {}, 15_000);
  const count = found.flat().length;
  // It reads hardly more than it hands out.
  expect(cost.entries).toBeLessThan(count * 1.1);
  expect(read.get('b')).toBeLessThan(count / 50);
  expect(cost.atOnce).toBe(6);
  // Page by page of one partition it would be a query for each 2500.
  expect(found.length).toBeLessThan(4 + Math.ceil(count / (4 * largestPage)));
});

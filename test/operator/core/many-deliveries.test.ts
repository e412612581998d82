import { outcomes } from '../../../lambda/delivery/outcome';
import type { DeliveryRecord } from '../../../lambda/ledger/delivery-record';
import { readListedAt, shards } from '../../../lambda/ledger/table';
import { entriesOf, type Partition } from '../../../operator/core/index-keys';
import { placeOf } from '../../../operator/core/records';
import { search } from '../../../operator/core/search';
import { operatedOf } from '../../support/operator';
import { type Operated, startStandIns } from '../../support/stand-ins';

/**
 * A ledger with 2000 deliveries, of which one store has 13. What a list costs is counted in requests and in
 * records read: with a million deliveries it has to cost the same.
 */
const total = 2000;
const rareEvery = 150;

let aws: Awaited<ReturnType<typeof startStandIns>>;
let operated: Operated;
/** Newest first. */
const ids: DeliveryRecord[] = [];
let cost = { queries: 0, reads: 0, records: 0 };

beforeAll(async () => {
  aws = await startStandIns();
  operated = aws.environmentOf('many');
  const start = operated.clock.now().getTime() - total * 25_000;
  const deliveries = Array.from({ length: total }, (_, index) => {
    const isRare = index % rareEvery === 123;
    const outcome = isRare ? 'exists' : (outcomes[index % 3] ?? 'created');
    const at = isRare ? 'shopify/second' : 'shopify/default';
    return { at, outcome, receivedAt: new Date(start + index * 25_000) };
  });
  ids.push(...(await operated.putMany(deliveries)).reverse());
  aws.database.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName === 'QueryCommand') cost.queries += 1;
      const answer = await next(args);
      if (context.commandName === 'BatchGetItemCommand') {
        cost.reads += 1;
        const { Responses = {} } = answer.output as { Responses?: Record<string, unknown[]> };
        cost.records += Object.values(Responses).flat().length;
      }
      return answer;
    },
    { step: 'initialize' },
  );
});
afterAll(() => aws.close());
beforeEach(() => {
  cost = { queries: 0, reads: 0, records: 0 };
});

const rare = () => ids.filter(({ store }) => store === 'second').map(({ id }) => id);

test('a page of all costs a query for each shard of each outcome, and reads the records of the page alone', async () => {
  const page = await operated.operator.list({ limit: 50 });
  expect(page.deliveries.map(({ id }) => id)).toEqual(ids.slice(0, 50).map(({ id }) => id));
  expect(page.next).toBeDefined();
  expect(cost).toEqual({ queries: outcomes.length * shards.length, reads: 1, records: 51 });
});

test('a page far back costs the same', async () => {
  const before = [ids[1599]].map(
    (each) => each && [each.receivedAt, 'shopify', each.store, each.id].join('|'),
  )[0];
  const page = await operated.operator.list({ limit: 50, before: before ?? '' });
  expect(page.deliveries.map(({ id }) => id)).toEqual(ids.slice(1600, 1650).map(({ id }) => id));
  expect(cost).toEqual({ queries: outcomes.length * shards.length, reads: 1, records: 51 });
});

/** 2000 deliveries are under three outcomes. */
const listsWithMore = 3 * shards.length;

test('a rare store is found to the last of its deliveries, and no other record is read', async () => {
  const page = await operated.operator.list({ limit: 50, source: 'shopify', store: 'second' });
  expect(rare()).toHaveLength(13);
  expect(page.deliveries.map(({ id }) => id)).toEqual(rare());
  expect(page.next).toBeUndefined();
  expect(page.searchedBackTo).toBeUndefined();
  // Pages of 20, then of 80, then of what is left.
  const queries = outcomes.length * shards.length + 2 * listsWithMore;
  expect(cost).toEqual({ queries, reads: 1, records: 13 });
});

test('a search that stops says how far back it looked, and goes on from there', async () => {
  const place = placeOf(operatedOf(operated.environment));
  const query = { limit: 50, source: 'shopify', store: 'second' };
  const found: string[] = [];
  let before: string | undefined;
  let pages = 0;
  do {
    cost = { queries: 0, reads: 0, records: 0 };
    const limits = { entries: 400, records: 100, ms: 60_000 };
    const page = await search({ ...query, ...(before ? { before } : {}) }, place, operated.clock, limits);
    found.push(...page.records.map(({ id }) => id));
    before = page.next;
    pages += 1;
    // Nothing that came after this moment was left out.
    if (page.next) {
      expect(page.searchedBackTo).toBe(readListedAt(page.next)?.receivedAt);
      expect(page.searchedBackTo).toBe(ids[pages * 400 - 1]?.receivedAt);
    }
    expect(cost.records).toBeLessThanOrEqual(3);
  } while (before);
  expect(found).toEqual(rare());
  expect(pages).toBe(6);
});

test('a search that has to read records stops, too', async () => {
  const place = placeOf(operatedOf(operated.environment));
  const limits = { entries: 2000, records: 300, ms: 60_000 };
  const page = await search({ limit: 10, signedWith: 'nobody' }, place, operated.clock, limits);
  expect(page).toEqual({ records: [], next: expect.any(String), searchedBackTo: ids[299]?.receivedAt });
  expect(cost.records).toBe(300);
});

test('what is selected for replay is counted without reading a record', async () => {
  const query = { outcomes: ['created', 'exists'] as const };
  const { ids: selected, counts, more } = await operated.operator.selectForReplay(query);
  const expected = ids.filter(({ outcome }) => outcome === 'created' || outcome === 'exists');
  expect(selected).toEqual(expected.map(({ id }) => id));
  expect(counts.reduce((sum, { count }) => sum + count, 0)).toBe(expected.length);
  expect(counts).toContainEqual({ source: 'shopify', store: 'second', outcome: 'exists', count: 13 });
  expect(more).toBe(false);
  expect(cost.records).toBe(0);
});

test('the overview counts a day of them from their keys', async () => {
  const { hours, atLeast } = await operated.operator.overview();
  const counted = hours.flatMap(({ counts }) => Object.values(counts)).reduce((sum, count) => sum + count, 0);
  expect(counted).toBe(total);
  expect(hours.filter(({ counts }) => (counts.exists ?? 0) > 0).length).toBeGreaterThan(12);
  expect(atLeast).toBe(false);
  expect(cost.records).toBe(0);
});

test('an index is read page by page, as it is asked for', async () => {
  const partition: Partition = {
    index: { name: 'byOutcome', hash: 'outcomeKey', range: 'listedAt' },
    value: `${operated.environment.settings.masivo.account}|outcome|created|1`,
  };
  const place = placeOf(operatedOf(operated.environment));
  let seen = 0;
  for await (const _ of entriesOf(partition, { range: {}, pageSize: 40 }, place)) {
    seen += 1;
    if (seen === 100) break;
  }
  expect(cost.queries).toBe(3);
});

test('a store with most of the deliveries costs no more than a list of all', async () => {
  const page = await operated.operator.list({ limit: 50, source: 'shopify', store: 'default' });
  expect(page.deliveries).toHaveLength(50);
  expect(page.next).toBeDefined();
  expect(cost).toEqual({ queries: outcomes.length * shards.length, reads: 1, records: 51 });
});

import type { ListedCustomer } from '../../../cli/backfill/engine/readers/reader';
import { reservoir } from '../../../cli/census/reservoir';
import { type UnusableRow, walk } from '../../../cli/census/walk';
import type { ReceivedEvent } from '../../../lambda/sources/source';
import type { CensusEntry, CensusKind } from '../../../operator/core/answers/census';

/** How a list of any length is explained in calls of the function. */
const eventOf = (id: number, bytes = 0): ReceivedEvent => ({
  headers: {},
  body: Buffer.from(String(id).padEnd(bytes)),
  receivedAt: new Date(0),
});
async function* listOf(count: number, bytes?: number) {
  for (let id = 0; id < count; id += 1) yield { event: eventOf(id, bytes), cursor: String(id) };
}
const entryOf = (event: ReceivedEvent, kind: CensusKind): CensusEntry => ({
  customer: event.body.toString().trim(),
  kind,
  reason: null,
  fields: [],
  at: null,
  signedUpAt: null,
});

async function walked(
  listed: AsyncIterable<ListedCustomer>,
  kindOf: (id: number, asked: number) => CensusKind,
) {
  const asked = new Map<string, number>();
  const calls: number[] = [];
  const remainder: (string | null)[] = [];
  const unusable: UnusableRow[] = [];
  let underWay = 0;
  let most = 0;
  const result = await walk({
    listed,
    async explain(events) {
      calls.push(events.length);
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return events.map((event) => {
        const id = event.body.toString().trim();
        asked.set(id, (asked.get(id) ?? 0) + 1);
        return entryOf(event, kindOf(Number(id), asked.get(id) ?? 0));
      });
    },
    sample: 5,
    random: Math.random,
    onRemainder: ({ customer }) => remainder.push(customer),
    onUnusable: (row) => unusable.push(row),
    onProgress: () => {},
    settle: async () => {},
  });
  return { ...result, calls, remainder, unusable, most };
}

test('everybody is explained once, in calls of a hundred, four at once', async () => {
  const { read, counts, calls, most, drawn } = await walked(listOf(1050), () => 'in-masivo');
  expect({ read, counts }).toEqual({
    read: 1050,
    counts: [{ kind: 'in-masivo', code: null, text: '', count: 1050 }],
  });
  expect(calls.sort((a, b) => a - b)).toEqual([50, ...Array.from({ length: 10 }, () => 100)]);
  expect(most).toBe(4);
  expect(new Set(drawn.map(({ customer }) => customer)).size).toBe(5);
});

test('large records make smaller calls', async () => {
  const { read, calls } = await walked(listOf(10, 900_000), () => 'in-masivo');
  expect(read).toBe(10);
  expect(Math.max(...calls)).toBe(3);
});

test('whom nothing explains is asked about once more, and only the last answer counts', async () => {
  const { read, counts, remainder } = await walked(listOf(250), (id, asked) =>
    id % 50 === 0 ? (asked > 1 && id === 100 ? 'in-masivo' : 'missing') : 'in-masivo',
  );
  expect(remainder.sort()).toEqual(['0', '150', '200', '50']);
  expect({ read, counts: counts.map(({ kind, count }) => [kind, count]) }).toEqual({
    read: 250,
    counts: [
      ['in-masivo', 246],
      ['missing', 4],
    ],
  });
});

test('of very many whom nothing explains no more than a thousand are kept to be asked about again', async () => {
  const { counts, remainder, calls } = await walked(listOf(1500), () => 'missing');
  expect(counts).toMatchObject([{ kind: 'missing', count: 1500 }]);
  expect(remainder).toHaveLength(1500);
  expect(calls.reduce((sum, count) => sum + count, 0)).toBe(2500);
});

test('a call that fails ends it, and so does a list that breaks off: nothing is said of the rest', async () => {
  await expect(
    walked(listOf(1000), (id) => {
      if (id === 450) throw new Error('the function is down');
      return 'in-masivo';
    }),
  ).rejects.toThrow('the function is down');
  async function* broken() {
    yield* listOf(150);
    throw new Error('the vendor is down');
  }
  await expect(walked(broken(), () => 'in-masivo')).rejects.toThrow('the vendor is down');
});

test('a sample draws each as likely as any other', () => {
  const drawn = Array.from({ length: 10 }, () => 0);
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let round = 0; round < 4000; round += 1) {
    const sample = reservoir<number>(3, random);
    for (let item = 0; item < 10; item += 1) sample.offer(item);
    expect(new Set(sample.held).size).toBe(3);
    for (const item of sample.held) drawn[item] = (drawn[item] ?? 0) + 1;
  }
  // 1200 of each on average.
  for (const count of drawn) expect(Math.abs(count - 1200)).toBeLessThan(120);
});

test('rows of a file that are no customers are counted, and nobody is asked about them', async () => {
  async function* rows(): AsyncGenerator<ListedCustomer> {
    yield { event: eventOf(1), cursor: '2', line: 2 };
    yield { event: eventOf(2), cursor: '3', line: 3, lastLine: 4, unusable: { code: 'row-out-of-form' } };
    yield { event: eventOf(3), cursor: '5', line: 5, unusable: { code: 'listed-twice' } };
  }
  const { read, counts, calls, unusable } = await walked(rows(), () => 'in-masivo');
  expect({ read, calls }).toEqual({ read: 3, calls: [1] });
  expect(counts.map(({ kind, code, count }) => [kind, code, count])).toEqual(
    expect.arrayContaining([
      ['in-masivo', null, 1],
      ['refused', 'row-out-of-form', 1],
      ['ignored', 'listed-twice', 1],
    ]),
  );
  expect(unusable).toEqual([
    {
      reason: { code: 'row-out-of-form', text: expect.any(String) },
      line: 3,
      lastLine: 4,
      isRepeated: false,
    },
    { reason: { code: 'listed-twice', text: expect.any(String) }, line: 5, isRepeated: true },
  ]);
});

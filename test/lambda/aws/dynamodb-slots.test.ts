import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDbSharedItems } from '../../../lambda/aws/dynamodb-shared-items';
import type { SharedItems, SlotRequest } from '../../../lambda/ledger/shared-items';
import { newId } from '../../../lambda/new-id';
import { startDynamoDb } from '../../../local/aws/dynamodb';
import { createLedgerTable } from '../../../local/ledger-table';
import { sdkDynamoDb } from '../../../operator/core/sdk-calls';

let client: DynamoDBClient;
let stop: () => Promise<void>;
/** Writes and reads by their commands' names, since the last `requests`. */
let sent: string[] = [];

beforeAll(async () => {
  const { endpoint, close } = await startDynamoDb();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        sent.push(commandName ?? '');
        return next(args);
      },
    { step: 'initialize' },
  );
  await createLedgerTable(client, 'ledger');
  stop = async () => {
    client.destroy();
    await close();
  };
});
afterAll(() => stop());

const at = 1_795_000_000_000;
let account = 0;
beforeEach(() => {
  account += 1;
});

const worker = (): SharedItems =>
  dynamoDbSharedItems({ tableName: 'ledger', account: `account-${account}`, db: sdkDynamoDb(client), newId });
const want = (more: Partial<SlotRequest> = {}): SlotRequest => ({
  name: 'rate-limit',
  slots: 1,
  intervalMs: 50.5,
  now: at,
  latest: at + 5000,
  ...more,
});
async function requests(act: () => Promise<unknown>): Promise<string[]> {
  sent = [];
  await act();
  return sent;
}

test('the first moment is now, those of others follow at the interval', async () => {
  const [one, other] = [worker(), worker()];
  expect(await one.reserveSlots(want({ slots: 3 }))).toEqual({ kind: 'reserved', first: at });
  expect(await other.reserveSlots(want())).toEqual({ kind: 'reserved', first: at + 151.5 });
  expect(await one.reserveSlots(want({ slots: 2 }))).toEqual({ kind: 'reserved', first: at + 202 });
});

test('slots that are all in the past begin anew, and gives nothing away of the time in between', async () => {
  const one = worker();
  await one.reserveSlots(want({ slots: 10 }));
  expect(await one.reserveSlots(want({ now: at + 60_000, latest: at + 65_000 }))).toEqual({
    kind: 'reserved',
    first: at + 60_000,
  });
});

test('more is reserved behind the slots where nobody waits, and not where somebody does', async () => {
  const [one, other] = [worker(), worker()];
  const more = { slots: 2, moreWhenIdleMs: 200 };
  expect(await one.reserveSlots(want(more))).toEqual({ kind: 'reserved', first: at, more: true });
  expect(await other.reserveSlots(want(more))).toEqual({ kind: 'reserved', first: at + 301 });
  expect(await one.reserveSlots(want())).toEqual({ kind: 'reserved', first: at + 402 });
  const later = { now: at + 60_000, latest: at + 65_000 };
  expect(await other.reserveSlots(want({ ...more, ...later }))).toEqual({
    kind: 'reserved',
    first: at + 60_000,
    more: true,
  });
});

test('what would begin after the latest is not reserved, and costs nobody a moment', async () => {
  const [one, other] = [worker(), worker()];
  await one.reserveSlots(want({ slots: 100 }));
  const nextFree = at + 5050;
  expect(await other.reserveSlots(want())).toEqual({ kind: 'too-late', nextFree });
  expect(await other.reserveSlots(want({ latest: nextFree }))).toEqual({ kind: 'reserved', first: nextFree });
  expect(await one.reserveSlots(want({ slots: 2, latest: at - 1 }))).toMatchObject({ kind: 'too-late' });
});

test.each([
  { intervalMs: 1010 / 7, what: 'a seventh of a second' },
  { intervalMs: 1.01, what: 'a thousand a second' },
])('nothing drifts: $what, added up a hundred times', async ({ intervalMs }) => {
  const one = worker();
  for (let times = 0; times < 100; times += 1)
    await one.reserveSlots(want({ slots: 3, intervalMs, latest: at + 1e6 }));
  const answer = await one.reserveSlots(want({ latest: at + 1e6 }));
  expect(answer.kind === 'reserved' && Math.abs(answer.first - at - 300 * intervalMs)).toBeLessThan(0.1);
});

test('each name, and each account, has slots of its own', async () => {
  await worker().reserveSlots(want());
  expect(await worker().reserveSlots(want({ name: 'other' }))).toEqual({ kind: 'reserved', first: at });
  account += 1;
  expect(await worker().reserveSlots(want())).toEqual({ kind: 'reserved', first: at });
});

test('many workers at once: no moment is given twice, and none is left out', async () => {
  const workers = Array.from({ length: 16 }, worker);
  const answers = await Promise.all(
    workers.flatMap((one, index) => [
      one.reserveSlots(want({ slots: 1 + (index % 3) })),
      one.reserveSlots(want()),
    ]),
  );
  const firsts = answers.flatMap((answer, index) => {
    if (answer.kind !== 'reserved') throw new Error('too late');
    const moments = index % 2 === 0 ? 1 + ((index / 2) % 3) : 1;
    return Array.from({ length: moments }, (_, place) => Math.round((answer.first - at) / 50.5 + place));
  });
  expect(firsts.sort((a, b) => a - b)).toEqual(firsts.map((_, place) => place));
});

test('workers that want more where nobody waits, at once: one has it, and no moment is given twice', async () => {
  const workers = Array.from({ length: 8 }, worker);
  const answers = await Promise.all(workers.map((one) => one.reserveSlots(want({ moreWhenIdleMs: 101 }))));
  const spans = answers.map((answer) =>
    answer.kind === 'reserved' ? [answer.first - at, answer.more ? 151.5 : 50.5] : [Number.NaN, Number.NaN],
  );
  expect(spans.sort(([a = 0], [b = 0]) => a - b)).toEqual(
    workers.map((_, place) => (place === 0 ? [0, 151.5] : [101 + place * 50.5, 50.5])),
  );
});

test('workers that find all slots in the past at once: one begins it, the others follow', async () => {
  const workers = Array.from({ length: 8 }, worker);
  for (const one of workers) await one.reserveSlots(want());
  const later = { now: at + 60_000, latest: at + 65_000 };
  const answers = await Promise.all(workers.map((one) => one.reserveSlots(want(later))));
  const firsts = answers.map((answer) =>
    answer.kind === 'reserved' ? answer.first - later.now : Number.NaN,
  );
  expect(firsts.sort((a, b) => a - b)).toEqual(workers.map((_, place) => place * 50.5));
});

describe('a reservation is one write', () => {
  test('where nothing is booked, and where something is', async () => {
    const one = worker();
    expect(await requests(() => one.reserveSlots(want()))).toEqual(['UpdateItemCommand']);
    expect(await requests(() => one.reserveSlots(want({ slots: 30 })))).toEqual(['UpdateItemCommand']);
    expect(await requests(() => one.reserveSlots(want({ now: at + 9000, latest: at + 9999 })))).toEqual([
      'UpdateItemCommand',
    ]);
  });

  test('a worker that knows of nothing learns by one that fails', async () => {
    await worker().reserveSlots(want({ slots: 30 }));
    const newcomer = worker();
    expect(await requests(() => newcomer.reserveSlots(want()))).toEqual([
      'UpdateItemCommand',
      'GetItemCommand',
      'UpdateItemCommand',
    ]);
    expect(await requests(() => newcomer.reserveSlots(want()))).toEqual(['UpdateItemCommand']);
  });

  test('what is known to be too late is not even asked', async () => {
    const one = worker();
    await one.reserveSlots(want({ slots: 100 }));
    expect(await requests(() => one.reserveSlots(want()))).toEqual([]);
  });
});

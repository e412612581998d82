import { placeOf, readRecords } from '../../../operator/core/records';
import { operatedOf } from '../../support/operator';
import { type Operated, startStandIns } from '../../support/stand-ins';

let aws: Awaited<ReturnType<typeof startStandIns>>;
let operated: Operated;
let pks: string[];
/** How many keys each request hands back unread, as DynamoDB does when it is throttled. */
let unread: number[] = [];
let asked: number[] = [];

beforeAll(async () => {
  aws = await startStandIns();
  operated = aws.environmentOf('records');
  const records = await operated.putMany(Array.from({ length: 130 }, () => ({})));
  pks = records.map(({ id }) => `records|delivery|${id}`);
  aws.database.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'BatchGetItemCommand') return next(args);
        const { RequestItems } = args.input as { RequestItems: { ledger: { Keys: object[] } } };
        const { Keys } = RequestItems.ledger;
        asked.push(Keys.length);
        const left = Keys.slice(0, unread.shift() ?? 0);
        const rest = Keys.slice(left.length);
        const input = { ...args.input, RequestItems: { ledger: { Keys: rest, ConsistentRead: true } } };
        const answer =
          rest.length > 0 ? await next({ ...args, input }) : { output: { $metadata: {} }, response: {} };
        if (left.length > 0) Object.assign(answer.output, { UnprocessedKeys: { ledger: { Keys: left } } });
        return answer;
      },
    { step: 'initialize' },
  );
});
afterAll(() => aws.close());
beforeEach(() => {
  asked = [];
  operated.clock.slept.length = 0;
});

const read = () => readRecords(pks, placeOf(operatedOf(operated.environment)), operated.clock);

test.each<[string, number[], number[], number[]]>([
  ['in requests of a hundred', [], [100, 30], []],
  ['asks again at once for what did not fit into an answer', [40], [100, 70], []],
  [
    'waits a while, and longer each time, for a table that reads nothing',
    [100, 100, 100],
    [100, 100, 100, 100, 30],
    [50, 100, 200],
  ],
  ['waits anew after it got something', [100, 99, 100], [100, 100, 100, 100, 29], [50, 50]],
])('all are read: %s', async (_, handedBack, requests, waits) => {
  unread = [...handedBack];
  expect((await read()).size).toBe(130);
  expect(asked).toEqual(requests);
  expect(operated.clock.slept).toEqual(waits);
});

test('of what cannot be read in about twenty seconds, nothing is left out: it fails', async () => {
  unread = Array(20).fill(100);
  await expect(read()).rejects.toThrow('DynamoDB is throttled');
  expect(operated.clock.slept).toHaveLength(10);
});

test('what is not there is left out', async () => {
  const place = placeOf(operatedOf(operated.environment));
  expect(await readRecords(['records|delivery|none'], place, operated.clock)).toEqual(new Map());
  expect(await readRecords([], place, operated.clock)).toEqual(new Map());
});

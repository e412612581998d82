import { PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ledgerKeys } from '../../../lambda/ledger/table';
import { operatorOf } from '../../support/operator';
import { type Operated, startStandIns, storeNames } from '../../support/stand-ins';

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeAll(async () => {
  aws = await startStandIns();
});
afterAll(() => aws.close());

let pauses = 0;
const freshPause = () => {
  pauses += 1;
  return aws.environmentOf(`pause-${pauses}`);
};
const pausedOf = async ({ operator }: Operated) => (await operator.overview()).paused;

type Asked = readonly ['pause' | 'resume', ...string[]];
const ask = ({ operator }: Operated, [what, ...stores]: Asked) => operator[what](stores);

describe('of what is asked', () => {
  test.each<[before: readonly string[], asked: Asked, paused: readonly string[], changed: readonly string[]]>(
    [
      [[], ['pause', '*'], ['*'], ['*']],
      [['stripe/default'], ['pause', '*'], ['*'], ['*']],
      [[], ['pause', 'shopify/default'], ['shopify/default'], ['shopify/default']],
      [
        ['shopify/default'],
        ['pause', 'stripe/default', 'shopify/default'],
        ['shopify/default', 'stripe/default'],
        ['stripe/default'],
      ],
      [['shopify/default'], ['pause', 'shopify/default'], ['shopify/default'], []],
      // `*` holds for stores that are configured later, too: naming one of all does not end that.
      [['*'], ['pause', 'shopify/default'], ['*'], []],
      [
        ['shopify/default', 'stripe/default'],
        ['resume', 'shopify/default'],
        ['stripe/default'],
        ['shopify/default'],
      ],
      [['stripe/default'], ['resume', 'shopify/default'], ['stripe/default'], []],
      [['*'], ['resume', 'stripe/default'], ['shopify/default', 'shopify/second'], ['stripe/default']],
      [['*'], ['resume', ...storeNames], [], storeNames],
      [['*'], ['resume', 'no/store'], ['*'], []],
      [['*'], ['resume', '*'], [], ['*']],
      [['stripe/default'], ['resume', '*'], [], ['stripe/default']],
      [[], ['resume', '*'], [], []],
    ],
  )('where %j are paused, %j leaves %j', async (before, asked, paused, changed) => {
    const operated = freshPause();
    if (before.length > 0) await operated.operator.pause(before);
    const done = await operated.operator.actions(10);
    operated.clock.pass(1);
    expect(await ask(operated, asked)).toEqual({ paused, changed });
    expect(await pausedOf(operated)).toEqual(paused);
    // Written down as it was asked, and only where it was done.
    const [what, ...stores] = asked;
    const { who } = operated.environment;
    expect((await operated.operator.actions(10)).slice(0, -done.length || undefined)).toMatchObject(
      changed.length === 0 ? [] : [{ who, what, about: stores.join(' ') }],
    );
  });
});

test.each<[before: readonly string[], one: Asked, other: Asked, paused: readonly string[]]>([
  [[], ['pause', 'shopify/default'], ['pause', 'stripe/default'], ['shopify/default', 'stripe/default']],
  [['shopify/default'], ['resume', 'shopify/default'], ['pause', 'stripe/default'], ['stripe/default']],
  [['*'], ['resume', 'shopify/default'], ['resume', 'stripe/default'], ['shopify/second']],
])('where %j are paused, %j and %j at once leave %j', async (before, one, other, paused) => {
  const operated = freshPause();
  if (before.length > 0) await operated.operator.pause(before);
  const done = await operated.operator.actions(10);
  // Both have looked before either of them writes.
  const { client } = operated.environment.ledger;
  let looks = 0;
  let go = () => {};
  const bothLooked = new Promise<void>((resolve) => {
    go = resolve;
  });
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        if (commandName !== 'GetItemCommand') return answer;
        looks += 1;
        if (looks === 2) go();
        await bothLooked;
        return answer;
      },
    { name: 'at-once', step: 'initialize' },
  );
  await Promise.all([ask(operated, one), ask(operated, other)]);
  client.middlewareStack.remove('at-once');
  expect([...(await pausedOf(operated))].sort()).toEqual(paused);
  expect(await operated.operator.actions(10)).toHaveLength(done.length + 2);
});

test('one that is always overtaken gives up', async () => {
  const operated = freshPause();
  const { client, tableName } = operated.environment.ledger;
  let others = 0;
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const answer = await next(args);
        if (commandName === 'GetItemCommand') {
          others += 1;
          const Key = marshall({ pk: ledgerKeys(operated.environment.settings.masivo.account).sharedState });
          await client.send(
            new UpdateItemCommand({
              TableName: tableName,
              Key,
              UpdateExpression: 'SET paused = :paused',
              ExpressionAttributeValues: marshall({ ':paused': [`other/${others}`] }),
            }),
          );
        }
        return answer;
      },
    { name: 'overtaken', step: 'initialize' },
  );
  await expect(operated.operator.pause(['shopify/default'])).rejects.toThrow(
    'changed what is paused 10 times',
  );
  client.middlewareStack.remove('overtaken');
  expect(await pausedOf(operated)).toEqual(['other/10']);
});

test.each<[Asked, calls: readonly string[]]>([
  [
    ['pause', '*'],
    ['PutItemCommand', 'UpdateItemCommand'],
  ],
  [
    ['pause', 'stripe/default'],
    ['GetItemCommand consistent', 'PutItemCommand', 'UpdateItemCommand'],
  ],
  [
    ['resume', 'shopify/default'],
    ['GetItemCommand consistent', 'PutItemCommand', 'UpdateItemCommand'],
  ],
])('%j needs no index and no queue', async (asked, calls) => {
  const operated = freshPause();
  await operated.operator.pause(['shopify/default']);
  const { client } = operated.environment.ledger;
  const made: string[] = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        made.push(
          'ConsistentRead' in args.input && args.input.ConsistentRead
            ? `${commandName} consistent`
            : `${commandName}`,
        );
        return next(args);
      },
    { name: 'told', step: 'initialize' },
  );
  // Whoever pauses has no time for what is out of reach.
  const environment = { ...operated.environment, queues: { ...operated.environment.queues, eventsUrl: '' } };
  await ask({ ...operated, operator: operatorOf(environment, operated.clock) }, asked);
  client.middlewareStack.remove('told');
  expect(made).toEqual(calls);
});

test('a pause of everything fixes what somebody wrote by hand in another shape', async () => {
  const operated = freshPause();
  const { client, tableName } = operated.environment.ledger;
  const pk = ledgerKeys(operated.environment.settings.masivo.account).sharedState;
  await client.send(
    new PutItemCommand({ TableName: tableName, Item: marshall({ pk, v: 1, paused: 'stripe' }) }),
  );
  await operated.operator.pause(['*']);
  expect(await pausedOf(operated)).toEqual(['*']);
});

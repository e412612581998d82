import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { randomFrom } from '../../../trials/chaos/random';
import { scheduler } from '../../../trials/simulation/kernel/scheduler';
import { prepare } from '../../../trials/simulation/models/dynamodb';
import { dynamoDbTable } from '../../../trials/simulation/models/dynamodb-table';
import { masivoAccount } from '../../../trials/simulation/models/masivo';
import { type QueueMessage, queue } from '../../../trials/simulation/models/queue';

const clock = () => scheduler(0, randomFrom(1));
const hourMs = 3600_000;

describe('a queue', () => {
  function events(maxReceives = 3) {
    const time = clock();
    const tooOften: QueueMessage[] = [];
    const one = queue({
      name: 'm',
      scheduler: time,
      random: randomFrom(1),
      visibilityMs: 60_000,
      retentionMs: 14 * 24 * hourMs,
      maxReceives,
      onTooOften: (message) => tooOften.push(message),
      onChange: () => {},
    });
    const pass = (ms: number) => time.run(time.now() + ms);
    return { one, pass, tooOften };
  }

  test('hides what was received, and hands it out again once that is over', async () => {
    const { one, pass } = events();
    one.send('a');
    expect(one.receive(10)).toMatchObject([{ body: 'a', receives: 1 }]);
    expect(one.receive(10)).toEqual([]);
    await pass(60_000);
    expect(one.receive(10)).toMatchObject([{ receives: 2 }]);
  });

  test('hands out early what it is told to', () => {
    const { one } = events();
    one.send('a');
    const [first] = one.receive(1);
    one.showEarly(first?.id ?? '');
    expect(one.receive(1)).toMatchObject([{ receives: 2 }]);
  });

  test('takes the handle of the latest receipt alone', async () => {
    const { one, pass } = events();
    one.send('a');
    const [first] = one.receive(1);
    await pass(60_000);
    const [second] = one.receive(1);
    one.delete(first?.receiptHandle ?? '');
    expect(one.messages()).toHaveLength(1);
    one.delete(second?.receiptHandle ?? '');
    expect(one.messages()).toHaveLength(0);
  });

  test('hides a message for twelve hours from its receipt at most', async () => {
    const { one, pass } = events();
    one.send('a');
    const [{ receiptHandle } = { receiptHandle: '' }] = one.receive(1);
    await pass(30_000);
    expect(one.changeVisibility(receiptHandle, 12 * 3600)).toBe('InvalidParameterValue');
    expect(one.changeVisibility(receiptHandle, 11 * 3600)).toBeUndefined();
    await pass(12 * hourMs);
    expect(one.changeVisibility(receiptHandle, 1)).toBe('MessageNotInflight');
  });

  test('puts aside what was received too often, and forgets what is older than fourteen days', async () => {
    const { one, pass, tooOften } = events(1);
    one.send('a');
    one.receive(1);
    await pass(60_000);
    expect([one.receive(1), tooOften.map(({ body }) => body)]).toEqual([[], ['a']]);
    one.send('b');
    await pass(14 * 24 * hourMs);
    expect(one.receive(1)).toEqual([]);
  });
});

describe('a table', () => {
  const item = (pk: string, owner: string, more = {}) => ({
    pk: { S: pk },
    ownerKey: { S: owner },
    listedAt: { S: pk },
    ...more,
  });

  test('shows to its indexes, and to reads that are not consistent, what was true a moment ago', async () => {
    const time = clock();
    const one = dynamoDbTable({ now: time.now, seed: 1, longestExpiryMs: null, longestLagMs: () => 1000 });
    one.write('a', item('a', 'x'));
    expect([one.read('a', true)?.pk, one.read('a', false), one.query('byOwner', 'x')]).toEqual([
      { S: 'a' },
      undefined,
      [],
    ]);
    await time.run(1000);
    one.write('a', item('a', 'y'));
    expect(one.query('byOwner', 'x')).toHaveLength(1);
    await time.run(2000);
    expect([one.query('byOwner', 'x'), one.query('byOwner', 'y').length]).toEqual([[], 1]);
  });

  test('deletes what has expired at some time after that, and never before', async () => {
    const time = clock();
    const one = dynamoDbTable({
      now: time.now,
      seed: 1,
      longestExpiryMs: 48 * hourMs,
      longestLagMs: () => 0,
    });
    one.write('a', item('a', 'x', { expiresAt: { N: '3600' } }));
    await time.run(hourMs - 1);
    expect(one.read('a', true)).toBeDefined();
    await time.run(50 * hourMs);
    expect([one.read('a', true), one.query('byOwner', 'x'), one.items()]).toEqual([undefined, [], []]);
  });
});

describe('Masivo', () => {
  const traits = { readLagMs: 0, conflictStatus: 409, showsMetadata: true } as const;
  const body = (id: string, email = `${id}@example.com`) => ({ id, email, name: 'Shopper' });

  test('keeps ids and e-mails unique, and pays once', () => {
    const one = masivoAccount(clock(), traits);
    expect(one.create(body('a'))).toMatchObject({ created: { id: 'a' } });
    expect(one.create(body('a'))).toEqual({ taken: 'id' });
    expect(one.create(body('b', 'A@EXAMPLE.com'))).toEqual({ taken: 'email' });
    expect(one.registrations('a')).toBe(1);
  });

  test('drops migrations without a word whose id or e-mail is taken when their time comes', async () => {
    const time = clock();
    const one = masivoAccount(time, traits);
    one.migrate([body('a'), body('b'), body('c', 'taken@example.com')], 1000);
    one.create(body('a'));
    one.create(body('d', 'taken@example.com'));
    expect(one.find('b')).toBeUndefined();
    await time.run();
    expect(one.entries().map(({ id, from }) => [id, from])).toEqual([
      ['a', 'post'],
      ['d', 'post'],
      ['b', 'migrate'],
    ]);
    expect(one.registrations('b')).toBe(0);
  });

  test.each([
    ['lags behind creations only', {}, 'Shopper Two'],
    ['lags behind changes, too', { lagsBehindChanges: true }, 'Shopper'],
  ] as const)('shows what was true a while ago, where a look %s', async (_, more, name) => {
    const time = clock();
    const one = masivoAccount(time, { ...traits, ...more });
    await time.run(1000);
    one.create(body('a'));
    await time.run(2000);
    one.change('a', { name: 'Shopper Two' });
    expect([one.find('a')?.name, one.find('a', 500)?.name, one.find('a', 1500)]).toEqual([
      'Shopper Two',
      name,
      undefined,
    ]);
  });

  test('pays again to one who was deleted by hand and is created again', () => {
    const one = masivoAccount(clock(), traits);
    one.create(body('a'));
    one.byHand.remove('a');
    one.create(body('a'));
    expect(one.registrations('a')).toBe(2);
  });
});

test('a table refuses an expression above 4,096 bytes', () => {
  const table = dynamoDbTable({ now: () => 0, seed: 1, longestExpiryMs: null, longestLagMs: () => 0 });
  const update = (bytes: number) =>
    prepare(
      new UpdateItemCommand({
        TableName: 't',
        Key: { pk: { S: 'a|attempts' } },
        UpdateExpression: 'REMOVE due'.padEnd(bytes),
      }),
      table,
    ).work();
  expect(update(4096)).toMatchObject({ kind: 'output' });
  expect(update(4097)).toMatchObject({ kind: 'error', error: { name: 'ValidationException' } });
});

import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { envelopeVersion } from '../../../lambda/envelope-version';
import { storedEnvelope } from '../../../lambda/ledger/stored-envelope';
import { type Operated, startStandIns } from '../../support/stand-ins';

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeEach(async () => {
  aws = await startStandIns();
});
afterEach(() => aws.close());

type Put = Awaited<ReturnType<Operated['put']>>;

async function deadLettersOf({ environment }: Operated, records: readonly Put[]): Promise<void> {
  const { client, deadLettersUrl: QueueUrl } = environment.queues;
  for (const record of records) {
    const MessageBody = JSON.stringify(storedEnvelope(record));
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  }
}

test('the messages of a refused delivery go, its log says so, and the others can be redriven at once', async () => {
  const operated = aws.environmentOf('discarded');
  const { operator, put, clock, environment } = operated;
  const hopeless = await put({ customer: '1', outcome: 'refused', reason: { code: 'email-invalid' } });
  const other = await put({ customer: '2', outcome: 'refused', reason: { code: 'email-taken' } });
  await deadLettersOf(operated, [hopeless, other, hopeless]);
  clock.pass(1000);
  const note = 'The merchant entered the address by hand.';
  expect(await operator.discard([hopeless.id], { note })).toEqual({
    each: [{ id: hopeless.id, discarded: { kind: 'discarded', keepsBody: true }, deleted: 2 }],
    looked: 3,
  });
  const discarded = { at: clock.now().toISOString(), who: environment.who, note };
  expect(await operator.show(hopeless.id)).toMatchObject({
    ...{ outcome: 'refused', discarded, withoutBody: null },
    explanation: { what: expect.stringMatching(/An operator discarded it/), replayHelps: false },
  });
  expect(await operator.show(other.id)).toMatchObject({ outcome: 'refused', discarded: null });

  // It waits for nobody any more, and is found by its shopper all the same.
  expect(await operator.overview()).toMatchObject({ deadLetters: 1, discarded: 1 });
  expect((await operator.overview()).stores).toContainEqual(
    expect.objectContaining({ store: 'shopify/default', refused: 1 }),
  );
  const { deliveries } = await operator.list({ customer: '1', limit: 10 });
  expect(deliveries).toMatchObject([{ id: hopeless.id, outcome: 'refused', discarded }]);
  expect((await operator.list({ outcomes: ['refused'], limit: 10 })).deliveries).toHaveLength(2);

  clock.pass(1000);
  expect(await operator.redrive()).toMatchObject({ kind: 'started' });
  expect(await operator.redriveProgress()).toMatchObject({ moved: 1 });
  expect(await operator.actions(10)).toMatchObject([
    { what: 'redrive' },
    { who: environment.who, what: 'discard', about: hopeless.id },
  ]);
});

test('no replay of many takes it, and one by its ID tries it once more', async () => {
  const { operator, put } = aws.environmentOf('replayed');
  const hopeless = await put({ customer: '1', outcome: 'refused' });
  const other = await put({ customer: '2', outcome: 'refused' });
  await operator.discard([hopeless.id]);
  for (const query of [{}, { customer: '1' }, { store: 'default' }]) {
    const { ids } = await operator.selectForReplay({ outcomes: ['refused'], ...query });
    expect(ids).toEqual('customer' in query ? [] : [other.id]);
  }
  expect(await operator.replay(hopeless.id)).toEqual({ kind: 'replayed', series: 1 });
});

test('once more is no harm: it is recorded once, and a message that was hidden before goes', async () => {
  const operated = aws.environmentOf('again');
  const { operator, put } = operated;
  const hopeless = await put({ outcome: 'refused' });
  expect((await operator.discard([hopeless.id])).each).toMatchObject([{ deleted: 0 }]);
  const before = await operator.show(hopeless.id);
  await deadLettersOf(operated, [hopeless]);
  expect((await operator.discard([hopeless.id], { note: 'Another.' })).each).toMatchObject([{ deleted: 1 }]);
  expect(await operator.show(hopeless.id)).toEqual(before);
  expect(await operator.actions(10)).toHaveLength(1);
});

test('what may still succeed, or has, is left alone, and nothing is recorded of it', async () => {
  const operated = aws.environmentOf('left');
  const { operator, put } = operated;
  const retry = await put({ outcome: 'retry' });
  const created = await put({ outcome: 'created' });
  await deadLettersOf(operated, [created]);
  const nobody = 'e'.repeat(32);
  expect((await operator.discard([retry.id, created.id, nobody])).each).toEqual([
    { id: retry.id, discarded: { kind: 'not-refused', outcome: 'retry' }, deleted: 0 },
    { id: created.id, discarded: { kind: 'not-refused', outcome: 'created' }, deleted: 0 },
    { id: nobody, discarded: { kind: 'unknown' }, deleted: 0 },
  ]);
  expect(await operator.overview()).toMatchObject({ deadLetters: 1 });
  expect(await operator.actions(10)).toEqual([]);
});

// An erasure finds such a body in the DLQ alone.
test('a body that names no customer goes with its message', async () => {
  const operated = aws.environmentOf('nobody');
  const { operator, put, ledger } = operated;
  const unread = await put({
    outcome: 'refused',
    reason: { code: 'body-not-json' },
    body: '{"email": "jane@example.com", "id": ',
    more: { customer: null },
  });
  await deadLettersOf(operated, [unread]);
  expect((await operator.discard([unread.id])).each).toEqual([
    { id: unread.id, discarded: { kind: 'discarded', keepsBody: false }, deleted: 1 },
  ]);
  const log = await ledger.delivery(unread.id);
  expect(log).toMatchObject({ outcome: 'refused', headers: {}, withoutEvent: true, attemptCount: 1 });
  expect(log !== 'newer' && log?.body).toHaveLength(0);
  expect(await operator.replay(unread.id)).toEqual({
    kind: 'without-body',
    why: 'An operator discarded it, and nobody can say whose data it held.',
  });
});

test('what is no message of the bridge goes by itself, and nothing else with it', async () => {
  const operated = aws.environmentOf('unreadable');
  const { operator, put, environment } = operated;
  const refused = await put({ outcome: 'refused' });
  await deadLettersOf(operated, [refused]);
  const { client, deadLettersUrl: QueueUrl } = environment.queues;
  const newer = JSON.stringify({ ...storedEnvelope(refused), v: envelopeVersion + 1 });
  for (const MessageBody of ['{}', 'hello', newer])
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  expect(await operator.discardUnreadable()).toEqual({ looked: 4, deleted: 2 });
  expect(await operator.discardUnreadable()).toEqual({ looked: 2, deleted: 0 });
  expect(await operator.actions(10)).toMatchObject([{ what: 'discard', about: 'unreadable messages' }]);
});

test('an attempt that writes the log meanwhile decides', async () => {
  const operated = aws.environmentOf('meanwhile');
  const { operator, put, ledger, environment } = operated;
  const refused = await put({ outcome: 'refused' });
  let isFirst = true;
  environment.ledger.client.middlewareStack.add((next, { commandName }) => async (args) => {
    if (commandName === 'UpdateItemCommand' && isFirst) {
      isFirst = false;
      await ledger.record({ ...refused, outcome: 'created', attemptCount: 2 }, 1);
    }
    return next(args);
  });
  expect((await operator.discard([refused.id])).each).toMatchObject([
    { discarded: { kind: 'not-refused', outcome: 'created' } },
  ]);
  expect(await operator.show(refused.id)).toMatchObject({ outcome: 'created', discarded: null });
});

test.each(['Write to jane@example.com', 'Call +57 300 123 45 67', 'x'.repeat(201), '', 'two\nlines'])(
  'the note %j is refused: it could name somebody, or is none',
  async (note) => {
    const { operator, put } = aws.environmentOf('notes');
    const { id } = await put({ outcome: 'refused' });
    await expect(operator.discard([id], { note })).rejects.toThrow(/^discard: note/);
    expect(await operator.show(id)).toMatchObject({ discarded: null });
  },
);

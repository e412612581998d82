import { taskId } from '../../../lambda/ledger/task';
import { erasedHmac } from '../../../lambda/ledger/tombstone';
import { messageOf } from '../../../lambda/new-envelope';
import { operateCalls } from '../../../lambda/operate-calls';
import { keyedHash } from '../../../lambda/secrets/keyed-hash';
import { callsOf } from '../../../operator/core/calls';
import type { OperatedEnvironment } from '../../../operator/core/environment';
import { version } from '../../../package.json';
import { operatedOf } from '../../support/operator';
import { envelopeFor, startStandIns } from '../../support/stand-ins';

type ActName = (typeof operateCalls.act)[number];

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeAll(async () => {
  aws = await startStandIns();
});
afterAll(() => aws.close());

class NotRecorded extends Error {}

/** An environment whose ledger takes no record of an act, with all that is done all the same. */
function unrecorded({ ledger, queues, ...rest }: OperatedEnvironment, deadLetter: string) {
  const done: string[] = [];
  const { db } = ledger;
  const keyOf = (key: Record<string, { S?: string }> | undefined) => key?.pk?.S ?? '';
  const noted =
    <I, A>(name: string, run: (input: I) => Promise<A>) =>
    (input: I) => {
      done.push(name);
      return run(input);
    };
  const environment: OperatedEnvironment = {
    ...rest,
    ledger: {
      ...ledger,
      db: {
        ...db,
        async putItem(input) {
          if (keyOf(Object(input.Item)).includes('|action|')) throw new NotRecorded();
          return noted('put', db.putItem)(input);
        },
        updateItem: (input) =>
          keyOf(Object(input.Key)).includes('|action|')
            ? db.updateItem(input)
            : noted('update', db.updateItem)(input),
        deleteItem: noted('delete', db.deleteItem),
      },
    },
    queues: {
      ...queues,
      sqs: {
        ...queues.sqs,
        sendMessage: noted('send', async () => ({})),
        deleteMessage: noted('delete message', async () => ({})),
        startMessageMoveTask: noted('move', async () => ({})),
        listMessageMoveTasks: async () => ({}),
        getQueueAttributes: async () => ({
          Attributes: {
            QueueArn: 'arn:aws:sqs:us-east-1:000000000000:dead-letters',
            ApproximateNumberOfMessages: '1',
            ApproximateNumberOfMessagesNotVisible: '0',
            ApproximateNumberOfMessagesDelayed: '0',
          },
        }),
        receiveMessage: async () => ({
          Messages: [
            { MessageId: '1', Body: deadLetter, ReceiptHandle: '1' },
            { MessageId: '2', Body: 'no message of ours', ReceiptHandle: '2' },
          ],
        }),
      },
    },
  };
  return { environment, done };
}

test('what cannot be recorded is not done: every act', async () => {
  const operated = aws.environmentOf('unrecorded');
  const { put, putCustomer, clock, operator, ledger } = operated;
  const real = operatedOf(operated.environment);
  const store = { source: 'shopify', store: 'default' };
  const customer = { ...store, customer: '77' };
  const { id } = await put({ customer: '77', outcome: 'refused' });
  await putCustomer({ customer: '77', confirmed: { masivo: 'held', dropped: false, since: 1 } });
  await putCustomer({
    customer: '78',
    confirmed: {
      ...{ masivo: 'unlinked', dropped: false, since: 1, email: 'shopper.78@example.com' },
      reason: { code: 'email-of-other-customer', params: { ...store, customer: '1' } },
    },
  });
  await operator.pause(['shopify/second']);
  const subject = await erasedHmac(
    customer,
    keyedHash(() => real.readSecret('email-index')),
  );
  const task = { ...store, kind: 'data-request' as const, subject };
  await ledger.writeTask({ ...task, customer: '77', since: clock.now().toISOString() });
  const deadLetter = messageOf(envelopeFor({ customer: '77' }, clock.now()));
  const before = await operator.actions(100);

  const bulk = '00000000-0000-4000-8000-000000000000';
  const { stores } = operated.environment.settings;
  const comparison = { version, query: { limit: 10 }, stores, mapping: null };
  const asked: Readonly<Record<ActName, readonly object[]>> = {
    reveal: [{ id }],
    revealMapping: [comparison],
    mappingBodies: [{ count: 1 }, { query: { limit: 10 }, bulk }],
    export: [{ customer }, { customer, before: `${clock.now().toISOString()}|shopify|default|${id}` }],
    replay: [{ id }, { count: 1 }, { ids: [id], bulk }],
    release: ['create', 'drop'].flatMap((release) => [
      { customer, release },
      { count: 1, release },
      { customers: [customer], bulk, release },
    ]),
    link: [
      { customer: { ...customer, customer: '78' } },
      { count: 1 },
      { customers: [{ ...customer, customer: '78' }], bulk },
    ],
    erase: [{ customers: [customer], email: null }],
    deleteDeadLetters: [{ customers: [customer], email: null }],
    eraseShop: [
      { store, step: 'begin' },
      { store, step: 'delete' },
      { store, step: 'dead-letters' },
      { store, step: 'end' },
    ],
    endTask: [{ id: taskId(task) }],
    endDataRequest: [customer],
    redrive: [{}],
    discard: [{ ids: [id] }, { ids: [id], note: 'A test order.' }],
    discardUnreadable: [{}],
    pause: [{ stores: ['shopify/default'] }, { stores: ['*'] }],
    resume: [{ stores: ['shopify/second'] }, { stores: ['*'] }],
    recordRevocation: [{ store: 'shopify/default', fingerprint: '0123456789ab' }],
    beginCensus: [store],
    recordBackfill: [{ store: 'shopify/default', run: '1', resumed: false }],
  };
  for (const name of operateCalls.act) {
    for (const given of asked[name]) {
      const { environment, done } = unrecorded(real, deadLetter);
      const perform = callsOf(environment, clock)[name].perform(given);
      const outcome = await perform.catch((error: unknown) => error);
      // Of some that nobody has begun nothing is done, and nothing has to be recorded.
      const nothing = [
        { kind: 'answer', answer: { kind: 'unrecorded' } },
        { kind: 'answer', answer: { step: 'not-begun' } },
      ];
      expect([name, given, done]).toEqual([name, given, []]);
      if (outcome instanceof NotRecorded) continue;
      expect(nothing).toContainEqual(outcome);
    }
  }
  expect(await operator.actions(100)).toEqual(before);
});

import { ReceiveMessageCommand, SendMessageCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { sqsDeadLetters } from '../../../lambda/aws/sqs';
import { sdkSqs } from '../../../operator/core/sdk-calls';
import { startStandIns } from '../../support/stand-ins';

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeEach(async () => {
  aws = await startStandIns();
});
afterEach(() => aws.close());

test('moves what deliver put into the DLQ onto the queue, and says how far it came', async () => {
  const { operator, environment } = aws.environmentOf('redrive');
  const { client, deadLettersUrl } = environment.queues;
  expect(await operator.redrive()).toEqual({ kind: 'empty' });
  expect(await operator.redriveProgress()).toBeUndefined();

  // As our own code does it: such a message has no queue it came from, so the destination has to be named.
  for (let index = 0; index < 3; index += 1)
    await sqsDeadLetters(deadLettersUrl, sdkSqs(client)).sendToDeadLetters('{}', { code: 'id-taken' });
  expect(await operator.overview()).toMatchObject({ deadLetters: 3, queue: { waiting: 0, inFlight: 0 } });
  expect(await operator.redrive()).toEqual({ kind: 'started', since: 0 });
  const progress = await operator.redriveProgress();
  expect(progress).toEqual({
    status: 'COMPLETED',
    running: false,
    failureReason: null,
    startedAt: expect.any(Number),
    moved: 3,
    toMove: 3,
  });
  expect(await operator.overview()).toMatchObject({ deadLetters: 0, queue: { waiting: 3, inFlight: 0 } });

  expect(await operator.redrive()).toEqual({ kind: 'empty' });
  expect(await operator.actions(10)).toMatchObject([
    { who: environment.who, what: 'redrive', about: '3 messages' },
  ]);
});

// Without its group a store's flood would be handed out before the other stores' messages once it is redriven.
test('a message comes back in the message group that it had', async () => {
  const { operator, environment } = aws.environmentOf('group');
  const { client, deadLettersUrl, eventsUrl } = environment.queues;
  const { sendToDeadLetters } = sqsDeadLetters(deadLettersUrl, sdkSqs(client));
  await sendToDeadLetters('{}', { code: 'too-many-paused' }, 'shopify/two');
  await operator.redrive();
  const { Messages } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: eventsUrl, MessageSystemAttributeNames: ['MessageGroupId'] }),
  );
  expect(Messages).toMatchObject([{ Attributes: { MessageGroupId: 'shopify/two' } }]);
});

test.each(['before', 'meanwhile'])('one that was started %s is left to end', async (when) => {
  const { operator, environment } = aws.environmentOf('running');
  const { client, deadLettersUrl } = environment.queues;
  for (let index = 0; index < 3; index += 1) {
    await client.send(new SendMessageCommand({ QueueUrl: deadLettersUrl, MessageBody: '{}' }));
  }
  const arn = (queue: string) => `arn:aws:sqs:us-east-1:000000000000:${queue}`;
  const startSlowly = () =>
    client.send(
      new StartMessageMoveTaskCommand({
        SourceArn: arn('dead-letters'),
        DestinationArn: arn('events'),
        MaxNumberOfMessagesPerSecond: 1,
      }),
    );
  if (when === 'before') await startSlowly();
  else {
    let isFirst = true;
    client.middlewareStack.add((next, { commandName }) => async (args) => {
      if (commandName === 'StartMessageMoveTaskCommand' && isFirst) {
        isFirst = false;
        await startSlowly();
      }
      return next(args);
    });
  }
  const redriven = await operator.redrive();
  expect(redriven).toEqual({ kind: 'running', since: expect.any(Number) });
  expect(await operator.redriveProgress('since' in redriven ? redriven.since : undefined)).toMatchObject({
    status: 'RUNNING',
    running: true,
    moved: expect.any(Number),
    toMove: 3,
  });
  // Whoever was quicker has it written down as well.
  expect(await operator.actions(10)).toHaveLength(when === 'before' ? 0 : 1);
});

test('what cannot be written down is not moved', async () => {
  const { operator, environment } = aws.environmentOf('unwritten');
  const { client, deadLettersUrl } = environment.queues;
  await client.send(new SendMessageCommand({ QueueUrl: deadLettersUrl, MessageBody: '{}' }));
  environment.ledger.client.middlewareStack.add(() => async () => {
    throw new Error('out of reach');
  });
  await expect(operator.redrive()).rejects.toThrow('out of reach');
  expect(await operator.redriveProgress()).toBeUndefined();
});

test('messages that somebody looks at are no empty DLQ, though none can be moved', async () => {
  const { operator, environment } = aws.environmentOf('looked-at');
  const { client, deadLettersUrl } = environment.queues;
  for (let index = 0; index < 2; index += 1) {
    await client.send(new SendMessageCommand({ QueueUrl: deadLettersUrl, MessageBody: '{}' }));
  }
  await client.send(new ReceiveMessageCommand({ QueueUrl: deadLettersUrl, MaxNumberOfMessages: 10 }));
  expect(await operator.redrive()).toEqual({ kind: 'looked-at', messages: 2 });
  expect(await operator.actions(10)).toEqual([]);
});

test('an earlier move is not taken for the one that was begun', async () => {
  const { operator, environment } = aws.environmentOf('earlier');
  const { client, deadLettersUrl } = environment.queues;
  const redriven = async () => {
    await client.send(new SendMessageCommand({ QueueUrl: deadLettersUrl, MessageBody: '{}' }));
    const begun = await operator.redrive();
    return 'since' in begun ? begun.since : undefined;
  };
  await redriven();
  const earlier = await operator.redriveProgress();
  const since = await redriven();
  expect(since).toBe((earlier?.startedAt ?? 0) + 1);
  const own = await operator.redriveProgress(since);
  expect(own?.startedAt).toBeGreaterThan(earlier?.startedAt ?? 0);
  // SQS lists it a moment later.
  expect(await operator.redriveProgress((own?.startedAt ?? 0) + 1)).toBeUndefined();
});

test('one that is being cancelled is under way still', async () => {
  const { operator, environment } = aws.environmentOf('cancelling');
  const { client, deadLettersUrl } = environment.queues;
  await client.send(new SendMessageCommand({ QueueUrl: deadLettersUrl, MessageBody: '{}' }));
  // The stand-in cancels at once; SQS finishes what it has in hand before.
  client.middlewareStack.add((next, { commandName }) => async (args) => {
    if (commandName !== 'ListMessageMoveTasksCommand') return next(args);
    const Results = [{ Status: 'CANCELLING', StartedTimestamp: 7 }];
    return { output: { $metadata: {}, Results }, response: {} };
  });
  expect(await operator.redrive()).toEqual({ kind: 'running', since: 7 });
  expect(await operator.redriveProgress(7)).toMatchObject({ status: 'CANCELLING', running: true });
});

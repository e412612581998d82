import { SendMessageCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { sqsDeadLetters } from '../../lambda/aws/sqs';
import { startStandIns } from './support';

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeEach(async () => {
  aws = await startStandIns();
});
afterEach(() => aws.close());

test('moves what deliver put into the DLQ onto the queue, and says how far it came', async () => {
  const { operator, environment } = aws.environmentOf('redrive');
  const { client, deadLettersUrl } = environment.queues;
  expect(await operator.redrive()).toBe('empty');
  expect(await operator.redriveProgress()).toBeUndefined();

  // As our own code does it: such a message has no queue it came from, so the destination has to be named.
  for (let index = 0; index < 3; index += 1)
    await sqsDeadLetters(deadLettersUrl, client).bury('{}', 'a reason');
  expect(await operator.overview()).toMatchObject({ deadLetters: 3, queue: { waiting: 0, hidden: 0 } });
  expect(await operator.redrive()).toBe('started');
  expect(await operator.redriveProgress()).toEqual({ status: 'COMPLETED', moved: 3, toMove: 3 });
  expect(await operator.overview()).toMatchObject({ deadLetters: 0, queue: { waiting: 3, hidden: 0 } });

  expect(await operator.redrive()).toBe('empty');
  expect(await operator.actions(10)).toMatchObject([
    { who: environment.who, what: 'redrive', about: '3 messages' },
  ]);
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
  expect(await operator.redrive()).toBe('running');
  expect(await operator.redriveProgress()).toEqual({
    status: 'RUNNING',
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

import {
  CancelMessageMoveTaskCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListMessageMoveTasksCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { type Sqs, startSqs } from '../../../local/aws/sqs';
import { Clock, errorName, expectPortFree, settings, sqsClient } from '../../support/aws-clients';
import { until, whether } from '../../support/until';

const MAIN_ARN = 'arn:aws:sqs:us-east-1:000000000000:signups';
const DEAD_ARN = 'arn:aws:sqs:us-east-1:000000000000:signups-dead';
const OTHER_ARN = 'arn:aws:sqs:us-east-1:000000000000:other';

let clock: Clock;
let sqs: Sqs;
let client: SQSClient;
let QueueUrl: string;

async function start(now?: () => number): Promise<void> {
  sqs = await startSqs({
    queues: [
      { name: 'signups', visibilityTimeoutSeconds: 30, deadLetterQueue: 'signups-dead', maxReceiveCount: 2 },
      { name: 'signups-dead', visibilityTimeoutSeconds: 30 },
      { name: 'other', visibilityTimeoutSeconds: 30 },
    ],
    ...(now === undefined ? {} : { now }),
  });
  client = sqsClient(sqs.endpoint);
  QueueUrl = sqs.queueUrl('signups');
}

async function stop(): Promise<void> {
  client.destroy();
  await sqs.close();
}

beforeEach(() => {
  clock = new Clock();
  return start(clock.now);
});
afterEach(stop);

type Extra<T> = Partial<Omit<T, 'QueueUrl'>> & { QueueUrl?: string };
const send = (MessageBody: string, extra: Extra<SendMessageCommandInput> = {}) =>
  client.send(new SendMessageCommand({ QueueUrl, MessageBody, ...extra }));
async function receive(extra: Extra<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
  const answer = await client.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...extra }),
  );
  return answer.Messages ?? [];
}
async function receiveOne(): Promise<string> {
  const [message] = await receive({ MaxNumberOfMessages: 1 });
  return message?.ReceiptHandle ?? 'nothing received';
}

describe('sending and receiving', () => {
  const attributes = {
    timestamp: { DataType: 'Number.java.lang.Long', StringValue: '1493147359900' },
  };

  test('carries body and attributes, with the checksums the SDK and AWS agree on', async () => {
    const body = 'é ✓ 😀 "quoted"\n';
    const sent = await send(body, { MessageAttributes: attributes });
    // The sum AWS gives for this attribute, as published in other clients' tests.
    expect(sent.MD5OfMessageAttributes).toBe('2e2e4876d8e0bd6b8c2c8f556831c349');
    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toEqual({
      MessageId: sent.MessageId,
      ReceiptHandle: expect.any(String),
      Body: body,
      MD5OfBody: sent.MD5OfMessageBody,
      MessageAttributes: attributes,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
      Attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(clock.now()),
        SenderId: '000000000000',
        ApproximateFirstReceiveTimestamp: String(clock.now()),
      },
    });
  });

  test('carries binary attributes, and takes its checksum of the attributes in the order of their names', async () => {
    const a = { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255, 7]) };
    const b = { DataType: 'String', StringValue: 'one' };
    const sent = await send('x', { MessageAttributes: { b, a } });
    // Computed apart from this code, from the description in the SQS developer guide.
    expect(sent.MD5OfMessageAttributes).toBe('35e49704a390289327ca2694403cbebe');
    const [message] = await receive({ MessageAttributeNames: ['All'] });
    expect(message?.MessageAttributes).toEqual({ a, b });
  });

  test.each([
    [[], undefined],
    [['shop.*'], ['shop.id', 'shop.name']],
    [['shop.id', 'nope'], ['shop.id']],
    [['.*'], ['shop.id', 'shop.name', 'trace']],
  ])('attribute names %j give %j', async (MessageAttributeNames, expected) => {
    const text = { DataType: 'String', StringValue: 'v' };
    await send('x', { MessageAttributes: { 'shop.id': text, 'shop.name': text, trace: text } });
    const [message] = await receive({ MessageAttributeNames });
    expect(message?.MessageAttributes && Object.keys(message.MessageAttributes)).toEqual(expected);
  });

  test.each<[Extra<ReceiveMessageCommandInput>, Message['Attributes']]>([
    [{}, undefined],
    [{ MessageSystemAttributeNames: ['ApproximateReceiveCount'] }, { ApproximateReceiveCount: '1' }],
    [
      { AttributeNames: ['All'] },
      {
        ApproximateReceiveCount: '1',
        SentTimestamp: '1767614400000',
        SenderId: '000000000000',
        ApproximateFirstReceiveTimestamp: '1767614400000',
      },
    ],
  ])('system attributes %j give %j', async (names, expected) => {
    await send('x');
    expect((await receive(names))[0]?.Attributes).toEqual(expected);
  });

  test('a batch reports each entry by itself', async () => {
    const answer = await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', MessageBody: 'one' },
          { Id: 'bad', MessageBody: 'two\u0000' },
          { Id: 'late', MessageBody: 'three', DelaySeconds: 5 },
        ],
      }),
    );
    expect(answer.Successful?.map((entry) => entry.Id)).toEqual(['good', 'late']);
    expect(answer.Failed).toEqual([
      { Id: 'bad', SenderFault: true, Code: 'InvalidMessageContents', Message: expect.any(String) },
    ]);
    expect(sqs.waiting('signups')).toEqual({ visible: 1, inFlight: 0, delayed: 1 });
  });

  const entries = (count: number, MessageBody: string, id = (i: number) => String(i)) =>
    Array.from({ length: count }, (_, i) => ({ Id: id(i), MessageBody }));
  test.each([
    ['no entries', entries(0, 'x'), 'EmptyBatchRequest'],
    ['11 entries', entries(11, 'x'), 'TooManyEntriesInBatchRequest'],
    ['the same id twice', entries(2, 'x', () => 'same'), 'BatchEntryIdsNotDistinct'],
    ['more than 1 MiB in all', entries(2, 'x'.repeat(524_289)), 'BatchRequestTooLong'],
  ])('a batch with %s is refused as a whole', async (_, Entries, name) => {
    expect(await errorName(client.send(new SendMessageBatchCommand({ QueueUrl, Entries })))).toBe(name);
    expect(sqs.waiting('signups').visible).toBe(0);
  });

  test.each([
    ['1 MiB', 'x'.repeat(1_048_576), undefined],
    ['1 MiB and a byte', 'x'.repeat(1_048_577), 'InvalidParameterValue'],
    ['1 MiB in two-byte letters', 'é'.repeat(524_289), 'InvalidParameterValue'],
    ['nothing', '', 'MissingParameter'],
    ['tab, line ends, the last of each range', '\t\n\r \uD7FF\uE000\uFFFD\u{10000}\u{10FFFF}', undefined],
    ['NUL', 'a\u0000', 'InvalidMessageContents'],
    ['a control character', 'a\u001f', 'InvalidMessageContents'],
    ['U+FFFE', 'a\uFFFE', 'InvalidMessageContents'],
    ['a lone surrogate', 'a\uD800', 'InvalidMessageContents'],
  ])('a body of %s', async (_, body, refusal) => {
    const sent = send(body).then(
      () => undefined,
      (error: Error) => error.name,
    );
    expect(await sent).toBe(refusal);
    expect((await receive()).map((one) => one.Body)).toEqual(refusal === undefined ? [body] : []);
  });

  test.each([
    ['attributes that push it over 1 MiB', 'x'.repeat(1_048_570), { MessageAttributes: attributes }],
    ['a delay above 15 min', 'x', { DelaySeconds: 901 }],
    ['an empty attribute', 'x', { MessageAttributes: { a: { DataType: 'String', StringValue: '' } } }],
    ['an unknown attribute type', 'x', { MessageAttributes: { a: { DataType: 'Date', StringValue: '1' } } }],
  ])('%s is refused', async (_, body, extra) => {
    expect(await errorName(send(body, extra))).toBe('InvalidParameterValue');
  });

  test.each([
    { MaxNumberOfMessages: 11 },
    { MaxNumberOfMessages: 0 },
    { WaitTimeSeconds: 21 },
    { VisibilityTimeout: 43_201 },
  ])('receiving with %j is refused', async (extra) => {
    expect(await errorName(receive(extra))).toBe('InvalidParameterValue');
  });
});

describe('settling', () => {
  test('deletes one by one and in batches', async () => {
    await Promise.all(['a', 'b', 'c'].map((body) => send(body)));
    const [first, ...rest] = (await receive()).map((one) => one.ReceiptHandle);
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: first }));
    expect(sqs.waiting('signups').inFlight).toBe(2);
    const Entries = [...rest, 'nonsense'].map((ReceiptHandle, i) => ({ Id: String(i), ReceiptHandle }));
    const answer = await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    expect(answer.Successful).toEqual([{ Id: '0' }, { Id: '1' }]);
    expect(answer.Failed).toMatchObject([{ Id: '2', Code: 'ReceiptHandleIsInvalid' }]);
    expect(sqs.waiting('signups')).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
  });

  test('a stale receipt deletes nothing and reports success', async () => {
    await send('a');
    const stale = await receiveOne();
    clock.advance(30);
    await receiveOne();
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: stale }));
    expect(sqs.waiting('signups').inFlight).toBe(1);
  });

  test.each([
    ['0 shows the message at once', 0, { visible: 1, inFlight: 0, delayed: 0 }],
    ['300 hides it past its timeout', 300, { visible: 0, inFlight: 1, delayed: 0 }],
  ])('%s', async (_, VisibilityTimeout, counts) => {
    await send('a');
    const ReceiptHandle = await receiveOne();
    await client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    clock.advance(VisibilityTimeout === 0 ? 0 : 60);
    expect(sqs.waiting('signups')).toEqual(counts);
  });

  test.each([
    ['an unknown receipt', 'nonsense', 10, 'ReceiptHandleIsInvalid'],
    ['more than 12 h since the receive', undefined, 43_200, 'InvalidParameterValue'],
  ])('hiding for %s is refused', async (_, receipt, VisibilityTimeout, name) => {
    await send('a');
    const ReceiptHandle = receipt ?? (await receiveOne());
    clock.advance(1);
    const hide = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout });
    expect(await errorName(client.send(hide))).toBe(name);
  });
});

describe('queues', () => {
  test('are found by name', async () => {
    const found = await client.send(new GetQueueUrlCommand({ QueueName: 'signups' }));
    expect(found.QueueUrl).toBe(QueueUrl);
    expect(await errorName(client.send(new GetQueueUrlCommand({ QueueName: 'nope' })))).toBe(
      'QueueDoesNotExist',
    );
    expect(await errorName(send('x', { QueueUrl: `${sqs.endpoint}/000000000000/nope` }))).toBe(
      'QueueDoesNotExist',
    );
  });

  test('tell their attributes', async () => {
    await Promise.all([send('a'), send('b'), send('c', { DelaySeconds: 9 })]);
    await receiveOne();
    const all = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(all.Attributes).toEqual({
      QueueArn: MAIN_ARN,
      VisibilityTimeout: '30',
      ApproximateNumberOfMessages: '1',
      ApproximateNumberOfMessagesNotVisible: '1',
      ApproximateNumberOfMessagesDelayed: '1',
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD_ARN, maxReceiveCount: 2 }),
    });
    const one = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    expect(one.Attributes).toEqual({ QueueArn: MAIN_ARN });
  });

  test.each([
    { deadLetterQueue: 'nope', maxReceiveCount: 2 },
    { deadLetterQueue: 'q' },
    { maxReceiveCount: 2 },
  ])('a redrive policy of %j is refused at the start', async (policy) => {
    const queues = [{ name: 'q', visibilityTimeoutSeconds: 1, ...policy }];
    await expect(startSqs({ queues })).rejects.toThrow('Queue q: deadLetterQueue');
  });
});

describe('dead letters', () => {
  const tasks = async (MaxResults = 10) =>
    (await client.send(new ListMessageMoveTasksCommand({ SourceArn: DEAD_ARN, MaxResults }))).Results ?? [];
  const startTask = (extra: { DestinationArn?: string; MaxNumberOfMessagesPerSecond?: number } = {}) =>
    client.send(new StartMessageMoveTaskCommand({ SourceArn: DEAD_ARN, ...extra }));
  /** Sends messages and lets the redrive policy take them. */
  async function deadLetter(...all: string[]): Promise<void> {
    for (const body of all) await send(body);
    for (let i = 0; i < 3; i++) await receive({ VisibilityTimeout: 0 });
  }

  test('arrive with their source', async () => {
    await deadLetter('a');
    const [message] = await receive({
      QueueUrl: sqs.queueUrl('signups-dead'),
      MessageSystemAttributeNames: ['DeadLetterQueueSourceArn', 'ApproximateReceiveCount'],
    });
    expect(message?.Attributes).toEqual({ DeadLetterQueueSourceArn: MAIN_ARN, ApproximateReceiveCount: '3' });
  });

  test('go back to their source with a fresh receive count', async () => {
    await deadLetter('a', 'b');
    await startTask();
    expect(await tasks()).toEqual([
      {
        Status: 'COMPLETED',
        SourceArn: DEAD_ARN,
        ApproximateNumberOfMessagesMoved: 2,
        ApproximateNumberOfMessagesToMove: 2,
        StartedTimestamp: clock.now(),
      },
    ]);
    expect(sqs.waiting('signups-dead').visible).toBe(0);
    const back = await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(back.map((one) => [one.Body, one.Attributes])).toEqual([
      ['a', { ApproximateReceiveCount: '1' }],
      ['b', { ApproximateReceiveCount: '1' }],
    ]);
  });

  test('that a producer sent have no source to go back to, but go where they are told', async () => {
    await send('direct', { QueueUrl: sqs.queueUrl('signups-dead') });
    await startTask();
    expect(await tasks(1)).toMatchObject([
      {
        Status: 'FAILED',
        FailureReason: 'CouldNotDetermineMessageSource',
        ApproximateNumberOfMessagesMoved: 0,
      },
    ]);
    expect(sqs.waiting('signups-dead').visible).toBe(1);
    await startTask({ DestinationArn: OTHER_ARN });
    expect((await tasks()).map((task) => task.Status)).toEqual(['COMPLETED', 'FAILED']);
    expect((await receive({ QueueUrl: sqs.queueUrl('other') })).map((one) => one.Body)).toEqual(['direct']);
  });

  test('move at the asked rate, until cancelled', async () => {
    await deadLetter('a', 'b', 'c', 'd');
    const { TaskHandle } = await startTask({ MaxNumberOfMessagesPerSecond: 1 });
    expect(await tasks()).toMatchObject([
      { Status: 'RUNNING', TaskHandle, ApproximateNumberOfMessagesMoved: 0 },
    ]);
    expect(await errorName(startTask())).toBe('InvalidParameterValue');
    clock.advance(2);
    const cancelled = await client.send(new CancelMessageMoveTaskCommand({ TaskHandle }));
    expect(cancelled.ApproximateNumberOfMessagesMoved).toBe(2);
    clock.advance(60);
    expect(await tasks()).toMatchObject([{ Status: 'CANCELLED', ApproximateNumberOfMessagesMoved: 2 }]);
    expect([sqs.waiting('signups').visible, sqs.waiting('signups-dead').visible]).toEqual([2, 2]);
    expect(await errorName(client.send(new CancelMessageMoveTaskCommand({ TaskHandle })))).toBe(
      'UnsupportedOperation',
    );
  });

  test.each([
    ['a queue that is no dead-letter queue', { SourceArn: MAIN_ARN }, 'InvalidParameterValue'],
    ['an unknown queue', { SourceArn: `${MAIN_ARN}-nope` }, 'ResourceNotFoundException'],
    [
      'an unknown destination',
      { SourceArn: DEAD_ARN, DestinationArn: `${MAIN_ARN}-nope` },
      'ResourceNotFoundException',
    ],
    ['too high a rate', { SourceArn: DEAD_ARN, MaxNumberOfMessagesPerSecond: 501 }, 'InvalidParameterValue'],
  ])('are not moved for %s', async (_, input, name) => {
    expect(await errorName(client.send(new StartMessageMoveTaskCommand(input)))).toBe(name);
  });

  test('have no task to cancel under an unknown handle', async () => {
    const cancel = new CancelMessageMoveTaskCommand({ TaskHandle: 'nope' });
    expect(await errorName(client.send(cancel))).toBe('ResourceNotFoundException');
  });
});

describe('long polls, in real time', () => {
  beforeEach(async () => {
    await stop();
    await start();
  });

  /** Starts a poll and waits until the stand-in has it. */
  async function poll(extra: Extra<ReceiveMessageCommandInput> = {}): Promise<() => Promise<Message[]>> {
    const queue = extra.QueueUrl?.split('/').at(-1) ?? 'signups';
    const open = sqs.openPolls(queue);
    const answer = receive({ WaitTimeSeconds: 20, ...extra });
    answer.catch(() => {});
    await until('an open poll', async () => whether(sqs.openPolls(queue) === open + 1));
    return () => answer;
  }

  // A poll whose time is up is empty: whatever brings the message has waked it.
  test.each<[string, (receipt: string) => Promise<unknown>]>([
    ['is sent', () => send('a')],
    [
      'is shown again',
      (ReceiptHandle) =>
        client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
    ],
    [
      'ends its hiding',
      (ReceiptHandle) =>
        client.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 1 })),
    ],
    ['ends its delay', () => send('a', { DelaySeconds: 1 })],
  ])('wake when a message %s', async (what, act) => {
    let receipt = '';
    if (what.includes('hiding') || what.includes('again')) {
      await send('a');
      receipt = await receiveOne();
    }
    const answer = await poll();
    await act(receipt);
    expect((await answer()).map((one) => one.Body)).toEqual(['a']);
  });

  test('wake when a move task brings a message, at a rate too', async () => {
    await send('a', { QueueUrl: sqs.queueUrl('signups-dead') });
    const answer = await poll();
    await client.send(
      new StartMessageMoveTaskCommand({
        SourceArn: DEAD_ARN,
        DestinationArn: MAIN_ARN,
        MaxNumberOfMessagesPerSecond: 10,
      }),
    );
    expect(await answer()).toHaveLength(1);
  });

  test('of the dead-letter queue wake when the redrive policy moves a message', async () => {
    const answer = await poll({ QueueUrl: sqs.queueUrl('signups-dead') });
    await send('a');
    for (let i = 0; i < 3; i++) await receive({ VisibilityTimeout: 0 });
    expect(await answer()).toHaveLength(1);
  });

  test('each get a message of their own, first come, first served', async () => {
    const first = await poll();
    const second = await poll();
    await send('a');
    await send('b');
    expect((await first())[0]?.Body).toBe('a');
    expect((await second())[0]?.Body).toBe('b');
  });

  test('end empty when the time is up', async () => {
    const started = performance.now();
    expect(await receive({ WaitTimeSeconds: 1 })).toEqual([]);
    expect(performance.now() - started).toBeGreaterThan(950);
  });

  test('of a caller that hung up take no message', async () => {
    const other = new SQSClient(settings(sqs.endpoint));
    const hangUp = new AbortController();
    const answer = other.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
      abortSignal: hangUp.signal,
    });
    const name = errorName(answer);
    await until('an open poll', async () => whether(sqs.openPolls('signups') === 1));
    hangUp.abort();
    expect(await name).toBe('AbortError');
    await until('no open poll', async () => whether(sqs.openPolls('signups') === 0));
    await send('a');
    expect(sqs.waiting('signups')).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
    other.destroy();
  });

  test('do not keep close() waiting', async () => {
    // Cut: a poll that was waited for would end well.
    const answer = errorName((await poll())());
    await sqs.close();
    await expectPortFree(sqs.endpoint);
    await answer;
  });
});

test('a message of a standard queue may have a group, which says whose it is', async () => {
  await send('x', { MessageGroupId: 'shopify/default' });
  await send('y');
  const received = await receive({ MessageSystemAttributeNames: ['MessageGroupId'] });
  expect(received.map(({ Body, Attributes }) => [Body, Attributes])).toEqual([
    ['x', { MessageGroupId: 'shopify/default' }],
    ['y', undefined],
  ]);
  for (const MessageGroupId of ['', 'a b', 'ñ', 'x'.repeat(129)]) {
    await expect(send('x', { MessageGroupId })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
  }
});

import { getEventListeners } from 'node:events';
import { connectionsTo } from '../../../lambda/aws/connections';
import { signedQueue } from '../../../lambda/aws/signed-queue';
import { signedSecrets } from '../../../lambda/aws/signed-secrets';
import { startSecretsManager } from '../../../local/aws/secrets-manager';
import { startSqs } from '../../../local/aws/sqs';
import { until, whether } from '../../support/until';
import { answer, cut, error, hang, type Scripted, type Step, scripted, taken } from './server';

const group = 'shopify/default';

let aws: Scripted;
afterEach(() => aws?.close());

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const never = new AbortController().signal;
const opened = (count: number) =>
  until('the connections', () => whether(aws.opened.count === count && aws.sockets.size === count));
const allClosed = () => until('all connections to be closed', () => whether(aws.sockets.size === 0));

let frozenMs = 0;
beforeEach(() => {
  frozenMs = 0;
});

/** The queue of `receive` at a scripted SQS. */
async function queueAt(...steps: readonly Step[]) {
  aws = await scripted(...steps);
  const environment = {
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'fake',
    AWS_SECRET_ACCESS_KEY: 'fake',
  };
  // No pause between attempts, unless a test is about it.
  const now = () => new Date(Date.now() + frozenMs);
  const queue = signedQueue(`${aws.url}/0/events`, { environment, now, random: () => 0 });
  const enqueue = (message: string, signal: AbortSignal) => queue.enqueue(message, signal, group);
  return { ...queue, enqueue };
}

describe('a connection', () => {
  test('is kept for the calls to come', async () => {
    const queue = await queueAt(taken);
    for (const message of ['a', 'b', 'c']) await queue.enqueue(message, never);
    expect([aws.seen.length, aws.opened.count]).toEqual([3, 1]);
  });

  test('that was opened ahead carries the first call', async () => {
    const queue = await queueAt(taken);
    queue.openAhead();
    await opened(1);
    expect([aws.seen.length, aws.opened.count]).toEqual([0, 1]);
    await queue.enqueue('a', never);
    await queue.enqueue('b', never);
    expect([aws.seen.length, aws.opened.count]).toEqual([2, 1]);
  });

  test('that is still being opened does, too', async () => {
    const queue = await queueAt(taken);
    queue.openAhead();
    await queue.enqueue('a', never);
    expect([aws.seen.length, aws.opened.count]).toEqual([1, 1]);
  });

  test('is each call’s own while both are under way', async () => {
    const queue = await queueAt(taken);
    queue.openAhead();
    await Promise.all([queue.enqueue('a', never), queue.enqueue('b', never)]);
    expect([aws.seen.length, aws.opened.count]).toEqual([2, 2]);
  });

  test('that cannot be opened ahead is nobody’s failure', async () => {
    const queue = await queueAt(taken);
    const { port } = new URL(aws.url);
    await aws.close();
    queue.openAhead();
    await pause(50);
    await new Promise<void>((resolve) => aws.server.listen(Number(port), '127.0.0.1', resolve));
    await queue.enqueue('a', never);
    expect(aws.seen).toHaveLength(1);
  });
});

describe('a connection that AWS closed while it was idle loses nothing and fails nothing', () => {
  const closeAll = () => {
    for (const socket of aws.sockets) socket.destroy();
  };

  test.each<[string, (queue: Awaited<ReturnType<typeof queueAt>>) => Promise<void>]>([
    ['one that was used', (queue) => queue.enqueue('first', never)],
    [
      'one that was opened ahead',
      async (queue) => {
        queue.openAhead();
        await opened(1);
      },
    ],
  ])('%s, noticed in time', async (_, open) => {
    const queue = await queueAt(taken);
    await open(queue);
    closeAll();
    await allClosed();
    // So that the client has heard, too.
    await pause(50);
    await queue.enqueue('second', never);
    expect(aws.seen.at(-1)?.body).toContain('second');
  });

  // As when Lambda holds a function still: it has not heard yet that the connections are gone.
  test('three at once, and after them a service that fails once', async () => {
    const steps: Step[] = [taken, taken, taken, cut, cut, cut, error(500, 'InternalFailure'), taken];
    const queue = await queueAt(...steps);
    await Promise.all(['a', 'b', 'c'].map((message) => queue.enqueue(message, never)));
    expect(aws.opened.count).toBe(3);
    await queue.enqueue('d', never);
    expect(aws.seen).toHaveLength(8);
  });

  test('a 408 to a request that never came is no answer to the first one', async () => {
    const queue = await queueAt(taken);
    queue.openAhead();
    await opened(1);
    for (const socket of aws.sockets) socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n');
    await allClosed();
    await queue.enqueue('a', never);
    expect(aws.seen).toHaveLength(1);
  });

  test('a 408 that crosses the first request costs an attempt, not the event', async () => {
    const queue = await queueAt(answer(408, ''), taken);
    queue.openAhead();
    await opened(1);
    await queue.enqueue('a', never);
    expect(aws.seen).toHaveLength(2);
  });
});

// While Lambda held the function still, the other ends gave up, and a request to them may never be answered: 3.5 s are
// all that a store waits.
describe('a connection of before a freeze is used for nothing', () => {
  test('one that was used', async () => {
    const queue = await queueAt(taken);
    await Promise.all([queue.enqueue('a', never), queue.enqueue('b', never)]);
    for (const socket of aws.sockets) socket.pause();
    frozenMs = 16_000;
    await queue.enqueue('c', never);
    expect([aws.seen.length, aws.opened.count]).toEqual([3, 3]);
    // The server of this test asks for less than AWS's: five seconds.
    frozenMs += 3000;
    await queue.enqueue('d', never);
    expect([aws.seen.length, aws.opened.count]).toEqual([4, 3]);
  });

  test('one that was opened ahead', async () => {
    const queue = await queueAt(taken);
    queue.openAhead();
    await opened(1);
    for (const socket of aws.sockets) socket.pause();
    frozenMs = 16_000;
    // Without an answer it would be asked again after 3 s.
    await queue.enqueue('a', AbortSignal.timeout(2500));
    expect([aws.seen.length, aws.opened.count]).toEqual([1, 2]);
  });
});

describe("the caller's signal", () => {
  const failsWith = async (promise: Promise<unknown>) =>
    promise.then(
      () => 'taken',
      (failed: Error) => failed.name,
    );

  test('aborted before: nothing is sent', async () => {
    const queue = await queueAt(taken);
    expect(await failsWith(queue.enqueue('a', AbortSignal.abort()))).toBe('AbortError');
    await queue.enqueue('b', never);
    expect(aws.seen).toHaveLength(1);
  });

  test.each<[string, readonly Step[], number]>([
    ['while there is no answer', [hang], 1],
    [
      'in the middle of an answer',
      [(response) => response.writeHead(200, { 'content-length': '9' }).write('{')],
      1,
    ],
    ['after a failure that may pass', [error(500, 'InternalFailure'), hang], 2],
  ])('aborted %s: the call ends at once, and its connection', async (_, steps, requests) => {
    const queue = await queueAt(...steps);
    const hangUp = new AbortController();
    const ended = failsWith(queue.enqueue('a', hangUp.signal));
    await until('the requests', () => whether(aws.seen.length === requests));
    hangUp.abort();
    // After 3 s it would have ended as a TimeoutError.
    expect(await ended).toBe('AbortError');
    await allClosed();
    expect(aws.seen).toHaveLength(requests);
  });

  test('aborted in the pause between two attempts: there is no second one', async () => {
    aws = await scripted(error(400, 'ThrottlingException'));
    const environment = {
      AWS_REGION: 'x',
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    };
    const queue = signedQueue('q', { environment, now: () => new Date(), random: () => 1 });
    const hangUp = new AbortController();
    const ended = failsWith(queue.enqueue('a', hangUp.signal, group));
    await pause(150);
    hangUp.abort();
    expect(await ended).toBe('AbortError');
    expect(aws.seen).toHaveLength(1);
  });

  test('holds on to nothing of a call that ended', async () => {
    const queue = await queueAt(taken);
    const { signal } = new AbortController();
    await queue.enqueue('a', signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

test('who does not answer within 3 s is asked again', async () => {
  const queue = await queueAt(hang, taken);
  jest.useFakeTimers({
    doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'setInterval'],
  });
  try {
    const taken = queue.enqueue('a', never);
    await until('the first request', () => whether(aws.seen.length === 1));
    jest.advanceTimersByTime(2999);
    expect(aws.sockets.size).toBe(1);
    jest.advanceTimersByTime(1);
    await taken;
    expect(aws.seen).toHaveLength(2);
  } finally {
    jest.useRealTimers();
  }
});

test('an answer in many pieces is one answer', async () => {
  const text = JSON.stringify({ SecretString: 'ñ'.repeat(50_000) });
  aws = await scripted((response) => {
    const bytes = Buffer.from(text);
    // Between the two bytes of a character.
    response.write(bytes.subarray(0, 1001));
    setTimeout(() => response.end(bytes.subarray(1001)), 20);
  });
  const answered = await connectionsTo(new URL(aws.url), () => new Date()).post({}, '{}');
  expect(answered).toMatchObject({ status: 200, text });
});

test('the stand-ins, which the SDK speaks to as well, are spoken to', async () => {
  const sqs = await startSqs({ queues: [{ name: 'events', visibilityTimeoutSeconds: 30 }] });
  const secrets = await startSecretsManager({
    secrets: { 'fake/id': { current: 'new', previous: 'old' }, fresh: {} },
  });
  try {
    const environment = {
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_SQS: sqs.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      AWS_ACCESS_KEY_ID: 'fake',
      AWS_SECRET_ACCESS_KEY: 'fake',
    };
    const deps = { environment, now: () => new Date(), random: Math.random };
    await signedQueue(sqs.queueUrl('events'), deps).enqueue('ñ 😀 "quoted"\n', never, group);
    expect(sqs.waiting('events').visible).toBe(1);
    await expect(
      signedQueue(`${sqs.endpoint}/0/nope`, deps).enqueue('a', never, group),
    ).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    const { readSecret } = signedSecrets(deps);
    expect(await readSecret('fake/id')).toBe('new');
    expect(await readSecret('fresh')).toBeUndefined();
    expect(await readSecret('nope')).toBeUndefined();
  } finally {
    await Promise.all([sqs.close(), secrets.close()]);
  }
});

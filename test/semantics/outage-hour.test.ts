import type { SQSRecord } from 'aws-lambda';
import { type BatchDeps, deliverBatch } from '../../lambda/delivery/batch';
import type { SendHttp } from '../../lambda/http/send-http';
import { randomFrom } from '../../trials/chaos/random';
import { shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { customersIn, misbehave } from '../support/masivo-truth';
import { sqsRecord } from '../support/sqs-record';

/**
 * An hour of Masivo down under a steady stream of signups, in compressed time: the real batches, attempts, ledger
 * and rate limiter, with the deployed waits, on a clock that the test moves. Only the queue is played by the test.
 */
harnessForFile();

const retry = {
  firstDelayMs: 5000,
  maxDelayMs: 3600_000,
  maxRetryAfterMs: 42_000_000,
  giveUpAfterMs: 864_000_000,
};
const perSecond = 2;

interface Waiting {
  readonly record: SQSRecord;
  receives: number;
  visibleAt: number;
}

function play(bridge: TestBridge) {
  const { settings, http } = bridge;
  const { now } = harness;
  const queue = new Map<string, Waiting>();
  const sent: number[] = [];
  const random = randomFrom(5);
  let requests = 0;
  const counted: SendHttp = async (request) => {
    if (!request.signIn) {
      requests += 1;
      sent.push(now().getTime());
    }
    return http(request);
  };

  function worker(): BatchDeps {
    const { masivo } = settings;
    const own = bridge.worker({
      settings: { ...settings, retry, masivo: { ...masivo, rateLimit: { perSecond } } },
      http: counted,
      random: random.next,
      log: () => {},
    });
    return own.batch({
      delay: async (receipt, seconds) => {
        const waiting = queue.get(receipt);
        if (waiting) waiting.visibleAt = now().getTime() + seconds * 1000;
      },
      inFlight: async () => queue.size,
      sendToDeadLetters: async () => {
        throw new Error('nothing may go to the DLQ');
      },
    });
  }
  const workers = [worker(), worker(), worker()];
  let turn = 0;

  return {
    queue,
    sent,
    requests: () => requests,
    send(number: number) {
      const envelope = shopifyEnvelope({ id: String(5000 + number) });
      const id = String(number);
      const message = sqsRecord(id, envelope, { receives: 0, sentAt: now().getTime() });
      const record = { ...message, receiptHandle: id };
      queue.set(id, { record, receives: 0, visibleAt: now().getTime() });
    },
    /** One batch of whatever is visible, as the event source would hand it out. */
    async deliver(): Promise<boolean> {
      const time = now().getTime();
      const batch = [...queue.values()].filter(({ visibleAt }) => visibleAt <= time).slice(0, 10);
      const deps = workers[turn++ % workers.length];
      if (batch.length === 0 || !deps) return false;
      for (const waiting of batch) {
        waiting.receives += 1;
        waiting.record.attributes.ApproximateReceiveCount = String(waiting.receives);
        waiting.visibleAt = time + 360_000;
      }
      const Records = batch.map(({ record }) => record);
      const { batchItemFailures } = await deliverBatch({ Records }, () => 60_000, deps);
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { messageId } of Records) if (!failed.has(messageId)) queue.delete(messageId);
      return true;
    },
  };
}

test('it costs less than a request per waiting message, loses nothing, and drains at the rate limit by itself', async () => {
  const bridge = await harness.fresh();
  const { queue, send, deliver, requests, sent } = play(bridge);
  const signups = 240;
  await misbehave(harness, { do: 'status', status: 503 });

  for (let number = 0; number < signups; number += 1) {
    harness.pass(15_000);
    send(number);
    while (await deliver()) harness.pass(10);
  }
  expect(queue.size).toBe(signups);
  expect(requests()).toBeLessThan(signups / 2);

  await misbehave(harness);
  sent.length = 0;
  const recovered = harness.now().getTime();
  while (queue.size > 0 && harness.now().getTime() - recovered < 6 * 3600_000) {
    if (!(await deliver())) harness.pass(5000);
  }
  expect(queue.size).toBe(0);
  expect(await customersIn(harness)).toBe(signups);
  const overfull = sent.filter((time, index) => (sent[index + perSecond] ?? Infinity) - time < 1000);
  expect(overfull).toEqual([]);
  // Nobody had to help, and nobody waited for longer than the longest wait.
  expect(harness.now().getTime() - recovered).toBeLessThan(1.5 * 3600_000);
});

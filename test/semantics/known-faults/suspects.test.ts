import type { SQSRecord } from 'aws-lambda';
import { systemClock } from '../../../lambda/clock';
import { deliverBatch } from '../../../lambda/delivery/batch';
import { poisonMessages } from '../../../lambda/delivery/poison-messages';
import { shopifyEnvelope } from '../../support/harness';

/** A message as SQS hands it over the given time. */
function received(id: string, receives: number): SQSRecord {
  return {
    messageId: id,
    receiptHandle: `receipt-${id}`,
    body: JSON.stringify(shopifyEnvelope({ id })),
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '0',
      SenderId: 'x',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn',
    awsRegion: 'eu-west-1',
  };
}

/**
 * Delivers ten ordinary messages, which only waited so far: they are no suspects. Counts what is under way at once
 * and what the ledger has to write.
 */
async function tenMessages(receives: number) {
  let inFlight = 0;
  let together = 0;
  let attempts = 0;
  let writes = 0;
  const records = Array.from({ length: 10 }, (_, index) => received(`${index}`, receives));
  const { batchItemFailures } = await deliverBatch({ Records: records }, () => 60_000, {
    readBreaker: async () => ({ halfOpen: false, delayFor: () => undefined, hasTested: () => false }),
    attempt: async () => {
      attempts += 1;
      inFlight += 1;
      together = Math.max(together, inFlight);
      // Long enough for all that can begin meanwhile to begin.
      for (let turns = 0; turns < 50; turns += 1) await new Promise((resolve) => setImmediate(resolve));
      inFlight -= 1;
      return { kind: 'ack' };
    },
    poisonMessages: poisonMessages({
      recordOf: async () => undefined,
      items: {
        take: async (_, want) => {
          writes += 1;
          return Math.max(0, want);
        },
      },
      now: () => new Date(0),
    }),
    delay: async () => {},
    sendToDeadLetters: async () => {},
    retry: { firstDelayMs: 5000, maxDelayMs: 3600_000, maxRetryAfterMs: 42_000_000, giveUpAfterMs: 1e9 },
    deadlineMs: 30_000,
    now: () => new Date(0),
    sleep: systemClock.sleep,
    random: () => 0.5,
    log: () => {},
  });
  return { attempts, together, writes, failed: batchItemFailures.length };
}

const allAtOnce = { attempts: 10, together: 10, writes: 0, failed: 0 };

test('F15: ten messages that come for the first time are attempted together, at no write more', async () => {
  expect(await tenMessages(1)).toEqual(allAtOnce);
});

// An outage of an hour or a pause makes a message come often without a recorded attempt, like one that kills the
// function. Today each of them is attempted alone, one after the other, with two writes more.
test.failing('F15: ten messages that came six times before are attempted together, at no write more', async () => {
  expect(await tenMessages(7)).toEqual(allAtOnce);
});

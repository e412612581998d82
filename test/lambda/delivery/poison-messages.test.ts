import { systemClock } from '../../../lambda/clock';
import { deliverBatch } from '../../../lambda/delivery/batch';
import { type PoisonMessageDeps, poisonMessages } from '../../../lambda/delivery/poison-messages';
import type { AttemptMark } from '../../../lambda/ledger/shared-items';
import { shopifyEnvelope } from '../../support/envelopes';
import { sqsRecord } from '../../support/sqs-record';

/**
 * Delivers ten ordinary messages, which only waited so far: they are no suspects. Counts what is under way at once
 * and what the ledger has to write.
 */
async function tenMessages(
  receives: number,
  left: readonly AttemptMark[] = [],
  items: Partial<PoisonMessageDeps['items']> = {},
) {
  const lines: string[] = [];
  const ended: number[] = [];
  let inFlight = 0;
  let together = 0;
  let attempts = 0;
  let writes = 0;
  const records = Array.from({ length: 10 }, (_, index) =>
    sqsRecord(`${index}`, shopifyEnvelope({ id: `${index}` }), { receives }),
  );
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
      items: {
        beginAttempts: async (mark) => {
          writes += 1;
          return [...left, mark];
        },
        endAttempts: async (marks) => {
          writes += 1;
          ended.push(marks.length);
        },
        ...items,
      },
      log: ({ event, error }) => lines.push(`${event} ${error}`),
      newId: () => 'mark',
      now: () => new Date(0),
    }),
    delay: async () => {},
    sendToDeadLetters: async () => {},
    recordDeadLetter: async () => {},
    mayHidePaused: async () => true,
    needsVendor: () => false,
    retry: { firstDelayMs: 5000, maxDelayMs: 3600_000, maxRetryAfterMs: 42_000_000, giveUpAfterMs: 1e9 },
    deadlineMs: 30_000,
    now: () => new Date(0),
    sleep: systemClock.sleep,
    random: () => 0.5,
    log: () => {},
  });
  return { attempts, together, writes, failed: batchItemFailures.length, ended, lines };
}

const allAtOnce = { attempts: 10, together: 10, writes: 0, failed: 0, lines: [] };

test('ten messages that come for the first time are attempted together, at no write more', async () => {
  expect(await tenMessages(1)).toMatchObject(allAtOnce);
  expect(await tenMessages(4)).toMatchObject(allAtOnce);
});

// An outage of an hour or a pause makes a message come often, like one that kills the function. Two small writes tell
// them apart, for a batch and not for a message: the mark before, which also reads what dead functions left, and its
// end. Without the second write each batch would leave a mark, and a message that is delayed would look like a death.
test('ten messages that came six times before are attempted together, at two writes for all', async () => {
  expect(await tenMessages(7)).toMatchObject({ ...allAtOnce, writes: 2 });
});

test('marks of functions that died with other messages change nothing', async () => {
  const left = { id: 'other', until: -1, tryAlone: 0, messages: ['another'] };
  expect(await tenMessages(7, [left])).toMatchObject({ ...allAtOnce, writes: 2 });
});

const day = 24 * 3600_000;
/** Marks of functions that died with other messages, so long before now. */
const dead = (count: number, agoMs: number): AttemptMark[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `dead-${index}`,
    until: -agoMs - index,
    tryAlone: 0,
    messages: ['x'],
  }));

// DynamoDB refuses an expression above 4,096 bytes; a hundred fit, the own mark included.
test('marks of messages that are gone are taken off, at most a hundred marks in the one write', async () => {
  expect(await tenMessages(7, dead(250, day + 1))).toMatchObject({ ...allAtOnce, writes: 2, ended: [100] });
  expect(await tenMessages(7, dead(3, day + 1))).toMatchObject({ ...allAtOnce, writes: 2, ended: [4] });
});

test('more than 300 marks are not kept, however young: the oldest go before anything is attempted', async () => {
  const taken: string[][] = [];
  const endAttempts = async (marks: readonly AttemptMark[]) => void taken.push(marks.map(({ id }) => id));
  await tenMessages(7, dead(302, 1), { endAttempts });
  expect(taken).toEqual([['dead-301', 'dead-300'], ['mark']]);
});

test.each([
  ['begins', 'beginAttempts'],
  ['ends', 'endAttempts'],
])('a write that fails as a batch %s stops no message, and is logged', async (_, name) => {
  const refused = Object.assign(new Error('x'), { name: 'ValidationException' });
  const found = await tenMessages(7, dead(1, 1), { [name]: () => Promise.reject(refused) });
  expect(found).toMatchObject({
    attempts: 10,
    together: 10,
    failed: 0,
    lines: ['attempt-marks-failed ValidationException'],
  });
});

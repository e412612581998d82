import type { Mutant } from '../mutant';

const file = 'lambda/delivery/batch.ts';
const poisonMessages = 'lambda/delivery/poison-messages.ts';
const tests = ['test/lambda/delivery/batch.test.ts'];
const dlq = 'A copy in the DLQ too many is possible; one too few is not.';

const tooOld = 'so does one that is still open thirteen days after it was sent, whatever kept it';

/** What becomes of messages. */
export const batchMutants: readonly Mutant[] = [
  {
    name: 'a message deleted before its copy is in the DLQ',
    rule: dlq,
    file: 'lambda/delivery/handle-message.ts',
    find: 'await copyToDeadLetters(record, action.reason, deps);',
    replace: 'void copyToDeadLetters(record, action.reason, deps).catch(() => undefined);',
    tests,
  },
  {
    name: 'a message that waited too long deleted before its copy is in the DLQ',
    rule: dlq,
    file: 'lambda/delivery/handle-message.ts',
    find: `await recordAndCopy(record, { code: 'waited-too-long' }, deps);`,
    replace: `void recordAndCopy(record, { code: 'waited-too-long' }, deps).catch(() => undefined);`,
    tests,
  },
  {
    name: 'a message delayed until SQS deletes it',
    rule: tooOld,
    file: 'lambda/delivery/handle-message.ts',
    find: 'if (isTooOld(record, ms, deps)) {',
    replace: 'if (ms < 0) {',
    tests,
  },
  {
    name: 'a message whose attempts fail until SQS deletes it',
    rule: tooOld,
    file,
    find: 'for (const { messageId } of await deadLetterOld(waiting, deps)) ended.add(messageId);',
    replace: 'void deadLetterOld;',
    tests,
  },
  {
    name: 'an old message that comes back after its copy was made',
    rule: tooOld,
    file,
    find: 'if (ended.size === 0) throw error;',
    replace: 'if (response) throw error;',
    tests,
  },
  {
    name: 'an old message deleted though it could not be copied',
    rule: dlq,
    file: 'lambda/delivery/message-age.ts',
    find: `error: errorName(error) });
          return [];`,
    replace: `error: errorName(error) });
          return [record];`,
    tests,
  },
  {
    name: 'a failed attempt that is acknowledged',
    rule: 'One message never delays another',
    file: 'lambda/delivery/handle-message.ts',
    find: `deps.log({ event: 'attempt-failed', message: record.messageId, error: errorName(error) });
    return { delayMs: 0 };`,
    replace: `deps.log({ event: 'attempt-failed', message: record.messageId, error: errorName(error) });
    return 'ended';`,
    tests,
  },
  {
    name: 'a whole batch that tries a half-open circuit',
    rule: 'one worker tries one message, and the first good answer closes it for all',
    file,
    find: 'if (circuit.hasTested() || !isTimeLeft()) break;',
    replace: '',
    tests,
  },
  {
    name: 'a poison message tried with all others',
    rule: 'It is tried alone, three times, then dead-lettered.',
    file: poisonMessages,
    find: 'return often.has(message) && (await leftWith(message)).length > 0;',
    replace: 'return often.has(message) && (await leftWith(message)).length > 9;',
    tests,
  },
  {
    name: 'a poison message tried without end',
    rule: 'It is tried alone, three times, then dead-lettered.',
    file: poisonMessages,
    find: 'if (tries >= poison.isolatedTries) return functionDied;',
    replace: '',
    tests,
  },
  {
    name: 'every message that came often tried alone',
    rule: 'One that only waited is no suspect',
    file: poisonMessages,
    find: 'return often.has(message) && (await leftWith(message)).length > 0;',
    replace: 'return often.has(message);',
    tests: [...tests, 'test/lambda/delivery/poison-messages.test.ts'],
  },
  {
    name: 'a message taken for poison that another function attempts still',
    rule: 'One that only waited is no suspect',
    file: poisonMessages,
    find: 'id !== own.id && until < time()',
    replace: 'id !== own.id',
    tests,
  },
  {
    name: 'marks that a batch leaves behind',
    rule: 'One that only waited is no suspect',
    file,
    find: 'await marked.end();',
    replace: '',
    tests,
  },
  {
    name: 'a paused store that is tried',
    rule: 'or while the store is paused',
    file: 'lambda/delivery/circuit-breaker.ts',
    find: 'if (names.includes(storeKey({ source, store }))) return { ...paused, storePaused: true };',
    replace: '',
    tests: ['test/semantics/outage.test.ts'],
  },
  {
    name: 'a paused store that hides messages without end',
    rule: "While 60,000 messages are in flight, a paused store's move to the DLQ",
    file: 'lambda/delivery/handle-message.ts',
    find: 'if (action.storePaused && !(await deps.mayHidePaused())) {',
    replace: 'if (action.storePaused && deps.deadlineMs < 0) {',
    tests,
  },
  {
    name: 'an outage that sends everything to the DLQ',
    rule: "While 60,000 messages are in flight, a paused store's move to the DLQ",
    file: 'lambda/delivery/handle-message.ts',
    find: 'if (action.storePaused && !(await deps.mayHidePaused())) {',
    replace: 'if (!(await deps.mayHidePaused())) {',
    tests,
  },
  {
    name: 'a circuit that never opens',
    rule: 'while the circuit is open (Masivo is down, throttles or refuses our credentials)',
    file: 'lambda/delivery/circuit-breaker.ts',
    find: 'if (!halfOpen && !atOnce && failuresInARow < times.failuresThatOpen) return;',
    replace: 'if (!halfOpen && !atOnce) return;',
    tests: ['test/semantics/outage.test.ts'],
  },
  {
    name: 'a circuit that never closes',
    rule: 'the first good answer closes it for all',
    file: 'lambda/delivery/circuit-breaker.ts',
    find: 'await items.setCircuit(api, null, lifted);',
    replace: 'void lifted;',
    tests: ['test/semantics/outage.test.ts'],
  },
  {
    name: 'slots that have passed when a slow database says so',
    rule: 'A slot is booked ahead by what a write to the ledger takes',
    file: 'lambda/delivery/slot-reservations.ts',
    find: 'started + Math.min(ahead, longestSlotAheadMs)',
    replace: 'started',
    tests: ['test/semantics/rate-limiter.test.ts'],
  },
  {
    name: 'slots that are booked without end',
    rule: 'three times at most',
    file: 'lambda/delivery/rate-limiter.ts',
    find: 'while (request.booked < mostBooked) {',
    replace: 'while (request.booked < 1000) {',
    tests: ['test/semantics/rate-limiter.test.ts'],
  },
  {
    name: 'slots that are used though their write came late',
    rule: 'A slot is booked ahead by what a write to the ledger takes',
    file: 'lambda/delivery/rate-limiter.ts',
    find: "if ('waitMs' in slot || time() - slot.at <= lateMs) return slot;",
    replace: 'return slot;',
    tests: ['test/semantics/rate-limiter.test.ts'],
  },
  {
    name: 'a Retry-After that is not waited for',
    rule: 'or after `Retry-After` (at most twelve hours',
    file: 'lambda/delivery/back-off.ts',
    find: 'return retryAfterMs === undefined ? wait : Math.min(maxRetryAfterMs, Math.max(retryAfterMs, wait));',
    replace: 'return wait;',
    tests: ['test/lambda/delivery/back-off.test.ts'],
  },
];

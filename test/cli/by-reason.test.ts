import { createColors } from 'picocolors';
import { countByReason, reasonLines } from '../../cli/by-reason';
import { beforeRedrive } from '../../cli/commands/redrive';
import { deadLetterFinding } from '../../cli/doctor/queue';
import type { Reason } from '../../lambda/reasons/reason';
import type { DeliveryPage, DeliveryQuery, DeliverySummary } from '../../operator/core/answers/deliveries';
import { toldReason } from '../../operator/core/told-reason';

const paint = createColors(false);
const refusedFor = (reason: Reason, more: Partial<DeliverySummary> = {}): DeliverySummary => ({
  ...{ id: 'a', source: 'shopify', store: 'main', customer: null, maskedEmail: null, receivedAt: '' },
  ...{ outcome: 'refused', reason: toldReason(reason), discarded: null, attemptCount: 1, attempts: [] },
  ...{ latencyMs: null, nextTryAt: null },
  ...more,
});
const failed: Reason = { code: 'mapping-failed', params: { at: 'mapping.ts:12', error: 'TypeError' } };
const invalid: Reason = { code: 'email-invalid' };
const discarded = { at: '', who: 'local', note: null };

/** Lists pages one after the other, and tells what it was asked. */
function listOf(...pages: readonly DeliveryPage[]) {
  const asked: DeliveryQuery[] = [];
  return {
    asked,
    async list(query: DeliveryQuery) {
      asked.push(query);
      return pages[asked.length - 1] ?? { deliveries: [] };
    },
  };
}

const half = listOf(
  { deliveries: [refusedFor(failed), refusedFor(invalid)], next: 'p1', searchedBackTo: '' },
  { deliveries: [refusedFor(failed), refusedFor(invalid, { discarded })] },
);

test('counts all pages by reason, the most frequent first, without what was discarded', async () => {
  const counted = await countByReason({ outcomes: ['refused'] }, half);
  expect(counted).toMatchObject({
    counted: 3,
    more: false,
    reasons: [
      { store: 'shopify/main', reason: 'mapping-failed', count: 2, replayHelps: true },
      { reason: 'email-invalid', count: 1, replayHelps: false },
    ],
  });
  expect(half.asked.map(({ before }) => before)).toEqual([undefined, 'p1']);
  expect(reasonLines({ paint }, counted)[1]).toMatch(
    /^2 +shopify\/main +refused +mapping-failed +The mapping failed/,
  );
});

test('says where older ones are not counted', async () => {
  const page = { deliveries: Array.from({ length: 500 }, () => refusedFor(invalid)), next: 'p' };
  const counted = await countByReason({}, listOf(page, page, page, page, page));
  expect(counted).toMatchObject({ counted: 2000, more: true });
  expect(reasonLines({ paint }, counted).at(-1)).toBe('The newest 2,000 deliveries; there are older ones.');
});

test('ends, however little each search finds', async () => {
  const little = listOf(
    ...Array.from({ length: 30 }, () => ({ deliveries: [], next: 'p', searchedBackTo: '' })),
  );
  expect(await countByReason({}, little)).toMatchObject({ counted: 0, more: true });
  expect(little.asked).toHaveLength(20);
});

const none = { reasons: [], counted: 0, more: false };
const one = {
  reasons: [
    {
      store: 'shopify/main',
      outcome: 'refused',
      reason: 'email-invalid',
      text: 'x',
      count: 1,
      replayHelps: false,
    },
  ],
  counted: 1,
  more: false,
} as const;

test.each<[string, Parameters<typeof beforeRedrive>[1], RegExp]>([
  [
    'what it would move',
    { messages: 2, deployed: 'a', here: 'a', refused: one },
    /^To move back to the queue: 2 messages[\s\S]*1 +shopify\/main +refused +email-invalid/,
  ],
  [
    'that it did nothing',
    { messages: 2, deployed: 'a', here: 'a', refused: none },
    /\nNothing was done\. --yes does it\./,
  ],
  [
    'that a correction is not deployed',
    { messages: 2, deployed: 'a', here: null, refused: none },
    /mapping is a, and the folder's is none: [^\n]*deploy first/,
  ],
  [
    'what is refused without a message',
    { messages: 0, deployed: 'a', here: 'b', refused: one },
    /^The DLQ is empty\.\nRefused:[\s\S]*`replay --outcome refused`/,
  ],
  [
    'nothing of an empty DLQ',
    { messages: 0, deployed: 'a', here: 'b', refused: none },
    /^The DLQ is empty\.$/,
  ],
])('before a redrive it tells %s', (_, before, told) => {
  expect(beforeRedrive({ paint }, before).join('\n')).toMatch(told);
});

test.each<[string, readonly DeliverySummary[], string, string]>([
  [
    'a failure, where somebody can correct a cause',
    [refusedFor(failed), refusedFor(invalid), refusedFor(failed)],
    'failure',
    '3 in the DLQ; refused: 2 mapping-failed at shopify/main, 1 email-invalid at shopify/main',
  ],
  [
    'a warning, where only the shop can',
    [refusedFor(invalid)],
    'warning',
    '3 in the DLQ; refused: 1 email-invalid at shopify/main',
  ],
  ['a warning, where nothing is known of them', [], 'warning', '3 in the DLQ'],
])('to the doctor dead letters are %s', async (_, deliveries, level, what) => {
  const counted = await countByReason({}, listOf({ deliveries }));
  expect(deadLetterFinding(3, counted)).toMatchObject({ level, what });
});

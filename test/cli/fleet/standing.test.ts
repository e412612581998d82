import { standingOf } from '../../../cli/fleet/standing';
import type { Overview } from '../../../operator/core/answers/overview';
import { calmOverview } from '../../support/calm-overview';

const store = (name: string, more: Partial<Overview['stores'][number]> = {}) => ({
  ...{ store: name, lastDeliveryAt: null, retrying: 0, refused: 0, undecided: 0, tasks: 0 },
  ...more,
});
const calm: Overview = {
  ...calmOverview,
  hours: [
    { from: '2026-11-27T10:00:00.000Z', counts: { created: 3, refused: 1 } },
    { from: '2026-11-27T11:00:00.000Z', counts: {} },
  ],
  stores: [
    store('shopify/default', { lastDeliveryAt: '2026-11-27T10:20:00.000Z', retrying: 2, refused: 1 }),
    store('stripe/default', { lastDeliveryAt: '2026-11-27T10:10:00.000Z', retrying: 1 }),
  ],
};
const late = { messages: 4, atMost: false, oldestMs: 7_200_000 };

test.each<[string, Partial<Overview>, 'ok' | 'look' | 'red', readonly string[]]>([
  ['nothing is wrong', {}, 'ok', []],
  ['messages are in the DLQ', { deadLetters: 2 }, 'red', ['2 messages in the DLQ']],
  [
    'the circuit is open',
    { circuit: { why: 'denied', until: 0, level: 1 } },
    'red',
    ['the circuit to Masivo is open: denied'],
  ],
  ['a message waits for hours', { untried: late }, 'red', ['the oldest message has waited for 2 h']],
  ['it waits because of a pause', { untried: late, paused: ['*'] }, 'look', ['paused: *']],
  [
    'people have to decide',
    { undecided: { held: 1, gone: 1, unlinked: 0, merged: 0, tasks: 1, atLeast: false } },
    'look',
    ['2 customers to decide on', '1 task open'],
  ],
  [
    'a vendor cannot be read from',
    { vendorCircuits: { 'stripe/default': { why: 'down', until: 0, level: 1 } } },
    'look',
    ['stripe/default cannot be read from at its vendor'],
  ],
  [
    'both',
    { deadLetters: 1, paused: ['stripe/default'] },
    'red',
    ['1 message in the DLQ', 'paused: stripe/default'],
  ],
])('where %s', (_, more, state, why) => {
  expect(standingOf({ ...calm, ...more })).toMatchObject({ state, why });
});

test('sums up the stores and the hours', () => {
  expect(standingOf({ ...calm, untried: { messages: 4, atMost: false, oldestMs: 1000 } })).toEqual({
    ...{ state: 'ok', why: [], version: '1.0.0', lastDeliveryAt: '2026-11-27T10:20:00.000Z' },
    ...{ waiting: 7, refused: 1, deadLetters: 0, undecided: 0, tasks: 0 },
    ...{ deliveries: 4, busyHours: 1, atLeast: false },
  });
});

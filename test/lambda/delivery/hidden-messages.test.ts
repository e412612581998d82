import { hiddenMessages } from '../../../lambda/delivery/hidden-messages';
import type { LogFields } from '../../../lambda/log';

function counted(...counts: (number | Error)[]) {
  const state = { at: 0, asked: 0 };
  const logged: LogFields[] = [];
  const mayHide = hiddenMessages({
    inFlight: async () => {
      const count = counts[state.asked++] ?? 0;
      if (count instanceof Error) throw count;
      return count;
    },
    now: () => new Date(state.at),
    log: (fields) => logged.push(fields),
  });
  return { state, logged, mayHide };
}

test.each([
  [0, true],
  [59_999, true],
  [60_000, false],
  [119_000, false],
])('with %d messages in flight a paused store may hide one more: %p', async (inFlight, may) => {
  expect(await counted(inFlight).mayHide()).toBe(may);
});

test('SQS is asked every ten seconds, however many messages there are', async () => {
  const { mayHide, state } = counted(59_000, 61_000, 59_000);
  expect(await Promise.all(Array.from({ length: 10 }, mayHide))).toEqual(Array(10).fill(true));
  state.at = 10_000;
  expect(await mayHide()).toBe(true);
  expect(state.asked).toBe(1);
  state.at = 10_001;
  expect(await mayHide()).toBe(false);
  state.at = 20_002;
  expect(await mayHide()).toBe(true);
  expect(state.asked).toBe(3);
});

test('where SQS cannot be asked, messages wait as ever, and the log says so', async () => {
  const { mayHide, logged } = counted(new Error('throttled'));
  expect(await mayHide()).toBe(true);
  expect(logged).toEqual([{ event: 'queue-not-counted', error: 'Error' }]);
});

import { countText, durationText, numberText } from '../../../../operator/core/text/quantities';

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [999.6, '1 s'],
  [3240, '3.2 s'],
  [9949, '9.9 s'],
  [9950, '10 s'],
  [59_499, '59 s'],
  [59_500, '1 min'],
  [125_000, '2 min 5 s'],
  [3_599_500, '1 h'],
  [7_500_000, '2 h 5 min'],
  [86_399_000, '1 d'],
  [273_600_000, '3 d 4 h'],
])('%d ms are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

test.each([
  [countText(1, 'customer'), '1 customer'],
  [countText(0, 'customer'), '0 customers'],
  [countText(1200, 'new delivery'), '1,200 new deliveries'],
  [countText(2, 'day'), '2 days'],
  [countText(1, 'message is', 'messages are'), '1 message is'],
  [countText(2, 'message is', 'messages are'), '2 messages are'],
  [numberText(1_000_000), '1,000,000'],
])('%s', (text, expected) => {
  expect(text).toBe(expected);
});

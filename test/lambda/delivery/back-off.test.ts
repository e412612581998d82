import { backOff, delayForSlot, delayWhileBlocked } from '../../../lambda/delivery/back-off';

const retry = {
  firstDelayMs: 1000,
  maxDelayMs: 60_000,
  maxRetryAfterMs: 3_600_000,
  giveUpAfterMs: 864_000_000,
};
const low = () => 0;
const middle = () => 0.5;
const high = () => 0.999_999;

describe('backOff', () => {
  test.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [6, 16_000],
    [7, 30_000],
    [8, 30_000],
    [1000, 30_000],
    [Number.MAX_SAFE_INTEGER, 30_000],
    [0, 500],
    [-1, 500],
  ])('after try %d the middle of the jitter is %d ms', (tries, ms) => {
    expect(backOff(tries, undefined, retry, middle)).toBe(ms);
  });

  test('the jitter is full: from nothing to the ceiling', () => {
    expect(backOff(3, undefined, retry, low)).toBe(0);
    expect(backOff(3, undefined, retry, high)).toBeGreaterThan(3999);
    expect(backOff(3, undefined, retry, high)).toBeLessThan(4000);
  });

  test.each<[string, number, () => number, number, number]>([
    ['a Retry-After above the wait counts', 1, middle, 7000, 7000],
    ['one below it does not shorten it', 7, middle, 7000, 30_000],
    ['0 says nothing', 1, middle, 0, 500],
    ['one above the longest back-off counts too', 1, low, 600_000, 600_000],
    ['as far as it is honoured', 1, low, 86_400_000, 3_600_000],
  ])('%s', (_, tries, random, retryAfterMs, ms) => {
    expect(backOff(tries, retryAfterMs, retry, random)).toBe(ms);
  });
});

describe('delayWhileBlocked', () => {
  test.each([
    [0, 0, 875],
    [1, 0, 1750],
    [2, 0, 3500],
    [5, 0, 28_000],
    [6, 0, 35_000],
    [1000, 0, 35_000],
    [1, 10_000, 11_750],
    [1, 86_400_000, 3_600_000],
  ])('at receipt %d, and %d ms at least: %d ms in the middle of the jitter', (receives, atLeastMs, ms) => {
    expect(delayWhileBlocked(receives, atLeastMs, retry, middle)).toBe(ms);
  });

  test('it is never shorter than what was asked for, nor at once', () => {
    expect(delayWhileBlocked(1, 5000, retry, low)).toBe(6500);
    expect(delayWhileBlocked(1, 0, retry, low)).toBe(1500);
    expect(delayWhileBlocked(1, 0, retry, high)).toBeLessThan(2000);
  });

  test('with waits of up to an hour, fourteen days of being blocked are less than a thousand receipts', () => {
    const deployed = { ...retry, maxDelayMs: 3_600_000 };
    let waited = 0;
    let receives = 0;
    while (waited < 14 * 86_400_000) {
      receives += 1;
      waited += delayWhileBlocked(receives, 0, deployed, low);
    }
    expect(receives).toBeLessThan(1000);
  });
});

describe('waitForTurn', () => {
  test.each([
    [1, 300, low, 300],
    [1, 300, middle, 800],
    [20, 300, middle, 800],
    [1, 86_400_000, middle, 3_600_000],
    [21, 300, middle, 2050],
    [22, 300, middle, 3800],
    [1000, 300, middle, 35_300],
  ])('at receipt %d, for %d ms', (receives, afterMs, random, ms) => {
    expect(delayForSlot(receives, afterMs, retry, random)).toBe(ms);
  });

  test('fourteen days of turns that never come are less than a thousand receipts', () => {
    const deployed = { ...retry, maxDelayMs: 3_600_000 };
    let waited = 0;
    let receives = 0;
    while (waited < 14 * 86_400_000) {
      receives += 1;
      waited += delayForSlot(receives, 1, deployed, low);
    }
    expect(receives).toBeLessThan(1000);
  });
});

import { type Clock, systemClock } from '../../lambda/clock';
import { withDeadline } from '../../lambda/deadline';

/** A clock whose sleepers a test wakes. */
function heldClock() {
  const signals: AbortSignal[] = [];
  const wakes: (() => void)[] = [];
  const sleep: Clock['sleep'] = (_, signal) =>
    new Promise((wake) => {
      if (signal) signals.push(signal);
      wakes.push(wake);
    });
  return { sleep, signals, wakes };
}

test('work that ends in time ends the sleep, too', async () => {
  const clock = heldClock();
  expect(await withDeadline(10, Promise.resolve('done'), () => 'late', clock)).toBe('done');
  expect(clock.signals.map(({ aborted }) => aborted)).toEqual([true]);
});

test('work that fails in time fails', async () => {
  const failing = Promise.reject(new Error('broken'));
  await expect(withDeadline(10, failing, () => 'late', heldClock())).rejects.toThrow('broken');
});

test('work that takes longer is given up, as `late` says', async () => {
  const never = new Promise<string>(() => {});
  const clock = heldClock();
  const late = withDeadline(10, never, () => 'late', clock);
  for (const wake of clock.wakes) wake();
  expect(await late).toBe('late');
  const throwing = () => {
    throw new Error('too late');
  };
  await expect(withDeadline(1, never, throwing, systemClock)).rejects.toThrow('too late');
});

test('`late` is not asked once the work has ended', async () => {
  const clock = heldClock();
  const late = jest.fn(() => 'late');
  await withDeadline(10, Promise.resolve('done'), late, clock);
  for (const wake of clock.wakes) wake();
  await new Promise((resolve) => setImmediate(resolve));
  expect(late).not.toHaveBeenCalled();
});

describe('the clock of the machine', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('a sleep lasts as long as it is asked for', async () => {
    let awake = false;
    const slept = systemClock.sleep(1000).then(() => {
      awake = true;
    });
    await jest.advanceTimersByTimeAsync(999);
    expect(awake).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await slept;
    expect(awake).toBe(true);
  });

  test('an aborted sleep ends at once, and leaves no timer and no listener', async () => {
    const stop = new AbortController();
    const removed = jest.spyOn(stop.signal, 'removeEventListener');
    const slept = systemClock.sleep(60_000, stop.signal);
    stop.abort();
    await slept;
    expect(jest.getTimerCount()).toBe(0);
    expect(removed).toHaveBeenCalledTimes(1);
    await systemClock.sleep(60_000, stop.signal);
    expect(jest.getTimerCount()).toBe(0);
  });
});

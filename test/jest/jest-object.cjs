/**
 * `jest` in a test file: mocks of functions, and timers that a test holds. Modules are not mocked here.
 * @param {import('./environment.cjs')} environment
 */
function jestObject({ moduleMocker: mocks, fakeTimersModern: timers }) {
  const jest = {
    fn: mocks.fn.bind(mocks),
    spyOn: mocks.spyOn.bind(mocks),
    mocked: mocks.mocked.bind(mocks),
    isMockFunction: mocks.isMockFunction.bind(mocks),
    replaceProperty: mocks.replaceProperty.bind(mocks),
    clearAllMocks: () => chained(mocks.clearAllMocks()),
    resetAllMocks: () => chained(mocks.resetAllMocks()),
    restoreAllMocks: () => chained(mocks.restoreAllMocks()),
    /** @param {import('@jest/types').Config.FakeTimersConfig} [config] */
    useFakeTimers: (config) => chained(timers.useFakeTimers(config)),
    useRealTimers: () => chained(timers.useRealTimers()),
    now: () => timers.now(),
    getRealSystemTime: () => timers.getRealSystemTime(),
    getTimerCount: () => timers.getTimerCount(),
    clearAllTimers: () => timers.clearAllTimers(),
    runAllTicks: () => timers.runAllTicks(),
    runAllTimers: () => timers.runAllTimers(),
    runAllTimersAsync: () => timers.runAllTimersAsync(),
    runOnlyPendingTimers: () => timers.runOnlyPendingTimers(),
    runOnlyPendingTimersAsync: () => timers.runOnlyPendingTimersAsync(),
    /** @param {number | Date} [time] */
    setSystemTime: (time) => timers.setSystemTime(time),
    /** @param {number} ms */
    advanceTimersByTime: (ms) => timers.advanceTimersByTime(ms),
    /** @param {number} ms */
    advanceTimersByTimeAsync: (ms) => timers.advanceTimersByTimeAsync(ms),
  };
  const chained = (/** @type {void} */ _done) => jest;
  return jest;
}

module.exports = { jestObject };

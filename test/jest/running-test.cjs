/**
 * Jest asks an AsyncLocalStorage which test a promise belongs to. With one of those, every promise costs more on Node
 * 20 and 22, and our tests make millions. Our tests run one after the other (`test.concurrent` is not used), so that
 * it is the one that runs now.
 * @template T
 * @implements {Pick<import('node:async_hooks').AsyncLocalStorage<T>, 'run' | 'getStore'>}
 */
class RunningTest {
  /** @type {T | undefined} */
  #running;

  /**
   * @template R
   * @param {T} test
   * @param {(...args: any[]) => R} callback
   * @returns {R}
   */
  run(test, callback) {
    const outer = this.#running;
    const restore = () => {
      this.#running = outer;
    };
    this.#running = test;
    const result = callback();
    if (result instanceof Promise) result.then(restore, restore);
    else restore();
    return result;
  }

  getStore() {
    return this.#running;
  }
}

module.exports = { RunningTest };

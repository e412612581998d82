const fakeTimers = require('@jest/fake-timers');
const mocks = require('jest-mock');

/**
 * Tests run among the worker's own globals, so that it loads a module once for all its test files
 * (test/jest/runtime.cjs). What a file changes of them is put back at its end, whether or not the file does it.
 * @implements {Pick<import('@jest/environment').JestEnvironment, 'global' | 'getVmContext' | 'setup' | 'teardown'>}
 */
module.exports = class {
  global = globalThis;
  moduleMocker = new mocks.ModuleMocker(globalThis);
  // The older kind, which Jest asks for by this name.
  fakeTimers = null;
  #before = {
    console: globalThis.console,
    exit: process.exit,
    exitCode: process.exitCode,
    folder: process.cwd(),
    variables: { ...process.env },
  };

  /** @param {import('@jest/environment').JestEnvironmentConfig} config */
  constructor({ projectConfig }) {
    // By another name than its own, so that only the global timers are held, and not those of `node:timers`: Node's and
    // the SDK's own go on, as they do in Jest's environment.
    const global = new Proxy(globalThis, {});
    this.fakeTimersModern = new fakeTimers.ModernFakeTimers({ config: projectConfig, global });
  }

  async setup() {}

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    this.fakeTimersModern.dispose();
    const { console, exit, exitCode, folder, variables } = this.#before;
    globalThis.console = console;
    process.exit = exit;
    process.exitCode = exitCode;
    if (process.cwd() !== folder) process.chdir(folder);
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
    Object.assign(process.env, variables);
  }

  // No context: a module is compiled by Node, and not by Jest.
  getVmContext() {
    return null;
  }
};

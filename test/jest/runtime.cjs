const asyncHooks = require('node:async_hooks');
const fs = require('node:fs');
const path = require('node:path');
const jestObjects = require('./jest-object.cjs');
const runningTest = require('./running-test.cjs');

/**
 * How a module was written, for stack traces: of all that the worker has loaded.
 * @type {Map<string, string>}
 */
const sourceMaps = new Map();

/**
 * Jest's own, with its cache: that of the file that runs.
 * @type {import('@jest/transform').ScriptTransformer | undefined}
 */
let transformer;

/**
 * @param {NodeJS.Module} module
 * @param {string} filename
 */
require.extensions['.ts'] = (module, filename) => {
  if (!transformer) throw new Error('No test file runs');
  const { code, sourceMapPath } = transformer.transform(
    filename,
    {
      collectCoverage: false,
      collectCoverageFrom: [],
      coverageProvider: 'babel',
      supportsDynamicImport: true,
      supportsExportNamespaceFrom: true,
      supportsStaticESM: false,
      supportsTopLevelAwait: false,
    },
    fs.readFileSync(filename, 'utf8'),
  );
  if (sourceMapPath) sourceMaps.set(filename, sourceMapPath);
  // Node's own method, which the types do not have.
  Reflect.get(module, '_compile').call(module, code, filename);
};

/**
 * Jest's runtime loads every module again for every test file, into a context of its own: that was half of the time of
 * all tests. This one lets Node load a module once for all the test files of a worker. Only what is in `test/` is
 * loaded anew, so that a file and its helpers keep what they remember to themselves; elsewhere no module remembers
 * anything (CONTRIBUTING.md). Modules are not mocked, and there is no coverage.
 * @implements {Pick<
 *   import('jest-runtime').default,
 *   | 'requireInternalModule' | 'requireModule' | 'unstable_shouldLoadAsEsm' | 'setGlobalsForRuntime' | 'getSourceMaps'
 *   | 'enterTestCode' | 'leaveTestCode' | 'teardown'
 * >}
 */
class SharedModules {
  #ofTests;

  /**
   * @param {import('@jest/types').Config.ProjectConfig} config
   * @param {import('./environment.cjs')} environment
   * @param {unknown} _resolver
   * @param {import('@jest/transform').ScriptTransformer} ofFile
   */
  constructor({ rootDir }, environment, _resolver, ofFile) {
    transformer = ofFile;
    this.#ofTests = path.join(rootDir, 'test') + path.sep;
    Reflect.set(globalThis, 'jest', jestObjects.jestObject(environment));
  }

  /**
   * What collects and runs the tests of one file, and forgets none of them: loaded anew.
   * @template T
   * @param {string} file
   * @returns {T}
   */
  requireInternalModule(file) {
    const { AsyncLocalStorage } = asyncHooks;
    delete require.cache[file];
    Reflect.deleteProperty(globalThis, Symbol.for('EVENT_HANDLERS'));
    Reflect.set(asyncHooks, 'AsyncLocalStorage', runningTest.RunningTest);
    try {
      return require(file);
    } finally {
      Reflect.set(asyncHooks, 'AsyncLocalStorage', AsyncLocalStorage);
    }
  }

  /**
   * @template T
   * @param {string} file
   * @returns {T}
   */
  requireModule(file) {
    return require(file);
  }

  unstable_shouldLoadAsEsm() {
    return false;
  }

  setGlobalsForRuntime() {}

  getSourceMaps() {
    return sourceMaps;
  }

  getAllCoverageInfoCopy() {
    return undefined;
  }

  enterTestCode() {}

  leaveTestCode() {}

  teardown() {
    for (const file of Object.keys(require.cache)) {
      if (file.startsWith(this.#ofTests) && path.dirname(file) !== __dirname) delete require.cache[file];
    }
    // Node remembers here what was asked for from here, with all it holds.
    require.cache[__filename]?.children.splice(0);
    for (const key of Object.getOwnPropertySymbols(globalThis)) {
      if (key.description === 'JEST_STATE_SYMBOL') Reflect.deleteProperty(globalThis, key);
    }
  }
}

module.exports = { __esModule: true, default: SharedModules };

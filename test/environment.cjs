const fs = require('node:fs');
const path = require('node:path');
const swc = require('@swc/core');
const jestNode = require('jest-environment-node');

/**
 * Jest loads every module again for every test file, and CDK has hundreds: Node loads them once here, for all the test
 * files of a worker.
 */
module.exports = class extends jestNode.TestEnvironment {
  /** @param {ConstructorParameters<typeof jestNode.TestEnvironment>} args */
  constructor(...args) {
    super(...args);
    this.global.outside = {
      artefactOf: (subject, bundles) => artefacts().artefactOf(subject, bundles),
      findingsOf: (subject, bundles) => artefacts().findingsOf(subject, bundles),
    };
  }
};

/** @returns {typeof import('./infra/artefact')} */
function artefacts() {
  require.extensions['.ts'] = compile;
  return require(path.join(__dirname, 'infra', 'artefact.ts'));
}

/**
 * @param {NodeJS.Module} module
 * @param {string} filename
 */
function compile(module, filename) {
  const { code } = swc.transformSync(fs.readFileSync(filename, 'utf8'), {
    filename,
    swcrc: false,
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  });
  // Node's own method, which the types do not have.
  Reflect.get(module, '_compile').call(module, code, filename);
}

// On Node 20 every worker would begin with a notice about the SDK's releases of 2027.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** @type {import('jest').Config} */
module.exports = {
  // A worker loads a module once, for all its test files.
  runtime: '<rootDir>/test/jest/runtime.cjs',
  testEnvironment: '<rootDir>/test/jest/environment.cjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  globalSetup: '<rootDir>/test/global-setup.ts',
  globalTeardown: '<rootDir>/test/global-teardown.ts',
  // How slow a machine is decides nothing: what hangs ends here.
  testTimeout: 300_000,
  // For two cores: a quarter of the time a worker waits, for a retry, a lease or another process.
  maxWorkers: 3,
};

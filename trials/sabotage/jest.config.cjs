const config = require('../../jest.config.cjs');

// The tests that look for planted faults need no bundles, and are run hundreds of times.
const { globalSetup: _setup, globalTeardown: _teardown, ...each } = config;

/** @type {import('jest').Config} */
module.exports = { ...each, rootDir: '../..', testTimeout: 30_000 };

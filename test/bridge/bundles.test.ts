import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundlesFolder } from '../support/test-bridge';

/** Runs a script in a process with nothing in its environment, which knows the bundle as `bundle`. */
function inEmptyEnvironment(name: string, script: string): unknown {
  const file = JSON.stringify(join(bundlesFolder(), name, 'index.js'));
  const code = `const bundle = require(${file}); ${script}`;
  return JSON.parse(execFileSync(process.execPath, ['-e', code], { env: {}, encoding: 'utf8' }));
}

describe.each([
  ['receive', { version: '2.0', rawPath: '/', headers: {}, requestContext: { http: { method: 'GET' } } }],
  ['deliver', { Records: [] }],
  ['operate', {}],
])('the bundle of %s', (name, event) => {
  test('is one file', () => {
    expect(readdirSync(join(bundlesFolder(), name))).toEqual(['index.js']);
  });

  test('exports a handler and nothing else, and loads without configuration', () => {
    const script = 'console.log(JSON.stringify(Object.entries(bundle).map(([k, v]) => [k, typeof v])))';
    expect(inEmptyEnvironment(name, script)).toEqual([['handler', 'function']]);
  });

  test('keeps no process alive that only loaded it', () => {
    expect(inEmptyEnvironment(name, 'console.log(1)')).toBe(1);
  });

  test('fails at the first call without configuration, and says what is missing', () => {
    const script = `bundle.handler(${JSON.stringify(event)}).then(
      () => console.log('"no error"'),
      (error) => console.log(JSON.stringify(error.message)))`;
    const message = inEmptyEnvironment(name, script);
    expect(message).toMatch(/^The function's environment is not complete\. /);
    expect(message).toContain('QUEUE_URL: is missing');
    expect(message).toContain(`${name === 'receive' ? 'WEBHOOKS' : 'EMAIL_INDEX'}_SECRET_ID: is missing`);
  });

  test('says what is wrong with configuration that cannot be used', () => {
    const script = `
      Object.assign(process.env, { QUEUE_URL: 'q', DEAD_LETTER_QUEUE_URL: 'd', LEDGER_TABLE: 't',
        WEBHOOKS_SECRET_ID: 'w', MASIVO_SECRET_ID: 'm', EMAIL_INDEX_SECRET_ID: 'e', SETTINGS_FILE: '/nowhere/settings.json' });
      bundle.handler(${JSON.stringify(event)}).then(
        () => console.log('"no error"'),
        (error) => console.log(JSON.stringify(error.message)))`;
    expect(inEmptyEnvironment(name, script)).toMatch(
      /^The settings in \/nowhere\/settings\.json cannot be used: ENOENT/,
    );
  });
});

test('the build holds the functions and nothing else', () => {
  expect(readdirSync(bundlesFolder()).sort()).toEqual(['deliver', 'operate', 'receive', 'reconcile']);
});

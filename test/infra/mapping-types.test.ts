import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from '../../infra/config/config-error';
import { checkMappingTypes } from '../../infra/config/mapping-types';
import { ownSettings } from '../../local/own-settings';
import { StartError } from '../../local/start-error';
import { temporaryFolder } from '../support/test-bridge';

/** One run of the compiler takes a second: one folder with all mistakes, and one with none. */
const temporary = temporaryFolder();
afterAll(() => temporary.remove());

const pieces = JSON.stringify(join(__dirname, '..', '..', 'lambda', 'mapping', 'pieces'));

function folderWith(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(temporary.path, name);
  mkdirSync(folder);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

function thrownBy(run: () => void): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('all mistakes are told at once, each with its place', () => {
  const folder = folderWith('wrong', {
    // A folder's own settings for an editor change nothing.
    'tsconfig.json': '{ "compilerOptions": { "strict": false } }',
    '_year.ts': "export const year: number = '2026';",
    'mapping.ts': `import type { CustomerMapping, MappingResult } from ${pieces};
import { year } from './_year';
const upper: CustomerMapping = (_, customer) => ({ ...customer, name: customer.name.toUpperCase() });
const mapping: CustomerMapping = (event, customer) => ({ ...customer, metadata: { year } });
export default process.env.STAFF ? upper : mapping;
export const misspelt: CustomerMapping = ({ store }, customer): MappingResult =>
  store === 'a' ? { ...customer, teir_id: '1' } : customer;
export const twice: CustomerMapping = ({ store }, customer): MappingResult => {
  if (store === 'a') return { ...customer, nmae: 'Ada' };
  return { ...customer };
};
import { readFileSync } from 'node:fs';
export const logged = () => console.log(readFileSync);`,
  });
  const error = thrownBy(() => checkMappingTypes(folder));
  expect(error).toBeInstanceOf(ConfigError);
  for (const mistake of [
    /wrong\/mapping\.ts cannot be deployed:$/m,
    /^ {2}_year\.ts:1:14: Type 'string' is not assignable to type 'number'\.$/m,
    /^ {2}mapping\.ts:3:71: 'customer\.name' is possibly 'null'\.$/m,
    /^ {2}mapping\.ts:4:\d+: Type .*number.*string/ms,
    /^ {2}mapping\.ts:5:16: Cannot find name 'process': a mapping is pure, and cannot use what only Node or a browser has$/m,
    /^ {2}mapping\.ts:7:34: .* 'teir_id' does not exist in type 'MappingResult'/m,
    /^ {2}mapping\.ts:9:44: .* 'nmae' does not exist in type 'MappingResult'/m,
    /^ {2}mapping\.ts:12:30: Cannot find name 'node:fs': a mapping is pure/m,
    /^ {2}mapping\.ts:13:29: Cannot find name 'console': a mapping is pure/m,
  ]) {
    expect(String(error)).toMatch(mistake);
  }
});

test('types are those of the checkout that runs, and of no other one', () => {
  const other = folderWith('other-checkout', {
    'lambda/mapping/pieces/index.ts': 'export type CustomerMapping = () => number;',
  });
  const folder = folderWith('two-checkouts', {
    'tsconfig.json': `{ "compilerOptions": { "paths": { "masivo-bridge/mapping": ["${other}/lambda/mapping/pieces"] } } }`,
    'mapping.ts': `import type { CustomerMapping } from 'masivo-bridge/mapping';
import type { CustomerMapping as Older } from '../other-checkout/lambda/mapping/pieces';
const today: CustomerMapping = (_, customer) => customer;
export const older: Older = () => 1;
export default today;`,
  });
  expect(String(thrownBy(() => checkMappingTypes(folder)))).toMatch(
    /two-checkouts\/mapping\.ts cannot be deployed:\n {2}mapping\.ts: imports code of another checkout of the bridge, \S+\/other-checkout\. Import masivo-bridge\/mapping[^\n]*$/,
  );
});

test('the local run does not start with one', () => {
  const folder = folderWith('local', {
    'dev.ts': `export default {
      aws: { account: '111111111111', region: 'eu-west-1' },
      mode: 'test',
      masivo: { account: 'acme-dev' },
      stores: { stripe: { web: { vendorAccount: 'acct_1Example' } } },
      alarms: { email: 'alarms@example.com' },
    };`,
    'mapping.ts': 'export default (_: unknown, customer: object): string => customer;',
  });
  expect(thrownBy(() => ownSettings({ config: folder, env: 'dev' }, {}))).toEqual(
    new StartError(
      `${join(folder, 'mapping.ts')} cannot be deployed:\n  mapping.ts:1:58: Type 'object' is not assignable to type 'string'.`,
    ),
  );
});

test('one without mistakes passes, as does a folder without one', () => {
  const sample = JSON.stringify(join(__dirname, '..', '..', 'infra', 'samples', 'mapping'));
  expect(() =>
    checkMappingTypes(folderWith('right', { 'mapping.ts': `export { default } from ${sample};` })),
  ).not.toThrow();
  expect(() => checkMappingTypes(temporary.path)).not.toThrow();
});

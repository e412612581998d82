import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentIn, environmentsToDeploy, readConfigFolder } from '../../infra/config/config-folder';
import { examples, smallest } from './environments';

describe('a config folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-config-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('says what is missing in an empty one, and in one that is not there', () => {
    expect(() => readConfigFolder(folder)).toThrow(
      /holds no environment: there should be a file like prod\.ts/,
    );
    expect(() => readConfigFolder(join(folder, 'nowhere'))).toThrow(
      /^There is no folder \/.*\/nowhere\.\nName the folder of your environments with --config or BRIDGE_CONFIG\.$/,
    );
    expect(() => readConfigFolder(__filename)).toThrow(
      /^There is no folder \/.*\/config-folder\.test\.ts\.\nName the folder of your environments with /,
    );
  });

  test('may be anywhere', () => {
    writeFileSync(join(folder, 'dev.ts'), `export default ${JSON.stringify(smallest())} as const;`);
    writeFileSync(join(folder, 'types.d.ts'), '');
    expect(readConfigFolder(folder).map(({ stackName }) => stackName)).toEqual(['masivo-bridge-dev']);
  });

  test('says which environment was meant', () => {
    expect(() => environmentIn(folder, 'Dev')).toThrow('There are local, dev. Did you mean dev?');
  });

  test('names the environments that there are, instead of one that there is not', () => {
    expect(environmentIn(folder, 'dev').stackName).toBe('masivo-bridge-dev');
    expect(() => environmentIn(folder, 'local')).toThrow(/There are dev\.$/);
    expect(() => environmentIn(folder, 'prod')).toThrow(
      `There is no environment prod in ${folder}.\nThere are local, dev.`,
    );
  });

  test.each<[string, Record<string, string>, readonly string[]]>([
    ['no variable: the example', {}, ['dev', 'prod', 'staging']],
    ['BRIDGE_CONFIG', { BRIDGE_CONFIG: folder }, ['dev']],
    ['BRIDGE_ENV', { BRIDGE_ENV: 'prod' }, ['prod']],
    ['both', { BRIDGE_CONFIG: folder, BRIDGE_ENV: 'dev' }, ['dev']],
    ['what is local is not deployed', { BRIDGE_CONFIG: folder, BRIDGE_ENV: 'local' }, ['dev']],
    ['empty ones', { BRIDGE_CONFIG: '', BRIDGE_ENV: '' }, ['dev', 'prod', 'staging']],
  ])('for cdk is chosen by %s', (_, variables, names) => {
    expect(environmentsToDeploy(variables, new Date('2026-11-28T00:00:00Z')).map(({ name }) => name)).toEqual(
      names,
    );
  });

  test('with a go-live long past is not deployed, and is read by who operates it', () => {
    const BRIDGE_CONFIG = mkdtempSync(join(folder, 'old-'));
    cpSync(join(__dirname, '..', '..', 'infra', 'environments', 'prod.ts'), join(BRIDGE_CONFIG, 'prod.ts'));
    const later = new Date('2031-06-01T00:00:00Z');
    for (const env of [{}, { BRIDGE_ENV: 'prod' }]) {
      expect(() => environmentsToDeploy({ BRIDGE_CONFIG, ...env }, later)).toThrow('set longLive: true');
    }
    jest.useFakeTimers({ now: later });
    try {
      expect(environmentIn(BRIDGE_CONFIG, 'prod').stackName).toBe('masivo-bridge-prod');
    } finally {
      jest.useRealTimers();
    }
  });

  test('whose store is to have IDs of its own needs a mapping that gives them', () => {
    const own = mkdtempSync(join(folder, 'ids-'));
    const [store] = Object.values(smallest().stores.shopify ?? {});
    const stores = { shopify: { default: { ...store, mapping: { ownIds: true } } } };
    writeFileSync(
      join(own, 'dev.ts'),
      `export default ${JSON.stringify({ ...smallest(), stores })} as const;`,
    );
    expect(() => readConfigFolder(own)).toThrow(
      /dev\.ts cannot be deployed:\n.*shopify\.default\.mapping\.ownIds: needs a mapping\.ts/,
    );
    writeFileSync(join(own, 'mapping.ts'), 'export default (_: unknown, customer: unknown) => customer;');
    expect(readConfigFolder(own).map(({ name }) => name)).toEqual(['dev']);
  });

  test('skips what environments share: files that begin with _', () => {
    writeFileSync(join(folder, '_consent.ts'), 'export const consent = {};');
    expect(readConfigFolder(folder).map(({ name }) => name)).toEqual(['dev']);
  });

  test('names the file that exports nothing', () => {
    rmSync(join(folder, 'dev.ts'));
    writeFileSync(join(folder, 'qa.ts'), 'export const config = 1;');
    expect(() => readConfigFolder(folder)).toThrow(
      /qa\.ts cannot be deployed:\n {2}the default export: is missing/,
    );
  });

  test.each([
    [
      'is no TypeScript',
      "export default {\n  mode: 'test'\n  aws: {},\n};",
      /^\/.*\/broken\.ts cannot be read:\n {2}broken\.ts:3:3: Expected "}" but found "aws"\n {4}aws: {},$/,
    ],
    [
      'imports what is not there',
      "import { shared } from './_shared';\nexport default shared;",
      /^\/.*\/broken\.ts cannot be read:\n {2}broken\.ts:1:24: Could not resolve "\.\/_shared"\n {4}import { shared } from '\.\/_shared';$/,
    ],
    [
      'throws',
      "\nthrow new Error('no such client');",
      /broken\.ts cannot be read:\n {2}broken\.ts:2:7: no such client\n {4}throw new Error\('no such client'\);$/,
    ],
  ])('names the file that %s', (_, text, message) => {
    const broken = mkdtempSync(join(folder, 'broken-'));
    writeFileSync(join(broken, 'broken.ts'), text);
    expect(() => readConfigFolder(broken)).toThrow(message);
  });

  test('tells the mistakes of all its files at once, each under its file', () => {
    const several = mkdtempSync(join(folder, 'several-'));
    writeFileSync(join(several, 'dev.ts'), `export default ${JSON.stringify(smallest())};`);
    writeFileSync(
      join(several, 'qa.ts'),
      `export default ${JSON.stringify({ ...smallest(), mode: 'tset' })};`,
    );
    writeFileSync(join(several, 'prod.ts'), `export default ${JSON.stringify(smallest())};`);
    writeFileSync(join(several, 'uat.ts'), 'export default {,};');
    writeFileSync(join(several, 'mapping.ts'), 'export default (');
    const shop = 'stores.shopify.default.vendorAccount: tests.myshopify.com is also configured in';
    const onPurpose = '(shopify/default); if that is intended, set sharedOnPurpose at each';
    const told = () => {
      try {
        return readConfigFolder(several);
      } catch (error) {
        return error instanceof Error ? error.message.replaceAll(`${several}/`, '').split('\n') : error;
      }
    };
    expect(told()).toEqual([
      'qa.ts cannot be deployed:',
      '  mode: is neither live nor test. Did you mean test?',
      'uat.ts cannot be read:',
      '  uat.ts:1:17: Expected identifier but found ","',
      '    export default {,};',
      'dev.ts cannot be deployed:',
      `  ${shop} prod ${onPurpose}`,
      'prod.ts cannot be deployed:',
      '  mode: is test, and prod is named like a live environment. A test environment says so in its name: prod-test. Did you mean live?',
      `  ${shop} dev ${onPurpose}`,
      'mapping.ts cannot be read:',
      '  mapping.ts:1:17: Unexpected end of file',
      '    export default (',
    ]);
  });

  test('says which options name the environment of a file', () => {
    expect(() => readConfigFolder(join(folder, 'qa.ts'))).toThrow(
      `There is no folder ${join(folder, 'qa.ts')}.\nIt is a file. Did you mean --config ${folder} --env qa?`,
    );
  });

  test('the example is one', () => {
    expect(examples().map(({ name, mode }) => [name, mode])).toEqual([
      ['dev', 'test'],
      ['prod', 'live'],
      ['staging', 'test'],
    ]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfigFolder } from '../../infra/config/config-folder';
import { examples, smallest } from './environments';

describe('a config folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-config-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('says what is missing in an empty one, and in one that is not there', () => {
    expect(() => readConfigFolder(folder)).toThrow(
      /holds no environment: there should be a file like prod\.ts/,
    );
    expect(() => readConfigFolder(join(folder, 'nowhere'))).toThrow(/^There is no folder \/.*\/nowhere\.$/);
  });

  test('may be anywhere', () => {
    writeFileSync(join(folder, 'dev.ts'), `export default ${JSON.stringify(smallest())} as const;`);
    writeFileSync(join(folder, 'types.d.ts'), '');
    expect(readConfigFolder(folder).map(({ stackName }) => stackName)).toEqual(['masivo-bridge-dev']);
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

  test('the example is one', () => {
    expect(examples().map(({ name, mode }) => [name, mode])).toEqual([
      ['dev', 'test'],
      ['prod', 'live'],
      ['staging', 'test'],
    ]);
  });
});

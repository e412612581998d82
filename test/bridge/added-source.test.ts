import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import jestConfig from '../../jest.config.cjs';
import { sources } from '../../lambda/sources/registry';
import { temporaryFolder } from '../support/test-bridge';
import { Command, freePorts, send, startLocally } from './local-run';

const root = join(__dirname, '..', '..');
const fixture = join(root, 'test/fixtures/examplehooks-source');
const copied = [
  'lambda',
  'infra',
  'operator',
  'local',
  'cli',
  'trials',
  'test',
  'package.json',
  'jest.config.cjs',
  'tsconfig.client.json',
  'tsconfig.json',
];

/**
 * That a source is its folder, its vectors and one line in a list: this puts one into a copy of the repository, and
 * nothing else.
 */
describe('a copy of the repository with a source more', () => {
  const folder = temporaryFolder();
  const cwd = folder.path;
  const run = (...args: string[]) => new Command([process.execPath, ...args], {}, { cwd }).exit;

  beforeAll(() => {
    for (const name of copied) cpSync(join(root, name), join(cwd, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(cwd, 'node_modules'));
    mkdirSync(join(cwd, 'docs'));

    cpSync(join(fixture, 'source'), join(cwd, 'lambda/sources/examplehooks'), { recursive: true });
    // In alphabetical order, as the lint wants them.
    const list = join(cwd, 'lambda/sources/registered.ts');
    const line = "export { examplehooks } from './examplehooks/source';\n";
    writeFileSync(list, readFileSync(list, 'utf8').replace(/^export /m, `${line}$&`));
    const tests = join(cwd, 'test/lambda/sources/examplehooks');
    mkdirSync(tests);
    cpSync(join(fixture, 'vectors.ts'), join(tests, 'vectors.ts'));
  });
  afterAll(async () => {
    await Command.killAll();
    folder.remove();
  });

  test('compiles', async () => {
    const config = {
      extends: './tsconfig.json',
      include: ['lambda/sources', 'test/lambda/sources/examplehooks'],
    };
    writeFileSync(join(cwd, 'tsconfig.source.json'), JSON.stringify(config));
    const { code, stdout } = await run(
      'node_modules/typescript/bin/tsc',
      '--noEmit',
      '-p',
      'tsconfig.source.json',
    );
    expect([code, stdout]).toEqual([0, '']);
  });

  test('holds it to the contract and the properties of all sources', async () => {
    // These suites need no bundles.
    const { globalSetup: _, globalTeardown: __, ...config } = jestConfig;
    writeFileSync(join(cwd, 'jest.json'), JSON.stringify(config));
    const { code, stderr } = await run(
      'node_modules/jest/bin/jest.js',
      ...[
        '--ci',
        '--runInBand',
        '--config',
        'jest.json',
        '-t',
        'examplehooks',
        '--json',
        '--outputFile',
        'result.json',
      ],
      ...['contract', 'properties'].map((name) => `test/lambda/sources/${name}.test.ts`),
    );
    if (code !== 0) throw new Error(stderr);
    const { numPassedTests } = JSON.parse(readFileSync(join(cwd, 'result.json'), 'utf8'));
    expect(numPassedTests).toBeGreaterThan(60);
  });

  test('is all that the tests of the lists of sources need', async () => {
    const { code, stderr } = await run(
      'node_modules/jest/bin/jest.js',
      '--ci',
      '--runInBand',
      ...['architecture', 'infra/config', 'cli/doctor/doctor'].map((name) => `test/${name}.test.ts`),
    );
    if (code !== 0) throw new Error(stderr);
    expect(stderr).toContain('Test Suites: 3 passed, 3 total');
  });

  test('brings its signup to Masivo, and says what cannot be done at its vendor', async () => {
    const environment = { ...(await freePorts()), DATA_DIR: join(cwd, '.bridge') };
    const bridge = await startLocally(environment, { cwd }).ready();
    for (const source of [...sources.keys(), 'examplehooks']) {
      expect(bridge.stdout).toMatch(new RegExp(`/webhooks/${source}\\b`));
    }
    const command = (...args: string[]) =>
      new Command([process.execPath, '--import', 'tsx', 'cli/bridge.ts', ...args], environment, { cwd }).exit;
    // One after the other: what one has compiled the next need not.
    const sent = await send('examplehooks', environment, { cwd });
    const subscribed = await command('subscribe', 'examplehooks');
    const backfilled = await command('backfill', 'examplehooks');
    expect(sent).toMatchObject({ code: 0, stderr: '' });
    expect(sent.stdout).toMatch(/"email": "sample\.shopper\.\d+@example\.com"/);
    expect(sent.stdout).toContain('"source": "examplehooks"');
    expect([subscribed.code, subscribed.stderr]).toEqual([
      2,
      expect.stringContaining('Examplehooks cannot be subscribed by the bridge.'),
    ]);
    expect([backfilled.code, backfilled.stderr]).toEqual([
      2,
      expect.stringContaining('examplehooks has no list of its customers that could be read.'),
    ]);
    expect((await bridge.signal('SIGTERM')).code).toBe(0);
  });
});

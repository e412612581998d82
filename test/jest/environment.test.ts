import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import Environment from './environment.cjs';

type Config = ConstructorParameters<typeof Environment>[0];

/** The end of a test file that did this, beside the environment of this file. */
async function atEnd(ofFile: (environment: InstanceType<typeof Environment>) => void): Promise<void> {
  const config = { projectConfig: { fakeTimers: {} } } as Config;
  const environment = new Environment(config);
  ofFile(environment);
  await environment.teardown();
}

test('what a file changes of the process is put back', async () => {
  const { console, process } = globalThis;
  const before = { folder: process.cwd(), variables: { ...process.env }, exit: process.exit };
  await atEnd(() => {
    process.env.ADDED_BY_A_FILE = 'a';
    process.env.TEST_BUNDLES = 'elsewhere';
    delete process.env.PATH;
    process.chdir(tmpdir());
    process.exit = () => {
      throw new Error('mocked');
    };
    globalThis.console = Object.create(console);
  });
  expect({ folder: process.cwd(), variables: { ...process.env }, exit: process.exit }).toEqual(before);
  expect(globalThis.console).toBe(console);
});

test('so are mocks of functions', async () => {
  const { random } = Math;
  await atEnd(({ moduleMocker }) => moduleMocker.spyOn(Math, 'random').mockReturnValue(0));
  expect(Math.random).toBe(random);
});

test('so are timers, of which only the global ones are held', async () => {
  const { setTimeout } = globalThis;
  const meanwhile: Promise<unknown>[] = [];
  await atEnd(({ fakeTimersModern }) => {
    fakeTimersModern.useFakeTimers();
    expect(globalThis.setTimeout).not.toBe(setTimeout);
    meanwhile.push(sleep(1));
  });
  expect(globalThis.setTimeout).toBe(setTimeout);
  await Promise.all(meanwhile);
});

test('what a test file and its helpers remember is its own', () => {
  expect(Object.keys(require.cache).filter((file) => file.endsWith('.test.ts'))).toEqual([__filename]);
});

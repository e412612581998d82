import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createColors } from 'picocolors';
import { CommandError } from '../../../cli/exit';
import { readFleet } from '../../../cli/fleet/fleet-file';
import { doctorLines, statusEnd } from '../../../cli/fleet/lines';
import { visitAll } from '../../../cli/fleet/visit';

const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-fleet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (content: unknown) => {
  const path = join(folder, 'fleet.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

test('a file names clients, with folders as they stand from it on', () => {
  const client = { name: 'acme', config: 'acme', profile: 'acme-operator' };
  expect(readFleet(file({ clients: [client] }))).toEqual([{ ...client, config: join(folder, 'acme') }]);
});

test.each([
  ['nobody', { clients: [] }, /clients:/],
  ['no JSON', '{', /fleet\.json is no JSON: .+\./],
  ['a text in place of an object', '"acme"', /the whole: is not an object/],
  [
    'a member that nobody reads',
    { clients: [{ name: 'a', config: 'a', profil: 'x' }] },
    /clients\.0\.profil: is not a setting\. Did you mean profile\?/,
  ],
  ['one client twice', { clients: ['a', 'a'].map((name) => ({ name, config: name })) }, /two clients a/],
])('a file with %s is refused', (_, content, what) => {
  expect(() => readFleet(file(content))).toThrow(what);
});

const connection = { close() {} };
const never = () => new Promise<never>(() => {});
const clientsOf = (environments: string[]) => [
  {
    name: 'acme',
    config: folder,
    environments,
    profile: { prod: 'p' },
  },
];

test('at most so many at once; each with its profile; one that fails, hangs or has a bug is a result', async () => {
  const asked: (readonly [string, string | undefined])[] = [];
  let [open, most] = [0, 0];
  const look = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return 'seen';
  };
  const visited = await visitAll(clientsOf(['dev', 'lost', 'prod', 'slow', 'bug', 'other']), look, {
    async connect(environment, _, profile) {
      asked.push([environment, profile]);
      if (environment === 'lost') throw new CommandError('unreachable', 'There is no stack.', 'Deploy it.');
      if (environment === 'slow') return never();
      if (environment === 'bug') throw new TypeError('with a secret in it');
      open += 1;
      most = Math.max(most, open);
      return {
        close() {
          open -= 1;
        },
      };
    },
    // Only who never ends is still waited for.
    sleep: (_, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, 50);
        signal?.addEventListener('abort', () => clearTimeout(timer));
      }),
    atOnce: 2,
  });
  expect(visited.map(({ environment, kind }) => [environment, kind])).toEqual([
    ['dev', 'seen'],
    ['lost', 'unreachable'],
    ['prod', 'seen'],
    ['slow', 'unreachable'],
    ['bug', 'unreachable'],
    ['other', 'seen'],
  ]);
  expect(visited[1]).toMatchObject({ why: 'There is no stack.', fix: 'Deploy it.' });
  expect(visited[3]).toMatchObject({ why: 'It did not answer within 120 s.' });
  expect(JSON.stringify(visited[4])).toMatch(/TypeError at /);
  expect(JSON.stringify(visited[4])).not.toContain('secret in it');
  expect(asked.find(([name]) => name === 'prod')?.[1]).toBe('p');
  expect(asked.find(([name]) => name === 'dev')?.[1]).toBeUndefined();
  expect([open, most <= 2]).toEqual([0, true]);
});

test('a profile that the file names and that gives no credentials is named in what to do', async () => {
  const [visited] = await visitAll(clientsOf(['prod']), async () => 'seen', {
    connect: async () => {
      throw Object.assign(new Error('Could not load'), { name: 'CredentialsProviderError' });
    },
    sleep: never,
    atOnce: 1,
  });
  expect(visited).toMatchObject({ kind: 'unreachable', fix: expect.stringContaining('--profile p`') });
});

test('a profile for an environment that the folder has not is refused: it would not be taken', async () => {
  const config = join(folder, 'profiles');
  mkdirSync(config);
  const environment = {
    aws: { account: '111111111111', region: 'eu-west-1' },
    mode: 'test',
    masivo: { account: 'acme-dev' },
    stores: { stripe: { web: { vendorAccount: 'acct_1Example' } } },
    alarms: {},
  };
  writeFileSync(join(config, 'dev.ts'), `export default ${JSON.stringify(environment)};`);
  const seenWith = (profile: Readonly<Record<string, string>>) =>
    visitAll([{ name: 'acme', config, profile }], async () => 'seen', {
      connect: async () => connection,
      sleep: never,
      atOnce: 1,
    });
  expect(await seenWith({ dev: 'p' })).toEqual([
    { client: 'acme', environment: 'dev', kind: 'seen', seen: 'seen' },
  ]);
  expect(await seenWith({ deev: 'p' })).toEqual([
    expect.objectContaining({
      environment: null,
      kind: 'unreachable',
      why: 'In the file of the fleet:\n  profile.deev: is no environment of acme. Did you mean dev?',
    }),
  ]);
});

test('what is wrong with several is told once', () => {
  const row = (environment: string, why: string) => ({
    client: 'acme',
    environment,
    kind: 'unreachable' as const,
    state: 'red' as const,
    why,
    fix: 'Sign in.',
  });
  const names = ['a', 'b', 'c', 'd', 'e'];
  const lines = statusEnd([...names.map((name) => row(name, 'Out.')), row('f', 'Gone.')]);
  expect(lines.slice(1, -2)).toEqual([
    'acme/a, acme/b, acme/c and 2 more: Out.',
    'acme/a, acme/b, acme/c and 2 more: Sign in.',
    'acme/f: Gone.',
    'acme/f: Sign in.',
  ]);
  const ofDoctor = doctorLines(
    names.map((name) => row(name, 'Out.')),
    createColors(false),
  );
  expect(ofDoctor.slice(-5)).toEqual([
    '',
    ...lines.slice(1, 3),
    '',
    expect.stringMatching(/^5 environments: 5 red/),
  ]);
});

test('a folder with a mistake is one row, and the other clients are seen', async () => {
  const clients = [{ name: 'broken', config: join(folder, 'nothing-there') }, ...clientsOf(['dev'])];
  const deps = { connect: async () => connection, sleep: never, atOnce: 8 };
  expect(await visitAll(clients, async () => 'seen', deps)).toEqual([
    expect.objectContaining({ client: 'broken', environment: null, kind: 'unreachable' }),
    { client: 'acme', environment: 'dev', kind: 'seen', seen: 'seen' },
  ]);
});

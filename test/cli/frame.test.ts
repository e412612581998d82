import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { moment, outcomeList, whole } from '../../cli/arguments';
import { commands } from '../../cli/commands';
import { explained } from '../../cli/failures';
import { frameOf } from '../../cli/frame';
import { chosenStore } from '../../cli/stores';
import { processTerminal } from '../../cli/terminal';
import { type RunFile, readRunFile, writeRunFile } from '../../local/run-file';
import { Command } from '../bridge/local-run';
import { smallest } from '../infra/environments';
import { bridge } from '../support/command-line';
import { settingsWith } from '../support/settings';

/** What all commands share: arguments, help, exit codes, and the way to an environment. */
const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-cli-'));
afterAll(async () => {
  await Command.killAll();
  rmSync(folder, { recursive: true, force: true });
});

describe('the help', () => {
  test('is no mistake where it was asked for, and is one where a command is missing', async () => {
    const asked = await bridge(['--help']);
    expect(asked).toMatchObject({ code: 0, err: '' });
    const missing = await bridge([]);
    expect(missing).toMatchObject({ code: 2, out: '' });
    for (const help of [asked.out, missing.err]) {
      expect(help).toContain('Exit codes: 0 done; 1 ');
      expect(help).toContain('; 2 the command was not given correctly; ');
    }
  });

  test('names every command', async () => {
    const { out } = await bridge(['help']);
    const listed = [...out.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name);
    expect(listed).toEqual(expect.arrayContaining(['deliveries', 'replay', 'secrets', 'help']));
    expect(new Set(listed).size).toBe(commands.length + 1);
  });

  test.each([
    ['deliveries', 'the ReadOnlyPolicy.'],
    ['replay', 'the ReadOnlyPolicy and the OperatorPolicy.'],
    ['secrets set', 'the ReadOnlyPolicy, the OperatorPolicy and the AdminPolicy.'],
  ])('of %s names the policy it needs', async (command, policies) => {
    const { code, out } = await bridge([...command.split(' '), '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`In a deployed environment it needs ${policies}`);
    expect(out).toContain('--env <name>');
  });
});

/** Every command by its names, and the groups. */
const frame = frameOf(processTerminal(), () => ({ env: 'local', config: 'infra/environments' }));
const paths = commands.flatMap((create) => {
  const made = create(frame);
  return [[made.name()], ...made.commands.map((child) => [made.name(), child.name()])];
});

describe('`help`', () => {
  test.each(paths.map((path) => [path.join(' '), path] as const))(
    'shows what `%s --help` shows',
    async (_, path) => {
      const [asked, option] = [await bridge(['help', ...path]), await bridge([...path, '--help'])];
      expect(asked).toMatchObject({ code: 0, err: '', out: option.out });
      expect(asked.out).toMatch(new RegExp(`^Usage: npm run bridge -- ${path.join(' ')} `));
      const [group = '', ...inside] = path;
      if (inside.length > 0) expect((await bridge([group, 'help', ...inside])).out).toBe(option.out);
    },
  );

  test('knows groups', () => {
    expect(paths.map((path) => path.join(' '))).toEqual(
      expect.arrayContaining(['secrets set', 'fleet doctor']),
    );
  });
});

test.each<[readonly string[], RegExp]>([
  [['help', 'secrets', 'sett'], /unknown command 'sett'\n\(Did you mean set\?\)/],
  [['secrets', 'help', 'put-everything'], /unknown command 'put-everything'\n[^(]/],
  [['help', 'deliverys'], /unknown command 'deliverys'\n\(Did you mean deliveries\?\)/],
  [['help', 'deliveries', 'more'], /unknown command 'more'/],
  [['deliverys'], /unknown command 'deliverys'\n\(Did you mean deliveries\?\)/],
  [['deliveries', '--since', 'yesterday'], /It has to be a time such as 2026-11-24 .* or how long ago/],
  [['deliveries', '--limit', '5000'], /a whole number from 1 to 1000/],
  [['deliveries', '--nope'], /unknown option '--nope'/],
  [['show'], /missing required argument 'delivery'/],
  [
    ['subscribe', 'paypal'],
    /'paypal' is invalid for argument 'source'\. Allowed choices are shopify, standard, /,
  ],
  [['selftest', 'shopfy'], /'shopfy' is invalid for argument 'source'/],
  [['reconcile', 'standrad'], /'standrad' is invalid for argument 'source'/],
  [
    ['secrets', 'set', 'masvio'],
    /'masvio' is invalid for argument 'source'\. Allowed choices are .*, masivo\./,
  ],
  [['secrets', 'revoke', 'masivo', '--fingerprint', 'x'], /'masivo' is invalid for argument 'source'/],
  [['cleanup'], /^Nothing is deployed on this machine\.\nName a deployed environment with --env\.$/],
  [
    ['fleet', 'status', '/nowhere.json'],
    /^\/nowhere\.json cannot be read \(ENOENT: .*\)\.\ndocs\/operate\/fleet\.md /,
  ],
  [['map'], /^Give one of: a file, --delivery, or --diff\.$/],
])('%j is refused as it was given', async (args, said) => {
  const { code, out, err } = await bridge(args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(said);
});

describe('arguments', () => {
  const now = () => new Date('2026-11-24T12:00:00Z');
  test.each([
    ['24h', '2026-11-23T12:00:00.000Z'],
    ['90m', '2026-11-24T10:30:00.000Z'],
    ['7d', '2026-11-17T12:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2026-11-20T08:00:00+01:00', '2026-11-20T07:00:00.000Z'],
  ])('%s is the moment %s', (text, moment_) => {
    expect(moment(now)(text).toISOString()).toBe(moment_);
  });

  test.each(['', 'now', '24', '24w', '2026-13-01', '2026-11-20T08:00:00', '11/20/2026'])(
    '%j is no moment',
    (text) => {
      expect(() => moment(now)(text)).toThrow('It has to be a time');
    },
  );

  test('numbers are whole, and outcomes add up', () => {
    expect(whole('12')).toBe(12);
    for (const text of ['', '-1', '1.5', '1e3', '9'.repeat(10)]) expect(() => whole(text)).toThrow('whole');
    expect(outcomeList('held, refused', outcomeList('held'))).toEqual(['held', 'refused']);
    expect(() => outcomeList('held,')).toThrow('Outcomes are created');
  });

  const store = (source: string, name: string) => ({
    source,
    store: name,
    vendorAccount: 'any',
    mode: 'any',
    consent: 'off',
  });
  const settings = settingsWith({
    stores: [store('shopify', 'north'), store('shopify', 'south'), store('stripe', 'default')],
  });
  test.each<[Parameters<typeof chosenStore>[1], string]>([
    [{ source: 'stripe' }, 'stripe/default'],
    [{ store: 'shopify/south' }, 'shopify/south'],
    [{ source: 'shopify', store: 'north' }, 'shopify/north'],
    [{ store: 'south' }, 'shopify/south'],
    [
      { source: 'shopify' },
      'shopify may be any of shopify/north, shopify/south: name it as source/store with --store.',
    ],
    [
      {},
      'The store may be any of shopify/north, shopify/south, stripe/default: name it as source/store with --store.',
    ],
    [{ store: 'stripe/north' }, 'There is no store stripe/north.'],
    [{ store: 'west' }, 'There is no west.'],
  ])('%j means %s', (given, expected) => {
    const choose = () => {
      const { source, store: name } = chosenStore(settings, given);
      return `${source}/${name}`;
    };
    if (/ /.test(expected)) expect(choose).toThrow(expected);
    else expect(choose()).toBe(expected);
  });
});

describe('the local bridge', () => {
  const gone: RunFile = {
    pid: 2 ** 30,
    url: 'http://127.0.0.1:1',
    consoleUrl: 'http://127.0.0.1:1',
    masivoBaseUrl: 'http://127.0.0.1:1/api',
    sandboxUrl: null,
    sandboxKey: null,
    token: 'fake',
    settingsFile: join(folder, 'settings.json'),
    configFolder: null,
    endpoints: { sqs: 'x', dynamoDb: 'x', secretsManager: 'x' },
    eventsUrl: 'x',
    operateUrl: 'http://127.0.0.1:9',
    deadLettersUrl: 'x',
    tableName: 'ledger',
    secretIds: {
      webhooks: 'w',
      masivo: 'm',
      'email-index': 'e',
      'vendor-keys': 'v',
      'reconcile-keys': 'r',
      admin: 'a',
    },
  };
  const dataDir = (name: string) => {
    const path = join(folder, name);
    mkdirSync(path, { mode: 0o700 });
    return path;
  };

  test('that does not run is told apart from one that was killed', async () => {
    const never = dataDir('never');
    const killed = dataDir('killed');
    writeRunFile(killed, gone);
    for (const [path, said] of [
      [never, `No local bridge runs with the data folder ${never}.`],
      [killed, `The local bridge of ${killed} (process ${gone.pid}) does not answer any more.`],
    ] as const) {
      const { code, out, err } = await bridge(['deliveries'], { environment: { DATA_DIR: path } });
      expect({ code, out }).toEqual({ code: 3, out: '' });
      expect(err.split('\n')).toEqual([said, expect.stringMatching(/^Start it with `npm start`/)]);
    }
  });

  test('writes its run file for its owner alone, whole, and takes only its own away', () => {
    const path = dataDir('owner');
    const forget = writeRunFile(path, gone);
    expect(statSync(join(path, 'run.json')).mode & 0o777).toBe(0o600);
    expect(readdirSync(path)).toEqual(['authorization', 'run.json']);
    expect(statSync(join(path, 'authorization')).mode & 0o777).toBe(0o600);
    expect(readRunFile(path)).toEqual(gone);
    writeRunFile(path, { ...gone, pid: 1 });
    forget();
    expect(readRunFile(path)?.pid).toBe(1);
    writeFileSync(join(path, 'run.json'), '{"pid":');
    expect(readRunFile(path)).toBeUndefined();
  });
});

describe('BRIDGE_CONFIG and BRIDGE_ENV', () => {
  const config = join(folder, 'chosen');
  mkdirSync(config);
  writeFileSync(join(config, 'dev.ts'), `export default ${JSON.stringify(smallest())};`);
  const at = (...args: readonly string[]) =>
    bridge(['deliveries', ...args], {
      environment: { BRIDGE_CONFIG: config, BRIDGE_ENV: 'qa', DATA_DIR: join(folder, 'none') },
    });

  test.each<[string, readonly string[], number, RegExp]>([
    ['name the environment', [], 2, /^There is no environment qa in .*\/chosen\.\nThere are local, dev\.$/],
    ['give way to --env', ['--env', 'prod'], 2, /^There is no environment prod in .*\/chosen\.\n/],
    [
      'give way to --config',
      ['--config', '/nowhere'],
      2,
      /^There is no folder \/nowhere\.\nName the folder of your environments with --config or BRIDGE_CONFIG\.$/,
    ],
    ['give way to the bridge that runs here', ['--env', 'local'], 3, /^No local bridge runs /],
  ])('%s', async (_, args, code, said) => {
    const ran = await at(...args);
    expect({ code: ran.code, err: ran.err }).toEqual({ code, err: expect.stringMatching(said) });
  });
});

test.each([
  [undefined, /^Set AWS_PROFILE to a profile of yours/],
  [
    'acme',
    /^Is the profile acme, which AWS_PROFILE names, in ~\/\.aws\/config\? .* `aws sso login --profile acme`\.$/,
  ],
])('without credentials the profile %s is looked for', (profile, fix) => {
  const error = Object.assign(new Error('x'), { name: 'CredentialsProviderError' });
  expect(explained(error, profile)).toMatchObject({ exit: 'unreachable', fix: expect.stringMatching(fix) });
});

/** As the SDK throws what a service answered. */
const ofAws = { $fault: 'client', $metadata: {} };
test.each<[unknown, RegExp]>([
  [Object.assign(new Error('x'), { name: 'AccessDeniedException' }), /^Your role may not do this: x$/],
  [new Error('y', { cause: Object.assign(new Error('z'), { code: 'ENOTFOUND' }) }), /\(ENOTFOUND\)/],
  [new AggregateError([Object.assign(new Error('z'), { code: 'ECONNREFUSED' })]), /\(ECONNREFUSED\)/],
  [
    Object.assign(new Error('x'), { name: 'ExitPromptError' }),
    /^Nothing was entered, and nothing was changed\.$/,
  ],
  [
    Object.assign(new Error('x'), { name: 'AuthorizationErrorException', ...ofAws }),
    /^Your role may not do this: x$/,
  ],
  ...['QueueDoesNotExist', 'ResourceNotFoundException'].map((name): [unknown, RegExp] => [
    Object.assign(new Error('why'), { name, ...ofAws }),
    new RegExp(`^AWS has no such table, queue or secret: ${name}: why$`),
  ]),
  [
    Object.assign(new Error('why'), { name: 'ProvisionedThroughputExceededException', ...ofAws }),
    /^AWS throttles the requests: ProvisionedThroughputExceededException: why$/,
  ],
  ...['InvalidRequestException', 'DecryptionFailure'].map((name): [unknown, RegExp] => [
    Object.assign(new Error('why'), { name, ...ofAws }),
    new RegExp(`^AWS refuses: ${name}: why$`),
  ]),
  [
    Object.assign(new Error('InternalFailure'), { name: 'InternalFailure', ...ofAws, $fault: 'server' }),
    /^AWS fails: InternalFailure$/,
  ],
  [Object.assign(new Error('t'), { name: 'TimeoutError' }), /cannot be reached \(TimeoutError\)/],
])('%p is told in a sentence', (error, said) => {
  expect(explained(error)?.message).toMatch(said);
});

test('what nobody expected is a bug, and no sentence hides it', () => {
  expect(explained(new TypeError('undefined is not a function'))).toBeUndefined();
  expect(explained('text')).toBeUndefined();
});

describe('in a process of its own', () => {
  const run = (args: readonly string[], environment: Readonly<Record<string, string>>) =>
    new Command([process.execPath, '--import', 'tsx', 'cli/bridge.ts', ...args], environment).exit;

  test('ends with the exit code, and says an error once', async () => {
    const { code, stdout, stderr } = await run(['held'], { DATA_DIR: join(folder, 'none') });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(/^No local bridge runs .*\nStart it with .*\n$/);
  });

  test('reads a config in TypeScript, and tells where AWS cannot be reached', async () => {
    const config = join(folder, 'config');
    mkdirSync(config);
    writeFileSync(
      join(config, 'dev.ts'),
      `const shared: { readonly x: 1 } = { x: 1 };\nexport default { ...${JSON.stringify(smallest())} };\nvoid shared;`,
    );
    const { code, stderr } = await run(['deliveries', '--env', 'dev', '--config', config], {
      AWS_ACCESS_KEY_ID: 'AKIAFAKE',
      AWS_SECRET_ACCESS_KEY: 'fake',
      AWS_MAX_ATTEMPTS: '1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    });
    expect(stderr).toMatch(/^The environment cannot be reached \(ECONNREFUSED\)\.\nLook at the network/);
    expect(code).toBe(3);
  });
});

test('each file of cli/commands is in the registry', () => {
  const files = readdirSync(join(__dirname, '..', '..', 'cli', 'commands')).map((file) =>
    basename(file, '.ts'),
  );
  const registered = commands.map((command) => command.name);
  expect(files.filter((file) => !registered.includes(file))).toEqual([]);
});

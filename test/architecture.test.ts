import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { SourceProfile } from '../lambda/sources/profile';
import { profiles } from '../lambda/sources/profiles';
import { sources } from '../lambda/sources/registry';
import packageJson from '../package.json';

// Every import as it is written, types included: what a bundler drops is a dependency all the same.
const root = join(__dirname, '..');

interface Import {
  readonly from: string;
  /** A path from the root, or a package's name with what follows it. */
  readonly to: string;
  readonly typeOnly: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s+(?:(type)\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]/gm,
  );
  return [...statements].map(([, type, fixed, dynamic]) => {
    const target = fixed ?? dynamic ?? '';
    const to = target.startsWith('.') ? relative(root, join(root, dirname(file), target)) : target;
    return { from: file, to, typeOnly: type !== undefined };
  });
}

const importsIn = (directory: string) =>
  readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(tsx?|cjs|mjs|js)$/.test(file))
    .flatMap((file) => importsOf(join(directory, file)));

const inside = (directory: string) => (path: string) => path.startsWith(`${directory}/`);
const isAws = (target: string) => /^(@aws-sdk|@smithy|aws-sdk)(\/|$)/.test(target);
const isPackage = (target: string) => existsSync(join(root, 'node_modules', target.split('/')[0] ?? ''));
const told = ({ from, to }: Import) => `${from} imports ${to}`;

/** Which rooms each room may import. Every arrow points to an earlier line, so there is no circle. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  lambda: [],
  infra: ['lambda'],
  operator: ['lambda'],
  local: ['lambda', 'infra', 'operator'],
  cli: ['lambda', 'infra', 'operator', 'local'],
  trials: ['lambda', 'infra', 'operator', 'local', 'cli'],
};

describe('the rooms', () => {
  test('are all there is, besides test and docs', () => {
    const folders = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .filter((name) => !['node_modules', 'dist', 'cdk.out', 'coverage'].includes(name));
    expect(folders.sort()).toEqual([...Object.keys(rooms), 'docs', 'test'].sort());
  });

  test('only ever point to an earlier one', () => {
    const names = Object.keys(rooms);
    for (const [place, name] of names.entries()) {
      expect(rooms[name]?.filter((other) => names.indexOf(other) >= place)).toEqual([]);
    }
  });

  test.each(Object.entries(rooms))('%s imports %j and itself', (room, others) => {
    const imports = importsIn(room);
    const foreign = imports.filter(
      ({ to }) =>
        /^[a-z.]+\//.test(to) && !isPackage(to) && ![room, ...others].some((own) => inside(own)(to)),
    );
    expect(foreign.map(told)).toEqual([]);
    for (const other of others) expect(imports.some(({ to }) => inside(other)(to))).toBe(true);
  });
});

describe('import cycles', () => {
  const imports = [...Object.keys(rooms), 'test'].flatMap(importsIn);
  const files = new Set(imports.map(({ from }) => from));
  const fileOf = (to: string) =>
    ['', '.ts', '.tsx', '.js', '.cjs', '.mjs', '/index.ts']
      .map((end) => to + end)
      .find((file) => files.has(file));
  const next = new Map<string, readonly string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), fileOf(to) ?? []].flat());

  test('there are none between files, type imports included', () => {
    expect(next.get('lambda/http/http.ts')).toContain('lambda/retry/retry-policy.ts');
    expect(next.get('cli/vendors/vendor.ts')).toContain('cli/doctor/finding.ts');
    expect(cyclesIn(next)).toEqual([]);
  });

  test('would be found', () => {
    const round = new Map(Object.entries({ a: ['b', 'd'], b: ['c'], c: ['b', 'd'], d: [], e: ['e'] }));
    expect(cyclesIn(round)).toEqual(['b -> c -> b', 'e -> e']);
  });
});

/** One cycle for each import that leads back to a file on the way to it. */
function cyclesIn(next: ReadonlyMap<string, readonly string[]>): string[] {
  const cycles: string[] = [];
  const done = new Set<string>();
  function follow(file: string, way: readonly string[]): void {
    const at = way.indexOf(file);
    if (at >= 0) cycles.push([...way.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const other of next.get(file) ?? []) follow(other, [...way, file]);
    done.add(file);
  }
  for (const file of next.keys()) follow(file, []);
  return cycles;
}

/** Where a vendor may be named: its own folders, and the lists of them. */
const ofVendors = (name: string) => [
  `lambda/sources/${name}/`,
  'lambda/sources/registered.ts',
  'lambda/sources/registered-changes.ts',
  `cli/vendors/${name}/`,
  'cli/vendors/registered.ts',
  'cli/vendors/registered-csv.ts',
  `local/vendors/${name}/`,
  'local/vendors/registered.ts',
  // The vendors as the trials play them.
  `trials/vendors/${name}/`,
  ...['registered', 'usual', 'modelled'].map((list) => `trials/vendors/${list}.ts`),
  // Which stores there are.
  'infra/environments/',
  // What compresses best.
  'lambda/ledger/dictionary.ts',
];

describe('vendors', () => {
  const files = Object.keys(rooms).flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => join(room, file)),
  );
  const code = files.filter((file) => /\.(tsx?|cjs|mjs|js|html|css)$/.test(file));

  /**
   * The name as people write it, or as code does: quoted, or part of a path. A source may be called by a word that
   * stands for other things elsewhere.
   */
  const namesOf = ({ source, displayName }: SourceProfile) =>
    new RegExp(`${displayName}|['"\`/]${source.name}['"\`/]`, 'i');

  test.each([...profiles])('%s is named in its own folders alone, in comments, too', (name, profile) => {
    const naming = code.filter((file) => namesOf(profile).test(readFileSync(join(root, file), 'utf8')));
    const own = (file: string) => ofVendors(name).some((place) => file.startsWith(place));
    expect(naming.filter((file) => !own(file))).toEqual([]);
    expect(naming).toEqual(expect.arrayContaining([`lambda/sources/${name}/profile.ts`]));
  });

  test('the functions carry no profile', () => {
    const isProfile = (path: string) => /^lambda\/sources\/(.+[/-])?profiles?$/.test(path);
    const users = importsIn('lambda').filter(
      ({ from, to }) => isProfile(to) && !isProfile(from.replace('.ts', '')),
    );
    expect(users.map(told)).toEqual([]);
  });

  test('each is one `export` in one list', () => {
    const list = readFileSync(join(root, 'lambda/sources/registered.ts'), 'utf8').match(/^export .*$/gm);
    expect(list).toEqual([...sources.keys()].map((name) => `export { ${name} } from './${name}/source';`));
  });
});

describe('the import graph', () => {
  const lambda = importsIn('lambda');
  const core = importsIn('operator/core');
  const consoles = importsIn('operator/console');

  test('is read at all', () => {
    expect(lambda.map(told)).toEqual(
      expect.arrayContaining([
        'lambda/handlers/receive.ts imports lambda/aws/signed-queue',
        'lambda/aws/dynamodb-ledger.ts imports @aws-sdk/util-dynamodb',
        'lambda/ingress/address.ts imports lambda/sources/ingress-registry',
        'lambda/sources/source.ts imports lambda/masivo/customer',
      ]),
    );
    expect(core.map(told)).toContain('operator/core/calls.ts imports operator/core/overview');
    expect(consoles.map(told)).toContain('operator/console/api/deliveries.ts imports operator/core/operator');
  });

  test('only lambda/aws, its composition and lambda/handlers know the AWS SDK', () => {
    const users = lambda.filter(({ to }) => isAws(to));
    const foreign = users.filter(({ from }) => !/^lambda\/(aws|composition|handlers)\//.test(from));
    expect(foreign.map(told)).toEqual([]);
    expect(users.map(({ from }) => dirname(from))).toContain('lambda/aws');
    const composing = users.filter(({ from }) => inside('lambda/composition')(from));
    expect(composing.filter(({ typeOnly }) => !typeOnly).map(told)).toEqual([]);
  });

  test('only the composition and the handlers know lambda/aws, and nothing in lambda knows the handlers', () => {
    const users = lambda.filter(({ to }) => inside('lambda/aws')(to));
    const foreign = users.filter(({ from }) => !/^lambda\/(aws|composition|handlers)\//.test(from));
    expect(foreign.map(told)).toEqual([]);
    expect(lambda.filter(({ to }) => inside('lambda/handlers')(to)).map(told)).toEqual([]);
    const composers = lambda.filter(({ to }) => inside('lambda/composition')(to));
    const others = composers.filter(({ from }) => !/^lambda\/(composition|handlers)\//.test(from));
    expect(others.map(told)).toEqual([]);
  });

  test('the functions do not carry the reasons that only the backfill gives', () => {
    expect(lambda.filter(({ to }) => to === 'lambda/reasons/backfill').map(told)).toEqual([]);
    expect(importsIn('cli/backfill/engine').map(told)).toContain(
      'cli/backfill/engine/report.ts imports lambda/reasons/backfill',
    );
  });

  test('what is seen and done does not know the page', () => {
    expect(core.filter(({ to }) => inside('operator/console')(to)).map(told)).toEqual([]);
  });

  test('the backfill itself knows no AWS, no command line and no local run', () => {
    const engine = importsIn('cli/backfill/engine');
    expect(engine.map(told)).toContain('cli/backfill/engine/examine.ts imports lambda/masivo/customer');
    const foreign = engine.filter(
      ({ to }) =>
        isAws(to) ||
        inside('lambda/aws')(to) ||
        (/^(cli|local|operator|infra)\//.test(to) && !inside('cli/backfill/engine')(to)),
    );
    expect(foreign.map(told)).toEqual([]);
  });

  test('cli knows of the stack its configuration, and of the local run where it is', () => {
    const cli = importsIn('cli');
    expect(cli.map(told)).toContain('cli/frame.ts imports operator/remote/remote-operator');
    const allowed =
      /^infra\/(config\/.+|delivery-capacity|ingress-capacity|output-names)$|^local\/(run-file|running|aws\/environment|masivo\/openapi-checks|masivo\/openapi\.json|send\/sample-signup)$/;
    const others = cli.filter(({ to }) => /^(infra|local)\//.test(to));
    expect(others.filter(({ to }) => !allowed.test(to)).map(told)).toEqual([]);
  });

  test('the console reaches AWS through operator/core alone, and its page nothing but data and texts', () => {
    expect(consoles.filter(({ to }) => isAws(to) || inside('lambda/aws')(to)).map(told)).toEqual([]);
    const page = consoles.filter(({ from, typeOnly }) => inside('operator/console/page')(from) && !typeOnly);
    const foreign = page.filter(
      ({ to }) =>
        !/^(operator\/console\/page\/|preact(\/|$)|chart\.js$|lambda\/delivery\/outcome$|lambda\/store-name$|operator\/core\/(text\/|filled-page$))/.test(
          to,
        ),
    );
    expect(foreign.map(told)).toEqual([]);
    expect(page.map(told)).toContain('operator/console/page/header/deliveries-chart.tsx imports chart.js');
  });

  test('what people see and do is done by the function alone', () => {
    const rest = ['operator', 'local', 'cli'].flatMap(importsIn);
    const users = rest.filter(({ to, typeOnly }) => to === 'operator/core/calls' && !typeOnly);
    expect(users.map(told)).toEqual(['operator/function/operate.ts imports operator/core/calls']);
    const callers = rest.filter(({ to }) => inside('operator/function')(to));
    expect(callers.filter(({ from }) => !inside('operator/function')(from)).map(told)).toEqual([]);
  });

  test('what operators are shown is made without AWS', () => {
    const shown =
      /^operator\/core\/(masking|origins|mapped-today|summary|shown|told-reason|explanations(\/.+)?)\.ts$/;
    const users = core.filter(({ from }) => shown.test(from));
    expect(users.map(told)).toContain(
      'operator/core/explanations.ts imports operator/core/explanations/catalogue',
    );
    expect(users.filter(({ to }) => isAws(to) || inside('lambda/aws')(to)).map(told)).toEqual([]);
  });

  test('sources and mapping read no clock, environment, file or network', () => {
    const builtIns = lambda.filter(
      ({ from, to }) => inside('lambda/sources')(from) && to.startsWith('node:'),
    );
    expect(new Set(builtIns.map(({ to }) => to))).toEqual(new Set(['node:crypto', 'node:util']));
    const files = readdirSync(join(root, 'lambda/sources'), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const text = readFileSync(join(root, 'lambda/sources', file), 'utf8');
      expect([file, /Date\.now\(|new Date\(\)|process\.|console\.|Math\.random|fetch\(/.exec(text)]).toEqual([
        file,
        null,
      ]);
    }
  });

  test('a mapped customer comes through the environment’s own mapping alone', () => {
    const files = ['lambda', 'operator', 'cli', 'local'].flatMap(filesIn);
    const callers = files.filter((file) => /\bsource\.map\(/.test(contentOf(file)));
    expect(callers).toEqual(['lambda/mapping/map-snapshot.ts']);
  });

  test('the pieces of a mapping are no part of the functions, and know types and texts alone', () => {
    const isPiece = inside('lambda/mapping/pieces');
    const users = ['lambda', 'operator', 'cli', 'local'].flatMap(importsIn);
    expect(users.filter(({ from, to }) => isPiece(to) && !isPiece(from)).map(told)).toEqual([]);
    const needs = lambda.filter(({ from, to }) => isPiece(from) && !isPiece(to));
    expect([...new Set(needs.filter(({ typeOnly }) => !typeOnly).map(({ to }) => to))].sort()).toEqual([
      'lambda/masivo/metadata-of-bridge',
      'lambda/sources/values',
    ]);
    const types = new Set(needs.filter(({ typeOnly }) => typeOnly).map(({ to }) => to));
    expect([...types].sort()).toEqual([
      'lambda/mapping/customer-mapping',
      'lambda/mapping/declaration',
      'lambda/sources/details',
    ]);
  });

  test('what runs in AWS needs only what is installed for production', () => {
    const packages = lambda
      .filter(({ to, typeOnly }) => !typeOnly && !to.startsWith('node:') && !inside('lambda')(to))
      .map(({ to }) => /^(@[^/]+\/)?[^/]+/.exec(to)?.[0]);
    const installed = Object.keys(packageJson.dependencies);
    expect([...new Set(packages)].filter((name) => !installed.includes(name ?? ''))).toEqual([]);
    expect(packages).toContain('valibot');
  });
});

const filesIn = (directory: string) =>
  readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(directory, file));
const contentOf = (file: string) => readFileSync(join(root, file), 'utf8');

describe('a delivery is put together in lambda/composition alone', () => {
  // Each part with its own unit tests, and where else it is used by itself.
  const parts: Readonly<Record<string, RegExp>> = {
    dynamoDbLedger: /^$/,
    dynamoDbSharedItems: /^test\/lambda\/aws\/dynamodb-slots\.test\.ts$/,
    masivoFor: /^test\/lambda\/masivo\/client\.test\.ts$/,
    tokenSource: /^test\/lambda\/masivo\/token\.test\.ts$/,
    floodGuard: /^$/,
    signInFirst: /^$/,
    rateLimitedHttp: /^test\/semantics\/rate-limiter\.test\.ts$/,
    circuitBreaker: /^test\/semantics\/(outage|rate-limiter)\.test\.ts$/,
    // A backfill has a limiter of its own, beside the one of deliveries.
    rateLimiter:
      /^(cli\/backfill\/engine\/share-of-rate-limit|test\/cli\/backfill\/share-of-rate-limit\.test|test\/semantics\/rate-limiter\.test)\.ts$/,
    poisonMessages: /^test\/lambda\/delivery\/(batch|poison-messages)\.test\.ts$/,
  };
  const files = [...Object.keys(rooms), 'test'].flatMap(filesIn);

  test.each(Object.entries(parts))('%s', (part, alone) => {
    const call = new RegExp(`(?<!function |\\.)\\b${part}\\(`);
    const callers = files.filter((file) => call.test(contentOf(file)));
    expect(callers.some(inside('lambda/composition'))).toBe(true);
    expect(callers.filter((file) => !inside('lambda/composition')(file) && !alone.test(file))).toEqual([]);
  });
});

test('what the functions do reads no clock and starts no timer but those it is given', () => {
  // A request over the network has the machine's own timeout.
  const network = 'lambda/http/http.ts';
  const told = ['delivery', 'ingress', 'ledger', 'masivo', 'retry', 'secrets', 'sources']
    .flatMap((folder) => filesIn(`lambda/${folder}`))
    .filter((file) => file !== network)
    .filter((file) =>
      /\b(setTimeout|setInterval|setImmediate|Date\.now|performance\.now|AbortSignal\.timeout)\b|new Date\(\)|timers\b/.test(
        contentOf(file),
      ),
    );
  expect(told).toEqual([]);
  expect(contentOf(network)).not.toMatch(/Date\.now|new Date\(\)|setTimeout/);
});

test('keys of stores and webhook addresses are built and read in one place each', () => {
  const files = ['lambda', 'infra', 'operator', 'local', 'cli'].flatMap(filesIn);
  const building = (pattern: RegExp) => files.filter((file) => pattern.test(contentOf(file)));
  expect(building(/\$\{[\w.]*source\}\/\$\{/)).toEqual(['lambda/store-name.ts']);
  expect(building(/[`'"]\/webhooks\b|\/webhooks\/\$\{/)).toEqual(['lambda/webhook-address.ts']);
});

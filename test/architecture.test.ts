import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
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

describe('the import graph', () => {
  const lambda = importsIn('lambda');
  const operator = importsIn('operator');
  const consoles = importsIn('console');

  test('is read at all', () => {
    expect(lambda.map(told)).toEqual(
      expect.arrayContaining([
        'lambda/handlers/receive.ts imports lambda/aws/signed-queue',
        'lambda/aws/sqs.ts imports @aws-sdk/client-sqs',
        'lambda/door/address.ts imports lambda/sources/registry',
        'lambda/sources/source.ts imports lambda/masivo/customer',
      ]),
    );
    expect(operator.map(told)).toContain('operator/operator-of.ts imports operator/overview');
    expect(consoles.map(told)).toContain('console/api/deliveries.ts imports operator/operator');
  });

  test('only lambda/aws and lambda/handlers know the AWS SDK', () => {
    const users = lambda.filter(({ to }) => isAws(to)).map(({ from }) => dirname(from));
    expect(users.filter((directory) => !/^lambda\/(aws|handlers)$/.test(directory))).toEqual([]);
    expect(users).toContain('lambda/aws');
  });

  test('only lambda/handlers knows lambda/aws, and nothing in lambda knows the handlers', () => {
    const users = lambda.filter(({ to }) => inside('lambda/aws')(to)).map(({ from }) => from);
    const foreign = users.filter((from) => !inside('lambda/handlers')(from) && !inside('lambda/aws')(from));
    expect(foreign).toEqual([]);
    expect(lambda.filter(({ to }) => inside('lambda/handlers')(to)).map(told)).toEqual([]);
  });

  test('lambda imports nothing of the repository but lambda', () => {
    const paths = lambda.filter(({ to }) =>
      /^(\.\.|local|operator|test|scripts|infra|cli|bench|backfill)(\/|$)/.test(to),
    );
    expect(paths.map(told)).toEqual([]);
  });

  test('operator imports nothing of the repository but lambda', () => {
    const foreign = operator.filter(({ to }) =>
      /^(\.\.|local|test|scripts|infra|console|cli|chaos|bench)(\/|$)/.test(to),
    );
    expect(foreign.map(told)).toEqual([]);
  });

  test('the backfill knows no AWS, no command line and no local run, but for its long run', () => {
    const logic = importsIn('backfill').filter(({ from }) => !inside('backfill/long-run')(from));
    expect(logic.map(told)).toContain('backfill/examine.ts imports lambda/masivo/customer');
    const foreign = logic.filter(
      ({ to }) =>
        isAws(to) || ['lambda/aws', 'cli', 'local', 'test', 'operator'].some((folder) => inside(folder)(to)),
    );
    expect(foreign.map(told)).toEqual([]);
  });

  test('cli knows the operator, the console, lambda, the config and where a local bridge runs; nobody knows cli', () => {
    const cli = importsIn('cli');
    expect(cli.map(told)).toContain('cli/frame.ts imports operator/operator-of');
    const allowed =
      /^(cli|operator|lambda|backfill)\/|^infra\/(config|config-error|delivery-capacity|config-folder|output-names|settings-from-config)$|^local\/(run-file|masivo\/openapi-checks|masivo\/openapi\.json|send\/samples)$|^console\/server$/;
    const ours = cli.filter(({ to }) => /^(\.\.|[a-z]+\/)/.test(to) && !isPackage(to));
    expect(ours.filter(({ to }) => !allowed.test(to)).map(told)).toEqual([]);
    const all = [
      'backfill',
      'chaos',
      'console',
      'fuzz',
      'infra',
      'lambda',
      'local',
      'operator',
      'scripts',
    ].flatMap(importsIn);
    expect(all.filter(({ to }) => inside('cli')(to)).map(told)).toEqual([]);
  });

  test('console imports nothing of the repository but operator and lambda', () => {
    const foreign = consoles.filter(({ to }) =>
      /^(\.\.|local|test|scripts|infra|cli|chaos|bench)(\/|$)/.test(to),
    );
    expect(foreign.map(told)).toEqual([]);
  });

  test('the console reaches AWS through the operator alone, and its page nothing but data and words', () => {
    expect(consoles.filter(({ to }) => isAws(to) || inside('lambda/aws')(to)).map(told)).toEqual([]);
    const page = consoles.filter(({ from, typeOnly }) => inside('console/page')(from) && !typeOnly);
    const foreign = page.filter(
      ({ to }) => !/^(console\/page\/|preact(\/|$)|chart\.js$|lambda\/delivery\/outcome$)/.test(to),
    );
    expect(foreign.map(told)).toEqual([]);
    expect(page.map(told)).toContain('console/page/header/deliveries-chart.tsx imports chart.js');
  });

  test('what operators are shown is made without AWS', () => {
    const shown = /^operator\/(masking|origins|mapped-today|summary|shown|explanations(\/.+)?)\.ts$/;
    const users = operator.filter(({ from }) => shown.test(from));
    expect(users.map(told)).toContain('operator/explanations.ts imports operator/explanations/retry');
    expect(users.filter(({ to }) => isAws(to) || inside('lambda/aws')(to)).map(told)).toEqual([]);
  });

  test('sources and mapping read no clock, environment, file or network', () => {
    const builtIns = lambda.filter(
      ({ from, to }) => inside('lambda/sources')(from) && to.startsWith('node:'),
    );
    expect(new Set(builtIns.map(({ to }) => to))).toEqual(new Set(['node:crypto', 'node:util']));
    for (const file of readdirSync(join(root, 'lambda/sources'))) {
      const text = readFileSync(join(root, 'lambda/sources', file), 'utf8');
      expect([file, /Date\.now\(|new Date\(\)|process\.|console\.|Math\.random|fetch\(/.exec(text)]).toEqual([
        file,
        null,
      ]);
    }
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

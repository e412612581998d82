import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle, buildFunctions } from '../../infra/build/bundles';
import { vendorChanges } from '../../lambda/sources/changes-registry';
import { sources } from '../../lambda/sources/registry';
import packageJson from '../../package.json';
import { temporaryFolder } from '../support/test-bridge';

/**
 * What a cold start has to load. A change that goes over its budget, or brings a package, is to be meant: then it
 * changes this file. One that saves much lowers the budget, so that it stays saved.
 */
const budgets = {
  receive: {
    bytes: 35_000,
    packages: ['@smithy/core', '@smithy/signature-v4'],
  },
  reconcile: {
    bytes: 159_100,
    packages: ['@aws-sdk/util-dynamodb', '@smithy/core', '@smithy/signature-v4', 'valibot'],
  },
  deliver: {
    // By which ID Masivo has a customer is decided, reserved and kept here.
    bytes: 239_000,
    packages: ['@aws-sdk/util-dynamodb', '@smithy/core', '@smithy/signature-v4', 'valibot'],
  },
  operate: {
    // What explains a store's list is what deliveries decide by: merging, go-live, consent, the rate limiter. Erasing a
    // shop waits by what the ledger says, and resuming leaves it alone.
    bytes: 287_000,
    packages: ['@aws-sdk/util-dynamodb', '@smithy/core', '@smithy/signature-v4', 'valibot'],
  },
} as const;

const root = join(__dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** The packages in README's table of what is deployed. */
function explained(): string[] {
  const [, table = ''] =
    /^In the deployed bundles [^\n]*\n\n((?:\|[^\n]*\n)+)/m.exec(read('README.md')) ?? [];
  return [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
  );
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

function withAllTheyNeed(names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    const manifest: Manifest = JSON.parse(read(`node_modules/${name}/package.json`));
    withAllTheyNeed(Object.keys(manifest.dependencies ?? {}), found);
  }
  return found;
}

const folder = temporaryFolder();
let built: readonly Bundle[] = [];
beforeAll(async () => {
  built = await buildFunctions(folder.path);
});
afterAll(folder.remove);

describe.each(['receive', 'deliver', 'operate', 'reconcile'] as const)('the bundle of %s', (name) => {
  const bundle = () => built.find((one) => one.name === name);

  test('is within its budget, and not far below', () => {
    const bytes = bundle()?.bytes;
    expect(bytes).toBeLessThanOrEqual(budgets[name].bytes);
    expect(bytes).toBeGreaterThan(budgets[name].bytes * 0.95);
  });

  test('has these packages inside, and no others', () => {
    expect(bundle()?.packages).toEqual(budgets[name].packages);
  });

  test('has what it needs of every source inside, and a profile only to mask what people see', () => {
    const files = bundle()?.files ?? [];
    const part = {
      receive: 'ingress.ts',
      deliver: 'source.ts',
      operate: 'source.ts',
      reconcile: 'source.ts',
    }[name];
    const known = name === 'reconcile' ? vendorChanges : sources;
    for (const source of known.keys()) expect(files).toContain(`lambda/sources/${source}/${part}`);
    const profiles = files.filter((file) => /^lambda\/sources\/([a-z]+\/)?profile\.ts$/.test(file)).sort();
    const all = [...sources.keys()].map((source) => `lambda/sources/${source}/profile.ts`);
    expect(profiles).toEqual(name === 'operate' ? ['lambda/sources/profile.ts', ...all].sort() : []);
  });

  test('has nothing inside that README does not explain', () => {
    const known = withAllTheyNeed(explained());
    expect(bundle()?.packages.filter((inside) => !known.has(inside))).toEqual([]);
  });
});

test('README explains the dependencies for production, all of them, and each is inside a bundle', () => {
  expect(explained().sort()).toEqual(Object.keys(packageJson.dependencies).sort());
  const inside = new Set(built.flatMap(({ packages }) => packages));
  expect(explained().filter((name) => !inside.has(name))).toEqual([]);
});

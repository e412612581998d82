import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin, stop } from 'esbuild';
import { ingressOnly } from './ingress-only';

const entries = {
  receive: 'lambda/handlers/receive.ts',
  deliver: 'lambda/handlers/deliver.ts',
  operate: 'operator/function/operate.ts',
  reconcile: 'lambda/handlers/reconcile.ts',
} as const;
export type FunctionName = keyof typeof entries;
export const functionNames: readonly FunctionName[] = ['receive', 'deliver', 'operate', 'reconcile'];

const root = join(__dirname, '..', '..');

/** A function's one file, and the npm packages and own files inside it. */
export interface Bundle {
  readonly name: FunctionName;
  readonly file: string;
  readonly bytes: number;
  readonly packages: readonly string[];
  /** Where those packages are installed. Paths from the root. */
  readonly packageFolders: readonly string[];
  /** Paths from the root. */
  readonly files: readonly string[];
}

/** Of every bundle of what is deployed, and of what it is compared with. */
export const asDeployed = {
  bundle: true,
  platform: 'node',
  // Node loads CommonJS faster than ES modules.
  format: 'cjs',
  // Lambda runs Node 24; local runs and tests run the same bytes from Node 20.20 on.
  target: 'node20',
  // The AWS SDK's ES modules tree-shake better than its CommonJS ones.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
} as const satisfies BuildOptions;

/**
 * Bundles all functions as they are deployed: one CommonJS file each, `{outDir}/{name}/index.js`.
 * @param plugins for trials that build something else than what is deployed.
 */
export async function buildFunctions(outDir: string, plugins: readonly Plugin[] = []): Promise<Bundle[]> {
  const bundles = await Promise.all(
    functionNames.map(async (name) => {
      const { metafile, outputFiles } = await build({
        ...asDeployed,
        absWorkingDir: root,
        entryPoints: [{ in: entries[name], out: `${name}/index` }],
        outdir: outDir,
        plugins: [...(name === 'receive' ? [ingressOnly] : []), ...plugins],
        metafile: true,
        write: false,
      });
      return { outputFiles, bundles: bundlesIn(name, metafile) };
    }),
  );
  // esbuild's own process would otherwise live as long as ours.
  await stop();
  for (const { path, contents } of bundles.flatMap(({ outputFiles }) => outputFiles)) {
    replaceFile(path, contents);
  }
  return bundles.flatMap((each) => each.bundles);
}

const bundlesIn = (name: FunctionName, { outputs }: Metafile): Bundle[] =>
  Object.entries(outputs).map(([file, { bytes, inputs }]) => ({
    name,
    file,
    bytes,
    packages: distinct(foldersOf(inputs).map((folder) => folder.replace(/.*\bnode_modules\//, ''))),
    packageFolders: distinct(foldersOf(inputs)),
    files: Object.keys(inputs).filter((path) => !/\bnode_modules\//.test(path)),
  }));

/** Of the packages of which something is in the output. */
const foldersOf = (inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>): string[] =>
  Object.entries(inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);

const distinct = (texts: readonly string[]): string[] => [...new Set(texts)].sort();

/** Replaced in one step: another local run may be starting its functions from this file. */
function replaceFile(path: string, contents: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const written = `${path}.${process.pid}`;
  writeFileSync(written, contents);
  renameSync(written, path);
}

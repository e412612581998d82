import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Plugin, stop } from 'esbuild';

export const functions = ['receive', 'deliver'] as const;
export type FunctionName = (typeof functions)[number];

const root = join(__dirname, '..', '..');

/** A function's one file, and the npm packages and own files inside it. */
export interface Bundle {
  readonly name: FunctionName;
  readonly file: string;
  readonly bytes: number;
  readonly packages: readonly string[];
  /** Paths from the root. */
  readonly files: readonly string[];
}

/**
 * Bundles both functions as they are deployed: one CommonJS file each, `{outDir}/{name}/index.js`.
 * @param plugins for trials that build something else than what is deployed.
 */
export async function buildFunctions(outDir: string, plugins: readonly Plugin[] = []): Promise<Bundle[]> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: functions.map((name) => ({ in: `lambda/handlers/${name}.ts`, out: `${name}/index` })),
    outdir: outDir,
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
    plugins: [...plugins],
    metafile: true,
    write: false,
  });
  // esbuild's own process would otherwise live as long as ours.
  await stop();
  for (const { path, contents } of outputFiles) replaceFile(path, contents);
  return functions.flatMap((name) =>
    Object.entries(metafile.outputs)
      .filter(([file]) => file.endsWith(`/${name}/index.js`))
      .map(([file, { bytes, inputs }]) => ({
        name,
        file,
        bytes,
        packages: packagesOf(inputs),
        files: Object.keys(inputs).filter((path) => !/\bnode_modules\//.test(path)),
      })),
  );
}

function packagesOf(inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>): string[] {
  const names = Object.entries(inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /.*\bnode_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
  return [...new Set(names)].sort();
}

/** Replaced in one step: another local run may be starting its functions from this file. */
function replaceFile(path: string, contents: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const written = `${path}.${process.pid}`;
  writeFileSync(written, contents);
  renameSync(written, path);
}

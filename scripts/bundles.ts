import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, stop } from 'esbuild';

export const functions = ['receive', 'deliver'] as const;
export type FunctionName = (typeof functions)[number];

const root = join(__dirname, '..');

/** Bundles both functions as they are deployed: one CommonJS file each, `{outDir}/{name}/index.js`. */
export async function buildFunctions(outDir: string): Promise<{ file: string; bytes: number }[]> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: functions.map((name) => ({ in: `lambda/handlers/${name}.ts`, out: `${name}/index` })),
    outdir: outDir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // Lambda runs Node 24; local runs and tests run the same bytes from Node 20.20 on.
    target: 'node20',
    // The AWS SDK's ES modules shake better than its CommonJS ones.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
  });
  // esbuild's own process would otherwise live as long as ours.
  await stop();
  for (const { path, contents } of outputFiles) replaceFile(path, contents);
  return Object.entries(metafile.outputs).map(([file, { bytes }]) => ({ file, bytes }));
}

/** Whole at every moment: another local run may start its functions from this file right now. */
function replaceFile(path: string, contents: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const written = `${path}.${process.pid}`;
  writeFileSync(written, contents);
  renameSync(written, path);
}

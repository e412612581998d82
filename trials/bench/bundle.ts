import { type BuildOptions, build, stop } from 'esbuild';

// Those of infra/build/bundles.ts: what is compared differs in what it does, not in how it was built.
const asDeployed: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'error',
};

/**
 * Bundles each `{folder}/{name}.ts` into `{outdir}/{name}.js`, with its packages from the folders named or, by Node's
 * own rule, beside it; with `external` they stay outside.
 */
export async function bundle(
  folder: string,
  names: readonly string[],
  outdir: string,
  packages: 'external' | readonly string[] = [],
): Promise<void> {
  await build({
    ...asDeployed,
    absWorkingDir: folder,
    entryPoints: names.map((name) => `./${name}.ts`),
    outdir,
    ...(packages === 'external' ? { packages } : { nodePaths: [...packages] }),
  });
  // esbuild's own process would otherwise live as long as ours.
  await stop();
}

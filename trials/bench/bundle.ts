import { build, stop } from 'esbuild';
import { asDeployed } from '../../infra/build/bundles';
import { ingressOnly } from '../../infra/build/ingress-only';

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
    // What is compared differs in what it does, not in how it was built.
    ...asDeployed,
    logLevel: 'error',
    plugins: [ingressOnly],
    absWorkingDir: folder,
    entryPoints: names.map((name) => `./${name}.ts`),
    outdir,
    ...(packages === 'external' ? { packages } : { nodePaths: [...packages] }),
  });
  // esbuild's own process would otherwise live as long as ours.
  await stop();
}

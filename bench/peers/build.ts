import { join } from 'node:path';
import { type BuildOptions, build, stop } from 'esbuild';

const peers = ['empty', 'sqs-client', 'usual-receive', 'usual-deliver'] as const;
export type PeerName = (typeof peers)[number];

/** How a peer is deployed: one file, or its own code beside a `node_modules`. */
export type Deployed = 'bundled' | 'unbundled';

/** Builds every peer both ways, with the options of our own bundles. @returns where one is. */
export async function buildPeers(folder: string): Promise<(name: PeerName, deployed: Deployed) => string> {
  const shared: BuildOptions = {
    absWorkingDir: __dirname,
    entryPoints: peers.map((name) => ({ in: `./${name}.ts`, out: name })),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    logLevel: 'error',
  };
  await build({ ...shared, outdir: join(folder, 'bundled') });
  await build({ ...shared, outdir: join(folder, 'unbundled'), packages: 'external' });
  // esbuild's own process would otherwise live as long as ours.
  await stop();
  return (name, deployed) => join(folder, deployed, `${name}.js`);
}

/** Where an unbundled peer finds its packages: they are not beside it. */
export const packagesFolder = join(__dirname, '..', '..', 'node_modules');

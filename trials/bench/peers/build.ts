import { join } from 'node:path';
import { bundle } from '../bundle';
import { packagesFolders } from './packages';

const peers = ['empty', 'sqs-client', 'usual-receive', 'usual-deliver'] as const;
export type PeerName = (typeof peers)[number];

/** How a peer is deployed: one file, or its own code beside a `node_modules`. */
export type Deployed = 'bundled' | 'unbundled';

/** Builds every peer both ways. @returns where one is. */
export async function buildPeers(folder: string): Promise<(name: PeerName, deployed: Deployed) => string> {
  await bundle(__dirname, peers, join(folder, 'bundled'), packagesFolders());
  await bundle(__dirname, peers, join(folder, 'unbundled'), 'external');
  return (name, deployed) => join(folder, deployed, `${name}.js`);
}

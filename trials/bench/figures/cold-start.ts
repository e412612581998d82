import { join } from 'node:path';
import type { FunctionName } from '../../../infra/build/bundles';
import { msToFirstAnswer, msToReady } from '../cold-start/cold-start';
import { startSurroundings } from '../cold-start/surroundings';
import type { Bench, Figure, Measured, OnProgress } from '../figure';
import { buildPeers, type Deployed, type PeerName } from '../peers/build';
import { interleaved } from '../rounds';

type Start = (bundle: string, environment: Readonly<Record<string, string>>) => Promise<number>;
type Peers = Readonly<Record<string, readonly [PeerName, Deployed]>>;

const peersOfReceive: Peers = {
  'usual stack, unbundled': ['usual-receive', 'unbundled'],
  'usual stack, bundled': ['usual-receive', 'bundled'],
  'SQS client alone, bundled': ['sqs-client', 'bundled'],
};
const peersOfDeliver: Peers = {
  'usual stack, unbundled': ['usual-deliver', 'unbundled'],
  'usual stack, bundled': ['usual-deliver', 'bundled'],
};

/** Starts a process per variant and round, in one environment for all, the floor included. */
const coldStarts =
  (name: FunctionName, peers: Peers, start: Start, notes: readonly string[] = []) =>
  async ({ bundles, scratch, random }: Bench, rounds: number, onProgress: OnProgress): Promise<Measured> => {
    const peerFile = await buildPeers(join(scratch, 'peers'));
    const { environment, close } = await startSurroundings(scratch);
    try {
      const of = (bundle: string) => () => start(bundle, environment);
      const variants = {
        ours: of(join(bundles, name, 'index.js')),
        floor: of(peerFile('empty', 'bundled')),
        ...Object.fromEntries(
          Object.entries(peers).map(([peer, [file, deployed]]) => [peer, of(peerFile(file, deployed))]),
        ),
      };
      return { rounds: await interleaved(variants, rounds, random, onProgress), notes };
    } finally {
      await close();
    }
  };

// Node 22 and 24 read their root certificates at the first TLS connection, 20 at its start where it is told to
// trust one more: then the floor pays for them, too.
const onThisNode = process.versions.node.startsWith('20.')
  ? ['On Node 20 the floor includes 20 ms for root certificates, so the ratios are too low']
  : [];

export const receiveReady: Figure = {
  name: 'receive-ready',
  compares: 'cold start of receive, from process start to handler ready / an empty handler',
  unit: 'ms',
  goal: 1.5,
  rounds: 40,
  measure: coldStarts('receive', peersOfReceive, msToReady),
};

export const receiveFirstEvent: Figure = {
  name: 'receive-first-event',
  compares:
    'the same until the first event is answered, secrets read and envelope sent over TLS / an empty handler',
  unit: 'ms',
  goal: 2.5,
  rounds: 40,
  measure: coldStarts('receive', peersOfReceive, msToFirstAnswer, onThisNode),
};

export const deliverReady: Figure = {
  name: 'deliver-ready',
  compares: 'cold start of deliver, from process start to handler ready / an empty handler',
  unit: 'ms',
  goal: 2.2,
  rounds: 40,
  measure: coldStarts('deliver', peersOfDeliver, msToReady),
};

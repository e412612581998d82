import { join } from 'node:path';
import type { FunctionName } from '../../scripts/bundles';
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
  (name: FunctionName, peers: Peers, start: Start) =>
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
      return { rounds: await interleaved(variants, rounds, random, onProgress) };
    } finally {
      await close();
    }
  };

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
  measure: coldStarts('receive', peersOfReceive, msToFirstAnswer),
};

export const deliverReady: Figure = {
  name: 'deliver-ready',
  compares: 'cold start of deliver, from process start to handler ready / an empty handler',
  unit: 'ms',
  goal: 2.5,
  rounds: 40,
  measure: coldStarts('deliver', peersOfDeliver, msToReady),
};

import { specOf } from '../../../trials/simulation/generate';
import type { Violation } from '../../../trials/simulation/judge/violation';
import { streamOf } from '../../../trials/simulation/kernel/seeds';
import type { Spec, Step } from '../../../trials/simulation/spec';
import { runWorld } from '../../../trials/simulation/universe';
import { startEventSource } from '../../../trials/simulation/world/event-source';
import { withRestoredLedger } from '../../../trials/simulation/world/restored-ledger';
import { worldOf } from '../../../trials/simulation/world/world';

/** Operators restore the ledger to an earlier second, while everything else goes wrong. */
const minuteMs = 60_000;
const forgettable = new Set<Step['do']>(['webhook', 'pause', 'resume', 'replay', 'redrive', 'expire-tokens']);

/** The universe of a seed, at whose end each customer has one more event; what a restore cannot know is left out. */
function restoredSpec(seed: number): { spec: Spec; asOfMs: number; stoppedMs: number } {
  const { traits, customers, steps: all, faults } = specOf(seed);
  const random = streamOf(seed, 'restore');
  const steps = all.filter((step) => forgettable.has(step.do));
  const times = steps.flatMap((step) => (step.do === 'webhook' ? step.atMs : []));
  const asOfMs = (times[random.between(0, times.length - 1)] ?? 0) + random.between(-200, 4000);
  const stoppedMs = asOfMs + random.between(1000, 90 * minuteMs);
  const lastMs = Math.max(stoppedMs, ...steps.map(({ atMs }) => atMs)) + 60 * minuteMs;
  const last = customers.map(
    ({ versions }, customer): Step => ({
      do: 'webhook',
      customer,
      version: versions.length - 1,
      atMs: lastMs + customer * minuteMs,
    }),
  );
  return {
    spec: {
      seed,
      traits: { ...traits, maxCreationsPerHour: null },
      customers,
      steps: [...steps, ...last],
      faults,
    },
    asOfMs: Math.max(1, asOfMs),
    stoppedMs: Math.max(1001, stoppedMs),
  };
}

/**
 * What only a forgotten event brought is not taken back, a yes that may have been taken back meanwhile is not sent, and
 * whoever has no e-mail any more waits for one.
 */
const forgotten = (spec: Spec, { kind, about }: Violation) =>
  kind === 'stale' ||
  kind === 'consent lost' ||
  (kind === 'lost' &&
    spec.customers.some(({ id, versions }) => about.startsWith(`${id} `) && !versions.at(-1)?.email));

async function violationsOf(seed: number): Promise<string[]> {
  const { spec, ...restore } = restoredSpec(seed);
  const world = withRestoredLedger(worldOf(spec), restore);
  startEventSource(world);
  const { violations } = await runWorld(world);
  return violations
    .filter((found) => !forgotten(spec, found))
    .map(({ kind, about }) => `${seed}: ${kind}: ${about}`);
}

// A body that lacks the yes of an earlier one takes it back.
const withdrawnBySilence = 532;

test('nobody is paid twice, lost, or left without a consent record', async () => {
  const found: string[] = [];
  for (const seed of [...Array(60).keys(), withdrawnBySilence]) found.push(...(await violationsOf(seed)));
  expect(found).toEqual([]);
});

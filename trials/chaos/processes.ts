import { systemClock } from '../../lambda/clock';
import type { Bridge } from '../../local/bridge';
import type { LocalFunction } from '../../local/functions/local-function';
import type { FaultKind } from './faults';
import type { Random } from './random';

const processKinds = [
  'kill receive',
  'kill deliver',
  'receive stalls',
  'deliver stalls',
  'clock is off',
] as const satisfies readonly FaultKind[];
export type ProcessKind = (typeof processKinds)[number];
export const isProcessKind = (kind: FaultKind): kind is ProcessKind =>
  processKinds.some((each) => each === kind);

export interface ProcessDeps {
  readonly bridge: Bridge;
  /** The skew of the next process that starts. */
  readonly clock: SkewedClock;
  readonly random: Random;
  /** Longer than a lease. */
  readonly stallMs: number;
  readonly count: (kind: FaultKind) => void;
}

/** What the clocks of processes that start are ahead of ours, ms. */
export interface SkewedClock {
  skewMs: number;
}

/** Two clocks differ by less than what a change may land late, less the time in which it does. */
const mostSkewMs = 1000;

/** What happens to the functions' processes. */
export function processes({ bridge, clock, random, stallMs, count }: ProcessDeps) {
  const stalled = new Set<Promise<void>>();
  const someDeliver = () => bridge.delivers[random.between(0, bridge.delivers.length - 1)] ?? bridge.deliver;

  function kill(victim: LocalFunction): boolean {
    return signal(victim.pid, 'SIGKILL');
  }

  function stall(victim: LocalFunction): boolean {
    const { pid } = victim;
    if (!signal(pid, 'SIGSTOP')) return false;
    const over = systemClock.sleep(stallMs + random.between(0, stallMs / 2)).then(() => {
      // One that was killed meanwhile has been replaced.
      if (victim.pid === pid) signal(pid, 'SIGCONT');
      stalled.delete(over);
    });
    stalled.add(over);
    return true;
  }

  function putClockOff(victim: LocalFunction): boolean {
    clock.skewMs = (random.chance(0.5) ? 1 : -1) * random.between(mostSkewMs / 2, mostSkewMs);
    return kill(victim);
  }

  return {
    disturb(kind: ProcessKind): void {
      const done: Record<ProcessKind, () => boolean> = {
        'kill receive': () => kill(bridge.receive),
        'kill deliver': () => kill(someDeliver()),
        'receive stalls': () => stall(bridge.receive),
        'deliver stalls': () => stall(someDeliver()),
        'clock is off': () => putClockOff(random.chance(0.3) ? bridge.receive : someDeliver()),
      };
      if (done[kind]()) count(kind);
    },
    /** Nobody stalls any more. */
    async heal(): Promise<void> {
      await Promise.all(stalled);
    },
  };
}
export type Processes = ReturnType<typeof processes>;

/** @returns whether there was such a process */
export function signal(pid: number | undefined, name: NodeJS.Signals): boolean {
  if (pid === undefined) return false;
  try {
    return process.kill(pid, name);
  } catch {
    return false;
  }
}

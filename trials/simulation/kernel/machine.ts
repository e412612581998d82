import type { Clock } from '../../../lambda/clock';
import type { Random } from '../../chaos/random';
import type { Pending } from './event-heap';
import type { Scheduler } from './scheduler';

/**
 * One process: whatever it waits for comes to it through here. Once it is dead nothing does, so nothing it would have
 * done happens. While it is frozen everything waits, and comes in any order when it thaws: its timers have all ended
 * by then, and answers lie in its sockets.
 */
export interface Machine {
  readonly name: string;
  readonly random: Random;
  /** The process's own clock, which may be wrong by a moment. */
  readonly clock: Clock;
  /** `act` happens in this process after so many ms, if it still lives. */
  after(ms: number, act: () => void): Pending;
  isDead(): boolean;
  isFrozen(): boolean;
  kill(): void;
  freeze(): void;
  thaw(): void;
  /** How long it has been frozen altogether. */
  frozenMs(): number;
  /** Called when it dies. */
  onDeath(act: () => void): void;
}

export interface MachineOptions {
  readonly name: string;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** How far its clock is ahead. */
  readonly skewMs: number;
}

export function machine({ name, scheduler, random, skewMs }: MachineOptions): Machine {
  let dead = false;
  let frozenSince: number | undefined;
  let frozenBefore = 0;
  let waiting: (() => void)[] = [];
  const mourners: (() => void)[] = [];

  function arrive(act: () => void): void {
    if (dead) return;
    if (frozenSince !== undefined) waiting.push(act);
    else act();
  }
  const after: Machine['after'] = (ms, act) => scheduler.after(ms, () => arrive(act));

  const sleep: Clock['sleep'] = (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const end = () => {
        timer.cancel();
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const timer = after(ms, end);
      signal?.addEventListener('abort', end);
    });

  return {
    name,
    random,
    clock: { now: () => new Date(scheduler.now() + skewMs), sleep },
    after,
    isDead: () => dead,
    isFrozen: () => frozenSince !== undefined,
    frozenMs: () => frozenBefore + (frozenSince === undefined ? 0 : scheduler.now() - frozenSince),
    kill() {
      if (dead) return;
      dead = true;
      waiting = [];
      for (const act of mourners) act();
    },
    freeze() {
      frozenSince ??= scheduler.now();
    },
    thaw() {
      frozenBefore += frozenSince === undefined ? 0 : scheduler.now() - frozenSince;
      frozenSince = undefined;
      const arrived = waiting;
      waiting = [];
      // Of the same ms, so that the scheduler's seed puts them in order.
      for (const act of arrived) scheduler.after(0, () => arrive(act));
    },
    onDeath(act) {
      mourners.push(act);
    },
  };
}

import { setImmediate } from 'node:timers';
import type { Random } from '../../chaos/random';
import { eventHeap, type Pending } from './event-heap';

/** Virtual time. Nothing happens between two events, and an event's own work takes no time. */
export interface Scheduler {
  /** Epoch ms. */
  now(): number;
  /** Runs `act` at that time; of several at the same ms the seed says which is first. */
  at(time: number, act: () => void): Pending;
  after(ms: number, act: () => void): Pending;
  /** Runs event after event until none is left that is due by `until`, and then is `until` where that is finite. */
  run(until?: number): Promise<void>;
  /** Whether nothing is to come. */
  readonly isIdle: () => boolean;
  /** How many events have run. */
  readonly events: () => number;
}

/** @throws Error after `mostEvents`, where a run would never end. */
export function scheduler(start: number, random: Random, mostEvents = 400_000): Scheduler {
  const heap = eventHeap();
  let time = start;
  let events = 0;

  const at: Scheduler['at'] = (when, act) => heap.add(Math.max(time, Math.ceil(when)), random.next(), act);

  return {
    now: () => time,
    at,
    after: (ms, act) => at(time + Math.max(0, ms), act),
    events: () => events,
    isIdle: heap.isEmpty,
    async run(until = Number.POSITIVE_INFINITY) {
      for (;;) {
        const next = heap.takeUntil(until);
        if (!next) break;
        time = next.at;
        events += 1;
        if (events > mostEvents) throw new Error(`${mostEvents} events, and no end`);
        next.act();
        await settled();
      }
      if (Number.isFinite(until)) time = Math.max(time, until);
    },
  };
}

/** Everything that follows from an event without waiting for another one has happened. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

import type { SharedItems } from '../ledger/shared-items';
import { longestSlotAheadMs } from '../retry/retry-times';

export interface SlotReservationOptions {
  /** Names what is limited; each name has slots of its own. */
  readonly name: string;
  readonly intervalMs: number;
  /** How many requests of this worker will come soon, beside those that wait. */
  readonly expected: () => number;
  readonly items: Pick<SharedItems, 'reserveSlots'>;
  readonly now: () => Date;
}

/**
 * @param missed whether the caller's last slot had passed by the time that it knew of it.
 * @returns a slot of the caller's own, in epoch ms, or how long to wait for one that is not after `endsAt`.
 */
export type ReserveSlot = (
  endsAt: Date,
  missed?: boolean,
) => Promise<{ readonly at: number } | { readonly waitMs: number }>;

interface Waiting {
  readonly endsAt: number;
  readonly missed: boolean;
  resolve(slot: Awaited<ReturnType<ReserveSlot>>): void;
  reject(error: unknown): void;
}

/**
 * Slots that follow each other at an even interval, shared by all workers without a central server: the ledger
 * holds the next one that is free. A worker reserves with one write as many as it has requests waiting, so there are
 * no windows with edges, no slot is reserved without use, and all together never exceed the rate, except for the
 * difference between the machines' clocks: on Lambda about a millisecond.
 *
 * A write covers those too that are expected soon, so that requests which come one by one do not write one by one.
 *
 * No slot is before the time at which its write will be answered, going by the last two writes: of a slow DynamoDB's a
 * slot that is free now has passed when its worker knows of it. One slow write among quick ones delays nobody.
 */
export function slotReservations({
  name,
  intervalMs,
  expected,
  items,
  now,
}: SlotReservationOptions): ReserveSlot {
  /** Slots reserved for expected requests, the earliest first. The next request takes them. */
  let spare: number[] = [];
  let waiting: Waiting[] = [];
  let asking = false;
  /** What the last two writes took, ms. */
  let took: readonly [number, number] = [0, 0];

  async function ask(asked: readonly Waiting[]): Promise<void> {
    const latest = Math.min(...asked.map(({ endsAt }, place) => endsAt - place * intervalMs));
    const slots = asked.length + Math.max(0, expected() - spare.length);
    const started = now().getTime();
    const ahead = asked.some(({ missed }) => missed) ? Math.max(...took) : Math.min(...took);
    // Never so far that nothing would be written: then nobody would learn that DynamoDB is quick again.
    const earliest = Math.min(started + Math.min(ahead, longestSlotAheadMs), Math.max(started, latest));
    const answer = await items.reserveSlots({ name, slots, intervalMs, now: earliest, latest });
    took = [now().getTime() - started, took[0]];
    if (answer.kind === 'reserved') {
      const reserved = Array.from({ length: slots }, (_, place) => answer.first + place * intervalMs);
      for (const [place, { resolve }] of asked.entries()) resolve({ at: reserved[place] ?? answer.first });
      spare.push(...reserved.slice(asked.length));
      return;
    }
    // At least one would be too late. The others move up and ask again.
    const inTime: Waiting[] = [];
    for (const [place, one] of asked.entries()) {
      if (answer.nextFree + inTime.length * intervalMs <= one.endsAt) inTime.push(one);
      else one.resolve({ waitMs: Math.max(1, answer.nextFree + place * intervalMs - one.endsAt) });
    }
    waiting = [...inTime, ...waiting];
  }

  async function askForAll(): Promise<void> {
    asking = true;
    while (waiting.length > 0) {
      const asked = waiting;
      waiting = [];
      await ask(asked).catch((error: unknown) => {
        for (const { reject } of asked) reject(error);
      });
    }
    // Nothing is awaited since the last check of `waiting`, so a request that comes now starts asking itself.
    asking = false;
  }

  return async (endsAt, missed = false) => {
    const time = now().getTime();
    spare = spare.filter((at) => at >= time);
    const [earliest] = spare;
    if (earliest !== undefined && earliest <= endsAt.getTime()) {
      spare.shift();
      return { at: earliest };
    }
    return new Promise((resolve, reject) => {
      waiting.push({ endsAt: endsAt.getTime(), missed, resolve, reject });
      if (!asking) void askForAll();
    });
  };
}

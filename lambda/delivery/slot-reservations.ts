import type { Clock } from '../clock';
import type { SharedItems } from '../ledger/shared-items';
import { followsMarginMs, longestSkippedMs, longestSlotAheadMs } from '../retry/retry-times';

export interface SlotReservationOptions {
  /** Names what is limited; each name has slots of its own. */
  readonly name: string;
  readonly intervalMs: number;
  /** How many requests of this worker will come soon, beside those that wait. */
  readonly expected: () => number;
  readonly items: Pick<SharedItems, 'reserveSlots'>;
  readonly now: () => Date;
  readonly sleep: Clock['sleep'];
  /** So long the first who asks waits for others of this worker, to reserve for all with one write. 0 unless given. */
  readonly gatherMs?: number | undefined;
  /** How long after a request the one that follows it comes; Infinity where that is not known. */
  readonly followsAfterMs?: () => number;
}

/**
 * @param missed whether the caller's last slot had passed by the time that it knew of it.
 * @param followers how many requests of the caller will come after this one.
 * @returns a slot of the caller's own, in epoch ms, or how long to wait for one that is not after `endsAt`.
 */
export type ReserveSlot = (
  endsAt: Date,
  missed?: boolean,
  followers?: number,
) => Promise<{ readonly at: number } | { readonly waitMs: number }>;

interface Waiting {
  readonly endsAt: number;
  readonly missed: boolean;
  readonly followers: number;
  resolve(slot: Awaited<ReturnType<ReserveSlot>>): void;
  reject(error: unknown): void;
}

/**
 * Slots that follow each other at an even interval, shared by all workers without a central server: the ledger
 * holds the next one that is free. A worker reserves with one write as many as it has requests waiting, so there are
 * no windows with edges, no slot is reserved without use, and all together never exceed the rate, except for the
 * difference between the machines' clocks: on Lambda about a millisecond.
 *
 * A write covers those too that are expected soon, so that requests which come one by one do not write one by one. Where
 * no other worker waits, it covers the requests that will follow, at the time at which they come: a small batch takes
 * one write. Where others wait, a slot that its request comes too late for would be one fewer for all.
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
  sleep,
  gatherMs = 0,
  followsAfterMs = () => Infinity,
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
    const followers = asked.reduce((sum, one) => sum + one.followers, 0);
    const skippedMs = Math.max(0, followsAfterMs() + followsMarginMs - slots * intervalMs);
    const moreWhenIdleMs =
      followers > 0 && skippedMs <= longestSkippedMs ? skippedMs + followers * intervalMs : 0;
    const answer = await items.reserveSlots({
      name,
      slots,
      intervalMs,
      now: earliest,
      latest,
      ...(moreWhenIdleMs > 0 ? { moreWhenIdleMs } : {}),
    });
    took = [now().getTime() - started, took[0]];
    if (answer.kind === 'reserved') {
      const from = (first: number, length: number) =>
        Array.from({ length }, (_, place) => first + place * intervalMs);
      const reserved = from(answer.first, slots);
      for (const [place, { resolve }] of asked.entries()) resolve({ at: reserved[place] ?? answer.first });
      spare.push(...reserved.slice(asked.length));
      if (answer.more) spare.push(...from(answer.first + slots * intervalMs + skippedMs, followers));
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
    if (gatherMs > 0) await sleep(gatherMs);
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

  return async (endsAt, missed = false, followers = 0) => {
    const time = now().getTime();
    spare = spare.filter((at) => at >= time);
    const [earliest] = spare;
    if (earliest !== undefined && earliest <= endsAt.getTime()) {
      spare.shift();
      return { at: earliest };
    }
    return new Promise((resolve, reject) => {
      waiting.push({ endsAt: endsAt.getTime(), missed, followers, resolve, reject });
      if (!asking) void askForAll();
    });
  };
}

import type { Violation } from '../judge/violation';
import { hashOf } from '../kernel/seeds';
import { runWorld, type Universe } from '../universe';
import { worldOf } from '../world/world';
import { type Bound, type Decision, leftAfter, optionsFor } from './decisions';
import { directorOf, noChance } from './director';
import type { Story } from './stories';

export interface Scheduled extends Universe {
  readonly calls: readonly string[];
  /** Of what Masivo has in the end, and of all outcomes. */
  readonly end: number;
}

/** Runs a story with these decisions. */
export async function runScheduled(
  { spec }: Story,
  decisions: readonly Decision[],
  keepSchedule = false,
): Promise<Scheduled> {
  const director = directorOf(decisions);
  const world = worldOf(spec, { keepTrace: keepSchedule, random: noChance, direct: director.direct });
  director.startEventSource(world);
  const universe = await runWorld(world);
  const outcomes = world.table.items().map(({ pk, outcomeKey }) => `${pk?.S} ${outcomeKey?.S}`);
  const end = hashOf(JSON.stringify([world.account.entries(), outcomes, universe.violations]));
  return { ...universe, calls: director.calls, end };
}

export interface Explored {
  schedules: number;
  deliveries: number;
  /** Calls at which a decision could be taken, over all schedules. */
  points: number;
  readonly ends: Set<number>;
  violating: number;
  readonly found: { readonly decisions: readonly Decision[]; readonly violations: readonly Violation[] }[];
}

/** As many examples of violations are kept for each subtree. */
const mostKept = 20;

/**
 * All schedules that begin with these decisions, depth first. Each decision comes later than the one before, so no
 * schedule is run twice; nothing is cut.
 */
export async function explore(
  story: Story,
  prefix: readonly Decision[],
  left: Bound,
  into: Explored = { schedules: 0, deliveries: 0, points: 0, ends: new Set(), violating: 0, found: [] },
): Promise<Explored> {
  const run = await runScheduled(story, prefix);
  into.schedules += 1;
  into.deliveries += run.deliveries;
  into.points += run.calls.length;
  into.ends.add(run.end);
  if (run.violations.length > 0) {
    into.violating += 1;
    if (into.found.length < mostKept) into.found.push({ decisions: prefix, violations: run.violations });
  }
  for (const option of optionsAfter(run.calls, prefix, left)) {
    await explore(story, [...prefix, option], leftAfter(left, option), into);
  }
  return into;
}

/** What may come next, after the last decision. */
export function optionsAfter(calls: readonly string[], prefix: readonly Decision[], left: Bound): Decision[] {
  const from = (prefix.at(-1)?.at ?? -1) + 1;
  return calls.slice(from).flatMap((op, place) => optionsFor(op, from + place, left));
}

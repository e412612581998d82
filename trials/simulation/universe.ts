import { judge } from './judge/judge';
import { type Violation, violation } from './judge/violation';
import { type Spec, storyStart } from './spec';
import { tellTo } from './steps';
import { startEventSource } from './world/event-source';
import { operatorIn } from './world/operator';
import { type World, worldOf } from './world/world';

/** How a universe ended. */
export interface Universe {
  readonly violations: readonly Violation[];
  /** Attempts at deliveries. */
  readonly deliveries: number;
  readonly events: number;
  /** The whole schedule in 32 bits: the same for each run of a seed. */
  readonly hash: string;
  readonly schedule: readonly string[];
}

export interface RunOptions {
  readonly keepSchedule?: boolean;
  /** Tests plant violations. */
  readonly sabotage?: (world: World) => void;
}

const hourMs = 3600_000;
/** No wait is longer than twelve hours: what is left after this long is tried without end. */
const quiescentMs = 36 * hourMs;
/** So often a message is received at most once nothing goes wrong any more. */
const mostReceives = 300;
const mostRedrives = 3;

/** Tells the story with all that goes wrong, then lets nothing go wrong until nothing is left to do, and judges. */
export async function runUniverse(spec: Spec, options: RunOptions = {}): Promise<Universe> {
  const world = worldOf(spec, { keepTrace: options.keepSchedule });
  options.sabotage?.(world);
  startEventSource(world);
  return runWorld(world);
}

/** The same in a world that has an event source already. */
export async function runWorld(world: World): Promise<Universe> {
  const { scheduler, trace, witness } = world;
  let violations: readonly Violation[];
  try {
    await live(world);
    violations = await judge(world);
  } catch (error) {
    violations = [violation('bug', error instanceof Error ? `${error.name}: ${error.message}` : 'unknown')];
  }
  return {
    violations,
    deliveries: witness.attempts(),
    events: scheduler.events(),
    hash: trace.hash(),
    schedule: trace.lines,
  };
}

async function live(world: World): Promise<void> {
  const { scheduler, trace, faults, spec, queues } = world;
  const operator = operatorIn(world);
  tellTo(world, operator);
  const lastMs = Math.max(0, ...spec.steps.map(({ atMs }) => atMs), ...faultEnds(spec));
  await scheduler.run(storyStart + lastMs + hourMs / 4);
  faults.end();
  trace.note('world', 'nothing goes wrong any more');
  operator.resume('*');
  if (!(await comeToRest(world))) return;
  const { lastRelease, deletesErased } = spec.traits;
  if (deletesErased) deleteErased(world);
  if (lastRelease) operator.release(lastRelease);
  for (let round = 0; round < mostRedrives; round += 1) {
    operator.redrive();
    if (!(await comeToRest(world)) || queues.deadLetters.messages().length === 0) return;
  }
}

/** As the reason of an erasure tells operators to do. */
function deleteErased({ spec, witness, account, trace }: World): void {
  for (const { id } of spec.customers) {
    if (witness.erasedAt(id) === undefined || !account.byHand.remove(id)) continue;
    trace.note('dashboard', `deletes ${id}, who was erased`);
  }
}

/** @returns whether nothing is left to do. */
async function comeToRest({ scheduler, queues }: World): Promise<boolean> {
  const before = new Map(queues.events.messages().map(({ id, receives }) => [id, receives]));
  const until = scheduler.now() + quiescentMs;
  while (scheduler.now() < until && !scheduler.isIdle()) {
    await scheduler.run(Math.min(until, scheduler.now() + hourMs / 4));
    const isEndless = queues.events
      .messages()
      .some(({ id, receives }) => receives - (before.get(id) ?? 0) > mostReceives);
    if (isEndless) return false;
  }
  return queues.events.messages().length === 0;
}

const faultEnds = ({ faults }: Spec) =>
  faults.flatMap((fault) => (fault.kind === 'outage' ? Math.min(fault.toMs, 2 * hourMs) : []));

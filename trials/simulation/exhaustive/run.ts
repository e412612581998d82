import { join } from 'node:path';
import { inProcesses } from '../explore/processes';
import { type Bound, type Decision, leftAfter } from './decisions';
import { type Explored, optionsAfter, runScheduled } from './explore';
import { type Part, parts } from './parts';

/** All schedules that begin so. */
export interface ExploreTask {
  readonly part: number;
  readonly story: number;
  readonly prefix: readonly Decision[];
  readonly left: Bound;
}

export interface ExploreResult extends Omit<Explored, 'ends'> {
  readonly part: number;
  readonly story: number;
  readonly ends: readonly number[];
}

export interface PartResult {
  readonly part: Part;
  schedules: number;
  deliveries: number;
  points: number;
  readonly ends: Set<number>;
  violating: number;
  readonly found: { readonly story: number; readonly found: Explored['found'][number] }[];
}

export interface ExhaustiveOptions {
  readonly processes: number;
  /** The places of the parts to run, from 1; all of them unless given. */
  readonly only?: readonly number[] | undefined;
  readonly onProgress?: (done: number, of: number) => void;
}

/** Runs every schedule within the bounds, each part's one after the other. */
export async function runExhaustive({
  processes,
  only,
  onProgress,
}: ExhaustiveOptions): Promise<readonly PartResult[]> {
  const results = parts().map(
    (part): PartResult => ({
      part,
      schedules: 0,
      deliveries: 0,
      points: 0,
      ends: new Set(),
      violating: 0,
      found: [],
    }),
  );
  const isRun = (part: number) => only === undefined || only.includes(part + 1);
  const tasks = await firstSteps(results, isRun);
  let done = 0;
  await inProcesses<ExploreTask, ExploreResult>({
    module: join(__dirname, 'explore-process.ts'),
    tasks,
    processes,
    onResult(explored) {
      const into = results[explored.part];
      if (into) add(into, explored);
      done += 1;
      onProgress?.(done, tasks.length);
    },
  });
  return results.filter((_, part) => isRun(part));
}

/** The schedules without any decision, and what each may begin with: those are the tasks. */
async function firstSteps(
  results: readonly PartResult[],
  isRun: (part: number) => boolean,
): Promise<readonly ExploreTask[]> {
  const tasks: ExploreTask[] = [];
  for (const [part, into] of results.entries()) {
    if (!isRun(part)) continue;
    for (const [story, told] of into.part.stories.entries()) {
      const run = await runScheduled(told, []);
      const found = run.violations.length > 0 ? [{ decisions: [], violations: run.violations }] : [];
      const ends = [run.end];
      const { deliveries } = run;
      const violating = found.length;
      add(into, { part, story, schedules: 1, deliveries, points: run.calls.length, ends, violating, found });
      for (const option of optionsAfter(run.calls, [], into.part.bound)) {
        tasks.push({ part, story, prefix: [option], left: leftAfter(into.part.bound, option) });
      }
    }
  }
  return tasks;
}

function add(into: PartResult, explored: ExploreResult): void {
  into.schedules += explored.schedules;
  into.deliveries += explored.deliveries;
  into.points += explored.points;
  into.violating += explored.violating;
  for (const end of explored.ends) into.ends.add(end);
  for (const found of explored.found) into.found.push({ story: explored.story, found });
}

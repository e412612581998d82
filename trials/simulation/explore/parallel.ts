import { join } from 'node:path';
import { inProcesses } from './processes';
import type { Range, RangeResult } from './run-range';

/** How many universes one process is given at a time. */
const block = 20;

export interface ParallelOptions {
  readonly seed: number;
  readonly universes: number;
  readonly processes: number;
  readonly onProgress?: (done: number) => void;
}

/** Runs the universes of consecutive seeds in several processes. The result is the same for any number of them. */
export async function runParallel(options: ParallelOptions): Promise<RangeResult> {
  const { seed, universes, onProgress } = options;
  const results: RangeResult[] = [];
  let done = 0;
  const ranges: Range[] = [];
  for (let next = 0; next < universes; next += block) {
    ranges.push({ from: seed + next, count: Math.min(block, universes - next) });
  }
  await inProcesses<Range, RangeResult>({
    module: join(__dirname, 'range-process.ts'),
    tasks: ranges,
    processes: Math.min(options.processes, ranges.length),
    onResult(result) {
      results.push(result);
      done += result.universes;
      onProgress?.(done);
    },
  });
  return {
    universes,
    deliveries: results.reduce((sum, { deliveries }) => sum + deliveries, 0),
    found: results.flatMap(({ found }) => found).sort((a, b) => a.seed - b.seed),
  };
}

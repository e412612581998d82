import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { RangeResult } from './run-range';

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
  const { seed, universes, processes, onProgress } = options;
  const results: RangeResult[] = [];
  let next = 0;
  let done = 0;

  function work(): Promise<void> {
    const child = fork(join(__dirname, 'range-process.ts'));
    return new Promise<void>((resolve, reject) => {
      const hand = () => {
        const count = Math.min(block, universes - next);
        if (count <= 0) return resolve();
        child.send({ from: seed + next, count });
        next += count;
      };
      child.on('message', (result: RangeResult) => {
        results.push(result);
        done += result.universes;
        onProgress?.(done);
        hand();
      });
      child.on('error', reject);
      child.on('exit', (code) => reject(new Error(`A process of the simulation ended with ${code}`)));
      hand();
    }).finally(() => child.disconnect());
  }
  await Promise.all(Array.from({ length: Math.min(processes, Math.ceil(universes / block)) }, work));
  return {
    universes,
    deliveries: results.reduce((sum, { deliveries }) => sum + deliveries, 0),
    found: results.flatMap(({ found }) => found).sort((a, b) => a.seed - b.seed),
  };
}

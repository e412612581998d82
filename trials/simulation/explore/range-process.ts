import { runRange } from './run-range';

/** One of the processes of parallel.ts: runs the ranges that it is sent, until its parent hangs up. */
process.on('message', ({ from, count }: { from: number; count: number }) => {
  void runRange(from, count).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());

import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** Times that no setting changes, as in lambda/retry/retry-times.ts, and what they are in a run. */
const times: readonly (readonly [string, string])[] = [
  ['export const migrationWaitMs = 10 * minuteMs;', 'export const migrationWaitMs = 12 * secondMs;'],
  ['export const conflictWaitMs = minuteMs;', 'export const conflictWaitMs = 10 * secondMs;'],
  [
    'export const settledAfterMs = deadlineAfterLeaseMs + vendorReadMs + 5 * secondMs;',
    'export const settledAfterMs = 3 * secondMs;',
  ],
  ['windowPerLateLanding: 10', 'windowPerLateLanding: 2'],
  ['maxOpenMs: minuteMs', 'maxOpenMs: 5 * secondMs'],
];

/** For bundles in which minutes of waiting are seconds, as the run's settings have it for all other times. */
export const hurried: Plugin = {
  name: 'hurried',
  setup(build) {
    build.onLoad({ filter: /lambda\/retry\/retry-times\.ts$/ }, ({ path }) => {
      let contents = readFileSync(path, 'utf8');
      for (const [deployed, inRun] of times) {
        if (!contents.includes(deployed)) throw new Error(`${path} has no: ${deployed}`);
        contents = contents.replace(deployed, inRun);
      }
      return { contents, loader: 'ts' };
    });
  },
};

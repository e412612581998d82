import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

type Change = readonly [deployed: string, inRun: string];

/** Times that no setting changes, by the file that has them, and what they are in a run. */
const times: Readonly<Record<string, readonly Change[]>> = {
  'lambda/retry/retry-times.ts': [
    ['export const migrationWaitMs = 10 * minuteMs;', 'export const migrationWaitMs = 12 * secondMs;'],
    ['export const conflictWaitMs = minuteMs;', 'export const conflictWaitMs = 10 * secondMs;'],
    // An erasure outlasts whatever was under way, so what it waits for is shorter, too.
    ['export const deadlineAfterLeaseMs = 5 * secondMs;', 'export const deadlineAfterLeaseMs = secondMs;'],
    ['export const vendorReadMs = 10 * secondMs;', 'export const vendorReadMs = 2 * secondMs;'],
    [
      'export const settledAfterMs = deadlineAfterLeaseMs + vendorReadMs + 5 * secondMs;',
      'export const settledAfterMs = deadlineAfterLeaseMs + vendorReadMs + secondMs;',
    ],
    ['windowPerLateLanding: 10', 'windowPerLateLanding: 2'],
    ['maxOpenMs: minuteMs', 'maxOpenMs: 5 * secondMs'],
  ],
  // Of a reconciliation a minute is a second: ten of them are its period, and five the overlap.
  'lambda/composition/compose-reconciliation.ts': [['const minuteMs = 60_000;', 'const minuteMs = 1000;']],
  'lambda/reconcile/run.ts': [['const leaseMarginMs = 60_000;', 'const leaseMarginMs = 500;']],
  // Each run looks at the subscriptions, too.
  'lambda/reconcile/subscriptions-report.ts': [['const hourMs = 3600_000;', 'const hourMs = 0;']],
  'lambda/reconcile/ask.ts': [
    ['const timeoutMs = 20_000;', 'const timeoutMs = 1000;'],
    ['const firstPauseMs = 1000;', 'const firstPauseMs = 50;'],
  ],
  'lambda/handlers/reconcile.ts': [
    ['const reportMs = 40_000;', 'const reportMs = 400;'],
    ['const enqueueMs = 10_000;', 'const enqueueMs = 1000;'],
  ],
};

/** For bundles in which minutes of waiting are seconds, as the run's settings have it for all other times. */
export const hurried: Plugin = {
  name: 'hurried',
  setup(build) {
    for (const [file, changes] of Object.entries(times)) {
      const filter = new RegExp(`/${file.replaceAll('.', '\\.')}$`);
      build.onLoad({ filter }, ({ path }) => {
        let contents = readFileSync(path, 'utf8');
        for (const [deployed, inRun] of changes) {
          if (!contents.includes(deployed)) throw new Error(`${path} has no: ${deployed}`);
          contents = contents.replace(deployed, inRun);
        }
        return { contents, loader: 'ts' };
      });
    }
  },
};

import { alarmSubscriptions } from './alarm-subscriptions';
import { caller } from './caller';
import type { Check, DoctorDeps } from './check';
import { concurrency } from './concurrency';
import { eventSource } from './event-source';
import { type Finding, unseen } from './finding';
import { lastDelivery } from './last-delivery';
import { mapping } from './mapping';
import { masivo } from './masivo';
import { queue } from './queue';
import { reconciliation } from './reconciliation';
import { secrets } from './secrets';
import { subscriptions } from './subscriptions';

/** The prerequisites first, then in the order of a signup's way. */
export const checks: readonly Check[] = [
  caller,
  secrets,
  subscriptions,
  lastDelivery,
  reconciliation,
  queue,
  eventSource,
  mapping,
  masivo,
  concurrency,
  alarmSubscriptions,
];

export interface Examined extends Finding {
  readonly check: string;
}

/** Runs all checks at once; the findings come in the order of the checks. */
export async function examine(deps: DoctorDeps): Promise<readonly Examined[]> {
  const found = await Promise.all(
    checks.map(async ({ name, run }) => {
      const findings = await run(deps).catch((error: unknown) => [unseen(error)]);
      return findings.map((finding) => ({ check: name, ...finding }));
    }),
  );
  return found.flat();
}

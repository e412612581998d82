import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFunctions } from '../../infra/build/bundles';
import { hurried } from '../chaos/hurried';
import { violationsIn } from '../chaos/report';
import { runChaos } from '../chaos/run';
import { violationKinds } from '../chaos/violations';
import { CallJudge } from './iam/call-judge';
import { prodTemplate, rolesOf } from './iam/roles';
import type { Verdict } from './judge';
import type { RunningService } from './service';

export interface ChaosOn {
  readonly by: string;
  readonly events: number;
  readonly seed: number;
  readonly services: { readonly JUDGE_DYNAMODB?: RunningService; readonly JUDGE_SQS?: RunningService };
}

/** A chaos run on services that are not ours. Every call that the functions make meanwhile is judged, too. */
export async function chaosOn({ by, events, seed, services }: ChaosOn): Promise<Verdict[]> {
  const bundles = mkdtempSync(join(tmpdir(), 'masivo-bridge-bundles-'));
  const before = { ...process.env };
  try {
    await buildFunctions(bundles, [hurried]);
    const calls = new CallJudge(rolesOf(prodTemplate(bundles)));
    for (const [name, { endpoint }] of Object.entries(services)) process.env[name] = endpoint;
    const report = await runChaos({ events, seed, faults: 1, workers: 4, bundles, inFront: calls.inFront });
    const failures = violationKinds.flatMap((kind) => report.violations[kind].map((id) => `${kind}: ${id}`));
    if (violationsIn(report) > failures.length) failures.push(...report.leaks);
    return [
      { kind: 'judged', what: 'a chaos run', by, checks: report.events, unit: 'webhooks', failures },
      {
        kind: 'judged',
        what: "the functions' calls to AWS: signature, and what the template's roles allow",
        by: "AWS's rules, as we read them",
        checks: calls.calls,
        unit: 'calls',
        failures: calls.calls === 0 ? ['no call was seen'] : calls.failures,
      },
    ];
  } finally {
    process.env = before;
    rmSync(bundles, { recursive: true, force: true });
  }
}

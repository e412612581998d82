import { Closing } from '../../local/closing';
import { chaosOn } from './chaos';
import { dynamoDbLocal } from './dynamodb/dynamodb-local';
import { moto } from './dynamodb/moto';
import { NotHere, type Verdict } from './judge';
import { judgeBundles } from './lambda/bundles';
import { installedEmulator, startInEmulator } from './lambda/emulator';
import { installedRuntimeClient, runtimeClient, startUnderRuntimeClient } from './lambda/runtime-client';
import type { RunningService, Service } from './service';
import { elasticMq } from './sqs/elasticmq';
import { runTests } from './tests';

export interface JudgeOptions {
  /** Less of everything, for CI. */
  readonly short: boolean;
  readonly seed: number;
  readonly onVerdict: (verdict: Verdict) => void;
}

const ledgerTests = ['test/lambda/aws/dynamodb-ledger.test.ts', 'test/lambda/aws/dynamodb-slots.test.ts'];
const tests = {
  short: [...ledgerTests, 'test/semantics/crash-points.test.ts', 'test/semantics/newest-wins.test.ts'],
  whole: [...ledgerTests, 'test/local/aws/dynamodb.test.ts', 'test/semantics', 'test/operator/core'],
};
const events = { short: 300, whole: 2000 };

/** Asks every judge that can be had on this machine. */
export async function askJudges({ short, seed, onVerdict }: JudgeOptions): Promise<Verdict[]> {
  const closing = new Closing();
  const verdicts: Verdict[] = [];
  const give = (...given: readonly Verdict[]) => {
    for (const verdict of given) onVerdict(verdict);
    verdicts.push(...given);
  };
  /** What `judge` finds; skipped where it cannot be had. */
  async function orSkipped<T>(what: string, by: string, judge: () => Promise<T>): Promise<T | undefined> {
    try {
      return await judge();
    } catch (error) {
      if (!(error instanceof NotHere)) throw error;
      give({ kind: 'skipped', what, by, why: error.message });
      return undefined;
    }
  }
  const started = (what: string, { name, start }: Service): Promise<RunningService | undefined> =>
    orSkipped(what, name, async () => {
      const service = await start();
      closing.add(service.close);
      return service;
    });
  const amount = short ? 'short' : 'whole';
  const testsOn = async (service: Service, JUDGE_DYNAMODB: RunningService | undefined) => {
    if (!JUDGE_DYNAMODB) return;
    const what = 'semantics and ledger on DynamoDB';
    give(await runTests({ what, by: service.name, files: tests[amount], services: { JUDGE_DYNAMODB } }));
  };

  try {
    const database = await started('DynamoDB', moto);
    await testsOn(moto, database);
    const amazons = await started('DynamoDB', dynamoDbLocal);
    await testsOn(dynamoDbLocal, amazons);
    const queue = await started('SQS', elasticMq);
    const JUDGE_DYNAMODB = amazons ?? database;
    const services = {
      ...(JUDGE_DYNAMODB ? { JUDGE_DYNAMODB } : {}),
      ...(queue ? { JUDGE_SQS: queue } : {}),
    };
    const names = [
      ...(amazons ? [dynamoDbLocal.name] : database ? [moto.name] : []),
      ...(queue ? [elasticMq.name] : []),
    ];
    const by = names.join(' and ') || 'our own stand-ins';
    give(...(await chaosOn({ by, events: events[amount], seed, services })));

    const bundles = 'the built bundles';
    const program = await orSkipped(bundles, runtimeClient, async () => installedRuntimeClient());
    if (program === undefined) return verdicts;
    const judged = { kind: 'judged', what: bundles, unit: 'calls' } as const;
    const underClient = await judgeBundles({
      services,
      start: (folder, environment) => startUnderRuntimeClient({ program, folder, environment }),
    });
    give({ ...judged, by: runtimeClient, checks: underClient.calls, failures: underClient.failures });
    if (short) return verdicts;
    const emulatorName = "AWS's emulator of Lambda";
    const emulator = await orSkipped(bundles, emulatorName, installedEmulator);
    if (emulator === undefined) return verdicts;
    const inEmulator = await judgeBundles({
      services,
      start: async (folder, environment) => startInEmulator({ emulator, program, folder, environment }),
    });
    give({ ...judged, by: emulatorName, checks: inEmulator.calls, failures: inEmulator.failures });
    return verdicts;
  } finally {
    await closing.close();
  }
}

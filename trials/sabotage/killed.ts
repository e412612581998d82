import { join } from 'node:path';
import * as v from 'valibot';
import { violationKinds } from '../simulation/judge/violation';
import { type Printed, runNode } from './child';

/** What noticed a fault. */
export type Killed =
  | { readonly by: 'test'; readonly file: string; readonly title: string }
  | { readonly by: 'seed'; readonly seed: number; readonly kind: string; readonly about: string }
  /** Something never ended that ends without the fault. */
  | { readonly by: 'hang'; readonly what: string };

const testsTimeoutMs = 4 * 60_000;
const simulationTimeoutMs = 10 * 60_000;

const FirstFailure = v.nullable(
  v.object({ file: v.string(), title: v.optional(v.string()), error: v.optional(v.string()) }),
);

/** Runs test files, up to the first that fails. @throws Error for one that cannot even be loaded. */
export async function killedByTests(folder: string, tests: readonly string[]): Promise<Killed | undefined> {
  if (tests.length === 0) return undefined;
  const jest = join('node_modules', 'jest', 'bin', 'jest.js');
  const own = join(folder, 'trials', 'sabotage');
  const options = ['--config', join(own, 'jest.config.cjs'), '--reporters', join(own, 'first-failure.cjs')];
  const printed = await runNode(
    folder,
    [jest, ...options, '--runInBand', '--bail', '--', ...tests],
    testsTimeoutMs,
  );
  if (printed.kind === 'hangs') return { by: 'hang', what: tests.join(' ') };
  const failed = v.parse(FirstFailure, jsonOf(printed));
  if (!failed) return undefined;
  const { file, title, error } = failed;
  if (title === undefined) throw new Error(`${file} cannot be run: ${error}`);
  return { by: 'test', file: file.slice(folder.length + 1), title };
}

const FirstViolation = v.nullable(
  v.object({ seed: v.number(), kind: v.picklist(violationKinds), about: v.string() }),
);

/** Simulates universe after universe, up to the first violation. */
export async function killedBySimulation(
  folder: string,
  { seed, universes }: { readonly seed: number; readonly universes: number },
): Promise<Killed | undefined> {
  const program = ['--import', 'tsx', 'trials/sabotage/first-violation.ts', String(seed), String(universes)];
  const printed = await runNode(folder, program, simulationTimeoutMs);
  if (printed.kind === 'hangs') return { by: 'hang', what: `the simulation from seed ${seed}` };
  const found = v.parse(FirstViolation, jsonOf(printed));
  return found ? { by: 'seed', ...found } : undefined;
}

function jsonOf({ stdout, stderr }: Extract<Printed, { kind: 'ended' }>): unknown {
  try {
    return JSON.parse(stdout);
  } catch {
    throw new Error(`It ended without a report:\n${stderr.slice(-5000)}`);
  }
}

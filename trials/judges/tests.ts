import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Verdict } from './judge';
import { leftOut } from './left-out';
import type { RunningService } from './service';

const root = join(__dirname, '..', '..');

const Results = v.object({
  numPassedTests: v.number(),
  numFailedTests: v.number(),
  testResults: v.array(
    v.object({
      message: v.string(),
      name: v.string(),
      assertionResults: v.array(v.object({ fullName: v.string(), status: v.string() })),
    }),
  ),
});

export interface TestRun {
  readonly what: string;
  readonly by: string;
  /** Files or folders. */
  readonly files: readonly string[];
  /** Their variables name the services that the tests are to use. */
  readonly services: { readonly JUDGE_DYNAMODB?: RunningService; readonly JUDGE_SQS?: RunningService };
}

/** Runs tests on services that are not ours. */
export async function runTests({ what, by, files, services }: TestRun): Promise<Verdict> {
  const scratch = mkdtempSync(join(tmpdir(), 'masivo-bridge-judges-'));
  const file = join(scratch, 'results.json');
  const endpoints = Object.entries(services).map(([name, { endpoint }]) => [name, endpoint]);
  try {
    const told = await jest(
      ['--json', `--outputFile=${file}`, `--testNamePattern=${notLeftOut()}`, ...files],
      Object.fromEntries(endpoints),
    );
    const results = v.safeParse(Results, readJson(file));
    if (!results.success) throw new Error(`jest left no results: ${told.slice(-2000)}`);
    const { numPassedTests, numFailedTests, testResults } = results.output;
    const failures = testResults.flatMap(({ name, message, assertionResults }) => {
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      if (failed.length > 0) return failed.map(({ fullName }) => fullName);
      // A file that could not be loaded has no test.
      return assertionResults.length === 0 ? [`${name}: ${message.slice(0, 300)}`] : [];
    });
    return { kind: 'judged', what, by, checks: numPassedTests + numFailedTests, unit: 'tests', failures };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function notLeftOut(): string {
  const names = leftOut.map(({ test }) => test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return `^(?!(?:${names.join('|')})$)`;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** @returns what it printed */
async function jest(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
  const child = spawn(process.execPath, [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', (chunk) => {
    told += chunk;
  });
  const end = () => child.kill();
  process.once('exit', end);
  await new Promise((resolve) => child.once('close', resolve));
  process.off('exit', end);
  return told;
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SingleBar } from 'cli-progress';
import { InvalidArgumentError } from 'commander';
import type { Plugin } from 'esbuild';
import { buildFunctions } from '../../infra/build/bundles';

/** An option's value that has to be a whole number. */
export function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number');
  return Number(text);
}

/** Builds bundles of its own for a run that takes minutes, and shows its progress. */
export async function longRun(
  format: string,
  run: (bundles: string, bar: SingleBar) => Promise<void>,
  plugins: readonly Plugin[] = [],
): Promise<void> {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const bundles = mkdtempSync(join(tmpdir(), 'masivo-bridge-bundles-'));
  // Where nobody watches, a line now and then goes into the log.
  const bar = new SingleBar({ format, stream: process.stderr, noTTYOutput: true, notTTYSchedule: 30_000 });
  try {
    await buildFunctions(bundles, plugins);
    await run(bundles, bar);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    bar.stop();
    rmSync(bundles, { recursive: true, force: true });
  }
}

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildFunctions } from '../infra/build/bundles';

/** Builds the bundles once per run, into a folder of this run's own: two runs at once do not meet. */
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-bundles-'));
  // The workers inherit it; test/support/test-bridge.ts reads it.
  process.env.TEST_BUNDLES = folder;
  await buildFunctions(folder);
}

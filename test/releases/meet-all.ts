import { met } from './meet';
import { readRelease } from './release-folder';
import { startFrozenHarness } from './world';

/**
 * `node --import tsx test/releases/meet-all.ts VERSION` prints what this code makes of each thing frozen under that
 * version, as a list of JSON. A later checkout runs it in an earlier one (previous-release.test.ts).
 */
async function meetAll(version: string): Promise<void> {
  const release = readRelease(version);
  const harness = await startFrozenHarness();
  try {
    const all: unknown[] = [];
    for (const before of release.frozen) {
      // One that fails is told with its place, beside all others.
      all.push(await met(harness, before, release).catch((error: unknown) => ({ threw: String(error) })));
    }
    process.stdout.write(JSON.stringify(all));
  } finally {
    await harness.close();
  }
}

void meetAll(process.argv[2] ?? '');

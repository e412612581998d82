import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SQSEvent } from 'aws-lambda';
import { type Environment, storesOf } from '../config/config';
import { sampleEvent } from './sample-events';

/** The committed samples: one per source, for the stores of the example environment dev. */
export function sampleFiles(environments: readonly Environment[]): { file: string; event: SQSEvent }[] {
  const dev = environments.filter(({ name }) => name === 'dev');
  return dev.flatMap(storesOf).map(({ source, store, config: { vendorAccount, signupsSince } }) => ({
    file: `deliver-${source}-signup.json`,
    event: sampleEvent({ source, store, vendorAccount, signupsSince, live: false }),
  }));
}

export function writeSamples(folder: string, environments: readonly Environment[]): void {
  for (const { file, event } of sampleFiles(environments)) {
    writeFileSync(join(folder, file), `${JSON.stringify(event, null, 2)}\n`);
  }
}

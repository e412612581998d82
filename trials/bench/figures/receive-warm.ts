import { join } from 'node:path';
import * as v from 'valibot';
import { trialVendors } from '../../vendors/registry';
import { runChild } from '../child';
import type { Figure } from '../figure';
import { interleaved } from '../rounds';
import { buildSubjects, type SubjectName } from '../warm/build';
import { webhookEvent, webhookSecret } from '../webhooks';

const script = join(__dirname, '..', 'warm', 'measure.cjs');
const Told = v.object({ usPerEvent: v.number() });

async function usPerEvent(bundle: string, source: string): Promise<number> {
  const event = JSON.stringify(webhookEvent(source));
  const told = await runChild([script, bundle, source, webhookSecret(source), event], {});
  return v.parse(Told, told).usPerEvent;
}

const receiveWarm = (source: string, peer: string): Figure => {
  const bytes = Buffer.byteLength(webhookEvent(source).body ?? '');
  return {
    name: `receive-warm-${source}`,
    compares: `CPU from API Gateway's event to the finished envelope / HMAC-SHA256 and JSON.parse of the same ${bytes} bytes`,
    unit: 'µs',
    goal: 1.2,
    rounds: 15,
    async measure({ scratch, random }, rounds, onProgress) {
      const file = await buildSubjects(join(scratch, 'warm'), source);
      const of = (name: SubjectName) => () => usPerEvent(file(name), source);
      const variants = { ours: of('ours'), floor: of('floor'), [peer]: of('warm-peer') };
      return { rounds: await interleaved(variants, rounds, random, onProgress) };
    },
  };
};

/** One row for each vendor that the trials play. */
export const receiveWarmEach = [...trialVendors].map(([source, { peer }]) => receiveWarm(source, peer));

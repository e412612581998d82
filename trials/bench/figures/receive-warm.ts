import { join } from 'node:path';
import * as v from 'valibot';
import { runChild } from '../child';
import type { Figure } from '../figure';
import { interleaved } from '../rounds';
import { buildSubjects, type SubjectName } from '../warm/build';
import { type SourceName, webhookEvent, webhookSecrets } from '../webhooks';

const script = join(__dirname, '..', 'warm', 'measure.cjs');
const Told = v.object({ usPerEvent: v.number() });

async function usPerEvent(bundle: string, source: SourceName): Promise<number> {
  const event = JSON.stringify(webhookEvent(source));
  const told = await runChild([script, bundle, source, webhookSecrets[source], event], {});
  return v.parse(Told, told).usPerEvent;
}

const receiveWarm = (source: SourceName, peer: string, peerSubject: SubjectName): Figure => {
  const bytes = Buffer.byteLength(webhookEvent(source).body ?? '');
  return {
    name: `receive-warm-${source}`,
    compares: `CPU from API Gateway's event to the finished envelope / HMAC-SHA256 and JSON.parse of the same ${bytes} bytes`,
    unit: 'µs',
    goal: 1.2,
    rounds: 15,
    async measure({ scratch, random }, rounds, onProgress) {
      const file = await buildSubjects(join(scratch, 'warm'));
      const of = (name: SubjectName) => () => usPerEvent(file(name), source);
      const variants = { ours: of('ours'), floor: of('floor'), [peer]: of(peerSubject) };
      return { rounds: await interleaved(variants, rounds, random, onProgress) };
    },
  };
};

export const receiveWarmShopify = receiveWarm('shopify', 'shopify-api validate, JSON.parse', 'shopify-api');
export const receiveWarmStripe = receiveWarm('stripe', 'stripe constructEvent', 'stripe-sdk');

import { join } from 'node:path';
import * as v from 'valibot';
import { modelled } from '../../vendors/modelled';
import { runChild } from '../child';
import { certificateFile } from '../tls/over-tls';
import { webhookEvent } from '../webhooks';

const Told = v.object({
  readyMs: v.number(),
  answeredMs: v.exactOptional(v.number()),
  answer: v.exactOptional(v.looseObject({ statusCode: v.number() })),
});

const script = join(__dirname, 'start.cjs');

/** From the start of a process until a bundle's handler could be called. */
export async function msToReady(
  bundle: string,
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  return v.parse(Told, await runChild([script, bundle], environment)).readyMs;
}

/** From the start of a process until its first webhook was answered with 200, all of it. */
export async function msToFirstAnswer(
  bundle: string,
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const event = JSON.stringify(webhookEvent(modelled));
  const trusting = { ...environment, NODE_EXTRA_CA_CERTS: certificateFile };
  const told = v.parse(Told, await runChild([script, bundle, event], trusting));
  if (told.answer?.statusCode !== 200 || told.answeredMs === undefined) {
    throw new Error(`${bundle} answered ${JSON.stringify(told.answer)}`);
  }
  return told.answeredMs;
}

import { randomBytes } from 'node:crypto';
import { fingerprintOf } from '../../../lambda/sources/signature';
import {
  planWooCommerce,
  type WooPlan,
  type WooStep,
} from '../../../lambda/sources/woocommerce/subscriptions/plan';
import type { WooWebhook } from '../../../lambda/sources/woocommerce/subscriptions/webhook';
import { notAsWanted, occupied, type Subscribed, type Subscribing } from '../../subscribe/steps';
import type { WooWebhooks } from './webhooks';

export interface SubscribeWooCommerce extends Subscribing {
  readonly webhooks: WooWebhooks;
}

/**
 * Makes the store's three webhooks, with one secret. That is stored before the first of them is made: WooCommerce sends
 * nothing again, so whatever they send has to be accepted. Each is marked with its fingerprint, for WooCommerce never
 * shows it, and later runs then know that it is ours. @throws CommandError
 */
export async function subscribeWooCommerce(deps: SubscribeWooCommerce): Promise<Subscribed> {
  const { dryRun, say, webhookUrl } = deps;
  const seen = await look(deps);
  const plan = planFor(seen, deps);
  if (plan.kind === 'occupied') return occupied(plan.by);
  if (plan.kind === 'secret-unknown') {
    const named = plan.webhooks.map(({ id, topic }) => `${id} (${topic})`).join(', ');
    return {
      kind: 'refused',
      exit: 'failed',
      reason: `Of the shop's webhooks, ${named} have this address already. WooCommerce shows no secret, so nobody can tell whether theirs is the stored one.`,
      fix: 'If their signups arrive, leave them. To have new ones take their place, add --replace.',
    };
  }
  for (const step of plan.steps) say(`${dryRun ? 'would ' : ''}${described(step, webhookUrl)}`);
  if (dryRun) return { kind: 'dry-run', steps: plan.steps.length };
  const isNew = plan.steps.some((step) => step.do === 'create');
  const secret = isNew ? (usedSecret(seen, webhookUrl) ?? (await newSecret(deps))) : '';
  for (const step of plan.steps) await carryOut(step, secret, deps);
  const after = planFor(await look(deps), deps);
  if (after.kind !== 'steps' || after.steps.length > 0) return notAsWanted;
  return { kind: 'subscribed', changed: plan.steps.length > 0 };
}

interface Seen {
  readonly found: readonly WooWebhook[];
  /** The store's secrets. */
  readonly held: readonly string[];
}

async function look({ webhooks, secrets }: SubscribeWooCommerce): Promise<Seen> {
  const [found, held] = await Promise.all([webhooks.list(), secrets.held()]);
  return { found, held };
}

const planFor = (
  { found, held }: Seen,
  { webhookUrl: url, replace, former }: SubscribeWooCommerce,
): WooPlan => planWooCommerce({ found, url, held: held.map(fingerprintOf), replace, former });

/** Of a webhook that is there already: all are to have one. */
function usedSecret({ found, held }: Seen, webhookUrl: string): string | undefined {
  const used = found.filter(({ url }) => url === webhookUrl).map(({ signedWith }) => signedWith);
  return held.find((secret) => used.includes(fingerprintOf(secret)));
}

async function newSecret({ secrets }: SubscribeWooCommerce): Promise<string> {
  const made = randomBytes(32).toString('hex');
  await secrets.add(made);
  return made;
}

async function carryOut(step: WooStep, secret: string, deps: SubscribeWooCommerce): Promise<void> {
  const { webhooks, webhookUrl } = deps;
  switch (step.do) {
    case 'create':
      return webhooks.create(step.topic, webhookUrl, { secret, fingerprint: fingerprintOf(secret) });
    case 'enable':
      return webhooks.enable(step.was.id);
    case 'delete':
      return webhooks.delete(step.was.id);
    default:
      return step satisfies never;
  }
}

function described(step: WooStep, url: string): string {
  switch (step.do) {
    case 'create':
      return `create a webhook for ${step.topic} at ${url}`;
    case 'enable':
      return `enable webhook ${step.was.id} (${step.was.topic})`;
    case 'delete':
      return `delete webhook ${step.was.id} (${step.was.topic}, ${step.was.url})`;
    default:
      return step satisfies never;
  }
}

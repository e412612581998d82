import { fingerprintOf } from '../../../lambda/sources/signature';
import { CommandError } from '../../exit';
import { notAsWanted, occupied, type Subscribed, type Subscribing } from '../../subscribe/steps';
import type { StripeEndpoints } from './endpoints';
import { stripeEvents } from './events';
import { planStripe, type StripePlan, type StripeStep } from './plan';

export interface SubscribeStripe extends Subscribing {
  readonly endpoints: StripeEndpoints;
}

/**
 * Registers the store's endpoint at Stripe. Its secret is shown only at creation, so it is stored at once, and
 * the endpoint is marked with its fingerprint: later runs then know that it is ours. @throws CommandError
 */
export async function subscribeStripe(deps: SubscribeStripe): Promise<Subscribed> {
  const { webhookUrl, dryRun, say } = deps;
  const plan = await planNow(deps);
  if (plan.kind === 'occupied') return occupied(plan.by);
  if (plan.kind === 'secret-unknown') {
    return {
      kind: 'refused',
      exit: 'failed',
      reason: `${plan.ids.join(', ')} has this address already. Stripe shows a secret only when it makes an endpoint, so nobody can tell whether it is the stored one.`,
      fix: 'If its signups arrive, leave it. To have a new endpoint take its place, add --replace.',
    };
  }
  for (const step of plan.steps) say(`${dryRun ? 'would ' : ''}${described(step, webhookUrl)}`);
  if (dryRun) return { kind: 'dry-run', steps: plan.steps.length };
  for (const step of plan.steps) await carryOut(step, deps);
  const after = await planNow(deps);
  if (after.kind !== 'steps' || after.steps.length > 0) return notAsWanted;
  return { kind: 'subscribed', changed: plan.steps.length > 0 };
}

async function planNow({ endpoints, secrets, webhookUrl, replace }: SubscribeStripe): Promise<StripePlan> {
  const [found, held] = await Promise.all([endpoints.list(), secrets.held()]);
  return planStripe({ found, url: webhookUrl, held: held.map(fingerprintOf), replace });
}

function described(step: StripeStep, url: string): string {
  switch (step.do) {
    case 'create':
      return `create an endpoint for ${stripeEvents.join(', ')} at ${url}, and store its secret`;
    case 'update':
      return `set ${step.id} to ${stripeEvents.join(', ')}, enabled`;
    case 'delete':
      return `delete ${step.id} (${step.url})`;
    default:
      return step satisfies never;
  }
}

async function carryOut(
  step: StripeStep,
  { endpoints, webhookUrl, secrets }: SubscribeStripe,
): Promise<void> {
  switch (step.do) {
    case 'create': {
      const { id, secret } = await endpoints.create(webhookUrl, stripeEvents);
      if (secret === null) {
        await endpoints.delete(id);
        throw new CommandError(
          'failed',
          `Stripe created ${id} without showing its secret, so the endpoint was deleted again.`,
          'Run the command again. If that does not help, create the endpoint in the dashboard, and put in its secret: `secrets set stripe`.',
        );
      }
      try {
        await secrets.add(secret);
      } catch (error) {
        // Stripe never shows this secret again, so the endpoint is useless.
        await endpoints.delete(id);
        throw error;
      }
      return endpoints.update(id, { signedWith: fingerprintOf(secret) });
    }
    case 'update':
      return endpoints.update(step.id, { events: stripeEvents, enabled: true });
    case 'delete':
      return endpoints.delete(step.id);
    default:
      return step satisfies never;
  }
}

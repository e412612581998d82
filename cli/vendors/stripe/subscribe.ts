import { fingerprintOf } from '../../../lambda/sources/signature';
import { type StripePayload, stripeEvents } from '../../../lambda/sources/stripe/subscriptions/events';
import {
  planStripe,
  type StripePlan,
  type StripeStep,
} from '../../../lambda/sources/stripe/subscriptions/plan';
import { CommandError } from '../../exit';
import { notAsWanted, occupied, type Subscribed, type Subscribing } from '../../subscribe/steps';
import { endpointsSeen, type StripeAccount } from './endpoints';

export interface SubscribeStripe extends Subscribing {
  readonly endpoints: StripeAccount;
  readonly payload: StripePayload;
}

/** What Stripe calls what it sends the events to. */
const nouns: Readonly<Record<StripePayload, string>> = {
  snapshot: 'an endpoint',
  thin: 'an event destination',
};

/**
 * Registers the store's endpoint at Stripe. Its secret is shown only at creation, so it is stored at once, and
 * the endpoint is marked with its fingerprint: later runs then know that it is ours. @throws CommandError
 */
export async function subscribeStripe(deps: SubscribeStripe): Promise<Subscribed> {
  const { dryRun, say, payload } = deps;
  const plan = await planNow(deps);
  if (plan.kind === 'occupied') return occupied(plan.by);
  if (plan.kind === 'secret-unknown') {
    return {
      kind: 'refused',
      exit: 'failed',
      reason: `${plan.ids.join(', ')} has this address already. Stripe shows a secret only when it makes ${nouns[payload]}, so nobody can tell whether it is the stored one.`,
      fix: 'If its signups arrive, leave it. To have a new one take its place, add --replace.',
    };
  }
  for (const step of plan.steps) say(`${dryRun ? 'would ' : ''}${described(step, deps)}`);
  if (dryRun) return { kind: 'dry-run', steps: plan.steps.length };
  for (const step of plan.steps) await carryOut(step, deps);
  const after = await planNow(deps);
  if (after.kind !== 'steps' || after.steps.length > 0) return notAsWanted;
  return { kind: 'subscribed', changed: plan.steps.length > 0 };
}

async function planNow(deps: SubscribeStripe): Promise<StripePlan> {
  const { endpoints, payload, secrets, webhookUrl: url, replace, former } = deps;
  const [found, held] = await Promise.all([endpointsSeen(endpoints, payload), secrets.held()]);
  return planStripe({ payload, found, url, held: held.map(fingerprintOf), replace, former });
}

function described(step: StripeStep, { payload, webhookUrl }: SubscribeStripe): string {
  const events = stripeEvents[payload].join(', ');
  switch (step.do) {
    case 'create':
      return `create ${nouns[payload]} for ${events} at ${webhookUrl}, and store its secret`;
    case 'correct':
      return `set ${step.was.id} to ${events}, enabled`;
    case 'delete':
      return `delete ${step.was.id} (${step.was.url})`;
    default:
      return step satisfies never;
  }
}

async function carryOut(step: StripeStep, deps: SubscribeStripe): Promise<void> {
  const { endpoints, payload } = deps;
  switch (step.do) {
    case 'create':
      return create(deps);
    case 'correct':
      return endpoints[payload].correct(step.was);
    case 'delete':
      return endpoints[step.was.payload].delete(step.was.id);
    default:
      return step satisfies never;
  }
}

async function create({ endpoints, payload, webhookUrl, secrets }: SubscribeStripe): Promise<void> {
  const own = endpoints[payload];
  const { id, secret } = await own.create(webhookUrl);
  if (secret === null) {
    await own.delete(id);
    throw new CommandError(
      'failed',
      `Stripe created ${id} without showing its secret, so it was deleted again.`,
      `Run the command again. If that does not help, create ${nouns[payload]} in the dashboard, and put in its secret: \`secrets set stripe\`.`,
    );
  }
  try {
    await secrets.add(secret);
  } catch (error) {
    // Stripe never shows this secret again, so the endpoint is useless.
    await own.delete(id);
    throw error;
  }
  return own.mark(id, fingerprintOf(secret));
}

import { planShopify, type ShopifyStep } from '../../../lambda/sources/shopify/subscriptions/plan';
import type { WantedSubscription } from '../../../lambda/sources/shopify/subscriptions/subscription';
import {
  mergeScope,
  mergeTopic,
  type ShopifyTopic,
  shopifyTopics,
} from '../../../lambda/sources/shopify/subscriptions/topics';
import { CommandError } from '../../exit';
import { notAsWanted, occupied, type Subscribed, type Subscribing } from '../../subscribe/steps';
import type { ShopifyAdmin } from './admin';

export interface SubscribeShopify extends Omit<Subscribing, 'webhookUrl'> {
  readonly admin: ShopifyAdmin;
  readonly wanted: WantedSubscription;
  /** Signs what the app's subscriptions send; null where only an access token is known. */
  readonly clientSecret: string | null;
  /** The client secret was not entered now: it is not put in again, because it may have been revoked since. */
  readonly isKept: boolean;
}

/**
 * Registers the store's topics at Shopify. The secret comes first: Shopify deletes a subscription after eight
 * failures in a row. @throws CommandError
 */
export async function subscribeShopify(deps: SubscribeShopify): Promise<Subscribed> {
  const { admin, wanted, isKept, secrets, dryRun, say } = deps;
  const mayMerge = (await admin.scopes()).has(mergeScope);
  const topics: readonly ShopifyTopic[] = mayMerge ? [...shopifyTopics, mergeTopic] : shopifyTopics;
  const plan = planShopify(await admin.subscriptions(topics), wanted, deps, topics);
  if (plan.kind === 'occupied') return occupied(plan.by);

  const held = await secrets.held();
  const clientSecret = isKept ? null : deps.clientSecret;
  if (isKept && deps.clientSecret !== null && !held.includes(deps.clientSecret)) {
    say(
      "the client secret that was kept is none of the store's secrets and is not put in: it may have been revoked. --access client-credentials, or browser, takes the app's new one",
    );
  }
  if (clientSecret === null && held.length === 0) {
    return {
      kind: 'refused',
      exit: 'failed',
      reason:
        'The store has no secret, and neither an access token nor the stored credentials show what the app signs with now.',
      fix: "Put in the app's client secret first: `secrets set shopify`.",
    };
  }
  const putIn = clientSecret !== null && !held.includes(clientSecret);
  const would = dryRun ? 'would ' : '';
  if (putIn) say(`${would}put the app's client secret among the store's secrets`);
  for (const step of plan.steps) say(`${would}${described(step, wanted)}`);
  if (!mayMerge) say(withoutMerges(`the app has no scope ${mergeScope}`));
  const steps = plan.steps.length + (putIn ? 1 : 0);
  if (dryRun) return { kind: 'dry-run', steps };

  if (putIn) await secrets.add(clientSecret);
  const refused: ShopifyTopic[] = [];
  for (const step of plan.steps) {
    const why = await carriedOut(step, admin);
    if (why === undefined) continue;
    refused.push(step.topic);
    say(withoutMerges(why));
  }

  const done = topics.filter((topic) => !refused.includes(topic));
  const after = planShopify(await admin.subscriptions(done), wanted, deps, done);
  const signable = clientSecret === null || (await secrets.held()).includes(clientSecret);
  if (after.kind !== 'steps' || after.steps.length > 0 || !signable) return notAsWanted;
  return { kind: 'subscribed', changed: steps > refused.length };
}

function described(step: ShopifyStep, wanted: WantedSubscription): string {
  switch (step.do) {
    case 'create':
      return `subscribe ${step.topic} to ${wanted.uri}`;
    case 'update':
      return step.was.uri === wanted.uri
        ? `change what ${step.topic} sends to ${wanted.uri}`
        : `turn ${step.topic} from ${step.was.uri} to ${wanted.uri}`;
    case 'delete':
      return `delete the subscription of ${step.topic} to ${step.was.uri}`;
    default:
      return step satisfies never;
  }
}

const withoutMerges = (why: string) => `customers/merge is left out: ${why}. Nothing else depends on it`;

/** Why Shopify refuses it, where the store does without; undefined where it is done. @throws CommandError */
async function carriedOut(step: ShopifyStep, admin: ShopifyAdmin): Promise<string | undefined> {
  try {
    await carryOut(step, admin);
    return undefined;
  } catch (error) {
    if (step.topic === mergeTopic && error instanceof CommandError) return error.message;
    throw error;
  }
}

async function carryOut(step: ShopifyStep, admin: ShopifyAdmin): Promise<void> {
  switch (step.do) {
    case 'create':
      return admin.create(step.topic, step.wanted);
    case 'update':
      return admin.update(step.id, step.wanted);
    case 'delete':
      return admin.delete(step.id);
    default:
      return step satisfies never;
  }
}

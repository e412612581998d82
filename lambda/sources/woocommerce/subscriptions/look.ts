import { asIfMoved } from '../../../own-addresses';
import type {
  Look,
  LookAnswer,
  Repair,
  SeenSubscriptions,
  VendorSubscriptions,
  WebhooksAt,
} from '../../subscriptions';
import { pageSize } from '../rest';
import { unanswered } from '../unanswered';
import { planWooCommerce } from './plan';
import { type WooWebhook, webhooksIn, webhooksPage, webhooksPath, wooTopics } from './webhook';

/**
 * A shop's webhooks. One that is off is switched on again: its secret stays. One that is gone is only told of, because a
 * new one would need a secret, which this function must not read.
 */
export const subscriptions: VendorSubscriptions = {
  look: (at) => pageAt(1, [], at),
};

const pageAt = (page: number, before: readonly WooWebhook[], at: WebhooksAt): Look => ({
  request: { method: 'GET', path: webhooksPage(page), headers: {} },
  read(answer): LookAnswer {
    const listed = webhooksIn(answer);
    if (!listed) return unanswered(answer);
    const found = [...before, ...listed];
    return listed.length < pageSize
      ? { kind: 'seen', seen: judged(found, at) }
      : { kind: 'more', look: pageAt(page + 1, found, at) };
  },
});

function judged(all: readonly WooWebhook[], at: WebhooksAt): SeenSubscriptions {
  const { url, former } = at;
  const found = asComingTo(all, at);
  const come = found.filter((each) => each.url === url && each.active).map(({ topic }) => topic);
  // What `subscribe` made is marked; whether its secret is still accepted, `receive` tells by its signatures.
  const held = found.flatMap(({ signedWith }) => signedWith ?? []);
  const plan = planWooCommerce({ found, url, held, replace: false, former });
  const lacking = wooTopics.filter((topic) => !come.includes(topic));
  return {
    lacking,
    // Bodies have none.
    versionTrouble: null,
    repairs:
      plan.kind === 'steps'
        ? plan.steps.flatMap((step) => (step.do === 'enable' ? [switchedOn(step.was)] : []))
        : [],
  };
}

/** What is registered, where an address that still takes webhooks counts as the present one. */
export const asComingTo = (
  found: readonly WooWebhook[],
  { url, former }: Pick<WebhooksAt, 'url' | 'former'>,
): readonly WooWebhook[] =>
  asIfMoved(found, {
    isHere: (each) => each.url === url,
    isOpen: (each) => each.active && former(each.url) === 'open',
    isSame: (a, b) => a.topic === b.topic,
    moved: (each) => ({ ...each, url }),
  });

const switchedOn = ({ id }: WooWebhook): Repair => ({
  request: {
    method: 'POST',
    path: `${webhooksPath}/${id}`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ status: 'active' }),
  },
  read: () => ({ kind: 'done' }),
});

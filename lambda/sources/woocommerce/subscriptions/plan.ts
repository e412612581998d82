import { type FormerAddress, looksLikeABridge } from '../../../own-addresses';
import { type WooTopic, type WooWebhook, wooTopics } from './webhook';

export type WooStep =
  | { readonly do: 'create'; readonly topic: WooTopic }
  | { readonly do: 'enable'; readonly was: WooWebhook }
  | { readonly do: 'delete'; readonly was: WooWebhook };

export type WooPlan =
  | { readonly kind: 'steps'; readonly steps: readonly WooStep[] }
  | { readonly kind: 'occupied'; readonly by: readonly string[] }
  /** Webhooks have our address, but it is unknown whether their secret is a stored one. */
  | { readonly kind: 'secret-unknown'; readonly webhooks: readonly WooWebhook[] };

export interface WooSituation {
  readonly found: readonly WooWebhook[];
  readonly url: string;
  /** Fingerprints of the secrets that the store holds. */
  readonly held: readonly string[];
  readonly replace: boolean;
  readonly former: FormerAddress;
}

/**
 * The steps from what is registered to what is wanted; none where they are the same. New webhooks are made before old
 * ones are deleted. What has another topic and our secret goes, too: that secret is to sign nothing else
 * (../deletion.ts). Pure.
 */
export function planWooCommerce({ found, url, held, replace, former }: WooSituation): WooPlan {
  const others = found.filter((each) => each.url !== url && each.active && takesSignups(each));
  const foreign = others.filter((each) => former(each.url) === undefined);
  if (!replace && foreign.length > 0) return { kind: 'occupied', by: [...new Set(foreign.map(urlOf))] };

  const ours = found.filter((each) => each.url === url);
  const isKnown = ({ signedWith }: WooWebhook) => signedWith !== null && held.includes(signedWith);
  const unknown = ours.filter((each) => !isKnown(each));
  if (!replace && unknown.length > 0) return { kind: 'secret-unknown', webhooks: unknown };

  const known = ours.filter(isKnown);
  const kept = wooTopics.map((topic) => {
    const ofTopic = known.filter((each) => each.topic === topic);
    return { topic, was: ofTopic.find(({ active }) => active) ?? ofTopic[0] };
  });
  const wanted = kept.flatMap(({ topic, was }): WooStep[] => {
    if (!was) return [{ do: 'create', topic }];
    return was.active ? [] : [{ do: 'enable', was }];
  });
  const surplus = known.filter((each) => !kept.some(({ was }) => was === each));
  const removed = [...surplus, ...unknown, ...others].map((was) => ({ do: 'delete', was }) as const);
  return { kind: 'steps', steps: [...wanted, ...removed] };
}

const urlOf = ({ url }: WooWebhook) => url;

const takesSignups = ({ url, topic }: WooWebhook) =>
  looksLikeABridge(url, 'woocommerce') && topic.startsWith('customer.');

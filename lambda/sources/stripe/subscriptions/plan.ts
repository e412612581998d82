import { type FormerAddress, looksLikeABridge } from '../../../own-addresses';
import { type StripeEndpoint, sendsAll } from './endpoint';
import type { StripePayload } from './events';

export type StripeStep =
  | { readonly do: 'create' }
  | { readonly do: 'correct'; readonly was: StripeEndpoint }
  | { readonly do: 'delete'; readonly was: StripeEndpoint };

export type StripePlan =
  | { readonly kind: 'steps'; readonly steps: readonly StripeStep[] }
  | { readonly kind: 'occupied'; readonly by: readonly string[] }
  /** An endpoint has our address, but it is unknown whether its secret is the stored one. */
  | { readonly kind: 'secret-unknown'; readonly ids: readonly string[] };

export interface StripeSituation {
  /** The payload that is to come. What sends the other one to us stays as it is. */
  readonly payload: StripePayload;
  /** Of both payloads, as far as they are seen. */
  readonly found: readonly StripeEndpoint[];
  readonly url: string;
  /** Fingerprints of the secrets that the store holds. */
  readonly held: readonly string[];
  readonly replace: boolean;
  readonly former: FormerAddress;
}

/**
 * The steps from what is registered to what is wanted; none where they are the same. A new endpoint is created before
 * the old one is deleted: an event that both send is one delivery. Pure.
 */
export function planStripe(situation: StripeSituation): StripePlan {
  const { payload, found, url, held, replace, former } = situation;
  const others = found.filter(
    (each) =>
      each.url !== url &&
      each.enabled &&
      takesSignups(each) &&
      // What sends the other payload to a former address of ours is moved when that is subscribed.
      (each.payload === payload || former(each.url) === undefined),
  );
  const ours = found.filter((each) => each.url === url && each.payload === payload);
  const known = ours.find(({ signedWith }) => signedWith !== null && held.includes(signedWith));
  const unknown = ours.filter((each) => each !== known);
  const foreign = others.filter((each) => former(each.url) === undefined);
  if (!replace && foreign.length > 0) return { kind: 'occupied', by: foreign.map((each) => each.url) };
  if (!replace && unknown.length > 0) return { kind: 'secret-unknown', ids: unknown.map(({ id }) => id) };

  const removed = [...unknown, ...others].map((was) => ({ do: 'delete', was }) as const);
  if (known === undefined) return { kind: 'steps', steps: [{ do: 'create' }, ...removed] };
  const corrected = known.enabled && sendsAll(known) ? [] : [{ do: 'correct', was: known } as const];
  return { kind: 'steps', steps: [...corrected, ...removed] };
}

const takesSignups = ({ url, events }: StripeEndpoint) =>
  looksLikeABridge(url, 'stripe') &&
  events.some((event) => event === '*' || /^(v1\.)?customer\./.test(event));

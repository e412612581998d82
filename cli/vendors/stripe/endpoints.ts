import type { StripeEndpoint } from '../../../lambda/sources/stripe/subscriptions/endpoint';
import type { StripePayload } from '../../../lambda/sources/stripe/subscriptions/events';
import { RefusedByStripe, refusing, type StripeDeps, stripeClient } from './client';
import type { StripeEndpoints } from './endpoint';
import { snapshotEndpoints } from './snapshot-endpoints';
import { thinDestinations } from './thin-destinations';

/** What a store's account sends events to, by payload. */
export interface StripeAccount extends Readonly<Record<StripePayload, StripeEndpoints>> {
  /** The account's id, or null where the key may not ask. @throws CommandError */
  account(): Promise<string | null>;
}

/** With Stripe's own client. */
export function stripeEndpoints(deps: StripeDeps): StripeAccount {
  const stripe = stripeClient(deps);
  return {
    snapshot: snapshotEndpoints(stripe),
    thin: thinDestinations(stripe),
    account: () =>
      refusing('Account: Read', () => stripe.accounts.retrieveCurrent().then(({ id }) => id)).catch(
        nullIfDenied,
      ),
  };
}

/**
 * All of one payload, and of the others what the key may list: another bridge creates the store's shoppers whichever
 * it is sent. @throws CommandError
 */
export async function endpointsSeen(
  endpoints: StripeAccount,
  payload: StripePayload,
): Promise<StripeEndpoint[]> {
  const other = payload === 'thin' ? 'snapshot' : 'thin';
  const [own, others] = await Promise.all([
    endpoints[payload].list(),
    endpoints[other].list().catch(nullIfDenied),
  ]);
  return [...own, ...(others ?? [])];
}

function nullIfDenied(error: unknown): null {
  if (error instanceof RefusedByStripe && error.status === 403) return null;
  throw error;
}

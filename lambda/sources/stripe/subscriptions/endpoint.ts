import { type StripePayload, stripeEvents } from './events';

/** What Stripe sends events to, as far as subscribing needs it. */
export interface StripeEndpoint {
  readonly payload: StripePayload;
  readonly id: string;
  readonly url: string;
  readonly enabled: boolean;
  readonly events: readonly string[];
  /** The fingerprint of the secret that `subscribe` stored for it; null for an endpoint that it did not create. */
  readonly signedWith: string | null;
}

/** The metadata in which the fingerprint stands. */
export const fingerprintKey = 'masivo_bridge_signed_with';

/** Whether it sends exactly the events of its payload. */
export const sendsAll = ({ payload, events }: Pick<StripeEndpoint, 'payload' | 'events'>) =>
  [...events].sort().join() === [...stripeEvents[payload]].sort().join();

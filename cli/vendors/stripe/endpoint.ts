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

/** Those of one payload. */
export interface StripeEndpoints {
  /** All of them. @throws CommandError */
  list(): Promise<StripeEndpoint[]>;
  /** Stripe shows the signing secret in this answer and never again; null where it was left out. */
  create(url: string): Promise<{ readonly id: string; readonly secret: string | null }>;
  /** Has it send the events of its payload, and enables it, where it did not before. */
  correct(was: StripeEndpoint): Promise<void>;
  /** Notes the fingerprint of its secret at Stripe. */
  mark(id: string, signedWith: string): Promise<void>;
  delete(id: string): Promise<void>;
}

/** The metadata that `mark` sets. */
export const fingerprintKey = 'masivo_bridge_signed_with';

/** Whether it sends exactly the events of its payload. */
export const sendsAll = ({ payload, events }: Pick<StripeEndpoint, 'payload' | 'events'>) =>
  [...events].sort().join() === [...stripeEvents[payload]].sort().join();

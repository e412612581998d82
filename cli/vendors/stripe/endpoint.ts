import type { StripeEndpoint } from '../../../lambda/sources/stripe/subscriptions/endpoint';

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

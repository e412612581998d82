import type { HttpAnswer, HttpRequest, SendHttp } from '../../lambda/http/send-http';
import { makeStripeApi } from '../../local/vendors/stripe/model';

export const stripeKey = 'rk_test_fake_of_the_store';

/** Stripe in the tests' own process: it checks requests as Stripe does, unless a test has it fail. */
export class AtStripe {
  readonly model = makeStripeApi([stripeKey]);
  readonly requests: HttpRequest[] = [];
  /** The secret `vendor-keys`, and how often it was read. */
  secret: () => string | undefined = () => JSON.stringify({ 'stripe/default': stripeKey });
  secretReads = 0;
  /** What it answers instead; undefined for as it is. */
  answer: (request: HttpRequest) => HttpAnswer | undefined | Promise<HttpAnswer | undefined> = () =>
    undefined;

  readonly readSecret = async (): Promise<string | undefined> => {
    this.secretReads += 1;
    return this.secret();
  };

  readonly send: SendHttp = async (request) => {
    if (request.signal?.aborted) return { kind: 'unsent', why: { code: 'cancelled' } };
    this.requests.push(request);
    const instead = await this.answer(request);
    if (instead) return instead;
    const { origin, pathname: path, searchParams: query } = new URL(request.url);
    if (origin !== 'https://api.stripe.com') throw new Error(`A request to ${origin}`);
    const { method, headers, body: sent = '' } = request;
    const { status, body } = this.model.answer({ method, path, query, headers, body: sent });
    return { kind: 'answer', status, text: JSON.stringify(body) };
  };

  /** As a deletion leaves a customer: it is still answered, with nothing but that it is deleted. */
  deleteCustomer(id: string): void {
    this.model.put({ [`/v1/customers/${id}`]: { id, object: 'customer', deleted: true } });
  }

  /** The paths that were asked for. */
  get paths(): string[] {
    return this.requests.map(({ url }) => new URL(url).pathname);
  }
}

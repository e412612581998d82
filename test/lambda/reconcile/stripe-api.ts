import type { HttpAnswer, HttpRequest, SendHttp } from '../../../lambda/http/send-http';
import { stripeEvents } from '../../../lambda/sources/stripe/subscriptions/events';
import { makeStripeApi } from '../../../local/vendors/stripe/model';

/** Stripe's API in the tests' own process: it checks a request as Stripe does. */
export class StripeApi {
  static readonly key = 'rk_test_fake_of_the_store';
  readonly #model = makeStripeApi([StripeApi.key], undefined, () => this.account);
  readonly requests: HttpRequest[] = [];
  account = 'acct_1Fake';
  /** Few restricted keys may ask for their account. */
  showsAccount = false;
  /** What it answers instead; undefined for as it is. */
  answer: (request: HttpRequest) => HttpAnswer | undefined = () => undefined;

  readonly send: SendHttp = async (request) => {
    this.requests.push(request);
    const instead = this.answer(request);
    if (instead) return instead;
    const { origin, pathname: path, searchParams: query } = new URL(request.url);
    if (origin !== 'https://api.stripe.com') throw new Error(`A request to ${origin}`);
    const { method, headers, body: sent = '' } = request;
    if (path === '/v1/account' && headers.authorization === `Bearer ${StripeApi.key}` && this.showsAccount) {
      return { kind: 'answer', status: 200, text: JSON.stringify({ id: this.account, object: 'account' }) };
    }
    const { status, body } = this.#model.answer({ method, path, query, headers, body: sent });
    return { kind: 'answer', status, text: JSON.stringify(body) };
  };

  /** An event as webhooks have it. */
  event(id: string, type: string, at: Date, customer: object, previous?: object, more: object = {}): object {
    const event = {
      id,
      object: 'event',
      api_version: '2026-10-28.endive',
      created: Math.floor(at.getTime() / 1000),
      data: { object: customer, ...(previous ? { previous_attributes: previous } : {}) },
      livemode: false,
      type,
      ...more,
    };
    this.#model.put({ [`/v1/events/${id}`]: event });
    return event;
  }

  /** A webhook endpoint, or with `ed_` an event destination. */
  endpoint(id: string, more: object = {}): void {
    const isThin = id.startsWith('ed_');
    const url = 'https://hooks.example.com/webhooks/stripe';
    this.#model.put(
      isThin
        ? {
            [`/v2/core/event_destinations/${id}`]: {
              ...{ id, event_payload: 'thin', status: 'enabled', webhook_endpoint: { url } },
              ...{ enabled_events: stripeEvents.thin, metadata: { masivo_bridge_signed_with: 'a' }, ...more },
            },
          }
        : {
            [`/v1/webhook_endpoints/${id}`]: {
              ...{ id, object: 'webhook_endpoint', created: 1, url, status: 'enabled', livemode: false },
              ...{ enabled_events: stripeEvents.snapshot, api_version: '2026-10-28.endive' },
              ...{ metadata: { masivo_bridge_signed_with: 'a' }, ...more },
            },
          },
    );
  }

  /** A customer of its list. */
  customer(id: string, at: Date, more: object = {}): object {
    const created = Math.floor(at.getTime() / 1000);
    const customer = {
      id,
      object: 'customer',
      created,
      livemode: false,
      email: `${id}@example.com`,
      name: 'Jo Fake',
      ...more,
    };
    this.#model.put({ [`/v1/customers/${id}`]: customer });
    return customer;
  }

  /** Its list has this one no more, and nobody who asks for it. */
  forget(path: string): void {
    this.#model.put({ [path]: null });
  }

  get paths(): string[] {
    return this.requests.map(({ url }) => new URL(url).pathname);
  }
}

import { isObject } from '../../lambda/json';

/** A request as the model sees it; header names in lower case. */
export interface StripeRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface StripeAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** The two calls that the bridge reads by; the event's belongs to the API that has no default version. */
const calls = { customer: /^\/v1\/customers\/cus_\w+$/, event: /^\/v2\/core\/events\/evt_\w+$/ };

/**
 * As much of Stripe's API as the bridge reads: customers and events, for a restricted key, with Stripe's own errors. What
 * it has is put there by whoever plays the store.
 */
export class StripeModel {
  readonly #held = new Map<string, unknown>();
  readonly #keys: ReadonlySet<string>;

  /** @param keys that may read. */
  constructor(keys: readonly string[]) {
    this.#keys = new Set(keys);
  }

  /** @param held by path; what was there stays. */
  put(held: Readonly<Record<string, unknown>>): void {
    for (const [path, value] of Object.entries(held)) this.#held.set(path, value);
  }

  /** As a deletion leaves a customer: it is still answered, with nothing but that it is deleted. */
  deleteCustomer(id: string): void {
    this.#held.set(`/v1/customers/${id}`, { id, object: 'customer', deleted: true });
  }

  answer({ method, path, headers }: StripeRequest): StripeAnswer {
    const [, key] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
    if (key === undefined || !this.#keys.has(key)) {
      return error(401, { message: `Invalid API Key provided: ${shortened(key)}` });
    }
    if (method !== 'GET' || !Object.values(calls).some((call) => call.test(path))) {
      return error(404, { message: `Unrecognized request URL (${method}: ${path})` });
    }
    if (calls.event.test(path) && !headers['stripe-version']) {
      return error(400, { message: 'The Stripe-Version header is required.' });
    }
    const held = this.#held.get(path);
    if (held !== undefined) return { status: 200, body: held };
    const id = path.split('/').at(-1);
    return calls.event.test(path)
      ? error(404, { code: 'not_found', message: `No such event: '${id}'` })
      : error(404, { code: 'resource_missing', message: `No such customer: '${id}'`, param: 'id' });
  }
}

const error = (status: number, what: Readonly<Record<string, string>>): StripeAnswer => ({
  status,
  body: { error: { ...what, type: 'invalid_request_error' } },
});

/** Stripe repeats the last four characters. */
const shortened = (key = '') => `${'*'.repeat(Math.max(0, key.length - 4))}${key.slice(-4)}`;

/** What `put` takes, read from a request; undefined for anything else. */
export const heldIn = (body: unknown): Readonly<Record<string, unknown>> | undefined =>
  isObject(body) ? body : undefined;

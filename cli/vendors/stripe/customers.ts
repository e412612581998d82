import type Stripe from 'stripe';
import {
  type CustomerReader,
  type ListedCustomer,
  UnreadableStore,
} from '../../backfill/engine/readers/reader';

export interface StripeCustomersDeps {
  /** A restricted key with "Customers: Read" is enough. */
  readonly stripe: Stripe;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
}

// Stripe's maximum.
const pageSize = 100;
const mostTries = 8;
// Stripe's event may carry the second before the one in which the list was answered, and its read replicas lag: an
// event of these seconds is taken for newer than the list and applied once more, which does no harm.
const overlapMs = 5000;

/** `GET /v1/customers`, newest first: https://docs.stripe.com/api/customers/list */
export function stripeCustomers({ stripe, now, sleep }: StripeCustomersDeps): CustomerReader {
  async function page(query: Stripe.CustomerListParams) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await stripe.customers.list(query);
      } catch (error) {
        const status = statusOf(error);
        // 100 requests a second, 25 in a sandbox, shared with the account's other programs.
        if (tries === mostTries || (status !== undefined && status !== 429 && status < 500)) {
          throw new UnreadableStore(sentence(status));
        }
        await sleep(Math.min(30_000, 500 * 2 ** (tries - 1)));
      }
    }
  }

  return {
    // Stripe returns no count.
    count: async () => null,

    async *read({ since, after }): AsyncGenerator<ListedCustomer> {
      let startingAfter = after;
      for (;;) {
        const answer = await page({
          limit: pageSize,
          ...(startingAfter === null ? {} : { starting_after: startingAfter }),
          ...(since === null ? {} : { created: { gte: Math.floor(since.getTime() / 1000) } }),
        });
        const asOf = new Date(answeredAt(answer.lastResponse?.headers?.date, now) - overlapMs);
        for (const customer of answer.data) {
          const { id, livemode } = customer;
          yield { event: listedEvent({ customer, id, livemode }, asOf), cursor: id };
        }
        const last = answer.data.at(-1);
        if (!answer.has_more || !last) return;
        startingAfter = last.id;
      }
    },
  };
}

/**
 * In the form of `customer.created`. The list does not say when a customer last changed: its date is that of the
 * answer, by Stripe's clock, because later events are ordered by that clock, too.
 */
export function listedEvent(
  {
    customer,
    id,
    livemode,
  }: { readonly customer: unknown; readonly id: unknown; readonly livemode: unknown },
  asOf: Date,
): ListedCustomer['event'] {
  const event = {
    id: `evt_list_${id}`,
    object: 'event',
    type: 'customer.created',
    created: Math.floor(asOf.getTime() / 1000),
    livemode,
    // Nothing says when the metadata got its consent: what the shopper chose in Checkout counts as newer.
    data: { object: customer, previous_attributes: {} },
  };
  return { headers: {}, body: Buffer.from(JSON.stringify(event)), receivedAt: asOf };
}

function answeredAt(header: string | undefined, now: () => Date): number {
  const at = Date.parse(header ?? '');
  return Number.isNaN(at) ? now().getTime() : at;
}

/** Not by `instanceof`: only the answer counts, whichever class Stripe's client throws. */
function statusOf(error: unknown): number | undefined {
  const status = typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
  return typeof status === 'number' ? status : undefined;
}

// Stripe's error objects hold the request with its key: only the status is passed on.
function sentence(status: number | undefined): string {
  if (status === undefined) return 'Stripe does not answer. Is the network there?';
  if (status === 401) return 'Stripe does not know this key (HTTP 401). Was it revoked, or copied in part?';
  if (status === 403)
    return 'This key may not list customers (HTTP 403). A restricted key needs "Customers: Read".';
  if (status === 400 || status === 404) {
    return `Stripe does not know where to go on (HTTP ${status}): the customer it stopped at was deleted. Begin anew with --restart --yes; customers sent already are skipped.`;
  }
  return `Stripe answered HTTP ${status}, again and again. Try later.`;
}

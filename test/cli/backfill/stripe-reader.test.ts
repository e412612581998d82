import Stripe from 'stripe';
import { examine } from '../../../cli/backfill/engine/examine';
import { type CustomerReader, UnreadableStore } from '../../../cli/backfill/engine/readers/reader';
import { stripeCustomers } from '../../../cli/vendors/stripe/customers';
import { stripe as stripeSource } from '../../../lambda/sources/stripe/source';
import { storeWith } from '../../support/settings';
import { type StripeCustomersOptions, serverNow, startStripeCustomers } from './stripe-server';

const store = storeWith('stripe', { consent: 'off', mode: 'live' });
const consent = {
  version: '2026-11',
  loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
  metadataKeys: { email_marketing: 'newsletter' },
};

async function readerAt(options: StripeCustomersOptions, key = 'rk_live_fake') {
  const server = await startStripeCustomers(options);
  const { hostname, port } = new URL(server.origin);
  const stripe = new Stripe(key, {
    host: hostname,
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const slept: number[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  return { reader: stripeCustomers({ stripe, now: () => new Date(), sleep }), server, slept };
}

async function idsOf(
  reader: CustomerReader,
  request: { since?: Date; after?: string } = {},
): Promise<string[]> {
  const ids: string[] = [];
  for await (const { cursor } of reader.read({
    store,
    since: request.since ?? null,
    after: request.after ?? null,
  })) {
    ids.push(cursor);
  }
  return ids;
}

test('reads all pages, newest first, a hundred customers each', async () => {
  const { reader, server } = await readerAt({ count: 250 });
  const ids = await idsOf(reader);
  expect([ids.length, new Set(ids).size, ids[0], ids.at(-1)]).toEqual([250, 250, 'cus_250', 'cus_1']);
  expect(server.asked.map(({ path }) => path)).toEqual([
    '/v1/customers?limit=100',
    '/v1/customers?limit=100&starting_after=cus_151',
    '/v1/customers?limit=100&starting_after=cus_51',
  ]);
});

test('goes on behind a customer, and leaves out who was created before', async () => {
  const { reader, server } = await readerAt({ count: 30 });
  expect(await idsOf(reader, { after: 'cus_3' })).toEqual(['cus_2', 'cus_1']);
  expect(await idsOf(reader, { since: server.createdAt(29) })).toEqual(['cus_30', 'cus_29']);
});

test('waits when Stripe throttles or is in trouble', async () => {
  const { reader, slept } = await readerAt({ count: 3, failures: [429, 500, 429] });
  expect(await idsOf(reader)).toHaveLength(3);
  expect(slept).toEqual([500, 1000, 2000]);
});

test.each<[string, StripeCustomersOptions, string, string | undefined, string]>([
  ['an unknown key', { count: 1 }, 'rk_live_other', undefined, 'does not know this key (HTTP 401)'],
  ['a key that may not', { count: 1, forbidden: true }, 'rk_live_fake', undefined, 'needs "Customers: Read"'],
  ['a customer who is gone', { count: 1 }, 'rk_live_fake', 'cus_gone', 'Begin anew with --restart'],
  [
    'Stripe being down',
    { count: 1, failures: Array(20).fill(503) },
    'rk_live_fake',
    undefined,
    'HTTP 503, again',
  ],
])('%s is told in a sentence that quotes no key', async (_, options, key, after, message) => {
  const { reader } = await readerAt(options, key);
  const error = await idsOf(reader, after ? { after } : {}).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(UnreadableStore);
  expect(String(error)).toContain(message);
  expect(String(error)).not.toContain('rk_live');
});

describe('a listed customer', () => {
  const source = stripeSource;
  const range = { since: null, until: new Date('2030-01-01T00:00:00Z') };

  async function first(more: object, of = store) {
    const { reader } = await readerAt({ count: 1, more });
    for await (const listed of reader.read({ store, since: null, after: null })) {
      return examine(listed, 'backfill-1', { source, store: of, range });
    }
    return undefined;
  }

  test('is as of the answer, by Stripe’s clock, so that any later event counts as newer', async () => {
    const found = await first({});
    expect(found).toMatchObject({ customer: 'cus_1', email: 'customer.1@example.com' });
    if (!found || 'why' in found) throw new Error('left out');
    // The server's clock, not ours; its answer may be as old as five seconds are long.
    expect(found.snapshot.order.at).toBe(serverNow.getTime() - 5000);
    expect(found.snapshot.customer.registration_date).toBe('2024-01-01T00:01:00.000Z');
  });

  test.each([
    ['yes', { granted: true, order: { at: Date.parse('2024-01-01T00:01:00Z'), tie: null, kind: 'created' } }],
    [
      'no',
      {
        granted: false,
        implied: true,
        order: { at: serverNow.getTime() - 5000, tie: null, kind: 'created' },
      },
    ],
  ])('a %s in its metadata is no newer than a choice in Checkout', async (newsletter, statement) => {
    const found = await first({ metadata: { newsletter } }, storeWith('stripe', { mode: 'live', consent }));
    if (!found || 'why' in found) throw new Error('left out');
    expect(found.snapshot.statements.email_marketing).toEqual(statement);
  });

  test.each([
    [
      'of test mode in a live store',
      { livemode: false },
      { code: 'wrong-mode', params: { event: 'test', store: 'live' } },
    ],
    ['without an e-mail', { email: null }, { code: 'store-has-no-email' }],
  ])('%s is left out', async (_, more, reason) => {
    expect(await first(more)).toMatchObject({ why: 'unmappable', reason });
  });
});

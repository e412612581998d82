import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Outcome } from '../../../lambda/delivery/outcome';
import type { Attempt } from '../../../lambda/ledger/delivery-record';
import type { Reason } from '../../../lambda/reasons/reason';
import type { Operated, TestDelivery } from '../../support/stand-ins';
import { shopifyCustomer } from '../../support/webhooks';

type Call = Attempt['calls'][number];

interface Kind {
  readonly outcome: Outcome;
  /** Of a thousand. */
  readonly share: number;
  readonly reason: Reason | null;
  readonly calls: readonly Call[];
}

const post = (status: number): Call => ({ call: 'POST /customers', status, ms: 164 });
const kinds: readonly Kind[] = [
  { outcome: 'created', share: 640, reason: null, calls: [post(201)] },
  {
    outcome: 'updated',
    share: 110,
    reason: null,
    calls: [{ call: 'PATCH /customers/{id}', status: 200, ms: 121 }],
  },
  { outcome: 'unchanged', share: 80, reason: null, calls: [] },
  { outcome: 'exists', share: 60, reason: null, calls: [post(409)] },
  { outcome: 'stale', share: 40, reason: { code: 'newer-already-applied' }, calls: [] },
  {
    outcome: 'ignored',
    share: 25,
    reason: { code: 'event-not-handled', params: { event: 'orders/create' } },
    calls: [],
  },
  {
    outcome: 'waiting',
    share: 15,
    reason: { code: 'email-missing' },
    calls: [],
  },
  {
    outcome: 'held',
    share: 10,
    reason: { code: 'flood-limit-reached' },
    calls: [],
  },
  { outcome: 'refused', share: 12, reason: { code: 'email-invalid' }, calls: [] },
  {
    outcome: 'refused',
    share: 8,
    reason: { code: 'customer-refused', params: { status: 400 } },
    calls: [post(400)],
  },
];

/** Of the mapping.ts that refused deliveries were tried with. */
export const mappingHash = '5f0c2a9d81be';

/** The same numbers on every run: pictures of one scene can be compared. */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4_294_967_296;
  };
}

/** An ordinary day of three stores up to now, with an hour in which Masivo was down. */
export async function playDay(operated: Operated, deliveries: number, now: Date): Promise<void> {
  const draw = drawn(7);
  const at = ['shopify/default', 'shopify/second', 'stripe/default'] as const;
  const dayMs = 23 * 3600_000;
  const day: TestDelivery[] = [];
  for (let index = 0; index < deliveries; index += 1) {
    // Evenings are busy, nights are not.
    const share = index / deliveries;
    const receivedAt = new Date(
      now.getTime() - dayMs * (1 - share ** (0.7 + 0.2 * draw())) - draw() * 60_000,
    );
    const store = at[Math.floor(draw() * 2.4)] ?? at[0];
    day.push({ ...deliveryOf(kindFor(draw), store, receivedAt, draw), at: store, receivedAt });
  }
  for (let index = 0; index < 7; index += 1) {
    day.push(stuck(new Date(now.getTime() - (9 - index) * 61_000), index));
  }
  await operated.putMany(day);
  const { queues } = operated.environment;
  for (let index = 0; index < 9; index += 1) {
    const letter = { QueueUrl: queues.deadLettersUrl, MessageBody: `dead letter ${index}` };
    await queues.client.send(new SendMessageCommand(letter));
  }
  await operated.items.setCircuit(
    'masivo',
    { why: 'down', until: now.getTime() + 15 * 60_000, level: 4 },
    undefined,
  );
}

function kindFor(draw: () => number): Kind {
  let left = draw() * 1000;
  for (const kind of kinds) {
    left -= kind.share;
    if (left < 0) return kind;
  }
  return kinds[0] as Kind;
}

function deliveryOf(
  { outcome, reason, calls }: Kind,
  store: string,
  receivedAt: Date,
  draw: () => number,
): TestDelivery {
  const number = String(7_000_000_000_000 + Math.floor(draw() * 1e12));
  const customer = store.startsWith('stripe') ? `cus_${Math.floor(draw() * 2 ** 47).toString(36)}` : number;
  const ms = 180 + Math.floor(draw() * 240);
  const attemptAt = new Date(receivedAt.getTime() + 90 + draw() * 300).toISOString();
  return {
    customer,
    outcome,
    reason,
    email: outcome === 'refused' && calls.length === 0 ? 'no address' : `shopper.${customer}@example.com`,
    more: {
      attempts: [{ id: number, series: 0, at: attemptAt, ms, outcome, reason, calls: [...calls] }],
      ...(outcome === 'refused' ? { mapping: mappingHash } : {}),
    },
  };
}

/** Signups of the last minutes that Masivo did not answer well. */
function stuck(receivedAt: Date, index: number): TestDelivery {
  const reason: Reason = { code: 'masivo-error', params: { status: 503 } };
  const attempts = [0, 2, 7, 19].slice(0, 2 + (index % 3)).map(
    (seconds): Attempt => ({
      id: `${index}-${seconds}`,
      series: 0,
      at: new Date(receivedAt.getTime() + seconds * 1000 + 150).toISOString(),
      ms: 214 + seconds,
      outcome: 'retry',
      reason,
      calls: [post(503)],
    }),
  );
  const customer = String(7_900_000_000_000 + index);
  return {
    customer,
    outcome: 'retry',
    reason,
    receivedAt,
    body: JSON.stringify(shopifyCustomer({ id: customer, created_at: receivedAt.toISOString() })),
    headers: {
      'x-shopify-shop-domain': 'shop-one.myshopify.com',
      'x-shopify-api-version': '2026-07',
      'x-shopify-triggered-at': receivedAt.toISOString(),
    },
    more: {
      attempts,
      attemptCount: attempts.length,
      // Due one after the other.
      nextTryAt: new Date(receivedAt.getTime() + (8 + index) * 75_000).toISOString(),
    },
  };
}

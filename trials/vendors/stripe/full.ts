import type { UnsignedEvent } from '../vendor';

const stripeEvent = {
  id: 'evt_1BenchBenchBenchBenchBench',
  object: 'event',
  api_version: '2026-10-28.endive',
  created: 1_793_608_200,
  data: {
    object: {
      id: 'cus_BenchBenchBench',
      object: 'customer',
      address: {
        city: 'Exampletown',
        country: 'DE',
        line1: 'Example Street 1',
        line2: 'Second floor',
        postal_code: '00000',
        state: null,
      },
      balance: 0,
      created: 1_793_608_200,
      currency: 'eur',
      default_source: null,
      delinquent: false,
      description: 'Signed up at the counter in Example Street, asked for the loyalty card.',
      discount: null,
      email: 'bench.shopper@example.com',
      invoice_prefix: 'BENCH001',
      invoice_settings: {
        custom_fields: null,
        default_payment_method: null,
        footer: null,
        rendering_options: null,
      },
      livemode: true,
      metadata: Object.fromEntries(
        Array.from({ length: 16 }, (_, index) => [
          `merchants_own_key_${index}`,
          `a value of some length ${index}`,
        ]),
      ),
      name: 'Bench Shopper',
      next_invoice_sequence: 1,
      phone: null,
      preferred_locales: ['de', 'en'],
      shipping: null,
      tax_exempt: 'none',
      test_clock: null,
    },
  },
  livemode: true,
  pending_webhooks: 1,
  request: { id: 'req_BenchBenchBench', idempotency_key: '00000000-0000-4000-8000-000000000000' },
  type: 'customer.created',
};

/** Indented by two, as Stripe sends it. */
export const full: UnsignedEvent = {
  headers: { 'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)' },
  body: Buffer.from(JSON.stringify(stripeEvent, null, 2)),
};

import { memberOf } from '../../json';
import { sourceProfile } from '../profile';
import { hmacSha256 } from '../signature';
import { sampleCustomer, seconds } from './sample-customer';
import { selftestType } from './selftest';
import { stripe } from './source';
import { thinForm } from './thin-profile';

export const profile = sourceProfile({
  source: stripe,
  displayName: 'Stripe',
  // Test data is kept apart from live data under one account id.
  account: { form: /^acct_[A-Za-z0-9]+$/, example: 'acct_…', hasModes: true },
  secret: {
    what: 'the signing secret of the webhook endpoint (whsec_...)',
    form: /^whsec_/,
    // `sk_org_…` is the key of an organisation: https://docs.stripe.com/keys
    apiKeys: /^(sk|rk|pk)_(org_)?(live|test)_/,
    local: 'whsec_local_stripe_secret',
  },
  vendorKey: {
    what: "a restricted key of the store's account (rk_live_... or rk_test_...) that may read Customers and Events",
    form: /^rk_(live|test)_/,
    local: 'rk_test_local_stripe_key',
    localLive: 'rk_live_local_stripe_key',
  },
  changesKey: {
    what: "a restricted key of the store's account (rk_live_... or rk_test_...) that may read Customers and Events",
    local: 'rk_test_local_stripe_key',
    localLive: 'rk_live_local_stripe_key',
    held({ body }) {
      const event: unknown = JSON.parse(body.toString());
      return { [`/v1/events/${memberOf(event, 'id')}`]: event };
    },
  },
  neverSent: { tags: 'is nothing that a customer of Stripe has: leave it out' },
  whenRefused: 'retries for 3 days',
  emailsMissing:
    'look at what makes these customers: Checkout asks for the e-mail, and code of your own has to pass `email`',

  signup({ serial, at, live, email, values }) {
    const suffix = `Sample${serial.toString(36)}`;
    const customer = { ...sampleCustomer(suffix, at, live, email), metadata: { ...values } };
    const event = {
      id: `evt_${suffix}`,
      object: 'event',
      api_version: '2026-10-28.endive',
      created: seconds(at),
      data: { object: customer },
      livemode: live,
      pending_webhooks: 1,
      request: { id: `req_${suffix}`, idempotency_key: null },
      type: 'customer.created',
    };
    return { customer: customer.id, body: Buffer.from(JSON.stringify(event, null, 2)), headers: {} };
  },

  sign({ body }, secret, now) {
    const signature = hmacSha256(secret, [`${seconds(now)}.`, body], 'hex');
    return { 'Stripe-Signature': `t=${seconds(now)},v1=${signature}` };
  },

  asSelftest: ({ headers, body }) => ({
    headers,
    body: Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), type: selftestType })),
  }),

  asNew: ({ headers, body }, now, unique) => ({
    headers,
    body: Buffer.from(
      body
        .toString()
        .replace(/^(\{\s*"id": )"[^"]*"/, `$1"evt_again${unique}"`)
        // The event's own time stands at its first level; the customer's does not change.
        .replace(/^( {2}"created": )\d+/m, `$1${seconds(now)}`)
        .replace(/^( {2}"created": )"[^"]*"/m, `$1"${now.toISOString()}"`),
    ),
  }),

  // Everything is in the body.
  usualHeaders: () => ({}),

  forms: { thin: thinForm },

  harmless: [
    [/^(livemode|delinquent|deleted)$/, /^(true|false)$/],
    [/^created$/, /^1[4-9]\d{8}$/],
    [/^(pending_webhooks|next_invoice_sequence)$/, /^\d{1,9}$/],
    [
      /^(after|before|changes|consent|consent_collection|customer_details|invoice_settings|reason|related_object|shipping)$/,
      /^\{\}$/,
    ],
    [/^(default_source|default_payment_method|test_clock)$/, /^[a-z]{2,12}_[A-Za-z0-9]{1,64}$/],
    [/^promotions$/, /^opt_(in|out)$/],
    [/^tax_exempt$/, /^(none|exempt|reverse)$/],
  ],
});

import type { SampleForm } from '../profile';
import { sampleCustomer } from './sample-customer';
import { thinObject } from './thin';

/** A signup as a thin event: it names the customer, whom the API then shows. */
export const thinForm: SampleForm = {
  what: "as one of Stripe's thin events",
  brings: [],

  signup({ serial, at, live, email }) {
    const suffix = `Sample${serial.toString(36)}`;
    const customer = sampleCustomer(suffix, at, live, email);
    const event = {
      id: `evt_test_${suffix}Thin`,
      object: thinObject,
      type: 'v1.customer.created',
      created: at.toISOString(),
      livemode: live,
      context: null,
      related_object: { id: customer.id, type: 'customer', url: `/v1/customers/${customer.id}` },
      reason: { type: 'request', request: { id: `req_${suffix}`, idempotency_key: null } },
      snapshot_event: `evt_${suffix}`,
    };
    return {
      customer: customer.id,
      body: Buffer.from(JSON.stringify(event, null, 2)),
      headers: {},
      held: {
        [`/v1/customers/${customer.id}`]: customer,
        [`/v2/core/events/${event.id}`]: { ...event, changes: { before: null, after: customer } },
      },
    };
  },

  usualHeaders: () => ({}),
};

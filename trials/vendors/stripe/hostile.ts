import type { HostileForm, TrialVendor } from '../vendor';

/** As Stripe's package has it in its tests. Nobody of this id is at the local Stripe. */
function thin(type: string, members: Readonly<Record<string, unknown>> = {}): HostileForm {
  return {
    body: JSON.stringify({
      id: 'evt_test_fuzzSERIAL',
      object: 'v2.core.event',
      type,
      created: '2026-11-27T05:00:00.330Z',
      livemode: false,
      context: null,
      related_object: { id: 'cus_fuzzSERIAL', type: 'customer', url: '/v1/customers/cus_fuzzSERIAL' },
      reason: { type: 'request', request: { id: 'req_fuzz', idempotency_key: 'fuzz' } },
      snapshot_event: 'evt_fuzzSERIAL',
      ...members,
    }),
    headers: [],
  };
}

export const hostile: TrialVendor['hostile'] = {
  body: JSON.stringify({
    id: 'evt_fuzzSERIAL',
    object: 'event',
    created: 1_790_000_000,
    api_version: '2026-10-28.endive',
    type: 'customer.created',
    livemode: false,
    data: {
      object: {
        id: 'cus_fuzzSERIAL',
        object: 'customer',
        created: 1_790_000_000,
        email: 'fuzz.SERIAL@example.com',
        name: 'Fuzz',
        metadata: {},
      },
      previous_attributes: { name: null },
    },
  }),
  others: [
    thin('v1.customer.created'),
    thin('v1.customer.updated', { context: 'acct_fuzz/acct_fuzz2', reason: null, snapshot_event: null }),
    thin('v1.customer.deleted'),
    thin('v2.core.event_destination.ping', {
      related_object: {
        id: 'ed_test_fuzz',
        type: 'v2.core.event_destination',
        url: '/v2/core/event_destinations/ed_test_fuzz',
      },
    }),
    // An address that is not to be followed, and an id that leads out of its path.
    thin('v1.customer.created', {
      related_object: {
        id: 'cus_/../../v1/charges?x=',
        type: 'customer',
        url: 'https://example.com/v1/customers/cus_fuzz',
      },
    }),
    thin('v1.customer.created', { related_object: null }),
  ],
  values: [
    '"checkout.session.completed"',
    '{"promotions":"opt_in"}',
    '"v2.core.event"',
    '"v1.customer.created"',
    '"cus_fuzz"',
    '"cus_../../x"',
    '"[redacted]"',
    '"2027-03-31.fennel"',
  ],
  headers: () => [],
};

import type { TrialVendor } from '../vendor';

export const hostile: TrialVendor['hostile'] = {
  body: JSON.stringify({
    id: 'evt_fuzz',
    object: 'event',
    created: 1_790_000_000,
    type: 'customer.created',
    livemode: false,
    data: {
      object: {
        id: 'cus_fuzz',
        object: 'customer',
        created: 1_790_000_000,
        email: 'fuzz@example.com',
        name: 'Fuzz',
        metadata: {},
      },
      previous_attributes: { name: null },
    },
  }),
  values: ['"checkout.session.completed"', '{"promotions":"opt_in"}'],
  headers: () => [],
};

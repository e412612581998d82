/** As Stripe writes most of its times. */
export const seconds = (at: Date) => Math.floor(at.getTime() / 1000);

/** A customer as the API answers it, and as it stands in a snapshot event. */
export const sampleCustomer = (
  suffix: string,
  at: Date,
  live: boolean,
  email = `sample.shopper.${suffix}@example.com`,
) => ({
  id: `cus_${suffix}`,
  object: 'customer',
  address: null,
  balance: 0,
  created: seconds(at),
  currency: null,
  default_source: null,
  delinquent: false,
  description: null,
  email,
  livemode: live,
  metadata: {},
  name: 'Sample Shopper',
  phone: null,
  preferred_locales: [],
  shipping: null,
  tax_exempt: 'none',
  test_clock: null,
});

import { TestBridge } from '../support/test-bridge';
import {
  freshId,
  shopify,
  shopifyCustomer,
  signups,
  stripe,
  stripeCustomer,
  stripeEvent,
  type Webhook,
  withExactId,
} from '../support/webhooks';

let bridge: TestBridge;
beforeAll(async () => {
  bridge = await TestBridge.start({
    adjustSettings: (settings) => ({
      ...settings,
      sameEmail: 'link',
      stores: settings.stores.map((store) => ({ ...store, emailsVerified: true })),
    }),
  });
});
afterAll(() => bridge.stop());

describe('a new shopper', () => {
  const cases: [string, Webhook, Record<string, unknown>][] = [
    [
      'of Shopify, with everything Shopify sends and its escapes',
      shopify(
        // As on the wire: escaped slashes and ampersands, which re-serialising would lose with the signature.
        withExactId(
          shopifyCustomer({
            id: '706405506930370084',
            created_at: '2021-12-31T19:00:00-05:00',
            updated_at: '2021-12-31T19:00:00-05:00',
            first_name: 'Bob ',
            last_name: ' Biller & Sons',
            note: 'This customer loves ice cream',
            email: ' Bob.Biller@Example.com ',
            phone: '+15555550123',
            metafields: [{ namespace: 'facts', key: 'birth_date', value: '1990-05-17', type: 'date' }],
          }),
          '706405506930370084',
        )
          .replaceAll('/', '\\/')
          .replaceAll('&', '\\u0026'),
      ),
      {
        id: '706405506930370084',
        name: 'Bob Biller & Sons',
        email: 'bob.biller@example.com',
        dob: '1990-05-17T00:00:00.000Z',
        registration_date: '2022-01-01T00:00:00.000Z',
        metadata: { source: 'shopify', store: 'default' },
      },
    ],
    [
      'of Shopify, of whom only the address has a name',
      shopify(
        shopifyCustomer({
          id: 9001,
          first_name: null,
          last_name: null,
          email: 'address@example.com',
          default_address: { name: 'Cleo Address', company: 'Example Ltd' },
        }),
      ),
      {
        id: '9001',
        name: 'Cleo Address',
        email: 'address@example.com',
        dob: null,
        registration_date: '2026-11-02T08:30:00.000Z',
        metadata: { source: 'shopify', store: 'default' },
      },
    ],
    [
      'of Shopify, with an e-mail and no dates',
      shopify(
        shopifyCustomer({
          id: 9002,
          first_name: null,
          last_name: null,
          email: 'only.mail@example.com',
          created_at: null,
          updated_at: null,
        }),
      ),
      {
        id: '9002',
        name: 'only.mail',
        email: 'only.mail@example.com',
        dob: null,
        registration_date: '2026-11-02T08:30:01.123Z',
        metadata: { source: 'shopify', store: 'default' },
      },
    ],
    [
      'of Stripe',
      stripe(stripeEvent('customer.created', stripeCustomer({ id: 'cus_New', email: 'Grace@Example.com' }))),
      {
        id: 'cus_New',
        name: 'Grace Example',
        email: 'grace@example.com',
        dob: null,
        registration_date: '2026-11-02T08:30:00.000Z',
        metadata: { source: 'stripe', store: 'default' },
      },
    ],
    [
      'of Stripe, a business with an id of its own making, from an API version where `request` is a text',
      stripe(
        stripeEvent(
          'customer.created',
          stripeCustomer({
            id: 'our-own/id-1',
            email: 'office@example.com',
            name: null,
            business_name: 'Example & Sons',
          }),
          { request: 'req_of_2016', api_version: null },
        ),
      ),
      {
        id: 'our-own/id-1',
        name: 'Example & Sons',
        email: 'office@example.com',
        dob: null,
        registration_date: '2026-11-02T08:30:00.000Z',
        metadata: { source: 'stripe', store: 'default' },
      },
    ],
  ];

  test.each(cases)('%s', async (_, webhook, expected) => {
    const delivery = await bridge.settled(webhook);
    expect(delivery).toMatchObject({
      source: webhook.source,
      store: 'default',
      customer: expected.id,
      outcome: 'created',
      attemptCount: 1,
    });
    const entry = await bridge.customer(String(expected.id));
    expect(entry?.customer).toEqual({
      status: 'ACTIVE',
      gender: null,
      metrics: {},
      tier_id: expect.any(String),
      ...expected,
    });
    expect(entry).toMatchObject({ registrations: 1, source: 'post' });
    expect(delivery.attempts[0]?.walletId).toBe(entry?.wallet.id);
  });
});

describe.each(['shopify', 'stripe'] as const)('the same webhook of %s again', (source) => {
  test('one after the other: the same delivery, one attempt, one registration', async () => {
    const signup = signups[source]();
    const before = await bridge.requests('POST /customers', 201);
    const first = await bridge.settled(signup);
    for (let copy = 0; copy < 3; copy += 1) expect(await bridge.accepted(signup)).toBe(first.id);
    await bridge.drained();
    expect(await bridge.delivery(first.id)).toMatchObject({ outcome: 'created', attemptCount: 1 });
    expect(await bridge.customer(signup.customer)).toMatchObject({ registrations: 1 });
    expect((await bridge.requests('POST /customers', 201)) - before).toBe(1);
  });

  test('ten at once: the same delivery, one registration', async () => {
    const signup = signups[source]();
    const before = await bridge.requests('POST /customers', 201);
    const ids = await Promise.all(Array.from({ length: 10 }, () => bridge.accepted(signup)));
    expect(new Set(ids).size).toBe(1);
    expect(await bridge.ended(ids[0] ?? '')).toMatchObject({ outcome: 'created' });
    await bridge.drained();
    expect(await bridge.customer(signup.customer)).toMatchObject({ registrations: 1 });
    expect((await bridge.requests('POST /customers', 201)) - before).toBe(1);
    expect((await bridge.deliveries()).filter(({ customer }) => customer === signup.customer)).toHaveLength(
      1,
    );
  });
});

test('a signup and a change of it that arrive at once end as one customer with the change', async () => {
  const id = freshId();
  const create = shopify(shopifyCustomer({ id }));
  const update = shopify(
    shopifyCustomer({ id, first_name: 'Later', updated_at: '2026-11-02T09:31:00+01:00' }),
    { topic: 'customers/update' },
  );
  const deliveries = await Promise.all([bridge.settled(create), bridge.settled(update)]);
  const outcomes = deliveries.map(({ outcome }) => outcome);
  expect([
    ['created', 'updated'],
    ['stale', 'created'],
  ]).toContainEqual(outcomes);
  expect(await bridge.customer(String(id))).toMatchObject({
    registrations: 1,
    customer: { name: 'Later Example' },
  });
});

/** A shopper's snapshots in the order they are sent, each with the outcome it has to have. */
interface Story {
  readonly name: string;
  readonly id: string;
  readonly steps: readonly (readonly [webhook: Webhook, outcome: string, reason?: string])[];
  /** What Masivo shows at the end; undefined when it must not have the customer. */
  readonly shows: Record<string, unknown> | undefined;
}

function shopifyStory(): { id: string; at: (minute: number, topic: string, changes?: object) => Webhook } {
  const id = String(freshId());
  return {
    id,
    at: (minute, topic, changes = {}) =>
      shopify(
        shopifyCustomer({
          id,
          updated_at: `2026-11-02T09:${String(30 + minute).padStart(2, '0')}:00+01:00`,
          ...changes,
        }),
        { topic: `customers/${topic}` },
      ),
  };
}

function stripeStory(): { id: string; at: (seconds: number, type: string, changes?: object) => Webhook } {
  const id = `cus_${freshId()}`;
  return {
    id,
    at: (seconds, type, changes = {}) =>
      stripe(
        stripeEvent(`customer.${type}`, stripeCustomer({ id, ...changes }), {
          created: 1_793_608_200 + seconds,
        }),
      ),
  };
}

function stories(): Story[] {
  const [s1, s2, s3, s4, s5, s6] = Array.from({ length: 6 }, shopifyStory);
  const [t1, t2, t3, t4] = Array.from({ length: 4 }, stripeStory);
  if (!s1 || !s2 || !s3 || !s4 || !s5 || !s6 || !t1 || !t2 || !t3 || !t4) throw new Error('unreachable');
  return [
    {
      name: 'Shopify: a change',
      id: s1.id,
      steps: [
        [s1.at(0, 'create'), 'created'],
        [s1.at(1, 'update', { first_name: 'Changed' }), 'updated'],
      ],
      shows: { name: 'Changed Example' },
    },
    {
      name: 'Shopify: changes that Masivo does not show, and a login switched on and off',
      id: s2.id,
      steps: [
        [s2.at(0, 'create'), 'created'],
        [s2.at(1, 'update', { note: 'likes tea' }), 'unchanged'],
        [s2.at(2, 'enable', { state: 'enabled' }), 'unchanged'],
        [s2.at(3, 'disable', { state: 'disabled', last_name: 'Renamed' }), 'updated'],
      ],
      shows: { name: 'Ada Renamed', status: 'ACTIVE' },
    },
    {
      name: 'Shopify: the update comes before the create',
      id: s3.id,
      steps: [
        [s3.at(1, 'update', { first_name: 'Newest' }), 'created'],
        [s3.at(0, 'create'), 'stale', 'newer'],
      ],
      shows: { name: 'Newest Example', registration_date: '2026-11-02T08:30:00.000Z' },
    },
    {
      name: 'Shopify: two updates in the wrong order',
      id: s4.id,
      steps: [
        [s4.at(0, 'create'), 'created'],
        [s4.at(2, 'update', { first_name: 'Second' }), 'updated'],
        [s4.at(1, 'update', { first_name: 'First' }), 'stale', 'newer'],
      ],
      shows: { name: 'Second Example' },
    },
    {
      name: 'Shopify: no e-mail at first',
      id: s5.id,
      steps: [
        [s5.at(0, 'create', { email: null, phone: '+15555550123' }), 'waiting', 'email-missing'],
        [s5.at(1, 'update', { email: `late.${s5.id}@example.com` }), 'created'],
      ],
      shows: { email: `late.${s5.id}@example.com`, name: 'Ada Example' },
    },
    {
      name: 'Shopify: an e-mail that changes later stays what it was in Masivo, and the operator is told',
      id: s6.id,
      steps: [
        [s6.at(0, 'create'), 'created'],
        [
          s6.at(1, 'update', { email: `other.${s6.id}@example.com`, first_name: 'Moved' }),
          'updated',
          'email-differs',
        ],
      ],
      shows: { email: `ada.${s6.id}@example.com`, name: 'Moved Example' },
    },
    {
      name: 'Stripe: a change',
      id: t1.id,
      steps: [
        [t1.at(0, 'created'), 'created'],
        [t1.at(5, 'updated', { name: 'Grace Changed' }), 'updated'],
      ],
      shows: { name: 'Grace Changed' },
    },
    {
      name: 'Stripe: neither name nor e-mail at first, as Checkout does it',
      id: t2.id,
      steps: [
        [t2.at(0, 'created', { name: null, email: null }), 'waiting', 'email-missing'],
        [t2.at(2, 'updated', { name: 'Grace Late', email: `late.${t2.id}@example.com` }), 'created'],
      ],
      shows: { name: 'Grace Late', email: `late.${t2.id.toLowerCase()}@example.com` },
    },
    {
      name: 'Stripe: updates in the wrong order, the create last',
      id: t3.id,
      steps: [
        [t3.at(9, 'updated', { name: 'Grace Third' }), 'created'],
        [t3.at(5, 'updated', { name: 'Grace Second' }), 'stale', 'newer'],
        [t3.at(0, 'created'), 'stale', 'newer'],
      ],
      shows: { name: 'Grace Third' },
    },
    {
      name: 'Stripe: an event that the bridge does not handle, and a deletion before its creation',
      id: t4.id,
      steps: [
        [t4.at(0, 'subscription.created'), 'ignored', 'event-not-handled'],
        [t4.at(5, 'deleted'), 'ignored', 'deleted-in-store'],
        [t4.at(0, 'created'), 'ignored', 'deleted-in-store'],
      ],
      shows: undefined,
    },
  ];
}

test.each(stories())('$name', async ({ id, steps, shows }) => {
  for (const [webhook, outcome, reason] of steps) {
    const delivery = await bridge.settled(webhook);
    expect(delivery).toMatchObject({
      outcome,
      ...(reason ? { reason: { code: expect.stringContaining(reason) } } : {}),
    });
  }
  const entry = await bridge.customer(id);
  if (shows === undefined) expect(entry).toBeUndefined();
  else expect(entry).toMatchObject({ registrations: 1, customer: { id, ...shows } });
});

describe('the same person in two stores', () => {
  test.each([
    ['shopify', 'stripe'],
    ['stripe', 'shopify'],
  ] as const)('%s first, then %s: the second id goes to the one customer', async (one, two) => {
    const id = freshId();
    const ids = { shopify: String(id), stripe: `cus_${id}` };
    const webhooks = {
      shopify: shopify(shopifyCustomer({ id, email: `same.${id}@example.com` })),
      stripe: stripe(
        stripeEvent(
          'customer.created',
          stripeCustomer({ id: ids.stripe, email: `Same.${id}@Example.com`, name: 'Another Name' }),
        ),
      ),
    };
    expect(await bridge.settled(webhooks[one])).toMatchObject({ outcome: 'created', customer: ids[one] });
    const nameBefore = (await bridge.customer(ids[one]))?.customer.name;
    expect(await bridge.settled(webhooks[two])).toMatchObject({
      outcome: 'exists',
      customer: ids[two],
      reason: { code: 'linked-to-owner' },
    });

    const owners = (await bridge.masivo()).customers.filter(
      ({ customer }) => customer.email === `same.${id}@example.com`,
    );
    expect(owners).toHaveLength(1);
    expect(owners[0]).toMatchObject({
      registrations: 1,
      customer: {
        id: ids[one],
        name: nameBefore,
        metadata: { source: one, store: 'default', linked: `${two}/default/${ids[two]}` },
      },
    });

    // A later snapshot of the first must not take the link away again.
    const later =
      one === 'shopify'
        ? shopify(
            shopifyCustomer({
              id,
              email: `same.${id}@example.com`,
              first_name: 'Later',
              updated_at: '2026-11-02T10:00:00+01:00',
            }),
            { topic: 'customers/update' },
          )
        : stripe(
            stripeEvent(
              'customer.updated',
              stripeCustomer({ id: ids.stripe, email: `same.${id}@example.com`, name: 'Later Example' }),
              { created: 1_793_608_300 },
            ),
          );
    expect(await bridge.settled(later)).toMatchObject({ outcome: 'updated' });
    expect(await bridge.customer(ids[one])).toMatchObject({
      customer: { name: 'Later Example', metadata: { linked: `${two}/default/${ids[two]}` } },
    });
  });

  test('a stranger who registers with her e-mail is not linked to her, and is no dead letter', async () => {
    const id = freshId();
    const email = `hers.${id}@example.com`;
    const hers = stripe(stripeEvent('customer.created', stripeCustomer({ id: `cus_${id}`, email })));
    expect(await bridge.settled(hers)).toMatchObject({ outcome: 'created' });
    const stranger = shopify(shopifyCustomer({ id, email, verified_email: false }));
    expect(await bridge.settled(stranger)).toMatchObject({
      outcome: 'unlinked',
      reason: {
        code: 'email-not-verified',
        params: { customer: `cus_${id}`, source: 'stripe', store: 'default' },
      },
    });
    expect((await bridge.customer(`cus_${id}`))?.customer.metadata).not.toHaveProperty('linked');
    expect(await bridge.customer(String(id))).toBeUndefined();
  });

  test('both at once: one customer, one registration, both deliveries end', async () => {
    const id = freshId();
    const email = `race.${id}@example.com`;
    const deliveries = await Promise.all([
      bridge.settled(shopify(shopifyCustomer({ id, email }))),
      bridge.settled(stripe(stripeEvent('customer.created', stripeCustomer({ id: `cus_${id}`, email })))),
    ]);
    expect(deliveries.map(({ outcome }) => outcome).sort()).toEqual(['created', 'exists']);
    const owners = (await bridge.masivo()).customers.filter(({ customer }) => customer.email === email);
    expect(owners.map(({ registrations }) => registrations)).toEqual([1]);
  });
});

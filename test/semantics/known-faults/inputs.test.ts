import { join } from 'node:path';
import { examine, isLeft } from '../../../cli/backfill/engine/examine';
import { webhookOf } from '../../../cli/vendors/shopify/customer-node';
import { shopifyCustomers } from '../../../cli/vendors/shopify/customers';
import type { Envelope } from '../../../lambda/envelope';
import type { CustomerDraft } from '../../../lambda/masivo/customer';
import { envelopeOf } from '../../../lambda/new-envelope';
import type { StoreSettings } from '../../../lambda/settings';
import type { RequestHeaders } from '../../../lambda/sources/source';
import { about, backfillOf } from '../../support/backfill';
import { shopifyEnvelope } from '../../support/envelopes';
import { fixture } from '../../support/fixtures';
import { type Harness, startHarness, type TestBridge } from '../../support/harness';
import { truthOf } from '../../support/masivo-truth';
import { storeWith } from '../../support/settings';
import { draftOf, refusalOf, sourceNamed } from '../../support/sources';
import { consent, untilEnded, update } from '../../support/stories';

/** What stores really send, to a store with the settings of a live one. */
const live: Partial<StoreSettings> = {
  mode: 'live',
  signupsSince: '2026-11-01T00:00:00Z',
  mapping: { extras: ['phone', 'note'] },
  consent,
};
const accounts = { shopify: 'example.myshopify.com', stripe: 'acct_1Example' } as const;
type Vendor = keyof typeof accounts;

const receivedAt = new Date('2026-11-27T12:00:00Z');
const folder = 'known-faults';

function webhookFrom(vendor: Vendor, body: string | Buffer, headers: RequestHeaders = {}): Envelope {
  return envelopeOf({
    source: sourceNamed(vendor),
    store: 'default',
    request: { headers, body: Buffer.from(body) },
    secret: 'secret',
    receivedAt,
  });
}

const shopifyHeaders = (topic: string, more: RequestHeaders = {}) => ({
  'x-shopify-topic': topic,
  'x-shopify-shop-domain': accounts.shopify,
  ...more,
});

describe('bodies and files, as they were sent', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness({
      sandbox: { migrationEveryMs: 1, migrationDelayMs: 1 },
    });
  });
  afterAll(() => harness.close());

  type Step = (bridge: TestBridge) => Promise<unknown>;

  const backfill =
    (file: string): Step =>
    async (bridge) => {
      const path = join(__dirname, '../../fixtures', folder, file);
      const run = backfillOf(bridge, [], { reader: shopifyCustomers(path, () => new Date()) });
      try {
        await run.run();
      } finally {
        run.remove();
      }
    };
  const shopify =
    (topic: string, file: string, more?: RequestHeaders): Step =>
    (bridge) =>
      bridge.run(webhookFrom('shopify', fixture(`${folder}/${file}`), shopifyHeaders(topic, more)));

  const subscribed = {
    customer_id: 990001,
    email_address: 'erin.990001@example.com',
    email_marketing_consent: {
      state: 'subscribed',
      opt_in_level: 'single_opt_in',
      consent_updated_at: '2026-11-20T10:05:00-05:00',
    },
  };
  const says: Step = (bridge) =>
    bridge.run(
      webhookFrom(
        'shopify',
        JSON.stringify(subscribed),
        shopifyHeaders('customers_email_marketing_consent/update'),
      ),
    );

  const listed = backfill('00-backfill-before-01-02.jsonl');
  const signup = shopify('customers/create', '01-signup-2026-07-no-consent-in-body.json');

  async function liveBridge(): Promise<TestBridge> {
    const { settings } = await harness.fresh({ store: live });
    const stores = settings.stores.map((store) => ({
      ...store,
      vendorAccount: accounts[store.source === 'stripe' ? 'stripe' : 'shopify'],
    }));
    return harness.bridge({ ...settings, stores });
  }

  interface Shown {
    readonly dob: string | null;
    readonly marketable: boolean | null;
  }

  /** Who is in Masivo, by id, in the terms of the table. */
  async function shown(): Promise<Readonly<Record<string, Shown>>> {
    const { customers } = (await harness.control('GET', '/record')) as {
      customers: {
        customer: { id: string; dob?: string | null };
        consent: { purposes: { email_marketing: boolean } } | null;
      }[];
    };
    return Object.fromEntries(
      customers.map(({ customer: { id, dob }, consent: record }) => [
        id,
        { dob: dob ?? null, marketable: record?.purposes.email_marketing ?? null },
      ]),
    );
  }

  const born = '1990-05-17T00:00:00.000Z';
  const nobody = {};

  async function inMasivoAfter(steps: readonly Step[]) {
    const bridge = await liveBridge();
    for (const step of steps) await step(bridge);
    return shown();
  }

  type Row = readonly [
    file: string,
    sent: string,
    right: string,
    steps: readonly Step[],
    expected: Readonly<Record<string, Partial<Shown>>>,
  ];

  test.each<Row>([
    [
      '00-backfill-before-01-02.jsonl',
      'a backfill',
      'whoever has an e-mail exists, with birthday and consent',
      [listed],
      {
        770001: { dob: born, marketable: true },
        770002: { dob: born, marketable: false },
        770004: { dob: born, marketable: false },
        770005: { dob: born, marketable: true },
        770006: { dob: null, marketable: true },
      },
    ],
    [
      '01-signup-2026-07-no-consent-in-body.json',
      'customers/create',
      'the shopper exists, not marketable',
      [signup],
      { 990001: { dob: null, marketable: false } },
    ],
    [
      '05-backfill-bom.jsonl',
      'a backfill',
      'both shoppers exist',
      [backfill('05-backfill-bom.jsonl')],
      { 7700021: { dob: born, marketable: true }, 7700022: { dob: born, marketable: true } },
    ],
  ])('%s, sent as %s: %s', async (_file, _sent, _right, steps, expected) => {
    expect(await inMasivoAfter(steps)).toEqual(expected);
  });

  // Shopify's bodies of a customer have no consent: it has a topic of its own.
  test.each<Row>([
    [
      '01-customers_email_marketing_consent-update.json',
      'customers_email_marketing_consent/update',
      'the shopper is no longer marketable',
      [
        listed,
        shopify(
          'customers_email_marketing_consent/update',
          '01-customers_email_marketing_consent-update.json',
        ),
      ],
      { 770001: { dob: born, marketable: false } },
    ],
    [
      '01-signup-2026-07-no-consent-in-body.json',
      'customers/create, and the word after it',
      'the shopper is marketable',
      [signup, says],
      { 990001: { marketable: true } },
    ],
    [
      '01-signup-2026-07-no-consent-in-body.json',
      'customers/create, and the word before it',
      'the shopper is marketable',
      [says, signup],
      { 990001: { marketable: true } },
    ],
  ])('%s, sent as %s: %s', async (_file, _sent, _right, steps, expected) => {
    expect(await inMasivoAfter(steps)).toMatchObject(expected);
  });

  // A body without the member says nothing of metafields.
  test('02-update-without-metafields-member.json, sent as customers/update: the birthday stays', async () => {
    const file = '02-update-without-metafields-member.json';
    expect(await inMasivoAfter([listed, shopify('customers/update', file)])).toMatchObject({
      770002: { dob: born },
    });
  });

  // An organisation's endpoint gets the events of all its accounts: `context` names the one.
  test('03-stripe-organisation-event-context.json, of another account: ignored', async () => {
    const bridge = await liveBridge();
    const envelope = webhookFrom('stripe', fixture(`${folder}/03-stripe-organisation-event-context.json`));
    await bridge.run(envelope);
    const { outcome, reason } = await bridge.record(envelope);
    expect({ outcome, reason, shown: await shown() }).toEqual({
      outcome: 'ignored',
      reason: { code: 'other-account' },
      shown: nobody,
    });
  });

  // "Send test notification" in Shopify's admin: its dates are null, so it would pass for a signup of this moment.
  test('04-shopify-test-notification-null-dates.json, with X-Shopify-Test: nobody is created', async () => {
    const file = '04-shopify-test-notification-null-dates.json';
    const steps = [shopify('customers/create', file, { 'x-shopify-test': 'true' })];
    expect(await inMasivoAfter(steps)).toEqual(nobody);
  });
});

describe('an update that names nobody', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness.close());

  // The e-mail's local part stands in for a name only where a customer is created.
  test.each([
    ['empty', ''],
    ['null', null],
  ])('both names %s: the name that Masivo has stays', async (_, none) => {
    const bridge = await harness.fresh();
    await bridge.run(shopifyEnvelope());
    await untilEnded(harness, bridge, update(2, { more: { first_name: none, last_name: none } }));
    expect((await truthOf(harness, '1001'))?.name).toBe('First Shopper');
  });
});

type Members = Readonly<Record<string, unknown>>;
const stores = {
  shopify: storeWith('shopify', { ...live, vendorAccount: accounts.shopify }),
  stripe: storeWith('stripe', {
    ...live,
    vendorAccount: accounts.stripe,
    mapping: { ...live.mapping, extras: ['country'] },
  }),
};

/** A signup with some members changed, as it comes in. */
function signupOf(vendor: Vendor, members: Members) {
  if (vendor === 'shopify') {
    const body = {
      id: 42,
      admin_graphql_api_id: 'gid://shopify/Customer/42',
      email: 'ana@example.com',
      first_name: 'Ana',
      last_name: 'Example',
      created_at: '2026-11-20T10:00:00Z',
      updated_at: '2026-11-20T10:00:00Z',
      ...members,
    };
    return {
      headers: shopifyHeaders('customers/create'),
      body: Buffer.from(JSON.stringify(body)),
      receivedAt,
    };
  }
  const customer = { id: 'cus_42', object: 'customer', created: 1_795_757_899, email: 'ana@example.com' };
  const body = {
    id: 'evt_42',
    object: 'event',
    type: 'customer.created',
    created: 1_795_757_900,
    livemode: true,
    data: { object: { ...customer, name: 'Ana Example', metadata: {}, ...members } },
  };
  return { headers: {}, body: Buffer.from(JSON.stringify(body)), receivedAt };
}
const draft = (vendor: Vendor, members: Members) =>
  draftOf(sourceNamed(vendor), signupOf(vendor, members), stores[vendor]);
const bornOn = (value: string) => ({ metafields: [{ namespace: 'facts', key: 'birth_date', value }] });

describe('members of a form that the vendor does not document', () => {
  const shopifyMetadata = { source: 'shopify', store: 'default' };

  test.each<[string, Vendor, Members, Partial<CustomerDraft>]>([
    ['tags that are a list', 'shopify', { tags: ['a'] }, { metadata: shopifyMetadata }],
    ['a note that is an object', 'shopify', { note: {} }, { metadata: shopifyMetadata }],
    ['metafields that are an object', 'shopify', { metafields: {} }, { dob: null }],
    [
      'an address that is a text',
      'stripe',
      { address: '' },
      { metadata: { source: 'stripe', store: 'default' } },
    ],
  ])('%s: the field is lost, the signup is not', (_, vendor, members, expected) => {
    expect(draft(vendor, members)).toMatchObject({ email: 'ana@example.com', ...expected });
  });

  // Characters that nobody sees are no part of an e-mail and make no name.
  test.each<[string, Members, Partial<CustomerDraft>]>([
    ['U+200B before an e-mail', { email: '\u200Bana@example.com' }, { email: 'ana@example.com' }],
    ['U+200E behind an e-mail', { email: 'ana@example.com\u200E' }, { email: 'ana@example.com' }],
    ['a name of U+200B alone', { first_name: '\u200B', last_name: null }, { name: 'ana' }],
  ])('%s is taken away', (_, members, expected) => {
    expect(draft('shopify', members)).toMatchObject(expected);
  });

  // A birthday is a day, wherever the shopper was born.
  test.each([
    '1990-05-17',
    '1990-05-17T00:00:00',
    '1990-05-17T00:00:00Z',
    '1990-05-17T00:00:00+02:00',
    '1990-05-17T00:00:00-03:00',
  ])('the birth date %s is the 17th', (value) => {
    expect(draft('shopify', bornOn(value)).dob?.slice(0, 10)).toBe('1990-05-17');
  });

  // The KELVIN SIGN is another character than k, and another mailbox; but lower-cased it becomes a k.
  test('an e-mail with U+212A is not that of mike@example.com', () => {
    expect(draft('shopify', { email: 'mi\u212Ae@example.com' }).email).not.toBe('mike@example.com');
  });

  // Its number is the order's, and as a shopper's it may be somebody else's.
  test('the GID of an order names no customer', () => {
    const event = signupOf('shopify', { admin_graphql_api_id: 'gid://shopify/Order/42' });
    expect(refusalOf(sourceNamed('shopify'), event, stores.shopify)).toEqual({ code: 'customer-id-missing' });
  });
  test('a line of a list with the GID of an order is left out', () => {
    const line = JSON.stringify({ id: 'gid://shopify/Order/42', email: 'ana@example.com' });
    const listed = { event: webhookOf(line, stores.shopify, receivedAt), cursor: '1' };
    const range = { since: null, until: new Date(about.until) };
    const examined = examine(listed, 'run', {
      source: sourceNamed('shopify'),
      store: stores.shopify,
      range,
    });
    expect(isLeft(examined) && examined.why).toBe('unmappable');
  });
});

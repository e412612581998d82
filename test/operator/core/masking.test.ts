import { maskedCustomer, maskedEmail, maskedJson } from '../../../operator/core/masking';
import { fixtureJson } from '../../support/fixtures';

describe('a masked e-mail', () => {
  test.each([
    ['sample@example.com', 's•••@e•••.com'],
    ['s@e.com', 's•••@e•••.com'],
    ['First.Last+tag@mail.example.co.uk', 'F•••@m•••.uk'],
    ['élan@ähnlich.example', 'é•••@ä•••.example'],
    ['😀@example.com', '😀•••@e•••.com'],
    ['nobody@localhost', 'n•••@l•••'],
    ['@example.com', null],
    ['no address', null],
    ['', null],
    [null, null],
  ])('%j is %j', (email, expected) => {
    expect(maskedEmail(email)).toBe(expected);
  });
});

describe('what came in, masked', () => {
  test.each<[string, unknown, unknown]>([
    [
      'masks numbers, yes and no that nobody thought of; nothing stays nothing',
      { age: 36, vip: true, c: null, d: '' },
      { age: '•••', vip: '•••', c: null, d: '' },
    ],
    [
      'keeps numbers and flags of the vendor',
      { id: 12, owner_id: 7, orders_count: 2, created: 1_790_000_000, livemode: false, verified_email: true },
      { id: 12, owner_id: 7, orders_count: 2, created: 1_790_000_000, livemode: false, verified_email: true },
    ],
    [
      'masks a birthday in seconds, and in a list',
      { born: 643_000_000, created: 1990, days: [17, 5] },
      { born: '•••', created: '•••', days: ['•••', '•••'] },
    ],
    [
      'masks all within a member that nobody thought of, whatever its names are',
      { passport: { id: 12_345_678, type: 'national', issued_at: '2026-01-01T00:00:00Z', valid: true } },
      { passport: { id: '•••', type: '•••', issued_at: '•••', valid: '•••' } },
    ],
    [
      'keeps what is known within what is known',
      { data: { object: { id: 'cus_Fake1', address: { id: 7, city: 'Quito' } } } },
      { data: { object: { id: 'cus_Fake1', address: { id: 7, city: '•••' } } } },
    ],
    [
      'masks names of members that are a person’s',
      { friends: { 'ada@example.com': true, '+15550109999': 1, '1555010999': null } },
      { friends: { '•••': null, '••• 2': '•••', '••• 3': '•••' } },
    ],
    [
      'masks names of members that are numbers in groups, and days',
      { children: { '0151 23 45': 1, '555-01-23': 1, '2015-06-07': 1, address_line_1: 1, 'tier 2': 1 } },
      { children: { '•••': '•••', '••• 2': '•••', '••• 3': '•••', address_line_1: '•••', 'tier 2': '•••' } },
    ],
    [
      'masks what merchants call an id or a time, and is a person’s',
      {
        tax_id: '12345678',
        wa_id: 15550109999,
        account: '12345678',
        customer_birth_date: '1990-05-17T00:00Z',
      },
      { tax_id: '•••', wa_id: '•••', account: '•••', customer_birth_date: '•••' },
    ],
    [
      'masks days of a person’s that have a time',
      { anniversary_date: '2015-06-07T00:00:00Z', married_at: '2015-06-07T00:00:00Z' },
      { anniversary_date: '•••', married_at: '•••' },
    ],
    ['keeps the shape', { a: [{ b: ['text'] }, 'text'] }, { a: [{ b: ['•••'] }, '•••'] }],
    ['masks a member that nobody thought of', { favourite_colour: 'blue' }, { favourite_colour: '•••' }],
    ['shows that an e-mail is one, wherever it stands', { x: 'ada@example.com' }, { x: 'a•••@e•••.com' }],
    ['masks an e-mail within a text', { note: 'write to ada@example.com' }, { note: '•••' }],
    ['masks a lone text', 'Ada Example', '•••'],
    [
      'keeps ids',
      { id: 'cus_Fake1', customer_id: '12', admin_graphql_api_id: 'gid://shopify/Customer/1' },
      { id: 'cus_Fake1', customer_id: '12', admin_graphql_api_id: 'gid://shopify/Customer/1' },
    ],
    [
      'masks an id that is none',
      { id: 'Ada Example', customer_id: 'ada@example.com' },
      { id: '•••', customer_id: 'a•••@e•••.com' },
    ],
    [
      'masks what looks like an id under another name',
      { nickname: 'cus_Ada', passport: '12345678' },
      { nickname: '•••', passport: '•••' },
    ],
    ['keeps times', { created_at: '2026-03-07T23:30:00-05:00' }, { created_at: '2026-03-07T23:30:00-05:00' }],
    [
      'masks a birthday that has a time',
      { birth_date: '1990-05-17T00:00:00Z', born_at: '1990-05-17T00:00:00Z' },
      { birth_date: '•••', born_at: '•••' },
    ],
    [
      'masks a day, which may be a birthday',
      { born_on: '1990-05-17', birthday: '1990-05-17T00:00:00Z' },
      { born_on: '•••', birthday: '•••' },
    ],
    [
      'keeps words of the vendor',
      {
        object: 'event',
        type: 'customer.created',
        topic: 'customers/create',
        state: 'disabled',
        currency: 'USD',
      },
      {
        object: 'event',
        type: 'customer.created',
        topic: 'customers/create',
        state: 'disabled',
        currency: 'USD',
      },
    ],
    [
      'masks what only has the name of one',
      { object: 'Ada Example', type: 'VIP since 1990', state: 'Ontario', currency: 'euros' },
      { object: '•••', type: '•••', state: '•••', currency: '•••' },
    ],
    [
      "masks metadata whatever it is, but not the merchant's names",
      { metadata: { id: 'cus_1', created_at: '2026-03-07T23:30:00Z', age: 36, vip: true } },
      { metadata: { id: '•••', created_at: '•••', age: '•••', vip: '•••' } },
    ],
    [
      "masks a metafield's value, and shows which it is",
      { metafields: [{ namespace: 'facts', key: 'birth_date', value: '1990-05-17', type: 'date' }] },
      { metafields: [{ namespace: 'facts', key: 'birth_date', value: '•••', type: 'date' }] },
    ],
    [
      'masks a value with members of its own',
      { value: { id: 7, type: 'date' } },
      { value: { id: '•••', type: '•••' } },
    ],
    [
      'bears names that objects have of their own',
      JSON.parse('{"__proto__":"text","constructor":"text"}'),
      JSON.parse('{"__proto__":"•••","constructor":"•••"}'),
    ],
  ])('%s', (_, received, expected) => {
    expect(maskedJson(received)).toEqual(expected);
  });

  test("Shopify's own example has nothing of the person", () => {
    expect(maskedJson(fixtureJson('shopify/customers-create.json'))).toMatchObject({
      created_at: '2021-12-31T19:00:00-05:00',
      first_name: '•••',
      last_name: '•••',
      state: 'disabled',
      note: '•••',
      email: 'b•••@e•••.com',
      phone: null,
      currency: 'USD',
      admin_graphql_api_id: 'gid://shopify/Customer/706405506930370084',
      default_address: { city: '•••', zip: '•••', phone: '•••', country_code: '•••', default: true },
    });
  });

  test.each([
    ['shopify/customers-create.json', /Bob|Biller|bob|ice cream|Ottawa|K2P|O'Connor|555/],
    ['shopify/customers-update.json', /Ana|Garc|5491100|1990/],
    ['shopify/customers-create-2024-07.json', /Olga|Oldversion|vip|old\.version/],
    ['stripe/customer-created.json', /Jenny|Rosen|jennyrosen/],
    ['stripe/customer-updated.json', /Jos|Rosen|1555|1990|Female|friend/],
  ])('%s has nothing of the person', (path, person) => {
    const received = fixtureJson(path);
    expect(JSON.stringify(received)).toMatch(person);
    expect(JSON.stringify(maskedJson(received))).not.toMatch(person);
  });
});

test('a customer is shown to Masivo with what is ours, and masked where it is theirs', () => {
  const customer = {
    id: 'cus_Fake1',
    name: 'Ada Example',
    email: 'ada@example.com',
    registration_date: '2026-03-08T04:30:00.000Z',
    status: 'ACTIVE' as const,
    gender: 'FEMALE' as const,
    dob: '1990-05-17T00:00:00.000Z',
    tier_id: '00000000-0000-4000-8000-000000000001',
    metadata: { source: 'stripe', store: 'default', phone: '+15550000000', note: '' },
  };
  expect(maskedCustomer(customer)).toEqual({
    ...customer,
    name: '•••',
    email: 'a•••@e•••.com',
    gender: '•••',
    dob: '•••',
    metadata: { source: 'stripe', store: 'default', phone: '•••', note: '' },
  });
  const own = { phone: '+15550000000', country: 'EC', tags: { 'friend-of-ada': true } as const };
  expect(JSON.stringify(maskedCustomer({ ...customer, ...own }))).not.toMatch(/555|EC"|friend/);
  const newer = { ...customer, loyalty_number: 4711, spouse: { name: 'Bob' }, subscribed: true };
  expect(maskedCustomer(newer)).toMatchObject({ loyalty_number: '•••', spouse: '•••', subscribed: '•••' });
  const numbered = {
    ...customer,
    metadata: { ...customer.metadata, number: 'cus_Fake1', friend: 'cus_Fake2' },
  };
  expect(maskedCustomer(numbered)).toMatchObject({ metadata: { number: 'cus_Fake1', friend: '•••' } });
  const nobody = { ...customer, name: null, email: null, gender: null, dob: null };
  expect(maskedCustomer(nobody)).toMatchObject({ name: null, email: null, gender: null, dob: null });
});

import type { RequestHeaders } from '../../../../../lambda/sources/source';
import { fixture } from '../../../../support/fixtures';
import type { NothingVector, SaysVector } from '../../vector';

type Members = Readonly<Record<string, unknown>>;

const gid = 'gid://shopify/Customer/42';
const shopper = {
  id: gid,
  createdAt: '2026-03-01T15:00:00Z',
  updatedAt: '2026-03-02T15:00:00Z',
  firstName: 'Ana',
  lastName: 'Example',
  verifiedEmail: true,
  locale: 'es-AR',
  note: null,
  tags: ['vip', 'wholesale'],
  defaultEmailAddress: {
    emailAddress: 'ana@example.com',
    marketingState: 'SUBSCRIBED',
    marketingUpdatedAt: '2026-03-02T15:00:00Z',
  },
  defaultPhoneNumber: null,
  defaultAddress: null,
  metafield_facts__birth_date: { value: '1990-05-17', updatedAt: '2026-03-01T15:00:00Z' },
  metafield_custom__gender: null,
};
const fields_changed = { added: [], updated: [`customer[id: '${gid}'].firstName`], removed: [] };
const body = {
  topic: 'Customer',
  action: 'update',
  handle: 'masivo-customers',
  fields_changed,
  query_variables: { customerId: gid },
};
const headers: RequestHeaders = {
  'shopify-topic': 'Customer',
  'shopify-shop-domain': 'fake-shop.myshopify.com',
  'shopify-api-version': '2026-10',
};

/** The event with some members of its body changed; undefined leaves one out. */
const sent = (members: Members, more: RequestHeaders = {}): SaysVector['event'] => ({
  headers: { ...headers, ...more },
  body: Buffer.from(JSON.stringify({ ...body, ...members })),
});
/** The same of its customer. */
const event = (customer: Members, members: Members = {}, more: RequestHeaders = {}) =>
  sent({ data: { customer: { ...shopper, ...customer } }, ...members }, more);

const store = {
  mapping: { gender: 'custom.gender', extras: ['phone', 'country', 'locale', 'note', 'tags'] },
};
const metadata = { source: 'shopify', store: 'default', locale: 'es-AR', tags: 'vip, wholesale' };
const dob = '1990-05-17T00:00:00.000Z';
const at = Date.parse('2026-03-02T15:00:00Z');
const yes = { email_marketing: { granted: true, at } };

type Row = readonly [
  name: string,
  event: SaysVector['event'],
  said: Omit<Partial<SaysVector>, 'kind' | 'name' | 'event'>,
];
const rows = (kind: SaysVector['kind'], ...of: readonly Row[]): SaysVector[] =>
  of.map(([name, event, said]) => ({ kind, name, event, store, silent: [], ...said }));

const left = (...names: string[]) => Object.fromEntries(names.map((name) => [name, undefined]));
const error = (...path: (string | number)[]) => ({ message: 'Access denied', path });
const withheld = (...fields: string[]) => ({ code: 'fields-withheld', params: { fields } }) as const;

const silence = rows(
  'silence',
  [
    'all that it has',
    event({}),
    {
      customer: { id: '42', name: 'Ana Example', email: 'ana@example.com', dob, gender: null, metadata },
      consent: yes,
      emailVerified: true,
      at: '2026-03-02T15:00:00.000Z',
    },
  ],
  [
    'all, with everything that a query can ask for',
    {
      headers: { ...headers, 'shopify-triggered-at': '2099-01-01T00:00:00Z' },
      body: fixture('shopify/event-customer-update.json'),
    },
    {
      silent: ['gender'],
      customer: {
        id: '8123456789012',
        name: 'Ana García',
        email: 'ana.garcia@example.com',
        registration_date: '2026-03-08T04:30:00.000Z',
        dob,
        metadata: { ...metadata, phone: '+5491100000000', country: 'AR' },
      },
      consent: {
        email_marketing: { granted: false, at: Date.parse('2026-03-09T12:15:30Z') },
        sms: { granted: false, unasked: true },
      },
      at: '2026-03-09T12:15:30.000Z',
    },
  ],
  [
    'what the base subscription does not ask for',
    event(left('locale', 'note', 'tags', 'defaultPhoneNumber', 'defaultAddress', 'metafield_custom__gender')),
    { silent: ['gender', 'phone', 'country', 'locale', 'note', 'tags'] },
  ],
  [
    'the metafield of another subscription',
    event({ metafield_facts__birth_date: undefined, metafield_custom__born: { value: '1985-01-02' } }),
    { silent: ['dob'], customer: { dob: null } },
  ],
  ['half a name', event(left('firstName')), { silent: ['name'], customer: { name: 'Example' } }],
  [
    'an address without a country',
    event({ defaultAddress: { name: 'Ana' } }),
    { silent: ['phone', 'country'] },
  ],
  [
    'no e-mail and no consent',
    event(left('defaultEmailAddress')),
    { silent: ['email', 'emailVerified'], customer: { email: null }, emailVerified: false, consent: {} },
  ],
  [
    'consent without a date',
    event({ defaultEmailAddress: { emailAddress: 'ana@example.com', marketingState: 'PENDING' } }),
    { consent: { email_marketing: { granted: false } } },
  ],
  [
    'a state that is not documented',
    event({ defaultEmailAddress: { emailAddress: 'ana@example.com', marketingState: 'MAYBE' } }),
    { consent: {} },
  ],
  [
    'SMS',
    event({
      defaultPhoneNumber: {
        phoneNumber: '+1 555 0100',
        smsMarketingConsent: { state: 'SUBSCRIBED', updatedAt: '2026-03-02T15:00:00Z' },
      },
    }),
    { consent: { ...yes, sms: { granted: true, at } } },
  ],
  [
    'not whose the e-mail is',
    event(left('verifiedEmail')),
    { silent: ['emailVerified'], emailVerified: false },
  ],
  [
    'a birth date that is none',
    event({ metafield_facts__birth_date: { value: '17/05/1990' } }),
    { silent: ['dob'], unread: ['metafield_facts__birth_date'], customer: { dob: null } },
  ],
  [
    'consent dated far ahead has no date',
    event({
      defaultEmailAddress: { ...shopper.defaultEmailAddress, marketingUpdatedAt: '2999-01-01T00:00:00Z' },
    }),
    { consent: { email_marketing: { granted: true } } },
  ],
  [
    'a field that an error names',
    event({ locale: null, defaultAddress: null }, { errors: [error('customer', 'defaultAddress')] }),
    { silent: ['phone', 'country'], notice: withheld('customer.defaultAddress') },
  ],
  [
    'a field deep in one that is null for it',
    event({ defaultAddress: null }, { errors: [error('customer', 'defaultAddress', 'countryCodeV2')] }),
    { silent: ['phone', 'country'], notice: withheld('customer.defaultAddress.countryCodeV2') },
  ],
  [
    'a field deep in one that is there',
    event(
      { defaultAddress: { name: 'Ana', countryCodeV2: null } },
      { errors: [error('customer', 'defaultAddress', 'countryCodeV2')] },
    ),
    { silent: ['phone', 'country'], notice: withheld('customer.defaultAddress.countryCodeV2') },
  ],
  [
    'a field that the other member for errors names, from the top',
    event({ note: null }, { query_errors: [error('data', 'customer', 'note')] }),
    { silent: ['note'], notice: withheld('customer.note') },
  ],
  [
    'every null, where an error does not say of what it is',
    event({}, { errors: ['Access denied'] }),
    { silent: ['gender', 'phone', 'country', 'note'], notice: withheld() },
  ],
  [
    'every null, where errors are no list',
    event({}, { query_errors: { message: 'Access denied' } }),
    { silent: ['gender', 'phone', 'country', 'note'], notice: withheld() },
  ],
  ['errors that are none', event({}, { errors: [], query_errors: null }), {}],
  ['the older shape of what changed', event({}, { fields_changed: ['customer.firstName'] }), {}],
  ['what changed in a shape that nobody knows', event({}, { fields_changed: 7 }), {}],
  [
    'the headers of a classic webhook of another topic: the body is signed',
    { ...event({}), headers: { 'x-shopify-topic': 'orders/create' } },
    { customer: { id: '42' } },
  ],
);

const takenBack = rows(
  'taken back',
  [
    'null for a metafield, a note and a locale',
    event({ metafield_facts__birth_date: null, note: null, locale: null }),
    { customer: { dob: null, metadata: { source: 'shopify', store: 'default', tags: 'vip, wholesale' } } },
  ],
  [
    'null for the value of a metafield',
    event({ metafield_facts__birth_date: { value: null } }),
    { customer: { dob: null } },
  ],
  [
    'no tags',
    event({ tags: [] }),
    { customer: { metadata: { source: 'shopify', store: 'default', locale: 'es-AR' } } },
  ],
  ['null for tags', event({ tags: null }), {}],
  ['null for the e-mail', event({ defaultEmailAddress: null }), { customer: { email: null }, consent: {} }],
);

const oddTypes = rows(
  'odd type',
  ['tags', event({ tags: 'vip' }), { silent: ['tags'], unread: ['tags'] }],
  ['one of the tags', event({ tags: ['vip', 7] }), { silent: ['tags'], unread: ['tags'] }],
  ['locale', event({ locale: 5 }), { silent: ['locale'], unread: ['locale'] }],
  [
    'a metafield',
    event({ metafield_facts__birth_date: '1990-05-17' }),
    { silent: ['dob'], unread: ['metafield_facts__birth_date'] },
  ],
  [
    "a metafield's value",
    event({ metafield_facts__birth_date: { value: 643 } }),
    { silent: ['dob'], unread: ['metafield_facts__birth_date'] },
  ],
  ['a metafield without a value', event({ metafield_facts__birth_date: {} }), { silent: ['dob'] }],
  [
    'the address of an e-mail',
    event({ defaultEmailAddress: 'ana@example.com' }),
    {
      silent: ['email', 'emailVerified'],
      unread: ['defaultEmailAddress'],
      customer: { email: null },
      emailVerified: false,
      consent: {},
    },
  ],
  [
    'the state of consent',
    event({ defaultEmailAddress: { emailAddress: 'ana@example.com', marketingState: true } }),
    { unread: ['defaultEmailAddress.marketingState'], consent: {} },
  ],
  [
    'verifiedEmail',
    event({ verifiedEmail: 'yes' }),
    { silent: ['emailVerified'], unread: ['verifiedEmail'], emailVerified: false },
  ],
  ['the id, which the variables have, too', event({ id: 42 }), { unread: ['id'], customer: { id: '42' } }],
  [
    'dates',
    event({ createdAt: 5, updatedAt: 'soon' }),
    { unread: ['createdAt'], at: '2026-03-09T12:20:00.000Z' },
  ],
);

const unseen = rows('unseen characters', [
  'around an e-mail and a name',
  event({
    firstName: '\u200EAna\u200F',
    defaultEmailAddress: { emailAddress: '\u200B\u202Aana\u2060@example.com\uFEFF' },
  }),
  { customer: { name: 'Ana Example', email: 'ana@example.com' } },
]);

const exactIds = rows(
  'exact id',
  [
    'beyond 2^53',
    event({ id: 'gid://shopify/Customer/706405506930370084' }),
    { customer: { id: '706405506930370084' } },
  ],
  [
    'in digits alone',
    event({ id: null, legacyResourceId: '9007199254740993' }, { query_variables: null }),
    { customer: { id: '9007199254740993' } },
  ],
);

const deletions: readonly SaysVector[] = [
  ['without a query', { data: undefined }],
  ['with a query', { data: { customer: null } }],
  ['with a query that found nobody', { data: { customer: null }, errors: [error('customer')] }],
].map(([name, members]) => ({
  kind: 'deletion',
  name: String(name),
  event: sent({ ...Object(members), action: 'delete' }, { 'shopify-triggered-at': '2026-03-09T12:00:00.5Z' }),
  customer: { id: '42', name: null, email: null },
  at: '2026-03-09T12:00:00.000Z',
}));

export const says: readonly SaysVector[] = [
  ...silence,
  ...takenBack,
  ...oddTypes,
  ...unseen,
  ...exactIds,
  ...deletions,
];

const ignored = (reason: NothingVector['end']['reason']) => ({ kind: 'ignored', reason }) as const;
const refused = (reason: NothingVector['end']['reason']) => ({ kind: 'refused', reason }) as const;
const withoutData = (...fields: string[]) =>
  ignored({ code: 'event-without-data', params: { event: 'updated', fields } });
const unknown = (format: string | null) => refused({ code: 'format-unknown', params: { format } });
const notHandled = (name: string | null) => ignored({ code: 'event-not-handled', params: { event: name } });

export const nothing: readonly NothingVector[] = [
  { name: 'no data', event: sent({}), end: withoutData() },
  { name: 'null for data', event: sent({ data: null }), end: withoutData() },
  { name: 'no customer', event: sent({ data: { shop: {} } }), end: withoutData() },
  {
    name: 'null for the customer, and why',
    event: sent({ data: { customer: null }, errors: [error('customer', 'verifiedEmail')] }),
    end: withoutData('customer.verifiedEmail'),
  },
  {
    name: 'null for the customer, and an error of the older kind',
    event: sent({ data: { customer: null }, query_errors: ['Access denied'] }),
    end: withoutData(),
  },
  {
    name: 'a deletion of somebody who is still there',
    event: event({}, { action: 'delete' }),
    end: { kind: 'refused', reason: { code: 'deletion-unproven' } },
  },
  {
    name: 'a deletion of nobody',
    event: sent({ action: 'delete', query_variables: {} }),
    end: { kind: 'refused', reason: { code: 'deletion-unproven' } },
  },
  {
    name: 'a deletion of something else',
    event: sent({ action: 'delete', query_variables: { customerId: 'gid://shopify/Order/1' } }),
    end: { kind: 'refused', reason: { code: 'deletion-unproven' } },
  },
  { name: 'another resource', event: event({}, { topic: 'Product' }), end: notHandled('Product/update') },
  { name: 'a topic that cannot be shown', event: event({}, { topic: 'Ana Example' }), end: notHandled(null) },
  {
    name: 'an action that every object has',
    event: event({}, { action: 'constructor' }),
    end: unknown('Customer/constructor'),
  },
  { name: 'an action of later', event: event({}, { action: 'enable' }), end: unknown('Customer/enable') },
  { name: 'an action that cannot be shown', event: event({}, { action: 'Ana Example' }), end: unknown(null) },
  {
    name: 'a signup without its customer',
    event: sent({ action: 'create', data: { customer: null } }),
    end: ignored({ code: 'event-without-data', params: { event: 'created', fields: [] } }),
  },
  {
    name: 'an address to download the body from',
    event: {
      headers,
      body: Buffer.from(
        '{"payload_url":"https://storage.example.com/x","payload_size_bytes":2000000,"expires_at":"2026-12-01T00:00:00Z"}',
      ),
    },
    end: refused({ code: 'body-elsewhere' }),
  },
  {
    name: 'an address to download the body from, beside data',
    event: event({}, { payload_url: 'https://storage.example.com/x' }),
    end: refused({ code: 'body-elsewhere' }),
  },
  {
    name: 'no action',
    event: event({}, { action: undefined }),
    end: refused({ code: 'field-missing', params: { field: 'action' } }),
  },
  {
    name: "another shop's data under the store's own header",
    event: sent({ data: { customer: shopper, shop: { myshopifyDomain: 'other.myshopify.com' } } }),
    store: { vendorAccount: 'fake-shop.myshopify.com' },
    end: ignored({ code: 'other-account' }),
  },
  {
    name: 'a test notification, in a live store',
    event: event({}, {}, { 'shopify-test': 'true' }),
    store: { mode: 'live' },
    end: ignored({ code: 'wrong-mode', params: { event: 'test', store: 'live' } }),
  },
  {
    name: 'a customer that is none',
    event: sent({ data: { customer: 'Ana' } }),
    end: refused({ code: 'body-not-object' }),
  },
  {
    name: 'the GID of something else',
    event: event({ id: 'gid://shopify/Order/42' }),
    end: refused({ code: 'customer-id-missing' }),
  },
  {
    name: 'nobody at all',
    event: event({ id: null }, { query_variables: {} }),
    end: refused({ code: 'customer-id-missing' }),
  },
];

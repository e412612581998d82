import { fixture, fixtureJson } from '../../../support/fixtures';
import { missing, notHandled, receivedAt, wrongType } from '../../../support/sources';
import type { NothingVector, SaysVector } from '../vector';

type Members = Readonly<Record<string, unknown>>;

const billing = {
  first_name: 'Ana',
  last_name: 'Billing',
  company: 'Example Ltd',
  country: 'AR',
  phone: '+15550000000',
};
const meta = (values: Members) =>
  Object.entries(values).map(([key, value], index) => ({ id: index + 1, key, value }));
const customer = {
  ...fixtureJson('woocommerce/customer-updated.json'),
  email: 'ana@example.com',
  first_name: 'Ana',
  last_name: 'Example',
  billing,
  meta_data: meta({ born: '1990-05-17', sex: 'f', newsletter: 'yes' }),
};

const headersOf = (topic: string) => ({
  'x-wc-webhook-topic': topic,
  'x-wc-webhook-source': 'https://shop.example.com/',
});

/** An update of the customer with some members changed; undefined leaves one out. */
const event = (members: Members, topic = 'customer.updated') => ({
  headers: headersOf(topic),
  body: Buffer.from(JSON.stringify({ ...customer, ...members })),
});

const loyalty = { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true };
const store = {
  mapping: { birthDate: 'born', gender: 'sex', extras: ['phone', 'country'] },
  consent: { version: '1', loyalty, metadataKeys: { email_marketing: 'newsletter' } },
};
const metadata = { source: 'woocommerce', store: 'default' };
const dob = '1990-05-17T00:00:00.000Z';
const lacking = { email_marketing: { granted: false, implied: true, unasked: true } } as const;
const yes = { email_marketing: { granted: true } } as const;
const no = { email_marketing: { granted: false } } as const;
const received = receivedAt.toISOString();

type Row = readonly [name: string, members: Members, said: Omit<Partial<SaysVector>, 'kind' | 'name'>];
const rows = (kind: SaysVector['kind'], ...of: readonly Row[]): SaysVector[] =>
  of.map(([name, members, said]) => ({ kind, name, event: event(members), store, silent: [], ...said }));

const silence = rows(
  'silence',
  [
    'all that it has',
    {},
    {
      customer: {
        id: '25',
        name: 'Ana Example',
        email: 'ana@example.com',
        dob,
        gender: 'FEMALE',
        registration_date: '2026-03-02T09:30:12.000Z',
        metadata: { ...metadata, phone: '+15550000000', country: 'AR' },
      },
      consent: yes,
      emailVerified: false,
      at: '2026-03-03T10:00:00.000Z',
    },
  ],
  ['no e-mail', { email: undefined }, { silent: ['email', 'emailVerified'], customer: { email: null } }],
  ['no meta_data', { meta_data: undefined }, { silent: ['gender', 'dob'], consent: {} }],
  ['no billing address', { billing: undefined }, { silent: ['phone', 'country'], customer: { metadata } }],
  ['a billing address without both', { billing: {} }, { silent: ['phone', 'country'] }],
  ['no first name', { first_name: undefined }, { silent: ['name'], customer: { name: 'Example' } }],
  [
    'the name of the billing address where there is no other',
    { first_name: '', last_name: '' },
    { silent: ['name'], customer: { name: 'Ana Billing' } },
  ],
  [
    'then its company',
    { first_name: '', last_name: '', billing: { ...billing, first_name: '', last_name: '' } },
    { silent: ['name'], customer: { name: 'Example Ltd' } },
  ],
  [
    'then the beginning of the e-mail',
    { first_name: '', last_name: '', billing: undefined },
    { silent: ['name', 'phone', 'country'], customer: { name: 'ana' } },
  ],
  [
    'whose the e-mail is, where the store says so',
    {},
    { store: { ...store, emailsVerified: true }, emailVerified: true },
  ],
  ['not when it changed: when it was made', { date_modified_gmt: null }, { at: '2026-03-02T09:30:12.000Z' }],
  [
    'neither: when it came in',
    { date_modified_gmt: null, date_created_gmt: null },
    { at: received, customer: { registration_date: received } },
  ],
  [
    'a change that is far ahead: when it came in',
    { date_modified_gmt: '2099-01-01T00:00:00' },
    { at: received },
  ],
  ['a role that a plugin made', { role: 'wholesale_customer' }, {}],
  ['a subscriber of the site', { role: 'subscriber' }, {}],
  ['a number for a yes', { meta_data: meta({ newsletter: 1 }) }, { consent: yes }],
  ['true for a yes', { meta_data: meta({ newsletter: true }) }, { consent: yes }],
  ['a no', { meta_data: meta({ newsletter: '0' }) }, { consent: no }],
  ['an empty text: no', { meta_data: meta({ newsletter: '' }) }, { consent: no }],
  [
    'a yes as the store names it',
    { meta_data: meta({ newsletter: ' Subscribed ' }) },
    {
      store: {
        ...store,
        consent: {
          ...store.consent,
          metadataKeys: { email_marketing: { key: 'newsletter', granted: ['subscribed'] } },
        },
      },
      consent: yes,
    },
  ],
  [
    'a key twice: the last one counts',
    { meta_data: [...meta({ newsletter: 'yes' }), ...meta({ newsletter: 'no' })] },
    { consent: no },
  ],
);

const takenBack = rows(
  'taken back',
  ['empty texts', { billing: { ...billing, phone: '', country: '' } }, { customer: { metadata } }],
  ['null for the billing address', { billing: null }, { customer: { metadata } }],
  ['null for the e-mail', { email: null }, { customer: { email: null } }],
  ['an empty e-mail', { email: '' }, { customer: { email: null } }],
  [
    'meta_data without the keys',
    { meta_data: [] },
    { customer: { dob: null, gender: null }, consent: lacking },
  ],
  ['null for meta_data', { meta_data: null }, { customer: { dob: null, gender: null }, consent: lacking }],
  [
    'empty values',
    { meta_data: meta({ born: '', sex: null, newsletter: 'yes' }) },
    { customer: { dob: null, gender: null }, consent: yes },
  ],
);

const oddTypes = rows(
  'odd type',
  ['a phone', { billing: { ...billing, phone: 5 } }, { silent: ['phone'], unread: ['billing.phone'] }],
  [
    'a text for the billing address',
    { billing: 'none' },
    { silent: ['phone', 'country'], unread: ['billing'] },
  ],
  ['a first name', { first_name: {} }, { silent: ['name'], unread: ['first_name'] }],
  [
    'a text for meta_data',
    { meta_data: 'none' },
    { silent: ['gender', 'dob'], unread: ['meta_data'], consent: {} },
  ],
  ['entries of it that are none', { meta_data: [null, 5, 'x', [], {}] }, { consent: lacking }],
  [
    'a list for a birth date',
    { meta_data: meta({ born: ['1990-05-17'], sex: 'f', newsletter: 'yes' }) },
    { silent: ['dob'], unread: ['meta_data'], consent: yes },
  ],
  [
    'a birth date that is none',
    { meta_data: meta({ born: '17/05/1990', sex: 'f', newsletter: 'yes' }) },
    { silent: ['dob'], unread: ['meta_data'] },
  ],
  [
    'an object for consent: no yes, and told of',
    { meta_data: meta({ born: '1990-05-17', sex: 'f', newsletter: { yes: true } }) },
    { unread: ['meta_data'], consent: no },
  ],
  [
    'dates that are none',
    { date_created_gmt: 'yesterday', date_modified_gmt: 1772443812 },
    { unread: ['date_created_gmt', 'date_modified_gmt'], at: received },
  ],
  ['empty texts for dates', { date_created_gmt: '', date_modified_gmt: '' }, { at: received }],
);

const unseen = rows('unseen characters', [
  'in an e-mail and a name',
  { email: '\u200Bana@example.com', first_name: 'Ana\u200E' },
  { customer: { name: 'Ana Example', email: 'ana@example.com' } },
]);

const exactId: SaysVector = {
  kind: 'exact id',
  name: 'a number beyond 2^53',
  event: {
    headers: headersOf('customer.created'),
    body: Buffer.from(event({}).body.toString().replace('"id":25', '"id":9007199254740993')),
  },
  customer: { id: '9007199254740993' },
};

const deletion: SaysVector = {
  kind: 'deletion',
  name: 'an id and nothing else',
  event: { headers: headersOf('customer.deleted'), body: fixture('woocommerce/customer-deleted.json') },
  customer: { id: '25' },
  consent: {},
  at: received,
};

export const says: readonly SaysVector[] = [
  ...silence,
  ...takenBack,
  ...oddTypes,
  ...unseen,
  exactId,
  deletion,
];

const unproven = { kind: 'refused', reason: { code: 'deletion-unproven' } } as const;
const isError = { kind: 'refused', reason: { code: 'body-is-error' } } as const;
const staff = { kind: 'ignored', reason: { code: 'staff-account' } } as const;
const withBody = (topic: string, body: unknown) => ({
  headers: headersOf(topic),
  body: Buffer.from(JSON.stringify(body)),
});

export const nothing: readonly NothingVector[] = [
  ...['administrator', 'editor', 'author', 'contributor', 'shop_manager', 'Shop_Manager'].map(
    (role): NothingVector => ({ name: `the role ${role}`, event: event({ role }), end: staff }),
  ),
  {
    name: 'staff, as a store sends it',
    event: { headers: headersOf('customer.created'), body: fixture('woocommerce/staff-created.json') },
    end: staff,
  },
  ...['customer.created', 'customer.updated', 'customer.deleted'].map(
    (topic): NothingVector => ({
      name: `an error in place of a customer, under ${topic}`,
      event: { headers: headersOf(topic), body: fixture('woocommerce/error.json') },
      end: isError,
    }),
  ),
  ...[
    ['a whole customer', customer] as const,
    ['an id and a date', { id: 25, date_created_gmt: '2026-03-02T09:30:12' }] as const,
    ['the id of a guest', { id: 0 }] as const,
    ['an id that is none', { id: 'jane' }] as const,
    ['a list', [{ id: 25 }]] as const,
    ['nothing', {}] as const,
  ].map(
    ([name, body]): NothingVector => ({
      name: `a deletion with ${name}`,
      event: withBody('customer.deleted', body),
      end: unproven,
    }),
  ),
  {
    name: 'the body of a deletion under another topic',
    event: { headers: headersOf('customer.updated'), body: fixture('woocommerce/customer-deleted.json') },
    end: { kind: 'refused', reason: missing('role') },
  },
  {
    name: 'no id',
    event: event({ id: undefined }),
    end: { kind: 'refused', reason: missing('id') },
  },
  {
    name: 'the older form of the API, whose customers name no role',
    event: event({ role: undefined }),
    end: { kind: 'refused', reason: missing('role') },
  },
  {
    name: 'an e-mail that is a number',
    event: event({ email: 5 }),
    end: { kind: 'refused', reason: wrongType('email', 'string', 'number') },
  },
  ...['order.created', 'order.deleted', 'customer', 'Customer.created'].map(
    (topic): NothingVector => ({
      name: `the topic ${topic}`,
      event: event({}, topic),
      end: { kind: 'ignored', reason: notHandled(topic) },
    }),
  ),
  {
    name: 'a topic that may be personal',
    event: event({}, 'ana@example.com'),
    end: { kind: 'ignored', reason: notHandled(null) },
  },
  {
    name: "a selftest's topic alone",
    event: event({}, 'masivo_bridge.selftest'),
    end: { kind: 'ignored', reason: notHandled('masivo_bridge.selftest') },
  },
];

import { isObject } from '../../../../lambda/json';
import { fixture, fixtureJson } from '../../../support/fixtures';
import type { NothingVector, SaysVector } from '../vector';

type Members = Readonly<Record<string, unknown>>;

const customer = {
  id: 'cus_Fake1',
  object: 'customer',
  created: 1680893993,
  email: 'ana@example.com',
  name: 'Ana Example',
  phone: null,
  description: null,
  address: null,
  preferred_locales: [],
  metadata: { born: '1990-05-17', sex: 'f' },
};

/** An update of the customer with some members changed; undefined leaves one out. */
const event = (members: Members, about: Members = {}) => ({
  headers: {},
  body: Buffer.from(
    JSON.stringify({
      id: 'evt_Fake1',
      object: 'event',
      created: 1680893994,
      livemode: true,
      type: 'customer.updated',
      data: { object: { ...customer, ...members } },
      ...about,
    }),
  ),
});

const loyalty = { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true };
const store = {
  mapping: { birthDate: 'born', gender: 'sex', extras: ['phone', 'country', 'locale', 'note'] },
  consent: { version: '1', loyalty, metadataKeys: { email_marketing: 'newsletter' } },
};
const lacking = { email_marketing: { granted: false, implied: true, unasked: true } } as const;
const dob = '1990-05-17T00:00:00.000Z';

type Row = readonly [name: string, members: Members, said: Omit<Partial<SaysVector>, 'kind' | 'name'>];
const rows = (kind: SaysVector['kind'], ...of: readonly Row[]): SaysVector[] =>
  of.map(([name, members, said]) => ({ kind, name, event: event(members), store, silent: [], ...said }));

const silence = rows(
  'silence',
  ['all that it has', {}, { customer: { name: 'Ana Example', dob, gender: 'FEMALE' }, emailVerified: false }],
  [
    'no e-mail',
    { email: undefined },
    {
      store: { ...store, emailsVerified: true },
      silent: ['email', 'emailVerified'],
      customer: { email: null },
      emailVerified: false,
    },
  ],
  ['no metadata', { metadata: undefined }, { silent: ['gender', 'dob'], consent: {} }],
  [
    'no phone, address, locales and description',
    { phone: undefined, address: undefined, preferred_locales: undefined, description: undefined },
    { silent: ['phone', 'country', 'locale', 'note'] },
  ],
  ['an address without a country', { address: { city: 'Exampleton' } }, { silent: ['country'] }],
  ['no name', { name: null }, { silent: ['name'], customer: { name: 'ana' } }],
  [
    'an individual name where there is no other',
    { name: undefined, individual_name: 'Ana Person' },
    { customer: { name: 'Ana Person' } },
  ],
  [
    'whose the e-mail is, where the store says so',
    {},
    { store: { ...store, emailsVerified: true }, emailVerified: true },
  ],
);

const takenBack = rows(
  'taken back',
  [
    'metadata without the keys',
    { metadata: {} },
    { customer: { dob: null, gender: null }, consent: lacking },
  ],
  ['null for the e-mail', { email: null }, { customer: { email: null } }],
  ['null for metadata', { metadata: null }, { customer: { dob: null, gender: null }, consent: lacking }],
  ['an empty value', { metadata: { born: '', sex: '' } }, { customer: { dob: null, gender: null } }],
  ['null for all', { phone: null, address: null, preferred_locales: null, description: null }, {}],
  ['empty ones', { phone: '', address: { country: null }, preferred_locales: [], description: '' }, {}],
);

const oddTypes = rows(
  'odd type',
  ['a text for an address', { address: '' }, { silent: ['country'], unread: ['address'] }],
  ['its country', { address: { country: 7 } }, { silent: ['country'], unread: ['address.country'] }],
  ['locales', { preferred_locales: {} }, { silent: ['locale'], unread: ['preferred_locales'] }],
  ['a locale', { preferred_locales: [5] }, { silent: ['locale'], unread: ['preferred_locales'] }],
  ...['17/05/1990', '1990-02-30'].map(
    (born): Row => [
      `a birth date of ${born}`,
      { metadata: { born, sex: 'f' } },
      { silent: ['dob'], unread: ['metadata'], customer: { dob: null, gender: 'FEMALE' } },
    ],
  ),
  ['a list for metadata', { metadata: [] }, { silent: ['gender', 'dob'], unread: ['metadata'], consent: {} }],
  [
    'a list for consent: no yes, and told of',
    { metadata: { newsletter: ['yes'], born: '1990-05-17', sex: 'f' } },
    { unread: ['metadata'], consent: { email_marketing: { granted: false, implied: true } } },
  ],
  ['metadata', { metadata: 'x' }, { silent: ['gender', 'dob'], unread: ['metadata'], consent: {} }],
  [
    'a value of ours in metadata, whose key is not named',
    { metadata: { born: 643_000_000, sex: 'f', other: 1 } },
    { silent: ['dob'], unread: ['metadata'], customer: { gender: 'FEMALE' } },
  ],
  ['name', { name: {} }, { silent: ['name'], unread: ['name'], customer: { name: 'ana' } }],
  ['phone', { phone: 5 }, { silent: ['phone'], unread: ['phone'] }],
  ['description', { description: [] }, { silent: ['note'], unread: ['description'] }],
);

const unseen = rows(
  'unseen characters',
  [
    'around an e-mail and inside',
    { email: '\u200Bana\u2060@example.com\uFEFF' },
    { customer: { email: 'ana@example.com' } },
  ],
  ['inside a name', { name: '\u200EAna \u00ADExample\u202C' }, { customer: { name: 'Ana Example' } }],
  ['a name of nothing else', { name: '\u200B\u200D' }, { silent: ['name'], customer: { name: 'ana' } }],
);

const completed = (session: Members, about: Members = {}) => {
  const body = fixtureJson('stripe/checkout-session-completed.json');
  const object = { ...memberOf(memberOf(body, 'data'), 'object'), ...session };
  return { headers: {}, body: Buffer.from(JSON.stringify({ ...body, ...about, data: { object } })) };
};
const memberOf = (value: unknown, name: string) =>
  isObject(value) && isObject(value[name]) ? value[name] : {};

const consentEvents: SaysVector[] = [
  {
    kind: 'consent event',
    name: 'a checkout with opt_in',
    event: { headers: {}, body: fixture('stripe/checkout-session-completed.json') },
    store,
    customer: { id: 'cus_Fake1' },
    consent: { email_marketing: { granted: true } },
    at: '2026-11-27T05:39:20.000Z',
  },
  {
    kind: 'consent event',
    name: 'a checkout with opt_out, and the customer expanded',
    event: completed({ consent: { promotions: 'opt_out' }, customer }),
    store,
    customer: { id: 'cus_Fake1' },
    consent: { email_marketing: { granted: false } },
  },
];

const ofType = (type: string, { headers, body }: ReturnType<typeof event>) => ({
  headers,
  body: Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), type })),
});

/** An update that replaced these values. */
const replaced = (members: Members, previous_attributes: Members) => {
  const { headers, body } = event(members);
  const { data, ...about } = JSON.parse(body.toString());
  return { headers, body: Buffer.from(JSON.stringify({ ...about, data: { ...data, previous_attributes } })) };
};
/** The store's own texts for a yes. */
const worded = (...granted: readonly string[]) => ({
  ...store,
  consent: { version: '1', loyalty, metadataKeys: { email_marketing: { key: 'newsletter', granted } } },
});
const metadataConsent = rows(
  'silence',
  ...(
    [
      ['opted-in', true],
      [' OPTED-IN ', true],
      ['yes', false],
      ['', false],
      ['opted', false],
    ] as const
  ).map(
    ([newsletter, granted]): Row => [
      `of consent, where the store's text for a yes is opted-in and the value ${JSON.stringify(newsletter)}`,
      {},
      {
        event: replaced({ metadata: { newsletter } }, { metadata: { newsletter: null } }),
        store: worded('Opted-in', 'ja'),
        consent: { email_marketing: { granted } },
      },
    ],
  ),
);

const repeated: SaysVector[] = (
  [
    ['a changed yes', 'yes', { newsletter: 'no' }, { granted: true }],
    ['a yes that is new', 'yes', { newsletter: null }, { granted: true }],
    ['a changed no', 'no', { newsletter: 'yes' }, { granted: false }],
    // As old as the customer.
    ['a repeated yes', 'yes', { other: 'x' }, { granted: true, at: 1_680_893_993_000 }],
    ['a repeated no', 'no', { other: 'x' }, { granted: false, implied: true }],
    [
      'a yes that is only written otherwise',
      'yes',
      { newsletter: 'Yes ' },
      { granted: true, at: 1_680_893_993_000 },
    ],
    ['another text for yes', 'true', { newsletter: 'yes' }, { granted: true, at: 1_680_893_993_000 }],
    ['another text for no', 'no', { newsletter: 'false' }, { granted: false, implied: true }],
    ['a no that is new', 'no', { newsletter: null }, { granted: false }],
    ['a yes beside another change', 'yes', null, { granted: true, at: 1_680_893_993_000 }],
  ] as const
).map(([name, newsletter, metadata, stated]) => ({
  kind: 'silence',
  name: `of consent: ${name}`,
  event: replaced({ metadata: { newsletter } }, metadata ? { metadata } : { name: 'Before' }),
  store,
  consent: { email_marketing: stated },
}));

/** Updates that name nothing that they replaced. */
const withoutPrevious: SaysVector[] = (
  [
    ['yes', { granted: true, at: 1_680_893_993_000 }],
    ['no', { granted: false, implied: true }],
  ] as const
).map(([newsletter, stated]) => ({
  kind: 'silence',
  name: `of consent: an update with ${newsletter}, and nothing that it replaced`,
  event: ofType('customer.updated', event({ metadata: { newsletter } })),
  store,
  consent: { email_marketing: stated },
}));

const deletions: readonly SaysVector[] = [
  {
    kind: 'deletion',
    name: 'with the customer as it was last',
    event: { headers: {}, body: fixture('stripe/customer-deleted.json') },
    customer: { id: 'cus_NffrFeUfNV2Hib', name: null, email: null },
    consent: {},
    at: '2023-04-07T18:59:53.000Z',
  },
  {
    kind: 'deletion',
    name: 'with nothing else of the customer',
    event: ofType('customer.deleted', event({ created: undefined, email: undefined, metadata: 5 })),
    customer: { id: 'cus_Fake1' },
  },
];

export const says: readonly SaysVector[] = [
  ...silence,
  ...takenBack,
  ...oddTypes,
  ...unseen,
  ...consentEvents,
  ...metadataConsent,
  ...repeated,
  ...withoutPrevious,
  ...deletions,
];

const own = { vendorAccount: 'acct_Fake1' };

const ofOther = { kind: 'ignored', reason: { code: 'other-account' } } as const;
const unknown = { kind: 'ignored', reason: { code: 'consent-unknown' } } as const;
export const nothing: readonly NothingVector[] = [
  ...[null, 'maybe', 5, undefined].map((promotions) => ({
    name: `a checkout that did not ask: ${promotions}`,
    event: completed({ consent: { promotions } }),
    end: unknown,
  })),
  ...[null, undefined, 'opt_in'].map((consent) => ({
    name: `a checkout with ${JSON.stringify(consent)} for consent`,
    event: completed({ consent }),
    end: unknown,
  })),
  ...[null, undefined, 'acct_1', '', 5, { id: 'acct_1' }, { id: 'cus_Fake1', deleted: true }].map(
    (nobody) => ({
      name: `a checkout with ${JSON.stringify(nobody)} for a customer`,
      event: completed({ customer: nobody }),
      end: { kind: 'ignored', reason: { code: 'checkout-without-customer' } } as const,
    }),
  ),
  {
    name: 'a checkout of another account',
    event: completed({}, { account: 'acct_Fake2' }),
    store: own,
    end: ofOther,
  },
  {
    name: 'a checkout in test mode',
    event: completed({}, { livemode: false }),
    store: { mode: 'live' },
    end: { kind: 'ignored', reason: { code: 'wrong-mode', params: { event: 'test', store: 'live' } } },
  },
  {
    name: "an organisation's event of another account",
    event: { headers: {}, body: fixture('known-faults/03-stripe-organisation-event-context.json') },
    store: own,
    end: ofOther,
  },
  {
    name: "an organisation's event of an account of the store's platform",
    event: event({}, { context: 'acct_Fake1/acct_Fake2' }),
    store: own,
    end: ofOther,
  },
  {
    name: 'an event that names its own account and the context of another',
    event: event({}, { account: 'acct_Fake1', context: 'acct_Fake2' }),
    store: own,
    end: ofOther,
  },
];

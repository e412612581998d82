import type { DraftField } from '../../../../lambda/masivo/customer';
import type { RequestHeaders } from '../../../../lambda/sources/source';
import { fixture } from '../../../support/fixtures';
import type { NothingVector, SaysVector } from '../vector';

type Members = Readonly<Record<string, unknown>>;

const shopper = {
  id: 42,
  created_at: '2026-03-01T10:00:00-05:00',
  updated_at: '2026-03-01T10:00:00-05:00',
  first_name: 'Ana',
  last_name: 'Example',
  state: 'disabled',
  note: null,
  verified_email: true,
  email: 'ana@example.com',
  phone: null,
  tags: '',
  addresses: [],
  metafields: [],
  admin_graphql_api_id: 'gid://shopify/Customer/42',
};

const headersOf = (topic: string): RequestHeaders => ({
  'x-shopify-topic': topic,
  'x-shopify-shop-domain': 'fake-shop.myshopify.com',
});

/** The shopper with some members changed; undefined leaves one out. */
const event = (members: Members, headers: RequestHeaders = {}) => ({
  headers: { ...headersOf('customers/update'), ...headers },
  body: Buffer.from(JSON.stringify({ ...shopper, ...members })),
});

const store = {
  mapping: { gender: 'custom.gender', extras: ['phone', 'country', 'locale', 'note', 'tags'] },
};

/** What `shopper` says nothing about: classic bodies have no locale. */
const usual: readonly DraftField[] = ['locale'];
const metafields = (...paths: readonly (readonly [path: string, value: unknown])[]) =>
  paths.map(([path, value]) => ({ namespace: path.split('.')[0], key: path.split('.')[1], value }));
const dob = '1990-05-17T00:00:00.000Z';

type Row = readonly [name: string, members: Members, said: Omit<Partial<SaysVector>, 'kind' | 'name'>];
const rows = (kind: SaysVector['kind'], ...of: readonly Row[]): SaysVector[] =>
  of.map(([name, members, said]) => ({ kind, name, event: event(members), store, silent: usual, ...said }));

const silence = rows(
  'silence',
  ['all that it has', {}, { customer: { name: 'Ana Example' }, emailVerified: true }],
  ['no metafields', { metafields: undefined }, { silent: ['gender', 'dob', 'locale'] }],
  [
    'metafields of other namespaces',
    { metafields: metafields(['loyalty.level', 'gold']) },
    { silent: ['gender', 'dob', 'locale'] },
  ],
  [
    'metafields of one of two namespaces',
    { metafields: metafields(['facts.birth_date', '1990-05-17']) },
    { silent: ['gender', 'locale'], customer: { dob } },
  ],
  [
    'no phone, note and tags',
    { phone: undefined, note: undefined, tags: undefined },
    { silent: ['phone', 'locale', 'note', 'tags'] },
  ],
  ...[undefined, [{ phone: '+1 555 0100' }]].map(
    (addresses): Row => [
      `no phone, and ${addresses ? 'no default one among the addresses' : 'nothing about addresses'}`,
      { phone: null, addresses },
      { silent: ['phone', 'country', 'locale'] },
    ],
  ),
  [
    "an address's phone alone fills an empty one",
    { phone: undefined, default_address: { phone: '+1 555 0100', country_code: 'US' } },
    {
      silent: ['phone', 'locale'],
      customer: { metadata: { source: 'shopify', store: 'default', phone: '+1 555 0100', country: 'US' } },
    },
  ],
  ['no address', { addresses: undefined, phone: '+1' }, { silent: ['country', 'locale'] }],
  [
    'an address without a country',
    { default_address: { company: 'Example Ltd' } },
    { silent: ['phone', 'country', 'locale'] },
  ],
  [
    'both names empty',
    { first_name: '', last_name: null },
    { silent: ['name', 'locale'], customer: { name: 'ana' } },
  ],
  [
    'both names empty, and a name in the address',
    { first_name: null, last_name: ' ', default_address: { name: 'Ana Address', country_code: null } },
    { silent: ['name', 'phone', 'locale'], customer: { name: 'Ana Address' } },
  ],
  ['half a name', { first_name: undefined }, { silent: ['name', 'locale'], customer: { name: 'Example' } }],
  ['an e-mail of which nobody knows whose it is', { verified_email: false }, { emailVerified: false }],
  [
    'no e-mail',
    { email: undefined },
    { silent: ['email', 'emailVerified', 'locale'], customer: { email: null }, emailVerified: false },
  ],
  [
    'not whose the e-mail is',
    { verified_email: undefined },
    { silent: ['emailVerified', 'locale'], emailVerified: false },
  ],
);

const takenBack = rows(
  'taken back',
  ['null for the e-mail', { email: null }, { customer: { email: null } }],
  ['null for metafields', { metafields: null }, { customer: { dob: null } }],
  ['no metafield in the list', { metafields: [] }, { customer: { dob: null } }],
  [
    'the namespaces without the keys',
    { metafields: metafields(['facts.shoe_size', '40'], ['custom.colour', 'red']) },
    { customer: { dob: null, gender: null } },
  ],
  [
    'null and nothing for values',
    { metafields: metafields(['facts.birth_date', null], ['custom.gender', '']) },
    { customer: { dob: null, gender: null } },
  ],
  ['null for the address', { addresses: undefined, default_address: null }, {}],
  ['the last address', { addresses: [], default_address: undefined }, {}],
  ['null for phone, note and tags', { phone: null, note: null, tags: null }, {}],
  ['empty texts', { phone: '', note: ' ', tags: '', locale: '' }, { silent: [] }],
  ['one of two names', { first_name: null }, { customer: { name: 'Example' } }],
);

const oddTypes = rows(
  'odd type',
  ['tags', { tags: ['a'] }, { silent: ['locale', 'tags'], unread: ['tags'] }],
  ['note', { note: {} }, { silent: ['locale', 'note'], unread: ['note'] }],
  ['phone', { phone: 15550100 }, { silent: ['phone', 'locale'], unread: ['phone'] }],
  ['locale', { locale: ['es'] }, { unread: ['locale'] }],
  ['metafields', { metafields: {} }, { silent: ['gender', 'dob', 'locale'], unread: ['metafields'] }],
  ...['17/05/1990', '1990-02-30', 'soon'].map(
    (text): Row => [
      `a birth date of ${text}`,
      { metafields: metafields(['facts.birth_date', text], ['custom.gender', 'f']) },
      { silent: ['dob', 'locale'], unread: ['metafields'], customer: { dob: null, gender: 'FEMALE' } },
    ],
  ),
  [
    'a metafield among good ones',
    { metafields: ['x', ...metafields(['facts.birth_date', '1990-05-17'])] },
    { silent: ['gender', 'locale'], unread: ['metafields'], customer: { dob } },
  ],
  [
    'a metafield without a name',
    { metafields: [{ key: 1 }, ...metafields(['facts.shoe_size', '40'])] },
    { silent: ['gender', 'dob', 'locale'], unread: ['metafields'] },
  ],
  [
    'the value of ours',
    { metafields: metafields(['facts.birth_date', 643_000_000], ['custom.gender', 'f']) },
    { silent: ['dob', 'locale'], unread: ['metafields'], customer: { gender: 'FEMALE' } },
  ],
  [
    "the value of another's",
    { metafields: metafields(['facts.shoe_size', 40], ['custom.gender', 'f']) },
    { customer: { gender: 'FEMALE' } },
  ],
  [
    'the address',
    { default_address: 'Main St' },
    { silent: ['phone', 'country', 'locale'], unread: ['default_address'] },
  ],
  [
    'the name in the address',
    { default_address: { name: {}, country_code: 'US' } },
    { silent: ['phone', 'locale'], unread: ['default_address.name'] },
  ],
  [
    'a name',
    { first_name: ['Ana'] },
    { silent: ['name', 'locale'], unread: ['first_name'], customer: { name: 'Example' } },
  ],
  [
    'verified_email',
    { verified_email: 'yes' },
    { silent: ['emailVerified', 'locale'], unread: ['verified_email'], emailVerified: false },
  ],
  [
    'consent',
    { email_marketing_consent: 'subscribed', accepts_marketing: 'yes' },
    { unread: ['email_marketing_consent', 'accepts_marketing'], consent: {} },
  ],
);

const unseen = rows(
  'unseen characters',
  [
    'around an e-mail and inside',
    { email: '\u200B\u202Aana\u2060@example.com\u202C\uFEFF' },
    { customer: { email: 'ana@example.com' } },
  ],
  [
    'around a name',
    { first_name: '\u200EAna\u200F', last_name: 'Exam\u00ADple\u200B' },
    { customer: { name: 'Ana Example' } },
  ],
  [
    'a name of nothing else',
    { first_name: '\u200B', last_name: '\u200D\u2066' },
    { silent: ['name', 'locale'], customer: { name: 'ana' } },
  ],
  [
    'between Persian letters they are part of a name',
    { first_name: 'علی\u200Cرضا', last_name: null },
    { customer: { name: 'علی\u200Cرضا' } },
  ],
);

const exact = (id: string) => Buffer.from(`{"note":"${id}","id": ${id},"email":"ana@example.com"}`);
const exactIds: SaysVector[] = ['9007199254740993', '706405506930370084'].map((id) => ({
  kind: 'exact id',
  name: id,
  event: { headers: headersOf('customers/create'), body: exact(id) },
  customer: { id },
}));

const emailTopic = 'customers_email_marketing_consent/update';
const smsTopic = 'customers_marketing_consent/update';
const triggered = { 'x-shopify-triggered-at': '2026-03-09T12:00:00.000Z' };
const consentEvent = (topic: string, body: object, headers: RequestHeaders = {}) => ({
  headers: { ...headersOf(topic), ...headers },
  body: Buffer.from(JSON.stringify(body)),
});
/** A choice about e-mail by customer 42. */
const chosen = (choice: unknown, headers?: RequestHeaders) =>
  consentEvent(
    emailTopic,
    { customer_id: 42, email_address: 'ana@example.com', email_marketing_consent: choice },
    headers,
  );
const chosenAt = { consent_updated_at: '2026-02-20T10:05:00-05:00' };
const at = Date.parse('2026-02-20T15:05:00Z');

const consentEvents: SaysVector[] = [
  {
    kind: 'consent event',
    name: 'subscribed, of an id beyond 2^53',
    event: {
      headers: headersOf(emailTopic),
      // As if it had come when all of these come.
      body: Buffer.from(
        fixture('shopify/customers-email-marketing-consent-update.json')
          .toString()
          .replace('2026-09-28', '2026-02-28'),
      ),
    },
    customer: { id: '706405506930370084' },
    consent: { email_marketing: { granted: true, at: Date.parse('2026-02-28T04:00:00Z') } },
    at: '2026-02-28T04:00:00.000Z',
  },
  {
    kind: 'consent event',
    name: 'SMS, undated',
    event: {
      headers: { ...headersOf(smsTopic), ...triggered },
      body: fixture('shopify/customers-marketing-consent-update.json'),
    },
    customer: { id: '706405506930370084' },
    consent: { sms: { granted: false, unasked: true } },
    at: '2026-03-09T12:00:00.000Z',
  },
  {
    kind: 'consent event',
    name: 'SMS, subscribed, and nothing about e-mail in the same body',
    event: consentEvent(smsTopic, {
      id: 42,
      sms_marketing_consent: { state: 'subscribed', ...chosenAt },
      email_marketing_consent: { state: 'subscribed' },
    }),
    customer: { id: '42' },
    consent: { sms: { granted: true, at } },
  },
  ...['unsubscribed', 'not_subscribed', 'pending', 'redacted', 'invalid', 'UNSUBSCRIBED'].map(
    (state): SaysVector => ({
      kind: 'consent event',
      name: `${state} is no yes`,
      event: chosen({ state, ...chosenAt }),
      customer: { id: '42' },
      consent: { email_marketing: { granted: false, at } },
      at: '2026-02-20T15:05:00.000Z',
    }),
  ),
  {
    kind: 'consent event',
    name: 'its own date counts, and not when it was triggered',
    event: chosen({ state: 'subscribed', ...chosenAt }, triggered),
    at: '2026-02-20T15:05:00.000Z',
  },
  {
    kind: 'consent event',
    name: 'undated, triggered far ahead',
    event: chosen({ state: 'subscribed' }, { 'x-shopify-triggered-at': '2099-01-01T00:00:00Z' }),
    consent: { email_marketing: { granted: true } },
    // When it came in.
    at: '2026-03-09T12:20:00.000Z',
  },
  ...['2999-01-01T00:00:00Z', '9999-12-31T23:59:59-12:00'].map(
    (consent_updated_at): SaysVector => ({
      kind: 'consent event',
      name: `dated ${consent_updated_at}`,
      event: chosen({ state: 'subscribed', consent_updated_at }),
      consent: { email_marketing: { granted: true } },
      at: '2026-03-09T12:20:00.000Z',
    }),
  ),
  {
    kind: 'consent event',
    name: 'dated a little ahead, by a clock that is not ours',
    event: chosen({ state: 'subscribed', consent_updated_at: '2026-03-09T12:25:00Z' }),
    consent: { email_marketing: { granted: true, at: Date.parse('2026-03-09T12:25:00Z') } },
    at: '2026-03-09T12:25:00.000Z',
  },
  {
    kind: 'consent event',
    name: 'undated: it stands at the second of its trigger',
    event: chosen({ state: 'subscribed' }, { 'x-shopify-triggered-at': '2026-03-09T12:00:00.900Z' }),
    at: '2026-03-09T12:00:00.000Z',
  },
  {
    kind: 'consent event',
    name: 'undated, and nobody says when it was triggered',
    event: chosen({ state: 'subscribed', consent_updated_at: 5 }),
    at: '2026-03-09T12:20:00.000Z',
  },
];

const oldBodies = rows(
  'silence',
  [
    'consent of an older API version, dated',
    {
      email_marketing_consent: { state: 'subscribed', ...chosenAt },
      sms_marketing_consent: { state: 'unsubscribed', consent_updated_at: null },
    },
    { consent: { email_marketing: { granted: true, at }, sms: { granted: false } } },
  ],
  [
    'consent of an older API version that is null or unknown',
    { email_marketing_consent: { state: null }, sms_marketing_consent: { state: 'maybe' } },
    { consent: {} },
  ],
  [
    'consent of an older API version, dated in the far future',
    {
      email_marketing_consent: { state: 'subscribed', consent_updated_at: '9999-12-31T23:59:59-12:00' },
      sms_marketing_consent: { state: 'subscribed', consent_updated_at: '2999-01-01T00:00:00Z' },
    },
    { consent: { email_marketing: { granted: true }, sms: { granted: true } } },
  ],
  [
    'accepts_marketing, dated in the far future',
    { accepts_marketing: true, accepts_marketing_updated_at: '2999-01-01T00:00:00Z' },
    { consent: { email_marketing: { granted: true } } },
  ],
  [
    'accepts_marketing, dated',
    { accepts_marketing: true, accepts_marketing_updated_at: chosenAt.consent_updated_at },
    { consent: { email_marketing: { granted: true, at } } },
  ],
);

const gid = 'gid://shopify/Customer/42';
/** What the topic of a deletion brings with this body. */
const deletion = (body: unknown, topic = 'customers/delete') => ({
  headers: { ...headersOf(topic), ...triggered },
  body: Buffer.from(JSON.stringify(body)),
});
/** As API versions from 2025-07 on, of 2025-01, and before that send it. */
const deletions: readonly SaysVector[] = [
  ['of today', { id: 42, tax_exemptions: [], admin_graphql_api_id: gid }],
  ['without a GID', { id: 42, tax_exemptions: [] }],
  ['of 2025-01', { id: 42, phone: null, addresses: [], tax_exemptions: [], admin_graphql_api_id: gid }],
  [
    'of 2024-10',
    {
      id: 42,
      phone: '+15555550100',
      addresses: [],
      tax_exemptions: [],
      email_marketing_consent: { state: 'subscribed' },
      sms_marketing_consent: null,
      admin_graphql_api_id: gid,
    },
  ],
].map(([name, body]) => ({
  kind: 'deletion',
  name: String(name),
  event: deletion(body),
  customer: { id: '42', name: null, email: null },
  consent: {},
  at: '2026-03-09T12:00:00.000Z',
}));

const mergeOf = (own: Members = {}) =>
  deletion(
    {
      admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/41',
      admin_graphql_api_customer_deleted_id: gid,
      admin_graphql_api_job_id: null,
      status: 'completed',
      errors: [],
      ...own,
    },
    'customers/merge',
  );
const merges: readonly SaysVector[] = [
  ['completed', {}],
  ['in upper case', { status: 'COMPLETED' }],
  ['without a list of errors', { errors: undefined }],
].map(([name, own]) => ({
  kind: 'merge',
  name: String(name),
  event: mergeOf(Object(own)),
  customer: { id: '42', name: null, email: null },
  consent: {},
  at: '2026-03-09T12:00:00.000Z',
}));

export const says: readonly SaysVector[] = [
  ...silence,
  ...takenBack,
  ...oddTypes,
  ...unseen,
  ...exactIds,
  ...consentEvents,
  ...oldBodies,
  ...deletions,
  ...merges,
];

const unproven: readonly NothingVector[] = [
  // Of any resource, and what Shopify makes of a body that is too large.
  ['a bare id', { id: 42 }],
  ['a bare GID', { admin_graphql_api_id: gid }],
  ['the consent to SMS', { id: 42, phone: '+15555550100', sms_marketing_consent: { state: 'subscribed' } }],
  ['a whole customer', shopper],
  ['a customer without an address', { ...shopper, tax_exemptions: [], email: undefined }],
  ['a customer of whom a part was asked for', { id: 42, tax_exemptions: [], updated_at: shopper.updated_at }],
  [
    'another resource',
    { id: 42, tax_exemptions: [], admin_graphql_api_id: 'gid://shopify/CompanyLocation/42' },
  ],
  ['nobody', { tax_exemptions: [] }],
  ['no object', [42]],
].map(([name, body]) => ({
  name: `a deletion with the body of ${name}`,
  event: deletion(body),
  end: { kind: 'refused', reason: { code: 'deletion-unproven' } },
}));

const message = 'Ana Example has gift cards.';
const noMerge: readonly NothingVector[] = [
  ...['failed', 'requested', 'in_progress', 'FAILED'].map(
    (status): NothingVector => ({
      name: `a merge that is ${status}`,
      event: mergeOf({ status, errors: [{ customer_ids: [41], field: 'gift_cards', message }] }),
      end: { kind: 'ignored', reason: { code: 'merge-not-completed' } },
    }),
  ),
  ...[
    ['of a status that nobody knows', { status: 'done' }],
    ['without a status', { status: null }],
    ['with an error', { errors: [{ message }] }],
    ['with errors that are no list', { errors: message }],
    ['of one customer', { admin_graphql_api_customer_kept_id: gid }],
    ['into nobody', { admin_graphql_api_customer_kept_id: null }],
    ['of nobody', { admin_graphql_api_customer_deleted_id: undefined }],
    ['of companies', { admin_graphql_api_customer_kept_id: 'gid://shopify/Company/41' }],
    ['by bare numbers', { admin_graphql_api_customer_kept_id: 41 }],
  ].map(
    ([name, own]): NothingVector => ({
      name: `a merge ${name}`,
      event: mergeOf(Object(own)),
      end: { kind: 'refused', reason: { code: 'merge-unclear' } },
    }),
  ),
  {
    name: 'a merge with the body of a deletion',
    event: deletion({ id: 42, tax_exemptions: [] }, 'customers/merge'),
    end: { kind: 'refused', reason: { code: 'merge-unclear' } },
  },
];

const live = { mode: 'live' };
const isTest = { 'x-shopify-test': 'true' };
export const nothing: readonly NothingVector[] = [
  ...unproven,
  ...noMerge,
  {
    name: 'a test notification, in a live store',
    event: {
      headers: { ...headersOf('customers/create'), ...isTest },
      body: fixture('known-faults/04-shopify-test-notification-null-dates.json'),
    },
    store: live,
    end: { kind: 'ignored', reason: { code: 'wrong-mode', params: { event: 'test', store: 'live' } } },
  },
  ...[null, 'maybe', 5, undefined].map((state) => ({
    name: `a choice that is ${state}`,
    event: chosen({ state, ...chosenAt }),
    end: { kind: 'ignored', reason: { code: 'consent-unknown' } } as const,
  })),
  ...[null, undefined, 'subscribed', []].map((choice) => ({
    name: `${JSON.stringify(choice)} for a choice`,
    event: chosen(choice),
    end: { kind: 'ignored', reason: { code: 'consent-unknown' } } as const,
  })),
  {
    name: 'a choice of nobody',
    event: consentEvent(emailTopic, { id: 42, email_marketing_consent: { state: 'subscribed' } }),
    end: { kind: 'refused', reason: { code: 'customer-id-missing' } },
  },
  {
    name: 'a choice about WhatsApp, whose body is not documented',
    event: consentEvent('customers_whats_app_marketing_consent/update', {
      customer_id: 42,
      whats_app_marketing_consent: { state: 'subscribed' },
    }),
    end: {
      kind: 'ignored',
      reason: {
        code: 'event-not-handled',
        params: { event: 'customers_whats_app_marketing_consent/update' },
      },
    },
  },
  {
    name: 'a choice in a test notification, in a live store',
    event: chosen({ state: 'subscribed', ...chosenAt }, isTest),
    store: live,
    end: { kind: 'ignored', reason: { code: 'wrong-mode', params: { event: 'test', store: 'live' } } },
  },
  ...['True', ' TRUE '].map((value) => ({
    name: `a test notification, in a live store, by a header of ${JSON.stringify(value)}`,
    event: event({}, { 'x-shopify-test': value }),
    store: live,
    end: {
      kind: 'ignored',
      reason: { code: 'wrong-mode', params: { event: 'test', store: 'live' } },
    } as const,
  })),
  ...[
    'gid://shopify/Order/42',
    'GID://shopify/Order/42',
    'shopify/Order/42',
    'gid://shopify/Customer/42?x=1',
    'gid://shopify/Customer/042',
    'gid://shopify/Customer/',
    '42',
  ].map((admin_graphql_api_id) => ({
    name: `a GID of ${admin_graphql_api_id}`,
    event: event({ admin_graphql_api_id }),
    end: { kind: 'refused', reason: { code: 'customer-id-missing' } } as const,
  })),
];

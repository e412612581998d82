import { fixtureJson } from '../../../support/fixtures';
import { missing, notHandled, outOfBounds, wrongType } from '../../../support/sources';
import type { NothingVector, SaysVector } from '../vector';

type Members = Readonly<Record<string, unknown>>;

const data = {
  id: 'c-7',
  email: 'erin@example.com',
  email_verified: true,
  name: 'Erin Example',
  created_at: '2026-03-01T08:00:00.000Z',
  updated_at: '2026-03-02T09:30:00.000Z',
  phone: '+15550000000',
  country: 'AR',
  locale: 'es-AR',
  birth_date: '1990-05-17',
  gender: 'f',
  tags: ['vip', 'new'],
  consent: { email_marketing: true },
};

/** An update of the customer with some members changed; undefined leaves one out. */
const event = (members: Members, about: Members = {}) => ({
  headers: {},
  body: Buffer.from(
    JSON.stringify({
      type: 'customer.updated',
      timestamp: '2026-03-02T09:30:01.000Z',
      data: { ...data, ...members },
      ...about,
    }),
  ),
});

const loyalty = { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true };
const store = {
  mapping: { extras: ['phone', 'country', 'locale', 'tags'] },
  consent: { version: '1', loyalty },
};
const metadata = { source: 'standard', store: 'default' };
const extras = { phone: '+15550000000', country: 'AR', locale: 'es-AR', tags: 'vip, new' };
const dob = '1990-05-17T00:00:00.000Z';
const lacking = { granted: false, implied: true, unasked: true } as const;

type Row = readonly [name: string, members: Members, said: Omit<Partial<SaysVector>, 'kind' | 'name'>];
const rows = (kind: SaysVector['kind'], ...of: readonly Row[]): SaysVector[] =>
  of.map(([name, members, said]) => ({ kind, name, event: event(members), store, silent: [], ...said }));

const silence = rows(
  'silence',
  [
    'all that it has',
    {},
    {
      customer: { name: 'Erin Example', dob, gender: 'FEMALE', metadata: { ...metadata, ...extras } },
      consent: { email_marketing: { granted: true } },
      emailVerified: true,
      at: '2026-03-02T09:30:00.000Z',
    },
  ],
  [
    'no e-mail',
    { email: undefined },
    { silent: ['email', 'emailVerified'], customer: { email: null }, emailVerified: false },
  ],
  [
    'not whose the e-mail is',
    { email_verified: undefined },
    { silent: ['emailVerified'], emailVerified: false },
  ],
  [
    'not whose the e-mail is, and the store does',
    { email_verified: undefined },
    { store: { ...store, emailsVerified: true }, emailVerified: true },
  ],
  [
    'that the e-mail is not verified, whatever the store says',
    { email_verified: false },
    { store: { ...store, emailsVerified: true }, emailVerified: false },
  ],
  [
    'no phone, country, locale and tags',
    { phone: undefined, country: undefined, locale: undefined, tags: undefined },
    { silent: ['phone', 'country', 'locale', 'tags'], customer: { metadata } },
  ],
  ['no birth date and gender', { birth_date: undefined, gender: undefined }, { silent: ['gender', 'dob'] }],
  ['no consent', { consent: undefined }, { consent: {} }],
  ['no consent on any channel', { consent: {} }, { consent: {} }],
  ['no name', { name: undefined }, { silent: ['name'], customer: { name: 'erin' } }],
  [
    'a first and a last name',
    { name: undefined, first_name: 'Erin', last_name: 'Parts' },
    { customer: { name: 'Erin Parts' } },
  ],
  ['half a name', { name: undefined, first_name: 'Erin' }, { silent: ['name'], customer: { name: 'Erin' } }],
  ['a last name that is none', { name: undefined, first_name: 'Erin', last_name: null }, {}],
  ['not when it changed: when the event was', { updated_at: undefined }, { at: '2026-03-02T09:30:01.000Z' }],
  [
    'every channel',
    { consent: { email_marketing: false, push_notifications: true, link_tracking: true, sms: true } },
    {
      consent: {
        email_marketing: { granted: false },
        push_notifications: { granted: true },
        link_tracking: { granted: true },
        sms: { granted: true },
      },
    },
  ],
  [
    'members of its own for birth date and gender',
    { born: '1991-01-01', sex: 'm' },
    {
      store: { ...store, mapping: { birthDate: 'born', gender: 'sex' } },
      customer: { dob: '1991-01-01T00:00:00.000Z', gender: 'MALE' },
    },
  ],
  [
    'a birth date that the store does not want',
    {},
    { store: { mapping: { birthDate: null, gender: null } }, customer: { dob: null, gender: null } },
  ],
);

const takenBack = rows(
  'taken back',
  ['null for the e-mail', { email: null }, { customer: { email: null } }],
  ['null for whether it is verified', { email_verified: null }, { emailVerified: false }],
  [
    'null for all',
    { phone: null, country: null, locale: null, tags: null, birth_date: null, gender: null },
    { customer: { dob: null, gender: null, metadata } },
  ],
  ['empty ones', { phone: '', country: '', locale: '', tags: [] }, { customer: { metadata } }],
  [
    'null for consent to e-mail marketing',
    { consent: { email_marketing: null } },
    { consent: { email_marketing: lacking } },
  ],
  [
    'null for consent',
    { consent: null },
    {
      consent: {
        email_marketing: lacking,
        push_notifications: lacking,
        link_tracking: lacking,
        sms: lacking,
      },
    },
  ],
);

const oddTypes = rows(
  'odd type',
  ['a phone', { phone: 5 }, { silent: ['phone'], unread: ['phone'] }],
  ['a name', { name: {} }, { silent: ['name'], unread: ['name'], customer: { name: 'erin' } }],
  ['a tag', { tags: ['vip', 1] }, { silent: ['tags'], unread: ['tags'] }],
  ['a text for tags', { tags: 'vip, new' }, { silent: ['tags'], unread: ['tags'] }],
  [
    'a text for consent',
    { consent: { email_marketing: 'yes' } },
    { unread: ['consent.email_marketing'], consent: {} },
  ],
  ['a yes for consent', { consent: true }, { unread: ['consent'], consent: {} }],
  [
    'a text for whether the e-mail is verified',
    { email_verified: 'true' },
    { silent: ['emailVerified'], unread: ['email_verified'], emailVerified: false },
  ],
  ['a birth date', { birth_date: '17/05/1990' }, { silent: ['dob'], unread: ['birth_date'] }],
  ['a number for a birth date', { birth_date: 643_000_000 }, { silent: ['dob'], unread: ['birth_date'] }],
  ['a list for a gender', { gender: ['f'] }, { silent: ['gender'], unread: ['gender'] }],
  ['a gender that Masivo does not know', { gender: 'other' }, { customer: { gender: null } }],
  [
    'a date without a zone',
    { created_at: '2026-03-01 08:00', updated_at: '2026-03-02T09:30:00' },
    {
      unread: ['created_at', 'updated_at'],
      at: '2026-03-02T09:30:01.000Z',
      customer: { registration_date: '2026-03-02T09:30:01.000Z' },
    },
  ],
);

const unseen = rows('unseen characters', [
  'in an e-mail and a name',
  { email: '\u200Berin@example.com', name: 'Erin\u200E Example' },
  { customer: { name: 'Erin Example', email: 'erin@example.com' } },
]);

const ids = rows(
  'exact id',
  ['a number', { id: 42 }, { customer: { id: '42' } }],
  ['a text', { id: '00042' }, { customer: { id: '00042' } }],
);
const longId: SaysVector = {
  kind: 'exact id',
  name: 'a number beyond 2^53',
  event: {
    headers: {},
    body: Buffer.from(event({}).body.toString().replace('"id":"c-7"', '"id":9007199254740993')),
  },
  customer: { id: '9007199254740993' },
};

const deletion: SaysVector = {
  kind: 'deletion',
  name: 'an id and no more',
  event: { headers: {}, body: Buffer.from(JSON.stringify(fixtureJson('standard/customer-deleted.json'))) },
  customer: { id: 'c-1001' },
  consent: {},
  at: '2026-03-04T00:00:00.000Z',
};
const wholeDeletion: SaysVector = {
  kind: 'deletion',
  name: 'with the customer as it was: nothing of it is read',
  event: event({ phone: {} }, { type: 'customer.deleted' }),
  customer: { id: 'c-7' },
  consent: {},
  at: '2026-03-02T09:30:01.000Z',
};

export const says: readonly SaysVector[] = [
  ...silence,
  ...takenBack,
  ...oddTypes,
  ...unseen,
  ...ids,
  longId,
  deletion,
  wholeDeletion,
];

export const nothing: readonly NothingVector[] = [
  ...['order.paid', 'customer.merged', 'Customer.created'].map(
    (type): NothingVector => ({
      name: `the type ${type}`,
      event: event({}, { type }),
      end: { kind: 'ignored', reason: notHandled(type) },
    }),
  ),
  {
    name: 'a type that may be personal',
    event: event({}, { type: 'erin@example.com' }),
    end: { kind: 'ignored', reason: notHandled(null) },
  },
  {
    name: 'an event of another form, of a type that nobody reads',
    event: { headers: {}, body: Buffer.from('{"type":"order.paid"}') },
    end: { kind: 'ignored', reason: notHandled('order.paid') },
  },
  {
    name: 'no type',
    event: event({}, { type: undefined }),
    end: { kind: 'refused', reason: missing('type') },
  },
  {
    name: 'no timestamp',
    event: event({}, { timestamp: undefined }),
    end: { kind: 'refused', reason: missing('timestamp') },
  },
  ...[{ timestamp: '2026-03-02T09:30:00' }, { type: 'customer.deleted', timestamp: 'today' }].map(
    (about): NothingVector => ({
      name: `the timestamp ${about.timestamp}`,
      event: event({}, about),
      end: { kind: 'refused', reason: outOfBounds('timestamp', 'string') },
    }),
  ),
  {
    name: 'a timestamp that is a number',
    event: event({}, { timestamp: 1772443800 }),
    end: { kind: 'refused', reason: wrongType('timestamp', 'string', 'number') },
  },
  {
    name: 'no data',
    event: event({}, { data: undefined }),
    end: { kind: 'refused', reason: missing('data') },
  },
  {
    name: 'no id',
    event: event({ id: undefined }),
    end: { kind: 'refused', reason: missing('data.id') },
  },
  {
    name: 'an empty id',
    event: event({ id: '' }),
    end: { kind: 'refused', reason: outOfBounds('data.id', 'string') },
  },
  {
    name: 'a deletion of nobody',
    event: event({ id: null }, { type: 'customer.deleted' }),
    end: { kind: 'refused', reason: wrongType('data.id', '(string | number)', 'null') },
  },
  {
    name: 'an e-mail that is a number',
    event: event({ email: 5 }),
    end: { kind: 'refused', reason: wrongType('data.email', 'string', 'number') },
  },
];

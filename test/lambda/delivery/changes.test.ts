import { changesTo } from '../../../lambda/delivery/changes';
import type { HeldCustomer } from '../../../lambda/masivo/answer';
import type { CustomerChanges, CustomerDraft } from '../../../lambda/masivo/customer';

const dob = '1990-05-17T00:00:00.000Z';
const metadata = { source: 'shopify', store: 'default' };
const draft: CustomerDraft = {
  id: '42',
  name: 'Ana García',
  email: 'ana@example.com',
  registration_date: '2026-03-09T12:00:00.000Z',
  status: 'ACTIVE',
  gender: 'FEMALE',
  dob,
  metadata,
};
const held: HeldCustomer = {
  id: '42',
  name: 'Ana García',
  email: 'ana@example.com',
  gender: 'FEMALE',
  dob,
  metadata,
};

interface Case {
  /** What the store says now, what Masivo shows, and what was sent before, as far as they differ from the above. */
  readonly target?: Partial<CustomerDraft>;
  readonly shown?: Partial<HeldCustomer>;
  readonly previous?: Partial<CustomerDraft> | null;
  readonly changes: CustomerChanges | null;
}

const cases: readonly (readonly [string, Case])[] = [
  ['nothing differs', { changes: null }],
  ['nothing differs, and nothing is known of before', { previous: null, changes: null }],
  ['another name', { target: { name: 'Ana G' }, changes: { name: 'Ana G' } }],
  ['a name in other letters', { target: { name: 'ANA GARCÍA' }, changes: { name: 'ANA GARCÍA' } }],
  ['Masivo shows no name', { shown: { name: null }, changes: { name: 'Ana García' } }],
  ['the store has no name: a name is not taken back', { target: { name: null }, changes: null }],
  ['another e-mail cannot be changed there', { target: { email: 'new@example.com' }, changes: null }],
  [
    'another registration date neither',
    { target: { registration_date: '2020-01-01T00:00:00.000Z' }, changes: null },
  ],
  ['nor another tier', { target: { tier_id: '7b1f6f6e-5f3c-4f0a-9d77-0a4f6a4f7e11' }, changes: null }],

  ['another gender', { target: { gender: 'MALE' }, changes: { gender: 'MALE' } }],
  ['Masivo shows no gender', { shown: { gender: null }, changes: { gender: 'FEMALE' } }],
  ['a gender the store said and says no more', { target: { gender: null }, changes: { gender: null } }],
  [
    'a gender the store never said is left alone',
    { target: { gender: null }, previous: { gender: null }, changes: null },
  ],
  ['nothing known of before: left alone', { target: { gender: null }, previous: null, changes: null }],
  ['no gender anywhere', { target: { gender: null }, shown: { gender: null }, changes: null }],

  [
    'another birthday',
    { target: { dob: '1990-05-18T00:00:00.000Z' }, changes: { dob: '1990-05-18T00:00:00.000Z' } },
  ],
  ['the same instant without its fraction', { shown: { dob: '1990-05-17T00:00:00Z' }, changes: null }],
  ['the same instant with an offset', { shown: { dob: '1990-05-16T21:00:00-03:00' }, changes: null }],
  ['the same day as a date', { shown: { dob: '1990-05-17' }, changes: null }],
  ['a birthday that is no date', { shown: { dob: 'unknown' }, changes: { dob } }],
  ['Masivo shows no birthday', { shown: { dob: null }, changes: { dob } }],
  ['a birthday the store said and says no more', { target: { dob: null }, changes: { dob: null } }],
  [
    'a birthday the store never said is left alone',
    { target: { dob: null }, previous: { dob: null }, changes: null },
  ],
  ['taken back already', { target: { dob: null }, shown: { dob: null }, changes: null }],

  [
    'a new extra: what others put there is sent back too, as PATCH replaces the whole',
    {
      target: { metadata: { ...metadata, phone: '+1' } },
      shown: { metadata: { ...metadata, crm: 7, linked: 'stripe/default/cus_1' } },
      changes: { metadata: { ...metadata, phone: '+1', crm: 7, linked: 'stripe/default/cus_1' } },
    },
  ],
  ['only others added something', { shown: { metadata: { ...metadata, crm: 7 } }, changes: null }],
  [
    'another value of an extra',
    {
      target: { metadata: { ...metadata, phone: '+2' } },
      shown: { metadata: { ...metadata, phone: '+1' } },
      changes: { metadata: { ...metadata, phone: '+2' } },
    },
  ],
  [
    'an extra the store said and says no more',
    {
      shown: { metadata: { ...metadata, phone: '+1', crm: 7 } },
      previous: { metadata: { ...metadata, phone: '+1' } },
      changes: { metadata: { ...metadata, crm: 7 } },
    },
  ],
  [
    'an extra of which nothing is known from before',
    { shown: { metadata: { ...metadata, phone: '+1' } }, previous: null, changes: null },
  ],
  [
    'an extra that is gone from Masivo already',
    { previous: { metadata: { ...metadata, phone: '+1' } }, changes: null },
  ],
  ['Masivo shows no metadata', { shown: { metadata: {} }, previous: null, changes: { metadata } }],
  [
    'a value of another type',
    {
      target: { metadata: { ...metadata, phone: '1' } },
      shown: { metadata: { ...metadata, phone: 1 } },
      changes: { metadata: { ...metadata, phone: '1' } },
    },
  ],
  ['tags that the store does not map', { shown: { tags: { staff: 'yes' } }, changes: null }],
  [
    'tags: what others put there is sent back too, what the store says no more is not',
    {
      target: { tags: { gold: true } },
      shown: { tags: { vip: true, staff: 'yes' } },
      previous: { tags: { vip: true } },
      changes: { tags: { gold: true, staff: 'yes' } },
    },
  ],
  [
    'the last tag that the store says no more',
    {
      target: { tags: {} },
      shown: { tags: { vip: true } },
      previous: { tags: { vip: true } },
      changes: { tags: {} },
    },
  ],
  ['the same tags', { target: { tags: { vip: true } }, shown: { tags: { vip: true } }, changes: null }],
  ['tags that Masivo does not show', { target: { tags: { vip: true } }, changes: { tags: { vip: true } } }],
  [
    'another phone and country cannot be changed there',
    { target: { phone: '+15550100', country: 'EC' }, changes: null },
  ],
  [
    'all at once',
    {
      target: { name: 'B', gender: 'MALE', dob: null, metadata: { ...metadata, note: 'x' } },
      changes: { name: 'B', gender: 'MALE', dob: null, metadata: { ...metadata, note: 'x' } },
    },
  ],
];

test.each(cases)('%s', (_, { target, shown, previous, changes }) => {
  const told = previous === null ? [] : [{ ...draft, ...previous }];
  expect(changesTo({ ...draft, ...target }, { ...held, ...shown }, told)).toEqual(changes);
});

test.each(cases.filter(([, { changes }]) => changes))('once made, no change is left: %s', (_, given) => {
  const { target, shown, previous, changes } = given;
  const told = previous === null ? [] : [{ ...draft, ...previous }];
  const now = { ...held, ...shown };
  const after: HeldCustomer = {
    ...now,
    name: changes?.name ?? now.name,
    gender: changes?.gender === undefined ? now.gender : changes.gender,
    dob: changes?.dob === undefined ? now.dob : changes.dob,
    metadata: changes?.metadata ?? now.metadata,
    tags: changes?.tags ?? now.tags ?? null,
  };
  expect(changesTo({ ...draft, ...target }, after, told)).toBeNull();
});

test('between two drafts, as the ledger keeps them', () => {
  expect(changesTo({ ...draft, name: 'B' }, draft, [draft])).toEqual({ name: 'B' });
  expect(changesTo(draft, draft, [draft])).toBeNull();
});

test('nothing handed in is changed', () => {
  const target = Object.freeze({ ...draft, metadata: Object.freeze({ ...metadata, phone: '+1' }) });
  const shown = Object.freeze({ ...held, metadata: Object.freeze({ ...metadata, crm: 7 }) });
  expect(changesTo(target, shown, [])).not.toBeNull();
  expect(shown.metadata).toEqual({ ...metadata, crm: 7 });
});

import { check } from '../../../trials/chaos/check';
import type { Happened } from '../../../trials/chaos/happened';
import type { Kept } from '../../../trials/chaos/kept';
import type { Shopper } from '../../../trials/chaos/shopper';
import { violationKinds } from '../../../trials/chaos/violations';
import { happened } from './happened';

/** The judge must be able to find a fault: each kind of harm, planted, is found, and only that. */
const email = 'a@example.com';
const shopper: Shopper = {
  source: 'shopify',
  store: 'default',
  id: '1',
  versions: [
    { second: 1, name: 'Old', email, word: true, phone: '+1', birthDate: '1990-05-17' },
    { second: 2, name: 'New', email, word: false, phone: '+2', birthDate: '1991-06-18' },
  ],
  choices: [],
  twin: undefined,
  hasTie: false,
};
const twin: Shopper = {
  source: 'stripe',
  store: 'default',
  id: 'cus_2',
  versions: [{ second: 1, name: 'Twin', email, word: undefined, phone: null, birthDate: null }],
  choices: [],
  twin: '1',
  hasTie: false,
};
const purposes = {
  behavioral_campaigns: true,
  coupon_campaigns: true,
  punchcard_campaigns: true,
  email_marketing: false,
  push_notifications: false,
  link_tracking: false,
};
const metadata = { source: 'shopify', store: 'default', phone: '+2' };
const linked = 'stripe/default/cus_2';
const sound: Kept = {
  id: '1',
  name: 'New',
  email,
  dob: '1991-06-18T00:00:00.000Z',
  registrations: 1,
  purposes,
  metadata: { ...metadata, linked },
};
const twinsOwn = { id: 'cus_2', name: 'Twin', dob: null, metadata: { source: 'stripe', store: 'default' } };
const all = new Map([
  ['1', new Set([0, 1])],
  ['cus_2', new Set([0])],
]);

type Acknowledged = Happened['acknowledged'];
const found = (kept: readonly Kept[], acknowledged: Acknowledged = all, people: Partial<Happened> = {}) => {
  const violations = check([shopper, twin], happened(acknowledged, people), kept);
  return violationKinds.filter((kind) => violations[kind].length > 0);
};

test('a sound record has no violations', () => {
  expect(found([sound])).toEqual([]);
});

test.each<[string, readonly Kept[], string[]]>([
  ['a shopper who is not there', [], ['lost']],
  ['a twin whom nobody carries', [{ ...sound, metadata }], ['lost']],
  ['two registrations', [{ ...sound, registrations: 2 }], ['doubled']],
  ['a customer without a registration', [{ ...sound, registrations: 0 }], ['doubled']],
  ['an e-mail twice', [sound, { ...sound, ...twinsOwn }], ['doubled']],
  ['an older name', [{ ...sound, name: 'Old' }], ['stale']],
  ['a name that nobody has', [{ ...sound, name: 'Nobody' }], ['wrong']],
  ['another e-mail', [{ ...sound, email: 'b@example.com' }], ['lost', 'wrong']],
  ['a customer from nowhere', [sound, { ...sound, id: '9', email: 'c@example.com', metadata }], ['wrong']],
  ['no consent record', [{ ...sound, purposes: undefined }], ['marketable without consent']],
  [
    'a yes where the last word was no',
    [{ ...sound, purposes: { ...purposes, email_marketing: true } }],
    ['marketable without consent'],
  ],
  [
    'a yes to what nobody asked',
    [{ ...sound, purposes: { ...purposes, link_tracking: true } }],
    ['marketable without consent'],
  ],
  ['an older birth date', [{ ...sound, dob: '1990-05-17T00:00:00.000Z' }], ['stale']],
  ['a birth date that was erased', [{ ...sound, dob: null }], ['stale']],
  ['a birth date that nobody has', [{ ...sound, dob: '1999-05-17T00:00:00.000Z' }], ['wrong']],
  ['an older phone', [{ ...sound, metadata: { ...sound.metadata, phone: '+1' } }], ['stale']],
  ['a phone that nobody has', [{ ...sound, metadata: { ...sound.metadata, phone: '+9' } }], ['wrong']],
  ['another store', [{ ...sound, metadata: { ...sound.metadata, store: 'guarded' } }], ['wrong']],
  ['metadata from nowhere', [{ ...sound, metadata: { ...sound.metadata, vip: 'yes' } }], ['wrong']],
  [
    'an id of nobody',
    [{ ...sound, metadata: { ...sound.metadata, linked: `${linked} stripe/default/cus_9` } }],
    ['wrong'],
  ],
])('%s is found', (_, kept, kinds) => {
  expect(found(kept)).toEqual(kinds);
});

test('a no where the last word was yes is wrong', () => {
  const onlyFirst = new Map([
    ['1', new Set([0])],
    ['cus_2', new Set([0])],
  ]);
  const old = {
    ...sound,
    name: 'Old',
    dob: '1990-05-17T00:00:00.000Z',
    metadata: { ...sound.metadata, phone: '+1' },
  };
  expect(found([old], onlyFirst)).toEqual(['wrong']);
});

test('what ingress never acknowledged is not asked for', () => {
  expect(found([], new Map())).toEqual([]);
  expect(found([sound], new Map())).toEqual(['wrong']);
});

test.each([
  ['shopify', true],
  ['stripe', false],
] as const)('a later version without a word: in %s the word before it stands: %s', (source, stands) => {
  const id = source === 'shopify' ? '5' : 'cus_5';
  const versions = [
    { second: 1, name: 'A', email, word: true, phone: null, birthDate: null },
    { second: 2, name: 'B', email, word: undefined, phone: null, birthDate: null },
  ];
  const kept = {
    ...sound,
    id,
    name: 'B',
    dob: null,
    purposes: { ...purposes, email_marketing: stands },
    metadata: { source, store: 'default' },
  };
  const told = { source, store: 'default', id, versions, choices: [], twin: undefined, hasTie: false };
  const judged = check([told], happened(new Map([[id, new Set([0, 1])]])), [kept]);
  expect(violationKinds.filter((kind) => judged[kind].length > 0)).toEqual([]);
});

describe('what people did', () => {
  const nobody = { ...sound, metadata };
  const alone = new Map([['1', new Set([0, 1])]]);
  const released = (how: 'create' | 'migrate' | 'drop') => ({ released: new Map([['1', how]]) });

  test.each<[string, Partial<Happened>, readonly Kept[], string[]]>([
    ['deleted, and still away', { deleted: new Set(['1']) }, [], []],
    ['deleted, and there again', { deleted: new Set(['1']) }, [nobody], ['created again']],
    ['deleted and brought back', { deleted: new Set(['1']), ...released('create') }, [nobody], []],
    ['deleted and not brought back', { deleted: new Set(['1']), ...released('create') }, [], ['lost']],
    ['dropped, and not created', released('drop'), [], []],
    ['dropped, and created', released('drop'), [nobody], ['reward unasked']],
    ['released with rewards', released('create'), [nobody], []],
    ['released with rewards, and not created', released('create'), [], ['lost']],
    ['released without rewards', released('migrate'), [{ ...nobody, registrations: 0 }], []],
    ['released without rewards, and paid', released('migrate'), [nobody], ['reward unasked']],
  ])('%s', (_, people, kept, kinds) => {
    expect(found(kept, alone, people)).toEqual(kinds);
  });
});

describe('of whom the store has deleted', () => {
  const gone: Shopper = { ...shopper, deletedAt: Date.parse('2026-11-20T12:00:00Z') / 1000 };
  const marked: Kept = { ...sound, metadata: { ...metadata, deleted_in_store: '2026-11-20' } };
  const told = happened(new Map([['1', new Set([0, 1])]]), { deletedInStore: new Set(['1']) });

  test.each<[string, readonly Kept[], string[]]>([
    ['marked', [marked], []],
    ['as it was when the deletion came', [{ ...marked, name: 'Old' }], []],
    ['nobody', [], []],
    ['not marked', [{ ...marked, metadata }], ['stale']],
    ['a name that nobody has', [{ ...marked, name: 'Nobody' }], ['wrong']],
    ['paid twice', [{ ...marked, registrations: 2 }], ['doubled']],
    [
      'marketable',
      [{ ...marked, purposes: { ...purposes, email_marketing: true } }],
      ['marketable without consent'],
    ],
    ['without a consent record', [{ ...marked, purposes: undefined }], ['marketable without consent']],
    [
      'without a loyalty purpose',
      [{ ...marked, purposes: { ...purposes, coupon_campaigns: false } }],
      ['wrong'],
    ],
    ['a carrier of others', [{ ...marked, metadata: { ...marked.metadata, linked } }], ['wrong']],
  ])('%s', (_, kept, kinds) => {
    const violations = check([gone], told, kept);
    expect(violationKinds.filter((kind) => violations[kind].length > 0)).toEqual(kinds);
  });
});

import { check, type Kept, violationKinds } from '../../../trials/chaos/check';
import type { Shopper } from '../../../trials/chaos/shopper';

/** The judge must be able to find a fault: each kind of harm, planted, is found, and only that. */
const email = 'a@example.com';
const shopper: Shopper = {
  source: 'shopify',
  id: '1',
  versions: [
    { name: 'Old', email, word: true },
    { name: 'New', email, word: false },
  ],
  twin: undefined,
};
const twin: Shopper = {
  source: 'stripe',
  id: 'cus_2',
  versions: [{ name: 'Twin', email, word: undefined }],
  twin: '1',
};
const sound: Kept = {
  id: '1',
  name: 'New',
  email,
  registrations: 1,
  emailMarketing: false,
  linked: ['stripe/default/cus_2'],
};
const all = new Map([
  ['1', new Set([0, 1])],
  ['cus_2', new Set([0])],
]);

const found = (kept: readonly Kept[], acknowledged: ReadonlyMap<string, ReadonlySet<number>> = all) => {
  const violations = check([shopper, twin], acknowledged, kept);
  return violationKinds.filter((kind) => violations[kind].length > 0);
};

test('a sound record has no violations', () => {
  expect(found([sound])).toEqual([]);
});

test.each<[string, readonly Kept[], string[]]>([
  ['a shopper who is not there', [], ['lost']],
  ['a twin whom nobody carries', [{ ...sound, linked: [] }], ['lost']],
  ['two registrations', [{ ...sound, registrations: 2 }], ['doubled']],
  ['a customer without a registration', [{ ...sound, registrations: 0 }], ['doubled']],
  ['an e-mail twice', [sound, { ...sound, id: 'cus_2', name: 'Twin', linked: [] }], ['doubled']],
  ['an older name', [{ ...sound, name: 'Old' }], ['stale']],
  ['a name that nobody has', [{ ...sound, name: 'Nobody' }], ['wrong']],
  ['another e-mail', [{ ...sound, email: 'b@example.com' }], ['lost', 'wrong']],
  ['a customer from nowhere', [sound, { ...sound, id: '9', email: 'c@example.com', linked: [] }], ['wrong']],
  ['no consent record', [{ ...sound, emailMarketing: undefined }], ['marketable without consent']],
  ['a yes where the last word was no', [{ ...sound, emailMarketing: true }], ['marketable without consent']],
])('%s is found', (_, kept, kinds) => {
  expect(found(kept)).toEqual(kinds);
});

test('a no where the last word was yes is wrong', () => {
  const onlyFirst = new Map([
    ['1', new Set([0])],
    ['cus_2', new Set([0])],
  ]);
  expect(found([{ ...sound, name: 'Old', emailMarketing: false }], onlyFirst)).toEqual(['wrong']);
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
    { name: 'A', email, word: true },
    { name: 'B', email, word: undefined },
  ];
  const kept = { ...sound, id, name: 'B', emailMarketing: stands, linked: [] };
  const judged = check([{ source, id, versions, twin: undefined }], new Map([[id, new Set([0, 1])]]), [kept]);
  expect(violationKinds.filter((kind) => judged[kind].length > 0)).toEqual([]);
});

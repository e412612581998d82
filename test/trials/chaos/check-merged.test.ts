import { check } from '../../../trials/chaos/check';
import { type Believed, checkLedger } from '../../../trials/chaos/check-ledger';
import type { Kept } from '../../../trials/chaos/kept';
import type { Shopper } from '../../../trials/chaos/shopper';
import { nothingFound, violationKinds } from '../../../trials/chaos/violations';
import { happened } from './happened';

/** Of two whom their store made one, the judge must be able to find what is wrong. */
const version = { name: 'Kept', email: 'a@example.com', word: undefined, phone: null, birthDate: null };
const kept: Shopper = {
  source: 'shopify',
  store: 'default',
  id: '1',
  versions: [{ ...version, second: 1 }],
  choices: [],
  twin: undefined,
  hasTie: false,
};
const merged: Shopper = {
  ...kept,
  id: '2',
  versions: [
    { ...version, second: 500, name: 'Old', email: 'b@example.com' },
    { ...version, second: 501, name: 'New', email: 'b@example.com' },
  ],
  choices: [{ about: 'e-mail', state: 'subscribed', granted: true, chosenAt: 510, noticedAt: 510_000 }],
  merged: { into: '1', at: 520 },
};
const all = happened(
  new Map([
    ['1', new Set([0])],
    ['2', new Set([0, 1])],
  ]),
  { withBirthDate: new Map(), keeps: new Map([['1', merged]]), chosen: new Map([['2', new Set([0])]]) },
);
const purposes = {
  behavioral_campaigns: true,
  coupon_campaigns: true,
  punchcard_campaigns: true,
  email_marketing: true,
  push_notifications: false,
  link_tracking: false,
};
const metadata = { source: 'shopify', store: 'default' };
const customer = { dob: null, registrations: 1, purposes, metadata };
const one: Kept = {
  ...customer,
  ...{ id: '1', name: 'Kept', email: 'a@example.com' },
  metadata: { ...metadata, linked: 'shopify/default/2' },
};
const other: Kept = { ...customer, id: '2', name: 'New', email: 'b@example.com' };
const unmarketable = { ...purposes, email_marketing: false };

test.each<[string, readonly Kept[], string[]]>([
  ['two, as it should be', [one, other], []],
  ['one, whom nobody created before the merge', [one], []],
  ['one who shows an older state', [one, { ...other, name: 'Old' }], []],
  ['a name that nobody has', [one, { ...other, name: 'Nobody' }], ['wrong']],
  ['nobody who carries the other', [{ ...one, metadata }, other], ['lost']],
  [
    'who carries somebody else',
    [{ ...one, metadata: { ...metadata, linked: 'shopify/default/3' } }, other],
    ['wrong'],
  ],
  ['a yes that was forgotten', [{ ...one, purposes: unmarketable }, other], ['wrong']],
  ['no consent record', [one, { ...other, purposes: undefined }], ['marketable without consent']],
  ['paid twice', [one, { ...other, registrations: 2 }], ['doubled']],
])('%s', (_, record, kinds) => {
  const violations = check([kept, merged], all, record);
  expect(violationKinds.filter((kind) => violations[kind].length > 0)).toEqual(kinds);
});

test('a yes of who was not merged counts for nobody else', () => {
  const apart = { ...one, metadata };
  expect(check([kept, merged], { ...all, keeps: new Map() }, [apart, other])).toEqual({
    ...nothingFound(),
    'marketable without consent': ['1'],
  });
});

test.each<[string, Believed['attention'], string[]]>([
  ['is listed', 'merged', []],
  ['is not listed', undefined, ['ledger disagrees']],
  ['waits for something else', 'gone', ['ledger disagrees', 'waits in vain']],
])('who has a wallet of its own, and %s', (_, attention, kinds) => {
  const found = nothingFound();
  const believed: Believed = {
    ...{ masivo: 'holds', isDropped: false, owner: null, email: other.email, purposes, newestName: 'Old' },
    ...{ links: [], isUncertain: false, hasIntent: false, attention },
  };
  checkLedger([merged], all, [one, other], new Map([['2', believed]]), found);
  expect(violationKinds.filter((kind) => found[kind].length > 0)).toEqual(kinds);
});

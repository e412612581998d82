import { check } from '../../../trials/chaos/check';
import type { Kept } from '../../../trials/chaos/kept';
import { remainsOf } from '../../../trials/chaos/remains';
import { tellStory } from '../../../trials/chaos/story';
import { nothingFound } from '../../../trials/chaos/violations';
import { happened } from './happened';

const { shoppers } = tellStory(600, 1);
const erased = shoppers.filter(({ erasedBy }) => erasedBy !== undefined);
const [one] = erased;
if (!one) throw new Error('nobody is erased');
const number = /\d+/.exec(one.versions[0]?.name ?? '')?.[0] ?? '';

test.each([
  ['name', `"last_name":"${number} Version 0"`],
  ['e-mail', `shopper.${number}@example.com`],
  ['phone', `+1555${number.padStart(6, '0')}1`],
  ['id', `"gid://shopify/Customer/${one.id}"`],
])('the %s of one who was erased is found in what the ledger holds', (what, text) => {
  expect(remainsOf(erased, [{ where: 'delivery', text }])).toContain(`${one.id}: ${what} in delivery`);
});

test.each([
  ['of others', { where: 'customer', text: '999999 Version 0 shopper.999999@example.com +15550000009' }],
  ['in a task', { where: 'task', text: `"customer":"${one.id}"` }],
  [
    'in a reason',
    { where: 'delivery', text: `"reason":{"code":"erased-but-in-masivo","params":{"customer":"${one.id}"}}` },
  ],
])('what is there %s may be', (_, holding) => {
  expect(remainsOf(erased, [holding])).toEqual([]);
});

test('an ID is not found within a longer number', () => {
  const long = { ...one, id: '706405506930372250' };
  const tests = (text: string) => remainsOf([long], [{ where: 'delivery', text }]);
  expect(tests(`"test-${long.id}0-0"`)).toEqual([]);
  expect(tests(`"test-${long.id}-0"`)).toEqual([`${long.id}: id in delivery`]);
});

const no = {
  behavioral_campaigns: false,
  coupon_campaigns: false,
  punchcard_campaigns: false,
  email_marketing: false,
  push_notifications: false,
  link_tracking: false,
};
const empty: Kept = {
  id: one.id,
  name: 'Erased',
  email: `shopper.${number}@example.com`,
  dob: null,
  registrations: 1,
  purposes: no,
  metadata: {},
};
const found = (kept: Partial<Kept>) =>
  check([one], happened(new Map(), { erased: new Set([one.id]) }), [{ ...empty, ...kept }]);

test('Masivo’s copy of one who was erased is empty', () => {
  expect(found({})).toEqual(nothingFound());
});

test.each<[string, Partial<Kept>, object]>([
  ['a name', { name: 'Shopper 1' }, { 'not erased': [`${one.id}: name`] }],
  ['a birth date', { dob: '1990-05-17' }, { 'not erased': [`${one.id}: birth date`] }],
  ['metadata', { metadata: { source: 'shopify' } }, { 'not erased': [`${one.id}: metadata`] }],
  ['no consent record', { purposes: undefined }, { 'marketable without consent': [one.id] }],
  [
    'a loyalty purpose',
    { purposes: { ...no, coupon_campaigns: true } },
    { 'not erased': [`${one.id}: consent`] },
  ],
])('%s in it is found', (_, kept, violations) => {
  expect(found(kept)).toEqual({ ...nothingFound(), ...violations });
});

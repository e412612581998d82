import { type Believed, checkLedger } from '../../../trials/chaos/check-ledger';
import type { Happened } from '../../../trials/chaos/happened';
import type { Kept } from '../../../trials/chaos/kept';
import type { Shopper } from '../../../trials/chaos/shopper';
import { nothingFound, violationKinds } from '../../../trials/chaos/violations';
import { happened } from './happened';

/** The judge must be able to find where the ledger is wrong. */
const email = 'a@example.com';
const version = { second: 1, name: 'New', email, word: undefined, phone: null, birthDate: null };
const shopper: Shopper = {
  source: 'shopify',
  store: 'guarded',
  id: '1',
  versions: [version],
  choices: [],
  twin: undefined,
  hasTie: false,
};
const purposes = { email_marketing: false };
const kept: Kept = { id: '1', name: 'New', email, dob: null, registrations: 1, purposes, metadata: {} };
const owner: Kept = { ...kept, id: '2', metadata: { linked: 'shopify/guarded/1' } };
const holds: Believed = {
  masivo: 'holds',
  isDropped: false,
  owner: null,
  email,
  purposes,
  newestName: 'New',
  links: [],
  isUncertain: false,
  hasIntent: false,
  attention: undefined,
};
const absent: Believed = { ...holds, email: null, purposes: null };
const deleted = { deleted: new Set(['1']) };
const dropped = { released: new Map([['1', 'drop' as const]]) };

function found(
  believed: Believed,
  masivo: readonly Kept[],
  people: Partial<Happened>,
  shoppers: readonly Shopper[] = [shopper],
): string[] {
  const violations = nothingFound();
  const all = happened(new Map([['1', new Set([0])]]), people);
  checkLedger(shoppers, all, masivo, new Map([['1', believed]]), violations);
  return violationKinds.filter((kind) => violations[kind].length > 0);
}

test.each<[string, Believed, readonly Kept[], Partial<Happened>]>([
  ['who is there', holds, [kept], {}],
  ['who was deleted, unnoticed', holds, [], deleted],
  ['who was deleted', { ...absent, masivo: 'gone', attention: 'gone' }, [], deleted],
  [
    'who was deleted and dropped',
    { ...absent, masivo: 'gone', isDropped: true },
    [],
    { ...deleted, ...dropped },
  ],
  ['who was dropped', { ...absent, masivo: 'held', isDropped: true }, [], dropped],
  ['who is linked', { ...absent, masivo: 'linked', owner: '2' }, [owner], {}],
  [
    'whom Masivo never showed, and the store deleted',
    { ...absent, masivo: 'migrating' },
    [],
    { deletedInStore: new Set(['1']) },
  ],
])('nothing is found of one %s', (_, believed, masivo, people) => {
  expect(found(believed, masivo, people)).toEqual([]);
});

test('nothing is found of one who waits for an e-mail', () => {
  const silent = { ...shopper, versions: [{ ...version, email: null }] };
  expect(found({ ...absent, masivo: 'waiting' }, [], {}, [silent])).toEqual([]);
});

test.each<[string, Believed, readonly Kept[], Partial<Happened>]>([
  ['one who is not there', holds, [], {}],
  ['another e-mail', { ...holds, email: 'b@example.com' }, [kept], {}],
  ['another consent record', { ...holds, purposes: { email_marketing: true } }, [kept], {}],
  ['a consent record that is not in', holds, [{ ...kept, purposes: undefined }], {}],
  ['another name', { ...holds, newestName: 'Old' }, [kept], {}],
  ['a link that Masivo does not show', { ...holds, links: ['stripe/default/x'] }, [kept], {}],
  ['something uncertain', { ...holds, isUncertain: true }, [kept], {}],
  ['one who is gone and there', { ...absent, masivo: 'gone' }, [kept], deleted],
  ['one who is gone, and whom nobody deleted', { ...absent, masivo: 'gone' }, [], {}],
  ['one who is gone, and is not listed', { ...absent, masivo: 'gone' }, [], deleted],
  [
    'one who is held, and was released',
    { ...absent, masivo: 'held' },
    [],
    { released: new Map([['1', 'create']]) },
  ],
  [
    'one who was deleted and dropped, and is not',
    { ...absent, masivo: 'gone' },
    [],
    { ...deleted, ...dropped },
  ],
  ['one who was dropped, and is held', { ...absent, masivo: 'held' }, [], dropped],
  ['one who waits and has an e-mail', { ...absent, masivo: 'waiting' }, [], {}],
  ['one who is still migrating', { ...absent, masivo: 'migrating' }, [], {}],
  [
    'one whom the store deleted and Masivo shows, and is still migrating',
    { ...absent, masivo: 'migrating' },
    [kept],
    { deletedInStore: new Set(['1']) },
  ],
  [
    'a link that nobody carries',
    { ...absent, masivo: 'linked', owner: '2' },
    [{ ...owner, metadata: {} }],
    {},
  ],
  ['one of whom it knows nothing', { ...absent, masivo: 'unknown' }, [kept], {}],
])('%s disagrees', (_, believed, masivo, people) => {
  expect(found(believed, masivo, people)).toEqual(['ledger disagrees']);
});

test('an intent that nobody confirmed is found', () => {
  expect(found({ ...holds, hasIntent: true }, [kept], {})).toEqual(['lease open']);
});

test('who waits for an operator and should not is found', () => {
  expect(found({ ...holds, attention: 'held' }, [kept], {})).toEqual(['waits in vain']);
});

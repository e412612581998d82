import { type CustomerState, unknownCustomer } from '../../../lambda/delivery/customer-state';
import type { CustomerEntry } from '../../../lambda/ledger/ledger';
import { asMasivoId } from '../../../lambda/masivo/masivo-id';
import type { StoreSettings } from '../../../lambda/settings';
import type { Asked } from '../../../operator/core/masivo/ask';
import { inMasivo, shownById } from '../../../operator/core/masivo/in-masivo';
import { storeWith } from '../../support/settings';

/** By which ID Masivo is asked about a customer. */
const name = { source: 'shopify', store: 'default', customer: '1001' };
const entryWith = (state: Partial<CustomerState>, customer = '1001'): CustomerEntry => ({
  name: { ...name, customer },
  state: { ...unknownCustomer, ...state },
  intent: null,
  last: null,
  version: 1,
  emailKey: null,
});
const holds = { masivo: 'holds', email: null, consent: null } as const;
const linked = { masivo: 'linked', owner: { ...name, customer: '9' } } as const;
const masivoId = asMasivoId('77');

const plain = storeWith('shopify');
const ownIds: StoreSettings = { ...plain, mapping: { ...plain.mapping, ownIds: true } };

test.each<[string, CustomerEntry, StoreSettings, CustomerEntry | undefined, string | undefined]>([
  ['the one in the store', entryWith({ confirmed: holds }), plain, undefined, '1001'],
  ['the fixed one', entryWith({ confirmed: holds, masivoId }), ownIds, undefined, '77'],
  ['the fixed one, whatever the settings', entryWith({ confirmed: holds, masivoId }), plain, undefined, '77'],
  ['the owner’s', entryWith({ confirmed: linked }), plain, undefined, '9'],
  ['the owner’s fixed one', entryWith({ confirmed: linked }), plain, entryWith({ masivoId }, '9'), '77'],
  ['the one in the store, before IDs of its own', entryWith({ confirmed: holds }), ownIds, undefined, '1001'],
  ['none that may be another person’s', entryWith({}), ownIds, undefined, undefined],
])('is %s', async (_, entry, store, owner, id) => {
  const asked: string[] = [];
  const settings = { stores: [store] };
  const shown = await inMasivo(entry, { settings, entryOf: async () => owner }, async (each) => {
    asked.push(each);
    return { kind: 'missing' };
  });
  expect(asked).toEqual(id === undefined ? [] : [id]);
  expect(shown).toMatchObject({ kind: 'missing', id: id ?? '1001' });
});

test('an ID in Masivo is asked about as it is, and nothing is compared', async () => {
  const asked: string[] = [];
  const shown = await shownById(asMasivoId('CARD-78'), async (id) => {
    asked.push(id);
    return { kind: 'missing' };
  });
  expect(asked).toEqual(['CARD-78']);
  expect(shown).toEqual({ kind: 'missing', id: 'CARD-78', differences: [] });
});

describe('an ID that the ledger has of nobody in the store, which gives IDs of its own', () => {
  const unknown = { ...entryWith({}, 'ES-00099'), version: 0 };
  const found = (metadata: Readonly<Record<string, unknown>>): Asked => ({
    kind: 'there',
    found: {
      customer: {
        ...{ id: 'ES-00099', name: 'Ada', email: null, gender: null, dob: null },
        metadata: { ...metadata },
        tags: null,
      },
      walletId: null,
    },
    more: { customer: { status: null, tier_id: null, phone: null, country: null }, wallet: null },
    tier: null,
  });
  const own = { source: 'shopify', store: 'default' };

  test.each<[string, Asked, object]>([
    ['of a shopper', found({ ...own, store_customer: '1001' }), { kind: 'other', shopper: name }],
    [
      'of a shopper under the ID in another store',
      found(own),
      { kind: 'other', shopper: { ...name, customer: 'ES-00099' } },
    ],
    ['of a store that is not here', found({ ...own, store: 'japan' }), { kind: 'other', shopper: null }],
    ['of the till', found({ till: 'north' }), { kind: 'other', shopper: null }],
    ['that nobody has', { kind: 'missing' }, { kind: 'missing', differences: [] }],
  ])('is one %s', async (_, asked, expected) => {
    const known = { settings: { stores: [ownIds] }, entryOf: async () => undefined };
    const shown = await inMasivo(unknown, known, async () => asked);
    expect(shown).toMatchObject({ id: 'ES-00099', ...expected });
    expect(JSON.stringify(shown)).not.toContain('Ada');
  });
});

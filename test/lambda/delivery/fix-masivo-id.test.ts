import {
  type Confirmed,
  type CustomerState,
  type KeptSnapshot,
  nothingUncertain,
  unknownCustomer,
} from '../../../lambda/delivery/customer-state';
import { fixMasivoId } from '../../../lambda/delivery/fix-masivo-id';
import { entryOf } from '../../../lambda/ledger/customer-item';
import { asMasivoId } from '../../../lambda/masivo/masivo-id';
import { settingsWith, storeWith } from '../../support/settings';
import { snapshot } from './drafts';

/** Which ID is fixed, and what that costs: calls of the ledger. */
const settings = settingsWith();
const name = { source: 'shopify', store: 'default', customer: '1001' };
const own = storeWith('shopify', { mapping: { ownIds: true } });
const plain = storeWith('shopify');

const numbered = snapshot({ masivoId: asMasivoId('77') });
const statement = snapshot({ only: 'consent' });
const as = (confirmed: Confirmed, more: Partial<CustomerState> = {}): CustomerState => ({
  ...unknownCustomer,
  confirmed,
  ...more,
});
const unknown = unknownCustomer;
const holds = as({ masivo: 'holds', email: null, consent: null });

interface Case {
  readonly store: typeof own;
  readonly state: CustomerState;
  readonly mine: KeptSnapshot;
}

async function fixed({ store, state, mine }: Case, isReserved = true) {
  const calls: string[] = [];
  const end = await fixMasivoId(
    { name, written: state, store },
    { state, target: mine, mine },
    {
      settings,
      ledger: {
        async open(other) {
          calls.push(`open ${other.source} ${other.customer}`);
          return { kind: 'open', customer: entryOf(other, undefined), delivery: undefined };
        },
        async reserveMasivoId(id) {
          calls.push(`reserve ${id}`);
          return isReserved;
        },
      },
    },
  );
  return { end: end.kind === 'fixed' ? `fixed ${end.state.masivoId}` : end.kind, calls };
}

const brought = { ...nothingUncertain, created: true };
test.each<[string, Case, string]>([
  ['a store without the setting', { store: plain, state: unknown, mine: numbered }, 'fixed undefined'],
  ['such a store, of whom Masivo has', { store: plain, state: holds, mine: numbered }, 'fixed undefined'],
  [
    'an ID that is fixed',
    { store: own, state: { ...unknown, masivoId: asMasivoId('76') }, mine: numbered },
    'fixed 76',
  ],
  ['whom Masivo had before the setting', { store: own, state: holds, mine: numbered }, 'fixed 1001'],
  [
    'whom it may have had',
    { store: own, state: { ...unknown, uncertain: brought }, mine: numbered },
    'fixed 1001',
  ],
  ['an event that names nobody', { store: own, state: unknown, mine: statement }, 'unnamed'],
])('%s costs no call', async (_, each, end) => {
  expect(await fixed(each)).toEqual({ end, calls: [] });
});

test.each([
  ['a number', numbered, '77', ['open shopify 77', 'open stripe 77', 'reserve 77']],
  // The customer itself is no other one.
  ["the store's ID", snapshot(), '1001', ['open stripe 1001', 'reserve 1001']],
])('%s of whom nobody has brought is looked for in each store, and reserved', async (_, mine, id, calls) => {
  expect(await fixed({ store: own, state: unknown, mine })).toEqual({ end: `fixed ${id}`, calls });
  expect(await fixed({ store: own, state: unknown, mine }, false)).toEqual({ end: 'taken', calls });
});

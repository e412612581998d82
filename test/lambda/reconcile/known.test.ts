import { type CustomerState, unknownCustomer } from '../../../lambda/delivery/customer-state';
import { keptSnapshot } from '../../../lambda/delivery/kept-snapshot';
import { mapSnapshot } from '../../../lambda/mapping/map-snapshot';
import { knownOf } from '../../../lambda/reconcile/known';
import { ownMapping } from '../../support/own-mapping';
import { storeWith } from '../../support/settings';
import { eventOf, snapshotIn, sourceNamed } from '../../support/sources';
import { shopifyCustomer } from '../../support/webhooks';

/** What the ledger has went through the environment's own mapping, so what is found does, too. */
const source = sourceNamed('shopify');
const store = storeWith('shopify');
const body = JSON.stringify(shopifyCustomer({ id: 1001 }));
const parsed = source.parse(eventOf(body, { 'x-shopify-topic': 'customers/update' }), store);
const marks = ownMapping((_, customer) => ({ ...customer, name: `${customer.name} (outlet)` }));

function known(mapping: typeof marks | undefined, keptBy: typeof marks | undefined) {
  const snapshot = snapshotIn(parsed);
  const mapped = mapSnapshot({ source, store, snapshot, mapping: keptBy });
  if (mapped.kind !== 'customer') throw new Error(mapped.kind);
  const state: CustomerState = { ...unknownCustomer, newest: keptSnapshot('told', snapshot, mapped) };
  const customer = {
    name: { source: 'shopify', store: 'default', customer: '1001' },
    ...{ state, intent: null, last: null, emailKey: null, version: 1 },
  };
  const change = { delivery: 'found', parsed, source, store, mapping };
  return knownOf(change, { customer, logged: undefined, isErased: false });
}

test.each([
  ['the same, without one', undefined, undefined, 'told'],
  ['the same, through one', marks, marks, 'told'],
  ['another customer than the mapping of then made', marks, undefined, 'news'],
  ['whom the mapping skips by now', ownMapping(() => ({ skip: 'staff' })), marks, 'nothing'],
])('%s', (_, mapping, keptBy, expected) => {
  expect(known(mapping, keptBy)).toBe(expected);
});

import { relationTo } from '../../../lambda/delivery/relation';
import { receivedEvent } from '../../../lambda/envelope';
import type { DeliveryRecord } from '../../../lambda/ledger/delivery-record';
import { itemVersions } from '../../../lambda/ledger/item-versions';
import { sources } from '../../../lambda/sources/registry';
import { shopifyEnvelope } from '../../support/envelopes';
import { storeWith } from '../../support/settings';
import { snapshot } from './drafts';

const source = sources.get('shopify');
if (!source) throw new Error('There is no source shopify');
const store = storeWith('shopify');
const parsed = source.parse(receivedEvent(shopifyEnvelope()), store);
if (parsed.kind !== 'snapshot') throw new Error('The event cannot be read');
const kept = (delivery: string) => snapshot({ delivery, order: parsed.snapshot.order });

/** A log that began with an operator's release, once the log of the event had expired. */
const logOfAct: DeliveryRecord = {
  v: itemVersions.delivery,
  id: 'newest',
  source: 'shopify',
  store: 'default',
  customer: '1001',
  receivedAt: '2027-06-01T10:00:00.000Z',
  headers: {},
  body: new Uint8Array(),
  signedWith: '',
  series: 1,
  outcome: 'created',
  reason: null,
  attempts: [],
  attemptCount: 1,
  triedSince: 0,
};

// When the operator acted says nothing of when the event arrived.
test('the log of an act on the customer does not say which of two equal events came first', async () => {
  const related = await relationTo({
    snapshot: parsed.snapshot,
    mine: kept('mine'),
    receivedAt: '2026-11-01T10:00:01.000Z',
    newest: kept('newest'),
    source,
    store,
    isLogPending: false,
    recordOf: async () => logOfAct,
  });
  expect(related).toEqual({ relation: 'newer', tie: true });
});

import type { DeliveryRecord } from '../../../lambda/ledger/delivery-record';
import type { CompiledMapping } from '../../../lambda/mapping/compiled-mapping';
import { mapToday, readableEvent } from '../../../operator/core/mapped-today';
import { differenceOf } from '../../../operator/core/mapping-difference';
import { ownMapping } from '../../support/own-mapping';
import { storeWith } from '../../support/settings';
import { shopifyCustomer } from '../../support/webhooks';

/** What a mapping that is not deployed would make of deliveries, beside what was made of them. */
const settings = { stores: [storeWith('shopify')] };
const received: DeliveryRecord = {
  v: 1,
  id: '0'.repeat(32),
  source: 'shopify',
  store: 'default',
  customer: '1001',
  receivedAt: '2026-11-02T10:00:00.000Z',
  headers: { 'x-shopify-topic': 'customers/create' },
  body: Buffer.from(JSON.stringify(shopifyCustomer({ id: 1001 }))),
  signedWith: 'fingerprint',
  series: 0,
  outcome: 'created',
  reason: null,
  attempts: [],
  attemptCount: 1,
  triedSince: 0,
};
const today = mapToday(readableEvent(received, settings));
const sent = today.kind === 'customer' ? { ...received, mapped: today.customer } : received;
const skipped: DeliveryRecord = {
  ...received,
  outcome: 'ignored',
  reason: { code: 'skipped-by-mapping', params: { skip: 'staff' } },
};

const renames = ownMapping((_, customer) => ({ ...customer, name: 'Example Ada' }));
const skips = (skip: string) => ownMapping(() => ({ skip }));
const told = (skip: string) =>
  expect.objectContaining({ code: 'skipped-by-mapping', text: `The mapping skips this shopper: ${skip}` });

test.each<[string, DeliveryRecord, CompiledMapping | undefined, object | string]>([
  ['the same', sent, undefined, 'same'],
  ['another name', sent, renames, { before: null, unmapped: null, fields: [{ field: 'name' }] }],
  ['a skip', sent, skips('staff'), { before: null, unmapped: told('staff'), fields: [] }],
  ['who was skipped, and is not', skipped, undefined, { before: told('staff'), unmapped: null, fields: [] }],
  ['who is skipped again', skipped, skips('staff'), 'same'],
  ['for another reason', skipped, skips('test'), { before: told('staff'), unmapped: told('test') }],
  ['what was not the newest', received, renames, 'unknown'],
])('%s', (_, record, mapping, expected) => {
  const difference = differenceOf(record, { settings, mapping, reveal: false });
  if (typeof expected === 'string') expect(difference).toBe(expected);
  else expect(difference).toMatchObject(expected);
  expect(JSON.stringify(difference)).not.toMatch(/Ada|example\.com/);
});

test('another ID in Masivo is told of whom nobody has brought, where the store has IDs of its own', () => {
  const shopify = storeWith('shopify');
  const own = { stores: [{ ...shopify, mapping: { ...shopify.mapping, ownIds: true } }] };
  const renumbers = ownMapping((_, customer) => ({ ...customer, id: `EU-${customer.id}` }));
  const comparedWith = { settings: own, mapping: renumbers, reveal: false };
  expect(differenceOf({ ...sent, outcome: 'waiting' }, comparedWith)).toMatchObject({
    fields: [
      { field: 'id', sent: '1001', mapped: 'EU-1001' },
      { field: 'metadata.store_customer', mapped: '1001' },
    ],
  });
  // Whom Masivo has keeps the ID, so that nothing changes but what else the mapping makes of the event.
  expect(differenceOf(sent, comparedWith)).toBe('other-id');
  const renames = ownMapping((_, customer) => ({
    ...customer,
    id: `EU-${customer.id}`,
    name: 'Example Ada',
  }));
  expect(differenceOf(sent, { ...comparedWith, mapping: renames })).toMatchObject({
    fields: [{ field: 'name' }],
  });
  expect(differenceOf(sent, { settings, mapping: renumbers, reveal: false })).toMatchObject({
    unmapped: { code: 'mapping-changed-field', text: expect.stringContaining('no mapping.ownIds') },
  });
});

test('values are shown only where they are to be', () => {
  expect(differenceOf(sent, { settings, mapping: renames, reveal: true })).toMatchObject({
    fields: [{ field: 'name', sent: 'Ada Example', mapped: 'Example Ada' }],
  });
});

import { type KeptSnapshot, unknownCustomer } from '../../../lambda/delivery/customer-state';
import { keptSnapshot } from '../../../lambda/delivery/kept-snapshot';
import { type Envelope, receivedEvent } from '../../../lambda/envelope';
import { storeOf } from '../../../lambda/settings';
import { snapshotIn, sourceNamed } from '../../support/sources';
import type { World } from './world';

/** The ledger as `deliver` leaves it for this message. */
export async function deliver(at: World, envelope: Envelope): Promise<void> {
  const newest = keptOf(at, envelope);
  const { source, store } = envelope;
  const opened = await at.operated.ledger.open({ source, store, customer: newest.customer.id }, envelope.id);
  if (opened.kind !== 'open') throw new Error(opened.kind);
  await at.operated.ledger.keep(opened.customer, { ...unknownCustomer, newest }, null);
}

/** What the ledger keeps of an envelope. */
export function keptOf(at: World, envelope: Envelope): KeptSnapshot {
  const store = storeOf(at.settings, envelope.source, envelope.store);
  if (!store) throw new Error('no store');
  const source = sourceNamed(envelope.source);
  const snapshot = snapshotIn(source.parse(receivedEvent(envelope), store));
  const mapped = source.map(snapshot, store);
  if (mapped.kind !== 'customer') throw new Error(mapped.kind);
  return keptSnapshot(envelope.id, snapshot, mapped);
}

import { unknownCustomer } from '../../../lambda/delivery/customer-state';
import { keptSnapshot } from '../../../lambda/delivery/kept-snapshot';
import { type Envelope, receivedEvent } from '../../../lambda/envelope';
import { storeOf } from '../../../lambda/settings';
import { snapshotIn, sourceNamed } from '../../support/sources';
import type { World } from './world';

/** The ledger as `deliver` leaves it for this message. */
export async function deliver(at: World, envelope: Envelope): Promise<void> {
  const store = storeOf(at.settings, envelope.source, envelope.store);
  if (!store) throw new Error('no store');
  const source = sourceNamed(envelope.source);
  const snapshot = snapshotIn(source.parse(receivedEvent(envelope), store));
  const mapped = source.map(snapshot, store);
  if (mapped.kind !== 'customer') throw new Error(mapped.kind);
  const opened = await at.operated.ledger.open({ ...store, customer: snapshot.customer }, envelope.id);
  if (opened.kind !== 'open') throw new Error(opened.kind);
  const newest = keptSnapshot(envelope.id, snapshot, mapped);
  await at.operated.ledger.keep(opened.customer, { ...unknownCustomer, newest }, null);
}

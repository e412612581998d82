import { isDeepStrictEqual } from 'node:util';
import { receivedEvent } from '../envelope';
import type { DeliveryRecord } from '../ledger/delivery-record';
import { isAct, storedEnvelope } from '../ledger/stored-envelope';
import type { StoreSettings } from '../settings';
import { compareOrder } from '../sources/order';
import type { Snapshot, Source } from '../sources/source';
import type { KeptSnapshot } from './customer-state';
import { isEnded, merged } from './merge';
import { relationOfStatements } from './statements';

/**
 * How a snapshot stands to the newest one the ledger keeps. `same` is this very delivery, come again; of consent
 * statements, nothing but what is known.
 */
export type Relation = 'newer' | 'same' | 'older';

export interface RelationInput {
  readonly snapshot: Snapshot;
  readonly mine: KeptSnapshot;
  readonly receivedAt: string;
  readonly newest: KeptSnapshot | null;
  readonly source: Source;
  readonly store: StoreSettings;
  /** An attempt has ended so lately that its log may be about to be written. */
  readonly isLogPending: boolean;
  /** The log of the delivery that brought the newest snapshot; its event is gone once its retention is over. */
  readonly recordOf: (delivery: string) => Promise<DeliveryRecord | 'newer' | undefined>;
}

/** `log-pending`: the log that decides is not written yet. */
export type Related = { readonly relation: Relation; readonly tie: boolean } | 'log-pending';

/** How an attempt's snapshot stands to the newest one kept. A full tie falls to the order of arrival. */
export async function relationTo(input: RelationInput): Promise<Related> {
  const { mine, newest } = input;
  if (!newest) return { relation: 'newer', tie: false };
  const relation = relationOfKept(mine, newest);
  return relation === 'tie' ? breakTie(newest, input) : { relation, tie: false };
}

/** As far as two snapshots tell it as they are kept. `tie`: only what else their events had can tell. */
export function relationOfKept(mine: KeptSnapshot, newest: KeptSnapshot): Relation | 'tie' {
  if (isEnded(mine)) {
    return isDeepStrictEqual(endsOf(merged(newest, mine)), endsOf(newest)) ? 'same' : 'newer';
  }
  // Nothing comes after a deletion or a merge.
  if (isEnded(newest)) return 'older';
  if (newest.delivery === mine.delivery) return 'same';
  // Statements are newer than statements, whatever the store has told of the shopper besides.
  if (mine.only) return relationOfStatements(mine.statements, newest.statements);
  if (newest.only) return 'newer';
  const order = compareOrder(mine.order, newest.order);
  return order === 0 ? 'tie' : order > 0 ? 'newer' : 'older';
}

const endsOf = ({ deleted, merged: together }: KeptSnapshot) => [deleted, together];

async function breakTie(newest: KeptSnapshot, input: RelationInput): Promise<Related> {
  const { source, store, snapshot } = input;
  const record = await input.recordOf(newest.delivery);
  if (!record && input.isLogPending) return 'log-pending';
  if (!record || record === 'newer' || isAct(record)) return { relation: 'newer', tie: true };
  const other = source.parse(receivedEvent(storedEnvelope(record)), store);
  // What was read has every change of its moment, whichever event told it. One that came later told of itself.
  const wasRead = other.kind === 'to-read';
  if (wasRead !== (snapshot.read === true)) return { relation: wasRead ? 'older' : 'newer', tie: false };
  const order = other.kind === 'snapshot' ? source.breakTie(snapshot, other.snapshot) : 0;
  if (order !== 0) return { relation: order > 0 ? 'newer' : 'older', tie: false };
  return { relation: input.receivedAt >= record.receivedAt ? 'newer' : 'older', tie: true };
}

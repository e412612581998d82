import type { Envelope } from '../envelope';
import { envelopeVersion } from '../envelope-version';
import type { DeliveryRecord } from './delivery-record';

/** The parts of an envelope that the ledger keeps: enough to show it and to replay it. */
export type StoredEnvelope = Pick<
  DeliveryRecord,
  | 'id'
  | 'source'
  | 'store'
  | 'series'
  | 'receivedAt'
  | 'headers'
  | 'body'
  | 'signedWith'
  | 'release'
  | 'withoutEvent'
>;

/** @param before the delivery's log so far: an act on a customer goes on with it, and leaves the event in it. */
export function envelopeToStore(envelope: Envelope, before?: StoredEnvelope): StoredEnvelope {
  const { body, customer, erase: _erase, v: _, ...kept } = envelope;
  if (customer === undefined || !before) return { ...kept, body: Buffer.from(body, 'base64') };
  const { receivedAt, headers, signedWith, body: event, withoutEvent } = before;
  return { ...kept, receivedAt, headers, signedWith, body: event, ...(withoutEvent ? { withoutEvent } : {}) };
}

/** The same without the event, where its end leaves no purpose for it. A log that began with an act has none. */
export function envelopeWithoutEvent(
  envelope: Envelope,
  before?: StoredEnvelope & Pick<DeliveryRecord, 'customer'>,
): StoredEnvelope {
  const kept = envelopeToStore(envelope, before);
  const isOfAct = envelope.customer !== undefined && (!before || isAct(before));
  return isOfAct ? kept : { ...kept, headers: {}, body: Buffer.alloc(0), withoutEvent: true };
}

/** What is kept of an event about somebody who was erased: which it was, and nothing that it holds. */
export function envelopeWithout(envelope: Envelope): StoredEnvelope {
  const { id, source, store, series, receivedAt, signedWith } = envelope;
  return { id, source, store, series, receivedAt, signedWith, headers: {}, body: Buffer.alloc(0) };
}

export function storedEnvelope(stored: StoredEnvelope & Pick<DeliveryRecord, 'customer'>): Envelope {
  const { id, source, store, series, receivedAt, headers, signedWith, release, customer } = stored;
  const body = Buffer.from(stored.body).toString('base64');
  return {
    v: envelopeVersion,
    id,
    source,
    store,
    series,
    receivedAt,
    headers,
    signedWith,
    body,
    ...(isAct(stored) && customer !== null ? { customer } : {}),
    ...(release ? { release } : {}),
  };
}

/** Whether it is kept of the log that something happened, and not of whom: whoever it was about was erased. */
export const isOfErased = ({
  body,
  customer,
  withoutEvent,
}: Pick<DeliveryRecord, 'body' | 'customer' | 'withoutEvent'>): boolean =>
  body.length === 0 && customer === null && !withoutEvent;

/** Whether this log began with an act on a customer, not with an event: of an event without a body nobody is known. */
export const isAct = ({
  body,
  customer,
  withoutEvent,
}: Pick<DeliveryRecord, 'body' | 'customer' | 'withoutEvent'>): boolean =>
  body.length === 0 && customer !== null && !withoutEvent;

import { type Envelope, envelopeVersion } from '../envelope';
import type { DeliveryRecord } from './delivery-record';

/** The parts of an envelope that the ledger keeps: enough to show it and to replay it. */
export type StoredEnvelope = Pick<
  DeliveryRecord,
  'id' | 'source' | 'store' | 'series' | 'receivedAt' | 'headers' | 'body' | 'signedWith' | 'release'
>;

export function envelopeToStore(envelope: Envelope): StoredEnvelope {
  const { body: _, v: __, ...kept } = envelope;
  return { ...kept, body: Buffer.from(envelope.body, 'base64') };
}

export function storedEnvelope(stored: StoredEnvelope): Envelope {
  const { id, source, store, series, receivedAt, headers, signedWith, release } = stored;
  const body = Buffer.from(stored.body).toString('base64');
  const envelope = {
    v: envelopeVersion,
    id,
    source,
    store,
    series,
    receivedAt,
    headers,
    signedWith,
    body,
  } as const;
  return release ? { ...envelope, release } : envelope;
}

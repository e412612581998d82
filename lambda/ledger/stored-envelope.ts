import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type Envelope, envelopeVersion } from '../envelope';
import type { DeliveryRecord } from './delivery-record';

/** The parts of an envelope that the ledger keeps: enough to show it and to replay it. */
export type StoredEnvelope = Pick<
  DeliveryRecord,
  'id' | 'source' | 'store' | 'series' | 'receivedAt' | 'headers' | 'body' | 'signedWith'
>;

// JSON shrinks to about a third, and DynamoDB bills each started KB.
export function envelopeToStore(envelope: Envelope): StoredEnvelope {
  const { id, source, store, series, receivedAt, headers, signedWith } = envelope;
  const body = deflateRawSync(Buffer.from(envelope.body, 'base64'));
  return { id, source, store, series, receivedAt, headers, signedWith, body };
}

export function storedEnvelope(stored: StoredEnvelope): Envelope {
  const { id, source, store, series, receivedAt, headers, signedWith } = stored;
  const body = inflateRawSync(stored.body).toString('base64');
  return { v: envelopeVersion, id, source, store, series, receivedAt, headers, signedWith, body };
}

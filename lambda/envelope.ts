import * as v from 'valibot';
import { envelopeVersion } from './envelope-version';
import type { ReceivedEvent } from './sources/source';

export const ReleaseSchema = v.picklist(['create', 'migrate', 'link', 'drop']);
export type Release = v.InferOutput<typeof ReleaseSchema>;

const EnvelopeSchema = v.object({
  v: v.literal(envelopeVersion),
  /** The delivery's id: the same for every copy of one event, and for its replays and redrives. */
  id: v.pipe(v.string(), v.regex(/^[a-f0-9]{32}$/)),
  source: v.string(),
  store: v.string(),
  /** 0 as it came from the store; each replay begins a new series of attempts. */
  series: v.pipe(v.number(), v.integer(), v.minValue(0)),
  receivedAt: v.pipe(v.string(), v.isoTimestamp()),
  /** The vendor's headers that its source keeps, lower-cased. */
  headers: v.record(v.string(), v.string()),
  /** The raw bytes in base64: JSON escaping can grow a body sixfold, and SQS refuses some characters. */
  body: v.pipe(v.string(), v.base64()),
  /** Which secret verified it, as a fingerprint; or that none did (origin.ts). */
  signedWith: v.string(),
  /**
   * The customer that this is an act on, instead of an event: it has no body and no headers, and what the ledger has
   * of the customer takes their place. So it needs no delivery's log, which expires.
   */
  customer: v.exactOptional(v.string()),
  /**
   * The operator's decision on a customer who waits for one: create with rewards, create without, link it to the customer
   * who has its e-mail, or none of these.
   */
  release: v.exactOptional(ReleaseSchema),
  /** The customer is to be erased, with e-mails that the ledger need not know: as HMACs, so that none is on the queue. */
  erase: v.exactOptional(v.object({ emails: v.array(v.string()) })),
});

/** What travels on the queue: one event as it was received, verified once and never again; or an act on a customer. */
export type Envelope = v.InferOutput<typeof EnvelopeSchema>;

export type ReadEnvelope =
  | { readonly kind: 'envelope'; readonly envelope: Envelope }
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'unreadable' };

const AnyVersion = v.object({ v: v.pipe(v.number(), v.integer()) });

/** Reads a queue message. A newer version is a result of its own, so that a rollback loses nothing. */
export function readEnvelope(message: string): ReadEnvelope {
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return { kind: 'unreadable' };
  }
  const version = v.safeParse(AnyVersion, value);
  if (version.success && version.output.v > envelopeVersion) {
    return { kind: 'newer', version: version.output.v };
  }
  const envelope = v.safeParse(EnvelopeSchema, value);
  return envelope.success ? { kind: 'envelope', envelope: envelope.output } : { kind: 'unreadable' };
}

export function receivedEvent(envelope: Envelope): ReceivedEvent {
  return {
    headers: envelope.headers,
    body: Buffer.from(envelope.body, 'base64'),
    receivedAt: new Date(envelope.receivedAt),
  };
}

import { readEnvelope, receivedEvent } from '../envelope';
import { type Settings, storeOf } from '../settings';
import { sources } from '../sources/registry';
import type { QueueMessage } from './dead-letter';

/**
 * Whether a message's customer has to be read at its vendor before Masivo is asked. A half-open circuit is tested with
 * others first: a vendor that hangs tells nothing of Masivo, and takes the time in which Masivo could be asked.
 */
export function needsVendor({ body }: QueueMessage, settings: Settings): boolean {
  const read = readEnvelope(body);
  // An act on a customer has no event.
  if (read.kind !== 'envelope' || read.envelope.customer !== undefined) return false;
  const { envelope } = read;
  const source = sources.get(envelope.source);
  const store = source && storeOf(settings, source.name, envelope.store);
  return store !== undefined && source?.parse(receivedEvent(envelope), store).kind === 'to-read';
}

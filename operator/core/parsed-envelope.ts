import { type Envelope, receivedEvent } from '../../lambda/envelope';
import { type Settings, storeOf } from '../../lambda/settings';
import { sources } from '../../lambda/sources/registry';
import type { Parsed } from '../../lambda/sources/source';

/** What `deliver` would read in an event today; undefined where its store is not configured and it asks for nothing. */
export function parsedEnvelope(envelope: Envelope, settings: Settings): Parsed | undefined {
  const source = sources.get(envelope.source);
  const configured = storeOf(settings, envelope.source, envelope.store);
  const event = receivedEvent(envelope);
  return configured ? source?.parse(event, configured) : source?.parseRequest?.(event);
}

/** An erasure goes on, whatever else is erased, and so does a request that a person has to read. */
export const isErasure = (envelope: Envelope, parsed: Parsed | undefined): boolean =>
  envelope.erase !== undefined || parsed?.kind === 'erasure' || parsed?.kind === 'unkept';

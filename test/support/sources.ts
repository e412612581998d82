import type { CustomerDraft } from '../../lambda/masivo/customer';
import type { Reason } from '../../lambda/reasons/reason';
import type { StoreSettings } from '../../lambda/settings';
import { sources } from '../../lambda/sources/registry';
import type { Parsed, ReceivedEvent, RequestHeaders, Snapshot, Source } from '../../lambda/sources/source';
import { defaultStore, storeKey } from '../../lambda/store-name';

export function sourceNamed(name: string): Source {
  const source = sources.get(name);
  if (!source) throw new Error(`There is no source ${name}`);
  return source;
}

/** The stores of the local run, as `--store` names them: one of each source. */
export const localStores: readonly string[] = [...sources.keys()].map((source) =>
  storeKey({ source, store: defaultStore }),
);

export const receivedAt = new Date('2026-03-09T12:20:00.000Z');

export function eventOf(body: string | Buffer, headers: RequestHeaders = {}): ReceivedEvent {
  return { body: Buffer.from(body), headers, receivedAt };
}

/** The snapshot of an event that is one; a test about anything else looks at `kind` itself. */
export function snapshotIn(parsed: Parsed): Snapshot {
  if (parsed.kind !== 'snapshot') throw new Error(`It was ${JSON.stringify(parsed)}`);
  return parsed.snapshot;
}

/** What would leave for Masivo. */
export function draftOf(source: Source, event: ReceivedEvent, store: StoreSettings): CustomerDraft {
  const mapped = source.map(snapshotIn(source.parse(event, store)), store);
  if (mapped.kind !== 'customer') throw new Error(`It was ${mapped.kind}: ${mapped.reason.code}`);
  return mapped.customer;
}

/** The reason a body is refused with, by whichever of parsing and mapping refuses it. */
export function refusalOf(source: Source, event: ReceivedEvent, store: StoreSettings): Reason {
  const parsed = source.parse(event, store);
  const end = 'snapshot' in parsed ? source.map(parsed.snapshot, store) : parsed;
  if (end.kind !== 'refused') throw new Error(`It was ${end.kind}`);
  return end.reason;
}

/** The reasons that name a field. */
export const wrongType = (field: string, expected: string, found: string): Reason => ({
  code: 'field-wrong-type',
  params: { field, expected, found },
});
export const outOfBounds = (field: string, found: string): Reason => ({
  code: 'field-out-of-bounds',
  params: { field, found },
});
export const missing = (field: string): Reason => ({ code: 'field-missing', params: { field } });
export const notHandled = (event: string | null): Reason => ({
  code: 'event-not-handled',
  params: { event },
});

import type { CustomerDraft } from '../../lambda/masivo/customer';
import type { Reason } from '../../lambda/reasons/reason';
import type { StoreSettings } from '../../lambda/settings';
import { sources } from '../../lambda/sources/registry';
import type {
  Parsed,
  ReceivedEvent,
  RequestHeaders,
  Snapshot,
  Source,
  VendorAnswer,
  VendorRead,
} from '../../lambda/sources/source';
import { defaultStore, storeKey } from '../../lambda/store-name';
import { fixtureJson } from './fixtures';

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

/** What a vendor's API has, by path. */
export type Held = Readonly<Record<string, unknown>>;

/** As Stripe answers for what it does not have. */
const nothingThere: VendorAnswer = { kind: 'missing', body: fixtureJson('stripe/api/no-such-customer.json') };

export const heldAt =
  (held: Held) =>
  ({ path }: VendorRead): VendorAnswer =>
    Object.hasOwn(held, path) ? { kind: 'found', body: held[path] } : nothingThere;

/** What an event tells, where the vendor answers so to what it asks for. */
export function parsed(
  source: Source,
  event: ReceivedEvent,
  store: StoreSettings,
  answer: (read: VendorRead) => VendorAnswer = heldAt({}),
): Exclude<Parsed, { kind: 'to-read' }> {
  const first = source.parse(event, store);
  if (first.kind !== 'to-read') return first;
  const then = source.parse({ ...event, answers: first.reads.map(answer) }, store);
  if (then.kind === 'to-read') throw new Error('It asks for what it was given');
  return then;
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

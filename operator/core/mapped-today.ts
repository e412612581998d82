import { underMasivoId } from '../../lambda/delivery/masivo-id';
import { receivedEvent } from '../../lambda/envelope';
import type { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import { storedEnvelope } from '../../lambda/ledger/stored-envelope';
import type { CompiledMapping } from '../../lambda/mapping/compiled-mapping';
import { mapSnapshot } from '../../lambda/mapping/map-snapshot';
import type { Mapped } from '../../lambda/masivo/customer';
import { withOwnFields } from '../../lambda/masivo/own-fields';
import type { Reason } from '../../lambda/reasons/reason';
import { type Settings, type StoreSettings, storeOf } from '../../lambda/settings';
import { sources } from '../../lambda/sources/registry';
import type { ReceivedEvent, Snapshot, Source } from '../../lambda/sources/source';

/** An event with the code and the settings to read it. */
export interface ReadableEvent {
  readonly event: ReceivedEvent;
  readonly source: Source;
  readonly store: StoreSettings;
  /** The environment's `mapping.ts`. Without it, whose data an event has, and consent, are the same. */
  readonly mapping?: CompiledMapping | undefined;
}

/** Undefined where the settings or this code no longer know the delivery's source or store. */
export function readableEvent(
  record: DeliveryRecord,
  settings: Pick<Settings, 'stores'>,
  mapping?: CompiledMapping,
): ReadableEvent | undefined {
  const source = sources.get(record.source);
  const store = storeOf(settings, record.source, record.store);
  return source && store && { source, store, mapping, event: receivedEvent(storedEnvelope(record)) };
}

export type MappedToday =
  | (Extract<Mapped, { kind: 'customer' }> & { readonly snapshot: Snapshot })
  /** Ignored or refused, or not in the event, and why. */
  | { readonly kind: 'unmapped'; readonly reason: Reason };

/** How today's code and settings map an event, with the functions that deliveries use. Pure. */
export function mapToday(readable: ReadableEvent | undefined): MappedToday {
  if (!readable) return { kind: 'unmapped', reason: { code: 'store-not-configured' } };
  const { event, source, store, mapping } = readable;
  const parsed = source.parse(event, store);
  switch (parsed.kind) {
    case 'ignored':
    case 'refused':
    case 'unclear':
    case 'request':
    case 'unkept':
      return { kind: 'unmapped', reason: parsed.reason };
    case 'erasure':
      return { kind: 'unmapped', reason: { code: 'erased' } };
    case 'to-read':
      // Nobody but a delivery reads at the vendor.
      return {
        kind: 'unmapped',
        reason: { code: 'customer-to-read', params: { vendor: source.api?.vendor ?? source.name } },
      };
    case 'snapshot':
    case 'selftest':
      break;
    default:
      return parsed satisfies never;
  }
  const { snapshot } = parsed;
  // Neither tells anything of the shopper that could be mapped.
  if (snapshot.only === 'deletion') return { kind: 'unmapped', reason: { code: 'deleted-in-store' } };
  if (snapshot.only === 'merge') return { kind: 'unmapped', reason: { code: 'merged-into' } };
  const mapped = mapSnapshot({ source, store, snapshot, mapping });
  return mapped.kind === 'customer'
    ? { ...mapped, customer: underMasivoId(withOwnFields(mapped.customer, store), mapped.masivoId), snapshot }
    : { kind: 'unmapped', reason: mapped.reason };
}

import type { StoreSettings } from '../settings';
import { noDetails } from '../sources/details';
import type { Snapshot, Source } from '../sources/source';
import type { CompiledMapping } from './compiled-mapping';
import type { MappingEvent, MasivoCustomer } from './customer-mapping';
import { frozen } from './frozen';
import { type MappedSnapshot, readResult } from './read-result';

export interface SnapshotToMap {
  readonly source: Source;
  readonly store: StoreSettings;
  readonly snapshot: Snapshot;
  /** The environment's `mapping.ts`; undefined where it has none. */
  readonly mapping: CompiledMapping | undefined;
}

/**
 * The customer of a snapshot as Masivo is to have it: by the source, and then by the environment's own mapping. The only
 * way to it, so that webhooks, replays, reconciliation, backfill and people's looks agree. Pure, as the mapping is.
 */
export function mapSnapshot({ source, store, snapshot, mapping }: SnapshotToMap): MappedSnapshot {
  const mapped = source.map(snapshot, store);
  // Consent, a deletion and a merge are no data of the shopper that could be mapped.
  if (!mapping || mapped.kind !== 'customer' || snapshot.only) return mapped;
  const { gender, dob, ...customer } = mapped.customer;
  const given: MasivoCustomer = {
    ...customer,
    ...(mapped.silent.includes('gender') ? {} : { gender }),
    ...(mapped.silent.includes('dob') ? {} : { dob }),
  };
  const event: MappingEvent = {
    source: store.source,
    store: store.store,
    kind: snapshot.kind,
    body: snapshot.body ?? snapshot.fields,
    details: source.details?.(snapshot) ?? noDetails,
  };
  const answer = mapping.call(frozen(event), frozen(given));
  if (answer.kind === 'threw') {
    const { error, at } = answer;
    return { kind: 'refused', reason: { code: 'mapping-failed', params: { error, at } } };
  }
  return readResult(answer.value, mapped, { writes: mapping.writes, ownIds: store.mapping.ownIds === true });
}

import type { CompiledMapping } from '../../../lambda/mapping/compiled-mapping';
import { mapSnapshot } from '../../../lambda/mapping/map-snapshot';
import { backfillTextOf } from '../../../lambda/reasons/backfill';
import { type Settings, type StoreSettings, storeOf } from '../../../lambda/settings';
import { sources } from '../../../lambda/sources/registry';
import type { ReceivedEvent, Source } from '../../../lambda/sources/source';
import type { StoreName } from '../../../lambda/store-name';
import type { CensusAnswered, CensusEntry } from '../answers/census';
import { type CensusReason, explained, type ListedShopper } from './explained';
import { type AskedOfLedger, type HeldDeps, heldOf } from './held';

export interface CensusDeps extends HeldDeps {
  readonly settings: Settings;
  readonly mapping: CompiledMapping | undefined;
}

/** Longer ids are refused by the mapping, and DynamoDB refuses long keys. */
const longestId = 255;

/**
 * Explains shoppers of a store's list, in their order. Nothing of the records is kept, and nothing is written.
 * @param listedSince the vendor itself has listed them then or later; null where a file has
 */
export async function censusOf(
  storeName: StoreName,
  events: readonly ReceivedEvent[],
  listedSince: Date | null,
  deps: CensusDeps,
): Promise<Exclude<CensusAnswered, { kind: 'unrecorded' }>> {
  const store = storeOf(deps.settings, storeName.source, storeName.store);
  const source = sources.get(storeName.source);
  if (!store || !source) return { kind: 'unknown-store' };
  const listed = events.map((event) => listedOf(event, source, store, deps.mapping));
  const held = await heldOf(listed, deps);
  const context = {
    source,
    store,
    mapping: deps.mapping,
    lateLandingMs: deps.settings.masivo.lateLandingMs,
    listedSince,
    now: deps.clock.now(),
  };
  const entries = listed.map((each, place): CensusEntry => {
    const mine = held[place];
    if (!mine) throw new Error('The ledger was not asked about all');
    const { kind, reason, fields = [], ...times } = explained(each, mine, context);
    return {
      customer: each.name?.customer ?? null,
      kind,
      reason: reason && { code: reason.code, text: textOf(reason) },
      fields,
      at: momentOf(times.at),
      signedUpAt: momentOf(times.signedUpAt),
    };
  });
  return { kind: 'explained', entries };
}

const momentOf = (at: number | undefined) => (at === undefined ? null : new Date(at).toISOString());

function listedOf(
  event: ReceivedEvent,
  source: Source,
  store: StoreSettings,
  mapping: CompiledMapping | undefined,
): ListedShopper & AskedOfLedger {
  const parsed = source.parse(event, store);
  const snapshot = parsed.kind === 'snapshot' ? parsed.snapshot : undefined;
  const customer = snapshot?.customer ?? source.customerOf(event);
  const mapped = snapshot && mapSnapshot({ source, store, snapshot, mapping });
  return {
    parsed,
    listedAt: event.receivedAt,
    name:
      customer === undefined || customer.length > longestId
        ? undefined
        : { source: store.source, store: store.store, customer },
    email: mapped?.kind === 'customer' ? mapped.customer.email : null,
  };
}

function textOf(reason: CensusReason): string {
  switch (reason.code) {
    case 'no-event':
      return 'No event of it has come';
    case 'not-brought':
      return 'An event came and did not bring it; with today’s settings one would';
    default:
      return backfillTextOf(reason);
  }
}

import type { Clock } from '../../../lambda/clock';
import { entryOf, readCustomer } from '../../../lambda/ledger/customer-item';
import { type CustomerName, ledgerKeys } from '../../../lambda/ledger/table';
import { erasedHmac, readTombstone } from '../../../lambda/ledger/tombstone';
import type { CompiledMapping } from '../../../lambda/mapping/compiled-mapping';
import { mapSnapshot } from '../../../lambda/mapping/map-snapshot';
import { backfillTextOf } from '../../../lambda/reasons/backfill';
import type { KeyedHash } from '../../../lambda/secrets/keyed-hash';
import { type Settings, type StoreSettings, storeOf } from '../../../lambda/settings';
import { sources } from '../../../lambda/sources/registry';
import type { ReceivedEvent, Source } from '../../../lambda/sources/source';
import type { StoreName } from '../../../lambda/store-name';
import type { CensusAnswered, CensusEntry } from '../answers/census';
import { type LedgerPlace, readItems } from '../records';
import { type CensusReason, explained, type HeldOfShopper, type ListedShopper } from './explained';

export interface CensusDeps {
  readonly settings: Settings;
  readonly mapping: CompiledMapping | undefined;
  readonly place: LedgerPlace;
  readonly clock: Clock;
  /** Under the secret of the e-mail index. */
  readonly hash: KeyedHash;
}

/** Longer ids are refused by the mapping, and DynamoDB refuses long keys. */
const longestId = 255;

/**
 * Explains shoppers of a store's list, in their order. Nothing of the records is kept, and nothing is written.
 */
export async function censusOf(
  storeName: StoreName,
  events: readonly ReceivedEvent[],
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
    now: deps.clock.now(),
  };
  const entries = listed.map((each, place): CensusEntry => {
    const { kind, reason, fields = [], ...times } = explained(each, held[place] ?? unheld, context);
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

interface Named extends ListedShopper {
  readonly name: CustomerName | undefined;
  readonly email: string | null;
}

function listedOf(
  event: ReceivedEvent,
  source: Source,
  store: StoreSettings,
  mapping: CompiledMapping | undefined,
): Named {
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

const unheld: HeldOfShopper = { entry: undefined, isErased: false, emailErasedAt: undefined };

/** Who has an item is known by it; tombstones are looked for of everybody else, and by the e-mails of whom Masivo lacks. */
async function heldOf(listed: readonly Named[], deps: CensusDeps): Promise<readonly HeldOfShopper[]> {
  const { place, clock, hash } = deps;
  const keys = ledgerKeys(place.account);
  const items = await readItems(
    listed.flatMap(({ name }) => (name ? [keys.customer(name)] : [])),
    place,
    clock,
  );
  const found = await Promise.all(
    listed.map(async ({ name, email }) => {
      const item = name && items.get(keys.customer(name));
      const entry = name && item && entryOf(name, readCustomer(item));
      const isLacking = !entry || ['unknown', 'waiting'].includes(entry.state.confirmed.masivo);
      return {
        entry,
        id: name && !entry ? keys.erased(await erasedHmac(name, hash)) : undefined,
        email: email !== null && isLacking ? keys.erased(await erasedHmac({ email }, hash)) : undefined,
      };
    }),
  );
  const tombstones = await readItems(
    found.flatMap(({ id, email }) => [id, email].filter((key) => key !== undefined)),
    place,
    clock,
  );
  return found.map(({ entry, id, email }) => {
    const ofEmail = email === undefined ? undefined : tombstones.get(email);
    return {
      entry,
      isErased: id !== undefined && tombstones.has(id),
      emailErasedAt: ofEmail && readTombstone(ofEmail),
    };
  });
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

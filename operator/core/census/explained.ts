import * as v from 'valibot';
import { isOfBackfill } from '../../../lambda/delivery/backfill-run';
import { creationPolicy } from '../../../lambda/delivery/creation-policy';
import {
  type CustomerState,
  type KeptSnapshot,
  unknownCustomer,
} from '../../../lambda/delivery/customer-state';
import { stateAsWritten } from '../../../lambda/delivery/intent';
import { keptSnapshot } from '../../../lambda/delivery/kept-snapshot';
import { isEnded } from '../../../lambda/delivery/merge';
import { isFromBefore } from '../../../lambda/delivery/sync/erased-email';
import type { CustomerEntry } from '../../../lambda/ledger/ledger';
import type { CompiledMapping } from '../../../lambda/mapping/compiled-mapping';
import { mapSnapshot } from '../../../lambda/mapping/map-snapshot';
import { NewCustomer } from '../../../lambda/masivo/customer';
import type { BackfillReason } from '../../../lambda/reasons/backfill';
import type { StoreSettings } from '../../../lambda/settings';
import type { Parsed, Source } from '../../../lambda/sources/source';
import type { CensusKind } from '../answers/census';
import { changesSince } from './changes-since';

/** What a store's list has of one shopper, read as its webhook would be. */
export interface ListedShopper {
  readonly parsed: Parsed;
  /** When it was listed. */
  readonly listedAt: Date;
}

/** What the ledger has of that shopper. */
export interface HeldOfShopper {
  readonly entry: CustomerEntry | undefined;
  /** The ID has a tombstone. */
  readonly isErased: boolean;
  /** When somebody with this e-mail was erased, epoch ms. */
  readonly emailErasedAt: number | undefined;
  /** The log of the delivery that tried last says that its message went to the dead letters then, epoch ms. */
  readonly deadLetteredAt: number | undefined;
}

export interface ExplainDeps {
  readonly source: Source;
  readonly store: StoreSettings;
  /** The environment's `mapping.ts`. */
  readonly mapping: CompiledMapping | undefined;
  readonly lateLandingMs: number;
  /** The vendor itself has listed the shopper then or later; null where a file has, of which nobody knows how old it is. */
  readonly listedSince: Date | null;
  readonly now: Date;
}

/** Why somebody is missing: no event came of it, or one came and did not bring it to Masivo. */
export type MissingCode = 'no-event' | 'not-brought';
export type CensusReason = BackfillReason | { readonly code: MissingCode };

export interface Explained {
  readonly kind: CensusKind;
  readonly reason: CensusReason | null;
  readonly fields?: readonly string[];
  /** Both in epoch ms; what they are of each kind is in answers/census.ts. */
  readonly at?: number;
  readonly signedUpAt?: number;
}

/** A webhook, or two runs of the reconciliation, have so long to bring whoever has just signed up. */
export const recentMs = 30 * 60_000;
/** SQS has deleted its message by then. */
const longestUnderWayMs = 14 * 24 * 3600_000;

/**
 * Explains one shopper of the store's list: by the ledger, and, where it knows nothing that counts, anew by parse,
 * mapping and go-live, as a delivery would. Pure.
 */
export function explained(listed: ListedShopper, held: HeldOfShopper, deps: ExplainDeps): Explained {
  const state = held.entry && stateAsWritten(held.entry, deps.lateLandingMs);
  if (held.isErased || state?.erasing !== undefined) return { kind: 'erased', reason: { code: 'erased' } };
  if (state?.newest && isEnded(state.newest)) return ended(state.newest, listed, deps);
  return (state && byState(state, held, listed, deps)) ?? byRecord(listed, held, deps);
}

/** Whoever the ledger says was deleted or merged is on no list of the store that was made later. */
function ended(
  { deleted, merged: together }: KeptSnapshot,
  listed: ListedShopper,
  deps: ExplainDeps,
): Explained {
  const { kind, reason } = deleted
    ? ({ kind: 'deleted', reason: { code: 'deleted-in-store' } } as const)
    : ({ kind: 'merged', reason: { code: 'merged-into' } } as const);
  const endedAt = (deleted ?? together?.order)?.at;
  return endedAt !== undefined && isListedAfter(endedAt, listed, deps)
    ? { kind: 'still-listed', reason, at: endedAt }
    : { kind, reason };
}

/** By the vendor's own list, which may lag behind a deletion; or by the date that the record has of its last change. */
function isListedAfter(endedAt: number, listed: ListedShopper, deps: ExplainDeps): boolean {
  const { listedSince } = deps;
  if (listedSince && listedSince.getTime() > endedAt + recentMs) return true;
  const kept = keptOf(listed, deps);
  return !('kind' in kept) && kept.order.at > endedAt && !hasListDate(kept, listed);
}

/** Undefined where the ledger says no more than that Masivo lacks it. */
function byState(
  state: CustomerState,
  { entry }: HeldOfShopper,
  listed: ListedShopper,
  deps: ExplainDeps,
): Explained | undefined {
  const { confirmed } = state;
  switch (confirmed.masivo) {
    case 'unknown':
    case 'waiting':
      return undefined;
    case 'holds':
      return inMasivo(state, listed, deps);
    case 'linked':
      return { kind: 'linked', reason: { code: 'linked-to-owner' } };
    case 'migrating':
      return entry?.last?.outcome === 'refused'
        ? { kind: 'refused', reason: entry.last.reason }
        : { ...given(state), at: confirmed.since };
    case 'held':
      return confirmed.dropped ? dropped : { kind: 'held', reason: { code: 'flood-guard-holds' } };
    case 'gone':
      return confirmed.dropped ? dropped : { kind: 'gone', reason: { code: 'gone' } };
    case 'unlinked':
      return confirmed.dropped ? dropped : { kind: 'unlinked', reason: confirmed.reason };
    default:
      return confirmed satisfies never;
  }
}

/**
 * A migration carries neither tier nor metadata, and the customer's next event brings the metadata. Whom Masivo had from
 * elsewhere has the tier from there.
 */
function given({ newest, confirmed }: CustomerState): Explained {
  const isElsewhere = confirmed.masivo === 'holds' && confirmed.elsewhere === true;
  const lacksTier = newest?.customer.tier_id !== undefined && !isElsewhere;
  return { kind: 'given', reason: lacksTier ? { code: 'without-tier' } : null };
}

const dropped: Explained = { kind: 'ignored', reason: { code: 'dropped' } };

function inMasivo(state: CustomerState, listed: ListedShopper, deps: ExplainDeps): Explained {
  const { newest } = state;
  const kept = keptOf(listed, deps);
  const asKnown: Explained =
    newest && isOfBackfill(newest) ? given(state) : { kind: 'in-masivo', reason: null };
  if (!newest || 'kind' in kept) return asKnown;
  const fields = changesSince(newest, kept, deps.store);
  if (fields.length === 0) return asKnown;
  const signedUpAt = Date.parse(kept.customer.registration_date);
  return { kind: 'changed', reason: null, fields, at: changedSince(newest, kept, listed), signedUpAt };
}

/** A list without dates of change has that of its answer: then the change came some time after the last event. */
function changedSince(newest: KeptSnapshot, kept: KeptSnapshot, listed: ListedShopper): number {
  return hasListDate(kept, listed) ? newest.order.at : kept.order.at;
}

/** The record has no date of a change, so that of its list stands in its place. */
const hasListDate = (kept: KeptSnapshot, { listedAt }: ListedShopper): boolean =>
  listedAt.getTime() - kept.order.at < 1000;

/** What a delivery of the record would make of a shopper whom Masivo lacks. */
function byRecord(listed: ListedShopper, held: HeldOfShopper, deps: ExplainDeps): Explained {
  const kept = keptOf(listed, deps);
  if ('kind' in kept) return kept;
  const { entry, emailErasedAt } = held;
  const decision = creationPolicy({
    target: kept,
    state: entry?.state ?? unknownCustomer,
    store: deps.store,
    release: undefined,
  });
  if (decision.kind === 'deny') return { kind: 'ignored', reason: decision.reason };
  if (kept.customer.email === null) return { kind: 'no-email', reason: { code: 'store-has-no-email' } };
  if (!v.is(NewCustomer, kept.customer)) return { kind: 'no-email', reason: { code: 'store-has-no-name' } };
  if (emailErasedAt !== undefined && isFromBefore(kept, emailErasedAt))
    return { kind: 'erased', reason: { code: 'email-erased' } };
  return tried(kept, held, deps) ?? missing(kept, entry, deps);
}

/** What an attempt to create it has come to, as far as that still counts for the store's record. */
function tried(
  kept: KeptSnapshot,
  { entry, deadLetteredAt = 0 }: HeldOfShopper,
  { store, now }: ExplainDeps,
): Explained | undefined {
  if (!entry) return undefined;
  const { intent, last, state } = entry;
  // What is in the DLQ, nobody tries: the customer's item still says what was to follow.
  const isLate = (at: number) => now.getTime() - at > longestUnderWayMs || deadLetteredAt >= at;
  if (intent && !isLate(intent.until)) return { kind: 'under-way', reason: null };
  if (last?.outcome === 'retry' && !isLate(last.at)) return { kind: 'under-way', reason: last.reason };
  const isOfRecord = state.newest !== null && changesSince(state.newest, kept, store).length === 0;
  // What was given up may succeed today.
  const isGivenUp = last?.reason?.code === 'given-up';
  return last?.outcome === 'refused' && isOfRecord && !isGivenUp
    ? { kind: 'refused', reason: last.reason }
    : undefined;
}

function missing(kept: KeptSnapshot, entry: CustomerEntry | undefined, { now }: ExplainDeps): Explained {
  const at = Date.parse(kept.customer.registration_date);
  if (now.getTime() - at < recentMs) return { kind: 'recent', reason: null };
  return { kind: 'missing', reason: { code: entry ? 'not-brought' : 'no-event' }, at };
}

/** The record as the ledger would keep it; or why it tells nothing of a shopper. */
function keptOf({ parsed }: ListedShopper, deps: ExplainDeps): KeptSnapshot | Explained {
  const { source } = deps;
  switch (parsed.kind) {
    case 'snapshot': {
      const mapped = mapSnapshot({ ...deps, snapshot: parsed.snapshot });
      return mapped.kind === 'customer'
        ? keptSnapshot(listedBy, parsed.snapshot, mapped)
        : { kind: mapped.kind, reason: mapped.reason };
    }
    case 'selftest':
      return { kind: 'ignored', reason: { code: 'is-selftest' } };
    case 'ignored':
      return { kind: 'ignored', reason: parsed.reason };
    case 'unkept':
      return { kind: parsed.outcome, reason: parsed.reason };
    case 'refused':
    case 'unclear':
    case 'request':
      return { kind: 'refused', reason: parsed.reason };
    case 'erasure':
      return { kind: 'erased', reason: { code: 'erased' } };
    case 'to-read':
      // A list has the customers themselves.
      return {
        kind: 'refused',
        reason: { code: 'customer-to-read', params: { vendor: source.api?.vendor ?? source.name } },
      };
    default:
      return parsed satisfies never;
  }
}

/** Stands where a snapshot names the delivery that brought it. */
const listedBy = 'census';

import { isDeepStrictEqual } from 'node:util';
import type { KeptSnapshot } from '../delivery/customer-state';
import { keptSnapshot } from '../delivery/kept-snapshot';
import { isEnded, merged } from '../delivery/merge';
import { relationOfKept } from '../delivery/relation';
import { counts } from '../delivery/statements';
import type { CustomerEntry } from '../ledger/ledger';
import type { CustomerName } from '../ledger/table';
import type { CompiledMapping } from '../mapping/compiled-mapping';
import { mapSnapshot } from '../mapping/map-snapshot';
import { channels } from '../masivo/consent';
import type { StoreSettings } from '../settings';
import type { Parsed, Source } from '../sources/source';

/** What the ledger has of a change. */
export interface Held {
  /** Undefined where the change names no customer. */
  readonly customer: CustomerEntry | undefined;
  /** Its delivery has a log, so it was tried: of a webhook that brought it, or of a run that found it. */
  readonly logged: 'told' | 'found' | undefined;
  /** The customer was erased, or is being erased. */
  readonly isErased: boolean;
}

export interface ToLookUp {
  readonly name: CustomerName | undefined;
  readonly delivery: string;
}

/**
 * Reads what the ledger has of these, in their order. Reads may lag by moments: then a change is fed once more.
 * @param isOver whether there is no time for another read. @returns undefined where there was none for all
 */
export type LookUp = (
  asked: readonly ToLookUp[],
  isOver: () => boolean,
) => Promise<readonly Held[] | undefined>;

export interface FoundChange {
  readonly delivery: string;
  readonly parsed: Parsed;
  readonly source: Source;
  readonly store: StoreSettings;
  readonly mapping: CompiledMapping | undefined;
}

/**
 * `news`: what the ledger does not know. Known is what somebody told, a webhook nearly always, and what an earlier run
 * `found`. `nothing`: there is nothing to bring.
 */
export type Known = 'news' | 'told' | 'found' | 'nothing';

/** How a change stands to the ledger. When in doubt it is news: `deliver` decides, as of a webhook. Pure. */
export function knownOf({ delivery, parsed, source, store, mapping }: FoundChange, held: Held): Known {
  // Nothing of somebody who was erased goes on the queue.
  if (held.isErased) return 'nothing';
  if (held.logged) return held.logged;
  switch (parsed.kind) {
    case 'ignored':
      return 'nothing';
    case 'refused':
    case 'unclear':
    case 'unkept':
    case 'to-read':
    case 'erasure':
    case 'request':
      return 'news';
    case 'selftest':
    case 'snapshot': {
      const newest = held.customer?.state.newest;
      if (!newest) return 'news';
      const mapped = mapSnapshot({ source, store, snapshot: parsed.snapshot, mapping });
      if (mapped.kind === 'ignored') return 'nothing';
      const isNews =
        mapped.kind === 'refused' || tellsMore(keptSnapshot(delivery, parsed.snapshot, mapped), newest);
      if (isNews) return 'news';
      return newest.delivery === delivery ? 'found' : 'told';
    }
    default:
      return parsed satisfies never;
  }
}

function tellsMore(mine: KeptSnapshot, newest: KeptSnapshot): boolean {
  const relation = relationOfKept(mine, newest);
  if (relation === 'same') return false;
  if (relation === 'older') return !isEnded(newest) && addsTo(newest, mine);
  // Dates have whole seconds, and a list tells a creation and a change of one second alike: what they say decides.
  const isOfOneMoment = !mine.only && !newest.only && mine.order.at === newest.order.at;
  return !isOfOneMoment || !saysTheSame(mine, newest);
}

/** An older event may be the only one that tells of a choice: those after it repeat its value, which states nothing. */
const addsTo = (newest: KeptSnapshot, mine: KeptSnapshot): boolean =>
  !isDeepStrictEqual(asJson(merged(newest, mine)), asJson(newest));

const saysTheSame = (mine: KeptSnapshot, newest: KeptSnapshot): boolean =>
  isDeepStrictEqual(asJson(mine.customer), asJson(newest.customer)) &&
  channels.every((channel) => {
    const [one, other] = [mine.statements[channel], newest.statements[channel]];
    if (!one) return true;
    // A no of everybody who was never asked says nothing.
    return other ? one.granted === counts(other).granted : !one.granted && one.unasked === true;
  });

/** As the ledger has it. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

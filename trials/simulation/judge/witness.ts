import type { Release } from '../../../lambda/envelope';
import type { Item } from '../models/expressions/values';
import type { Customer } from '../spec';
import { type ErasureWatch, erasureWatch } from './erasure-watch';
import { type ForgettingWatch, forgettingWatch } from './forgetting-watch';
import { goneWatch } from './gone-watch';
import { type LogWatch, logWatch } from './log-watch';
import { type MasivoIdWatch, type MasivoIdWatchDeps, masivoIdWatch } from './masivo-ids';
import { type Violation, violation } from './violation';

/**
 * Sees what happens while a universe runs: rewards that nobody asked for are seen where the request leaves, not by what
 * is left of it in the end.
 */
export interface Witness
  extends LogWatch,
    Pick<ForgettingWatch, 'onSent' | 'isForgotten'>,
    Omit<ErasureWatch, 'onTombstone'>,
    Omit<MasivoIdWatch, 'onItem'> {
  /** Something that must never be. */
  onViolation(kind: Violation['kind'], about: string): void;
  /** The id of a customer whom no webhook may create. */
  onUncreatable(id: string): void;
  /**
   * @param masivoIds by which Masivo knows whom it is about
   * @param named whom the metadata that is sent names
   */
  onSending(op: string, masivoIds: readonly string[], named?: string): void;
  onWrite(pk: string, item: Item | undefined, before: Item | undefined): void;
  onRelease(id: string, how: Release): void;
  /** The release is on the queue. */
  onReleased(id: string, how: Release): void;
  wasReleased(id: string): boolean;
  onDeletion(id: string): void;
  /** The store's deletion of this customer is told by this delivery. */
  onStoreDeletion(id: string, delivery: string): void;
  onEdit(id: string): void;
  onBackfilled(id: string, version: number, choice: number | undefined): void;
  /** The backfill says in its report that it did not bring this customer over. */
  onLeftOut(id: string): void;
  /** All that deliveries of this customer ended as. */
  outcomesOf(id: string): ReadonlySet<string>;
  readonly violations: readonly Violation[];
  /** The versions that the backfill read of each customer. */
  readonly backfilled: ReadonlyMap<string, number>;
  /** The choices that it read of each. */
  readonly listedChoices: ReadonlyMap<string, ReadonlySet<number>>;
  readonly leftOut: ReadonlySet<string>;
  readonly deleted: ReadonlySet<string>;
  /** Who was deleted in Masivo, and released with rewards since: they are paid again. */
  readonly broughtBack: ReadonlySet<string>;
  /** Who was deleted before the bridge knew it to be there, and may rightly be created once more. */
  readonly unseen: ReadonlySet<string>;
  /** Whose release back into Masivo is on the queue, with no deletion since. */
  readonly due: ReadonlySet<string>;
  /** Whom an operator linked by hand. */
  readonly linkedByHand: ReadonlySet<string>;
  /** Whose edit in Masivo's dashboard came between no two requests of ours. */
  readonly edited: ReadonlySet<string>;
  /** When somebody last edited each there, epoch ms. */
  readonly editedAt: ReadonlyMap<string, number>;
}

/** Outcomes after which Masivo had the customer. */
const settled = new Set(['created', 'exists', 'updated', 'unchanged', 'stale']);

interface Seen {
  uncreatable?: true;
  held?: true;
  release?: Release;
  settled?: true;
  deleted?: true;
  lastCallAt?: number;
  /** A delivery of its store's deletion has done its work. */
  deletedInStore?: true;
}

// PATCH replaces metadata as a whole: what is written between our GET and our PATCH is lost, whoever we are.
const betweenRequestsMs = 30_000;

export interface WitnessDeps extends Pick<MasivoIdWatchDeps, 'wasBrought' | 'namedAt'> {
  readonly now: () => number;
  readonly lateLandingMs: number;
  readonly customers: readonly Customer[];
  /** Of the e-mail index. */
  readonly secret: string;
  readonly ownIds: MasivoIdWatchDeps['ids'];
}

export function witness(deps: WitnessDeps): Witness {
  const { now, lateLandingMs, customers: all, secret, ownIds, wasBrought, namedAt } = deps;
  const customers = new Map<string, Seen>();
  const violations: Violation[] = [];
  const backfilled = new Map<string, number>();
  const listedChoices = new Map<string, ReadonlySet<number>>();
  const leftOut = new Set<string>();
  const deleted = new Set<string>();
  const broughtBack = new Set<string>();
  const due = new Set<string>();
  const unseen = new Set<string>();
  const outcomes = new Map<string, ReadonlySet<string>>();
  const edited = new Set<string>();
  const linkedByHand = new Set<string>();
  const deletions = new Map<string, string>();
  const seen = (id: string): Seen => {
    const before = customers.get(id);
    if (before) return before;
    const fresh: Seen = {};
    customers.set(id, fresh);
    return fresh;
  };
  const isOneTooMany = goneWatch({ now, lateLandingMs, wasDeleted: (id) => deleted.has(id) });
  const { onItem, ...forgetting } = forgettingWatch();
  const { onTombstone, ...erasures } = erasureWatch(all, secret, now);
  const masivoIds = masivoIdWatch({ customers: all, ids: ownIds, wasBrought, namedAt }, found);
  const { masivoIdOf, customerOf } = masivoIds;
  const editedAt = new Map<string, number>();
  const told = new Set<string>();
  /** Once: what goes on without end is one violation. */
  function found(kind: Violation['kind'], about: string): void {
    if (told.has(`${kind}|${about}`)) return;
    told.add(`${kind}|${about}`);
    violations.push(violation(kind, about, now()));
  }

  function ifRevived(id: string): void {
    if (seen(id).deletedInStore) found('revived', `${id} was deleted in its store`);
    if (erasures.erasedAt(id) !== undefined) found('revived', `${id} was erased`);
  }

  function onCreation(id: string): void {
    ifRevived(id);
    const { uncreatable, held, release, deleted: gone } = seen(id);
    if (release === 'create') return;
    if (uncreatable) found('reward unasked', `${id} is for no webhook to create`);
    else if (gone) found('created again', `${id} was deleted in Masivo`);
    else if (release === 'migrate') found('reward unasked', `${id} was released without rewards`);
    else if (release === 'drop') found('reward unasked', `${id} was dropped`);
    else if (held) found('reward unasked', `${id} was held`);
  }

  return {
    violations,
    backfilled,
    listedChoices,
    leftOut,
    deleted,
    broughtBack,
    due,
    unseen,
    edited,
    linkedByHand,
    ...forgetting,
    ...erasures,
    editedAt,
    masivoIdOf,
    customerOf,
    isFixed: masivoIds.isFixed,
    onViolation: found,
    ...logWatch(now, found),
    outcomesOf: (id) => outcomes.get(id) ?? new Set(),
    onUncreatable(id) {
      seen(id).uncreatable = true;
    },
    onSending(op, sentUnder, named) {
      masivoIds.onSending(op, sentUnder, named);
      const ids = named === undefined ? sentUnder.map(customerOf) : [named];
      for (const id of ids) seen(id).lastCallAt = now();
      if (op === 'masivo create') for (const id of ids) onCreation(id);
      if (op !== 'masivo migrate') return;
      for (const id of ids) ifRevived(id);
      for (const id of ids) if (seen(id).release === 'drop') found('reward unasked', `${id} was dropped`);
    },
    onWrite(pk, item, before) {
      onItem(pk, item, before);
      masivoIds.onItem(pk, item, before);
      onTombstone(pk, item);
      if (isOneTooMany(pk, item)) found('gone believed', `${pk.split('|').at(-1)} and others at once`);
      if (!pk.includes('|delivery|')) return;
      const outcome = item?.outcomeKey?.S?.split('|').at(2) ?? '';
      const id = item?.ownerKey?.S?.split('|').at(-1);
      if (id === undefined) return;
      outcomes.set(id, new Set(outcomes.get(id)).add(outcome));
      if (outcome === 'held') seen(id).held = true;
      if (settled.has(outcome)) seen(id).settled = true;
      const isDeletion = deletions.get(pk.split('|').at(-1) ?? '') === id;
      if (isDeletion && (settled.has(outcome) || outcome === 'ignored')) seen(id).deletedInStore = true;
    },
    onRelease(id, how) {
      seen(id).release = how;
      if (how === 'create' && deleted.has(id)) broughtBack.add(id);
      if (how === 'link') linkedByHand.add(id);
    },
    onReleased(id, how) {
      if ((how === 'create' || how === 'migrate') && deleted.has(id)) due.add(id);
    },
    wasReleased: (id) => seen(id).release !== undefined,
    onDeletion(id) {
      deleted.add(id);
      due.delete(id);
      // Of one whom the bridge did not know to be there, it may rightly think that it has to be created.
      if (seen(id).settled) seen(id).deleted = true;
      else unseen.add(id);
    },
    onStoreDeletion: (id, delivery) => void deletions.set(delivery, id),
    onEdit(id) {
      editedAt.set(id, now());
      if (now() - (seen(id).lastCallAt ?? 0) > betweenRequestsMs) edited.add(id);
    },
    onLeftOut: (id) => void leftOut.add(id),
    onBackfilled(id, version, choice) {
      backfilled.set(id, Math.max(version, backfilled.get(id) ?? 0));
      if (choice !== undefined) listedChoices.set(id, new Set(listedChoices.get(id)).add(choice));
    },
  };
}

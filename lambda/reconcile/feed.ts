import { receivedEvent } from '../envelope';
import type { CompiledMapping } from '../mapping/compiled-mapping';
import { messageOf } from '../new-envelope';
import type { StoreSettings } from '../settings';
import type { Change } from '../sources/changes';
import type { Source } from '../sources/source';
import { foundEnvelope } from './found-envelope';
import { type Known, knownOf, type LookUp } from './known';

export interface FeedDeps {
  readonly source: Source;
  readonly store: StoreSettings;
  /** The environment's own: what the ledger has went through it. */
  readonly mapping?: CompiledMapping | undefined;
  /**
   * When the vendor was asked. What was changed since is the later one of the same second, and what was read before a shop
   * was erased is erased with it.
   */
  readonly askedAt: Date;
  readonly lookUp: LookUp;
  /** Resolves once the queue has the message; rejects when it may not have it. */
  readonly enqueue: (message: string) => Promise<void>;
  /** Whether nothing more may be begun. */
  readonly isOver: () => boolean;
}

/** So many are on their way to the queue at once. */
const together = 10;

/**
 * Puts on the queue what the ledger does not know of these changes. Once this resolves, the queue has all of it.
 * @returns how each stands to the ledger; undefined where there was no time for all.
 * @throws Error where the queue may not have all
 */
export async function feed(
  changes: readonly Change[],
  deps: FeedDeps,
): Promise<readonly Known[] | undefined> {
  const { source, store, mapping, askedAt, lookUp, enqueue, isOver } = deps;
  const found = changes.map((change) => {
    const envelope = foundEnvelope(change, store, askedAt);
    const event = receivedEvent(envelope);
    const parsed = source.parse(event, store);
    const customer = 'snapshot' in parsed ? parsed.snapshot.customer : source.customerOf(event);
    const name = customer === undefined ? undefined : { source: store.source, store: store.store, customer };
    return { envelope, parsed, name };
  });
  const held = await lookUp(
    found.map(({ envelope, name }) => ({ delivery: envelope.id, name })),
    isOver,
  );
  if (!held) return undefined;
  const known = found.map(({ envelope, parsed }, place) => {
    const known = held[place];
    if (!known) throw new Error('The ledger was not asked about all');
    return knownOf({ delivery: envelope.id, parsed, source, store, mapping }, known);
  });
  const news = found.filter((_, place) => known[place] === 'news');
  for (let first = 0; first < news.length; first += together) {
    if (isOver()) return undefined;
    const some = news.slice(first, first + together);
    await Promise.all(some.map(({ envelope }) => enqueue(messageOf(envelope))));
  }
  return known;
}

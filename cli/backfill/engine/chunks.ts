import { missingAmong } from './ask';
import { refuseWhileErased } from './being-erased';
import { mapConcurrently } from './concurrency';
import { atOnce, type BackfillDeps } from './deps';
import { erasureOf } from './erased';
import { type Candidate, examine, isLeft, type Left } from './examine';
import { mark } from './mark';
import type { ListedCustomer } from './readers/reader';
import type { SameEmail } from './same-email';
import type { Sendable } from './sendable';
import { lookBefore } from './there-before';

/** Up to a thousand customers, marked in the ledger and ready to be sent. */
export interface Chunk {
  readonly customers: readonly Sendable[];
  /** When the first of them was marked, epoch ms: what became of them since is not known. */
  readonly markedAt: number;
  /** Marked by an earlier run, and shown by Masivo. */
  readonly there: readonly string[];
  readonly left: readonly Left[];
  /** How many of the store's customers were looked at. */
  readonly read: number;
  /** Reading continues after this; null where nothing was read. */
  readonly cursor: string | null;
  /** Whether the store has no more. */
  readonly isLast: boolean;
}

export interface ChunkDeps extends BackfillDeps {
  readonly run: string;
  readonly listed: AsyncIterator<ListedCustomer>;
  readonly sameEmail: SameEmail;
  /** Whether this customer's mark is certainly not followed by a request: an earlier run died before it. */
  readonly isUnsent: (customer: string) => boolean;
  /** Called before any of these is marked. */
  readonly onMarking: (customers: readonly string[]) => void;
}

// Where the ledger knows nearly everybody, or an earlier run has sent nearly everybody, progress is still recorded:
// after as many customers as so many requests hold.
const mostUnsentRequests = 2;

/** Reads on until a chunk is full: a customer who turns out to be known makes room for another. */
export async function nextChunk(after: string | null, deps: ChunkDeps): Promise<Chunk> {
  const ready: Sendable[] = [];
  const there: string[] = [];
  const left: Left[] = [];
  const inChunk = new Set<string>();
  let read = 0;
  let cursor = after;
  let isLast = false;
  let markedAt = Number.POSITIVE_INFINITY;
  const isFull = () => left.length + there.length >= mostUnsentRequests * deps.migrations.perRequest;
  while (!isLast && ready.length < deps.migrations.perRequest && !isFull()) {
    const candidates: Candidate[] = [];
    while (ready.length + candidates.length < deps.migrations.perRequest && !isFull()) {
      const next = await deps.listed.next();
      if (next.done) {
        isLast = true;
        break;
      }
      read += 1;
      cursor = next.value.cursor;
      const examined = examine(next.value, deps.run, deps);
      if (isLeft(examined)) left.push(examined);
      // A file may be put together from two, with duplicates. The ledger cannot see those within one request.
      else if (inChunk.has(examined.customer))
        left.push({ ...twice(examined.customer), line: examined.line });
      else {
        inChunk.add(examined.customer);
        candidates.push(examined);
      }
    }
    const marked = await markAll(candidates, deps);
    ready.push(...marked.ready);
    markedAt = Math.min(markedAt, marked.markedAt);
    there.push(...marked.there);
    const lines = new Map(candidates.map(({ customer, line }) => [customer, line]));
    left.push(...marked.left.map((each) => ({ ...each, line: lines.get(each.customer ?? '') })));
  }
  return { customers: ready, markedAt, there, left, read, cursor, isLast };
}

const inMasivo = (customer: string): Left => ({ customer, why: 'known', reason: { code: 'in-masivo' } });

/** Somebody has to correct the number, or the mapping. */
const idTaken = (customer: string): Left => ({
  customer,
  why: 'unmappable',
  reason: { code: 'masivo-id-taken' },
});

/** Masivo would silently drop its migration, and what follows would be somebody else's. */
const ofAnother = (customer: string): Left => ({
  customer,
  why: 'unmappable',
  reason: { code: 'id-taken' },
});

const twice = (customer: string): Left => ({ customer, why: 'known', reason: { code: 'listed-twice' } });

async function markAll(listed: readonly Candidate[], deps: ChunkDeps) {
  // A mark makes webhooks wait, so all are asked about before any is marked.
  const before = new Set<string>();
  const erased: Left[] = [];
  const taken: Left[] = [];
  await mapConcurrently(listed, atOnce, async (candidate) => {
    const reason = await erasureOf(candidate, deps);
    if (reason) erased.push({ customer: candidate.customer, why: 'erased', reason });
    else {
      const found = await lookBefore(candidate, deps);
      if (found === 'there') before.add(candidate.customer);
      if (found === 'id-taken') taken.push(idTaken(candidate.customer));
      if (found === 'of-another') taken.push(ofAnother(candidate.customer));
    }
  });
  const left: Left[] = [...erased, ...taken, ...[...before].map(inMasivo)];
  const isLeftOut = new Set(left.map(({ customer }) => customer));
  const candidates = listed.filter(({ customer }) => !isLeftOut.has(customer));
  await refuseWhileErased(deps);
  const markedAt = deps.now().getTime();
  deps.onMarking(candidates.map(({ customer }) => customer));
  const ready = new Map<string, Sendable>();
  const unsure = new Map<string, number>();

  async function markOne(candidate: Candidate, isUnsent: (run: string) => boolean): Promise<void> {
    const { customer } = candidate;
    const marked = await mark(candidate, isUnsent, deps);
    if (marked.kind === 'marked') ready.set(customer, marked.sendable);
    else if (marked.kind === 'unsure') unsure.set(customer, marked.since);
    else if (marked.kind === 'id-taken') left.push(idTaken(customer));
    else left.push({ customer, why: 'known', reason: marked.reason });
  }

  await mapConcurrently(candidates, atOnce, async (candidate) => {
    const reason = await deps.sameEmail(candidate);
    if (reason) left.push({ customer: candidate.customer, why: 'same-email', reason });
    // The journal knows only its own run's marks: what another run marked, it may have sent.
    else await markOne(candidate, (run) => run === deps.run && deps.isUnsent(candidate.customer));
  });

  const lastGiven = Math.max(0, ...unsure.values());
  const missing = new Set(await missingAmong([...unsure.keys()], lastGiven, deps));
  if (missing.size > 0) await refuseWhileErased(deps);
  await mapConcurrently(
    candidates.filter(({ customer }) => missing.has(customer)),
    atOnce,
    (candidate) => markOne(candidate, () => true),
  );
  return {
    markedAt,
    ready: candidates.flatMap(({ customer }) => ready.get(customer) ?? []),
    there: [...unsure.keys()].filter((customer) => !missing.has(customer)),
    left,
  };
}

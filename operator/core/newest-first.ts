import {
  type IndexEntry,
  type KeyRange,
  largestPage,
  type PageStart,
  type Partition,
  readPage,
} from './index-keys';
import type { LedgerPlace } from './records';

interface Walk {
  readonly range: KeyRange;
  /** Of each partition at first: who reads on has found little, so pages grow. */
  readonly pageSize: number;
}

/** Entries in a row, newest first: whatever is newer than the last of them was read. */
export interface Block {
  readonly entries: readonly IndexEntry[];
  /** There is nothing older. */
  readonly isLast: boolean;
}

/** How far a partition is read. */
interface Shelf {
  readonly partition: Partition;
  /** Read, and not handed out yet: newest first. */
  unsent: IndexEntry[];
  /** Where its next page begins; undefined at its end. */
  next: PageStart | undefined;
  /** The `listedAt` of the oldest entry that was read. */
  readTo: string;
  /** How much time an entry of its last page covers. */
  msPerEntry: number;
}

const growth = 4;

/**
 * The entries of several partitions, merged, without duplicates. What is handed out reaches back as far as the partition
 * that was read least far. Each round reads on at once wherever that is needed for a further page of the densest, and no
 * partition further than that: a rare outcome's whole history is not read for the sake of a frequent one's last hour.
 */
export async function* blocksOf(
  partitions: readonly Partition[],
  { range, pageSize }: Walk,
  place: LedgerPlace,
): AsyncGenerator<Block> {
  const shelves = await Promise.all(
    partitions.map(async (partition): Promise<Shelf> => {
      const shelf = { partition, unsent: [], next: undefined, readTo: '~', msPerEntry: 0 };
      return readOn(shelf, pageSize);
    }),
  );
  let told: string | undefined;
  for (let limit = pageSize; ; ) {
    const open = shelves.filter(({ next }) => next);
    const entries: IndexEntry[] = [];
    for (const entry of takenFrom(shelves, newestOf(open))) {
      // The index lags: for a moment a delivery may be under its old outcome and its new one.
      if (entry.pk !== told) entries.push(entry);
      told = entry.pk;
    }
    yield { entries, isLast: open.length === 0 };
    if (open.length === 0) return;
    limit = Math.max(limit, Math.min(largestPage, limit * growth));
    await Promise.all(pagesToRead(open, limit, pageSize).map(([shelf, size]) => readOn(shelf, size)));
  }

  async function readOn(shelf: Shelf, limit: number): Promise<Shelf> {
    const { entries, next } = await readPage(shelf.partition, { range, limit, start: shelf.next }, place);
    const [first, last] = [entries[0], entries.at(-1)];
    if (first && last) {
      shelf.readTo = last.listedAt;
      shelf.msPerEntry = (timeOf(first.listedAt) - timeOf(last.listedAt)) / entries.length;
    }
    shelf.unsent = shelf.unsent.concat(entries);
    shelf.next = next;
    return shelf;
  }
}

/** The same one by one. */
export async function* newestFirst(
  partitions: readonly Partition[],
  walk: Walk,
  place: LedgerPlace,
): AsyncGenerator<IndexEntry> {
  for await (const { entries } of blocksOf(partitions, walk, place)) yield* entries;
}

/** Each begins with a time, whatever it lists. */
const timeOf = (listedAt: string): number => Date.parse(listedAt.split('|', 1)[0] ?? '');

const newestOf = (shelves: readonly Shelf[]): string =>
  shelves.reduce((newest, { readTo }) => (readTo > newest ? readTo : newest), '');

/** Hands out what is no older than this, newest first. */
function takenFrom(shelves: readonly Shelf[], oldest: string): readonly IndexEntry[] {
  const taken: IndexEntry[] = [];
  for (const shelf of shelves) {
    const rest = shelf.unsent.findIndex(({ listedAt }) => listedAt < oldest);
    const count = rest === -1 ? shelf.unsent.length : rest;
    for (const entry of shelf.unsent.slice(0, count)) taken.push(entry);
    shelf.unsent = shelf.unsent.slice(count);
  }
  return taken.sort((one, other) =>
    one.listedAt < other.listedAt ? 1 : one.listedAt > other.listedAt ? -1 : 0,
  );
}

/** Which partitions are read on, and by how much: as far back as a page of this size reaches in the densest of them. */
function pagesToRead(
  open: readonly Shelf[],
  limit: number,
  least: number,
): readonly (readonly [Shelf, number])[] {
  const hindmost = newestOf(open);
  const reach = Math.max(...open.map(({ readTo, msPerEntry }) => timeOf(readTo) - limit * msPerEntry));
  return open.flatMap((shelf) => {
    const ms = timeOf(shelf.readTo) - reach;
    if (shelf.readTo !== hindmost && !(ms > 0)) return [];
    const wanted = Math.ceil(ms / shelf.msPerEntry) + 1;
    // Neither is so of a page whose entries are all of one moment.
    return [[shelf, wanted < least ? least : wanted < limit ? wanted : limit]];
  });
}

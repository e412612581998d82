import { type BackfillReason, backfillTextOf } from '../../lambda/reasons/backfill';
import type { ReceivedEvent } from '../../lambda/sources/source';
import { type CensusEntry, inMasivoKinds } from '../../operator/core/answers/census';
import type { ListedCustomer } from '../backfill/engine/readers/reader';
import type { InFile } from '../backfill/engine/tally';
import { batchesOf, inBatches } from './batches';
import { type CensusCount, censusCounts, isRemainder } from './count';
import { reservoir } from './reservoir';

/** Explains shoppers of the store's list, in their order. */
export type Explain = (listed: readonly ReceivedEvent[]) => Promise<readonly CensusEntry[]>;

export interface WalkDeps {
  readonly listed: AsyncIterable<ListedCustomer>;
  readonly explain: Explain;
  /** How many of Masivo's customers to draw. */
  readonly sample: number;
  readonly random: () => number;
  /** Called for everybody whom nothing explains, as soon as that is certain. */
  readonly onRemainder: (entry: CensusEntry) => void;
  readonly onProgress: (read: number) => void;
  /** Called for each row of a file that is no customer: it is counted, and nobody is asked about it. */
  readonly onUnusable?: (row: UnusableRow) => void;
  /** Waits until what was under way while the list was read has come. */
  readonly settle: () => Promise<void>;
}

export interface UnusableRow extends InFile {
  readonly reason: CensusEntry['reason'];
  /** Whether it says nothing that another row does not say, too. */
  readonly isRepeated: boolean;
}

export interface Walked {
  readonly read: number;
  readonly counts: readonly CensusCount[];
  /** Drawn from those whom Masivo has. */
  readonly drawn: readonly CensusEntry[];
}

/** So many whom nothing explains are asked about once more at the end: a webhook may have been on its way. */
const mostAskedAgain = 1000;

interface Open {
  readonly event: ReceivedEvent;
  readonly entry: CensusEntry;
}

/** Explains a store's whole list, in memory that does not grow with it. */
export async function walk(deps: WalkDeps): Promise<Walked> {
  const { explain, random, onRemainder, onProgress, settle } = deps;
  const counts = censusCounts();
  const sample = reservoir<CensusEntry>(deps.sample, random);
  const open: Open[] = [];
  let read = 0;

  function settled(entry: CensusEntry): void {
    counts.add(entry);
    if (isRemainder(entry)) onRemainder(entry);
    if (inMasivoKinds.some((kind) => kind === entry.kind)) sample.offer(entry);
  }

  function leaveOut(reason: BackfillReason, { line, lastLine }: InFile): void {
    const isRepeated = reason.code === 'listed-twice';
    const told = { code: reason.code, text: backfillTextOf(reason) };
    counts.add({ kind: isRepeated ? 'ignored' : 'refused', reason: told });
    read += 1;
    deps.onUnusable?.({ reason: told, line, lastLine, isRepeated });
  }

  async function* usable(): AsyncGenerator<ListedCustomer> {
    for await (const each of deps.listed) {
      if (each.unusable) leaveOut(each.unusable, each);
      else yield each;
    }
  }

  async function look(events: readonly ReceivedEvent[]): Promise<void> {
    for (const { event, entry } of await explainedAll(events, explain)) {
      if (isRemainder(entry) && open.length < mostAskedAgain) open.push({ event, entry });
      else settled(entry);
    }
    read += events.length;
    onProgress(read);
  }

  await inBatches(usable(), look);
  if (open.length > 0) {
    await settle();
    const again = batchesOf(open.map(({ event }) => event));
    for (const events of again) {
      for (const { entry } of await explainedAll(events, explain)) settled(entry);
    }
  }
  return { read, counts: counts.result(), drawn: sample.held };
}

async function explainedAll(events: readonly ReceivedEvent[], explain: Explain): Promise<readonly Open[]> {
  const entries = await explain(events);
  return events.map((event, place) => {
    const entry = entries[place];
    if (!entry) throw new Error('Not all were explained');
    return { event, entry };
  });
}

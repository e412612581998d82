import { mapConcurrently } from './concurrency';
import { atOnce, type BackfillDeps } from './deps';
import { erasureOf } from './erased';
import { type Candidate, examine, isLeft, type Left } from './examine';
import { standingOf } from './known';
import { nameOf, opened } from './mark';
import type { ConsentField } from './readers/csv/columns';
import { type ConsentCount, consentCounts } from './readers/csv/consent';
import { sameEmail } from './same-email';
import { hasTier } from './sendable';
import { type Tally, tally } from './tally';

export interface DryRun {
  readonly read: number;
  readonly toSend: number;
  /** Of these: how many have a tier by the mapping, which a migration does not take. */
  readonly withoutTier: number;
  /** Marked by an interrupted or an earlier run: Masivo is asked, and who is missing there is sent. */
  readonly toAsk: number;
  readonly left: Tally;
  /** What the rows of a CSV file say that are to be sent or asked about, for each column of consent. */
  readonly consent: ReadonlyMap<ConsentField, ConsentCount>;
}

type DryRunDeps = Pick<
  BackfillDeps,
  'source' | 'store' | 'range' | 'reader' | 'ledger' | 'emailKey' | 'settings' | 'now' | 'sleep'
>;

const batchSize = 500;
const noRun = 'backfill-dry-run';

/** Reads and maps everybody, and looks each of them up in the ledger. Nothing is written, and Masivo is not asked. */
export async function dryRun(deps: DryRunDeps, onProgress: (read: number) => void): Promise<DryRun> {
  const left = tally();
  const isTaken = sameEmail(deps);
  let read = 0;
  let toSend = 0;
  let toAsk = 0;
  let withoutTier = 0;
  const consent = consentCounts();
  let batch: Candidate[] = [];

  async function leftBy(candidate: Candidate): Promise<Left | 'marked' | undefined> {
    const { customer } = candidate;
    const erased = await erasureOf(candidate, deps);
    if (erased) return { customer, why: 'erased', reason: erased };
    const reason = await isTaken(candidate);
    if (reason) return { customer, why: 'same-email', reason };
    const standing = standingOf((await opened(nameOf(deps, customer), noRun, deps)).state);
    switch (standing.kind) {
      case 'free':
        return undefined;
      case 'marked':
        return 'marked';
      case 'known':
        return { customer, why: 'known', reason: standing.reason };
      default:
        return standing satisfies never;
    }
  }

  async function look(candidates: readonly Candidate[]): Promise<void> {
    await mapConcurrently(candidates, atOnce, async (candidate) => {
      const found = await leftBy(candidate);
      if (found !== undefined && found !== 'marked') return left.add(found.why, found.reason, candidate);
      const { says, line, snapshot } = candidate;
      if (says && line !== undefined) consent.add(says, line);
      if (found === 'marked') {
        toAsk += 1;
        return;
      }
      toSend += 1;
      if (hasTier(snapshot.customer)) withoutTier += 1;
    });
    onProgress(read);
  }

  for await (const listed of deps.reader.read({ store: deps.store, since: deps.range.since, after: null })) {
    read += 1;
    const examined = examine(listed, noRun, deps);
    if (isLeft(examined)) left.add(examined.why, examined.reason, examined);
    else batch.push(examined);
    if (batch.length === batchSize) {
      await look(batch);
      batch = [];
    }
  }
  await look(batch);
  return { read, toSend, withoutTier, toAsk, left: left.result(), consent: consent.result() };
}

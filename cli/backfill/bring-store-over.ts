import { storeKey } from '../../lambda/store-name';
import { durationText } from '../../operator/core/text/quantities';
import { type Begun, journalOf } from './begin';
import type { BackfillDeps } from './engine/deps';
import { estimate } from './engine/estimate';
import { readJournal } from './engine/journal';
import { writeReport } from './engine/report';
import { backfill } from './engine/run';
import type { Tally } from './engine/tally';
import type { BackfillCommand } from './options';
import { shownProgress } from './progress';
import { tallyLines } from './tally-lines';
import { failIfUnusable } from './usable';

/**
 * The run itself, with its action, its journal, its progress and its report.
 * @param looksAt what an earlier count was of.
 */
export async function bringStoreOver(
  { frame, environment, store, options, folder }: BackfillCommand,
  deps: BackfillDeps,
  begun: Begun,
  looksAt: string,
): Promise<void> {
  const { terminal } = frame;
  const { settings } = environment;
  const { before } = begun;
  const { run, isResumed } = begun;
  // A file that cannot be counted is refused before anybody is told of a run.
  const total = (await deps.reader.count()) ?? folder.count(looksAt);
  await (await frame.operator()).recordBackfill(storeKey(store), run, isResumed);
  if (isResumed) {
    terminal.err(`Resuming: ${before.counts.read} read, ${before.counts.sent} sent.`);
  }
  const journal = journalOf(folder, begun, terminal.now());
  const leastMs = (rest: number) =>
    estimate({ customers: rest }, deps.migrations, store, settings.masivo.rateLimit).ms;
  const progress = shownProgress({ terminal, total, before: before.counts, leastMs });
  const began = terminal.now().getTime();
  let tally: Tally = [];
  const onDone = async () => {
    tally = await writeReport(folder.report, readJournal(folder.journal));
  };
  try {
    await backfill(deps, { run, journal, before, onProgress: progress.update, onDone });
  } finally {
    progress.stop();
    journal.close();
  }
  folder.putAside();
  if (tally.some(({ what }) => isProblem(what))) frame.fail();
  const ms = terminal.now().getTime() - began;
  frame.answer({ store: storeKey(store), run, ms, tally, report: folder.report }, () => [
    ...tallyLines(frame, tally),
    '',
    `Done in ${durationText(ms)}. Every customer by id, with the reason: ${folder.report}`,
  ]);
  failIfUnusable(
    frame,
    options,
    tally,
    tally.reduce((sum, { count }) => sum + count, 0),
  );
}

const isProblem = (what: string) => what === 'refused' || what === 'not-shown' || what === 'consent-refused';

import type { StoreSettings } from '../../lambda/settings';
import { vendorChanges } from '../../lambda/sources/changes-registry';
import { storeKey } from '../../lambda/store-name';
import type { CensusAnswered, CensusEntry } from '../../operator/core/answers/census';
import type { Operator } from '../../operator/core/operator';
import type { CustomerReader, ListedCustomer } from '../backfill/engine/readers/reader';
import { UnreadableStore } from '../backfill/engine/readers/reader';
import { type LineSpan, mostLines } from '../backfill/engine/tally';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { remainderSoFar, waysHome } from './home';
import { type CensusAnswer, mostShown } from './lines';
import { readProgress, sampleProgress } from './progress';
import { provisionalReasons } from './provisional';
import type { CensusReport } from './report';
import { askAboutSample, type Sampled } from './sample';
import { walk } from './walk';

export interface CensusDeps {
  readonly frame: Frame;
  readonly store: StoreSettings;
  readonly operator: Pick<Operator, 'beginCensus' | 'census' | 'inMasivoWithinLimit' | 'overview'>;
  readonly reader: CustomerReader;
  /** The options that named a file of them, for the commands that are to read it, too; empty where none did. */
  readonly given: string;
  /** When the vendor began to list them; null where a file has them. */
  readonly listedSince: Date | null;
  /** How many customers Masivo is asked about. */
  readonly sample: number;
  readonly report: CensusReport;
  readonly random: () => number;
}

/** A webhook takes seconds: so long is waited before whom nothing explains is asked about once more. */
const settleMs = 10_000;

/** Explains everybody in the store's list, asks Masivo about a sample, and says what is left. */
export async function takeCensus(deps: CensusDeps): Promise<Omit<CensusAnswer, 'report'>> {
  const { frame, store, operator, reader, given, listedSince, report } = deps;
  const { terminal } = frame;
  const { stopped } = terminal;
  const began = terminal.now().getTime();
  const shown: CensusEntry[] = [];
  const lines: LineSpan[] = [];
  let rows = 0;
  const left = remainderSoFar(vendorChanges.get(store.source)?.bySignup === true);
  const census = await operator.beginCensus(store);
  // Before the list is read: what is resumed meanwhile still counts as missing.
  const provisional = provisionalReasons(await operator.overview(), store);
  const progress = readProgress(terminal, await reader.count());
  const walked = await walk({
    listed: untilStopped(reader.read({ store, since: null, after: null }), stopped),
    explain: async (listed) => entriesOf(await operator.census(census, store, listed, listedSince), store),
    sample: deps.sample,
    random: deps.random,
    onRemainder(entry) {
      left.add(entry);
      report.write(entry);
      if (shown.length < mostShown) shown.push(entry);
    },
    onUnusable({ line, lastLine, reason, isRepeated }) {
      report.write({ customer: null, line, lastLine, kind: isRepeated ? 'ignored' : 'refused', reason });
      if (isRepeated) return;
      rows += 1;
      if (line !== undefined && lines.length < mostLines) lines.push({ line, lastLine });
    },
    onProgress: progress.update,
    settle: () => terminal.sleep(settleMs),
  }).finally(progress.stop);
  const bar = sampleProgress(terminal, walked.drawn.length);
  const sample = await askAboutSample(walked.drawn, {
    store,
    inMasivo: (name) => {
      refuseStopped(stopped);
      return operator.inMasivoWithinLimit(name);
    },
    onAsked: bar.update,
    now: terminal.now,
    sleep: terminal.sleep,
  }).finally(bar.stop);
  for (const difference of sample.differences) report.write({ sample: true, ...difference });
  if (isWrong(shown, sample) || rows > 0) frame.fail();
  return {
    store: storeKey(store),
    read: walked.read,
    ms: terminal.now().getTime() - began,
    counts: walked.counts,
    remainder: shown,
    sample,
    waysHome: waysHome(left.all, {
      settings: await frame.settings(),
      ...{ store, given },
      now: terminal.now(),
    }),
    provisional,
    leftOut: { rows, lines },
  };
}

function entriesOf(answered: CensusAnswered, store: StoreSettings): readonly CensusEntry[] {
  switch (answered.kind) {
    case 'explained':
      return answered.entries;
    case 'unknown-store':
      throw new CommandError(
        'failed',
        `The deployed environment does not know ${storeKey(store)}.`,
        'Deploy the code and the config of this folder.',
      );
    case 'unrecorded':
      throw new CommandError('failed', 'The census has taken more than a day.', 'Begin it anew.');
    default:
      return answered satisfies never;
  }
}

/** A sample that Masivo was not asked about shows nothing, so it is no success. */
const isWrong = (remainder: readonly CensusEntry[], { differences, stopped }: Sampled): boolean =>
  remainder.length > 0 || differences.length > 0 || stopped !== null;

async function* untilStopped(
  listed: AsyncIterable<ListedCustomer>,
  stopped: AbortSignal,
): AsyncGenerator<ListedCustomer> {
  for await (const each of listed) {
    refuseStopped(stopped);
    yield each;
  }
}

function refuseStopped(stopped: AbortSignal): void {
  if (stopped.aborted) throw new UnreadableStore('Stopped, as you asked: nothing is known of the rest.');
}

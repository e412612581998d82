import { systemClock } from '../../lambda/clock';
import { backfillTimes } from '../../lambda/retry/retry-times';
import type { StoreSettings } from '../../lambda/settings';
import { sources } from '../../lambda/sources/registry';
import { storeKey } from '../../lambda/store-name';
import { actionLog } from '../../operator/core/actions';
import type { OperatedEnvironment } from '../../operator/core/environment';
import { countText, durationText, numberText } from '../../operator/core/text/quantities';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { table } from '../print';
import { adminCredentials } from '../vendors/admin-credentials';
import { vendors } from '../vendors/registry';
import { beginOrResume, journalOf } from './begin';
import type { BackfillDeps, Range } from './engine/deps';
import { dryRun } from './engine/dry-run';
import { estimate } from './engine/estimate';
import { readJournal } from './engine/journal';
import { type MigrationRates, masivosRates, perHourOfDevAccount } from './engine/migration-limit';
import { writeReport } from './engine/report';
import { backfill } from './engine/run';
import type { StateFolder } from './engine/state-folder';
import type { Tally, TallyLine } from './engine/tally';
import { environmentDeps } from './environment';
import { shownProgress } from './progress';
import type { ReaderOptions } from './reader';
import { nothingUsable } from './usable';

export interface BackfillOptions extends ReaderOptions {
  readonly since?: Date;
  readonly until?: Date;
  readonly every: number;
  readonly perHour?: number;
  /** Seconds. */
  readonly showsWithin: number;
  readonly restart?: true;
  readonly yes?: true;
}

export interface BackfillCommand {
  readonly frame: Frame;
  readonly environment: OperatedEnvironment;
  readonly store: StoreSettings;
  readonly options: BackfillOptions;
  readonly folder: StateFolder;
}

/** @throws CommandError, Interrupted, UnreadableStore */
export async function carryOut(command: BackfillCommand): Promise<void> {
  const { frame, environment, store, options, folder } = command;
  const { terminal } = frame;
  const source = sources.get(store.source);
  const opener = vendors.get(store.source)?.customers;
  if (!source || !opener) {
    throw new CommandError('usage', `Customers of ${store.source} cannot be backfilled.`);
  }
  if (options.restart) folder.putAside();

  const input = opener.inputOf(options);
  const goLive = options.until ?? new Date(store.signupsSince ?? terminal.now());
  const asked = {
    ...(options.since ? { since: options.since.toISOString() } : {}),
    ...(options.until ? { until: options.until.toISOString() } : {}),
    input,
  };
  const begun = await beginOrResume(folder, asked, {
    environment: environment.name,
    account: environment.settings.masivo.account,
    source: store.source,
    store: store.store,
    since: options.since?.toISOString() ?? null,
    until: goLive.toISOString(),
    input,
  });
  // Left by a run that ended, or by a dry run that was stopped.
  if (!begun.isResumed) folder.putAside();
  const range: Range = {
    since: begun.about.since === null ? null : new Date(begun.about.since),
    until: new Date(begun.about.until),
  };
  const { sleep } = systemClock;
  const credentials = adminCredentials(environment.secrets.client, environment.secrets.ids.admin);
  const reader = await opener.open({
    ...{ terminal, store, options, folder, sleep },
    since: range.since,
    kept: () => credentials.of(storeKey(store)),
    changeKept: (change) => credentials.change(storeKey(store), change),
  });
  const deps: BackfillDeps = {
    ...environmentDeps(environment, systemClock),
    ...systemClock,
    source,
    store,
    range,
    reader,
    migrations: ratesOf(environment, options),
    // Scaled down with the rate limit, for runs against the sandbox.
    waits: {
      showsWithin: options.showsWithin * 1000,
      firstPause: Math.min(backfillTimes.firstPauseMs, options.every / 5),
      stopAfter: backfillTimes.stopAfterMs,
    },
    stopped: options.yes ? terminal.stopped : new AbortController().signal,
  };
  const looksAt = `${input}, since ${begun.about.since}`;
  if (options.yes) return doIt(command, deps, begun, looksAt);
  await tell(command, deps, looksAt);
  if (!begun.isResumed) folder.putAside();
}

function ratesOf({ settings }: OperatedEnvironment, { every, perHour }: BackfillOptions): MigrationRates {
  // Only DEV accounts have a limit a day.
  const usual = settings.masivo.rateLimit?.perDay === undefined ? masivosRates.perHour : perHourOfDevAccount;
  return { ...masivosRates, everyMs: every, perHour: perHour ?? usual };
}

async function tell(
  { frame, store, options, folder }: BackfillCommand,
  deps: BackfillDeps,
  looksAt: string,
): Promise<void> {
  const total = await deps.reader.count();
  const bar = frame.terminal.progress(
    total === null ? '{read} read' : '[{bar}] {value}/{total} read',
    total ?? 1,
  );
  const looked = await dryRun(deps, (read) => bar.update(total === null ? 0 : read, { read })).finally(
    bar.stop,
  );
  folder.rememberCount(looksAt, looked.read);
  const { ms, because } = estimate(
    {
      customers: looked.toSend,
      toAsk: looked.toAsk,
      // Where consent is recorded, Masivo is asked whether it has them already.
      toLookAt: store.consent === 'off' ? 0 : looked.toSend,
    },
    deps.migrations,
    store,
    deps.settings.masivo.rateLimit,
  );
  frame.answer({ store: storeKey(store), ...looked, ms, because }, () => [
    ...lines(frame, [
      { what: 'to send', text: '', count: looked.toSend },
      ...(looked.toAsk === 0 ? [] : [{ what: 'to ask about', text: toAsk, count: looked.toAsk }]),
      ...looked.left,
    ]),
    '',
    `${countText(looked.read, 'customer')} read. It would take ${durationText(ms)}: ${because} set the time.`,
    'Nothing was sent. With --yes it is done.',
  ]);
  failIfUnusable(frame, options, looked.left, looked.read);
}

function failIfUnusable(frame: Frame, { file }: BackfillOptions, tally: Tally, total: number): void {
  const why = nothingUsable(tally, { total, isFile: file !== undefined });
  if (why === null) return;
  frame.terminal.err(why);
  frame.fail();
}

const toAsk = 'Marked by an earlier run: sent if Masivo does not have it';

async function doIt(
  { frame, environment, store, options, folder }: BackfillCommand,
  deps: BackfillDeps,
  begun: Awaited<ReturnType<typeof beginOrResume>>,
  looksAt: string,
): Promise<void> {
  const { terminal } = frame;
  const { settings } = environment;
  const { before } = begun;
  const { run, isResumed } = begun;
  await actionLog(environment).record({
    what: 'backfill',
    about: `${storeKey(store)} ${run}${isResumed ? ' resumed' : ''}`,
  });
  if (isResumed) {
    terminal.err(`Resuming: ${before.counts.read} read, ${before.counts.sent} sent.`);
  }
  const total = (await deps.reader.count()) ?? folder.count(looksAt);
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
    ...lines(frame, tally),
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

const lines = (frame: Frame, tally: readonly Pick<TallyLine, 'what' | 'text' | 'count'>[]) =>
  table(
    frame.paint,
    ['customers', 'what', 'reason'],
    tally.map(({ what, text, count: number }) => [numberText(number), what, text]),
  );

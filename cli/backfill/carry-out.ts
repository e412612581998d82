import { systemClock } from '../../lambda/clock';
import { backfillTimes } from '../../lambda/retry/retry-times';
import { sources } from '../../lambda/sources/registry';
import { storeKey } from '../../lambda/store-name';
import type { ConnectedEnvironment } from '../connection/environment';
import { CommandError } from '../exit';
import { adminCredentials } from '../vendors/admin-credentials';
import { beginOrResume } from './begin';
import { bringStoreOver } from './bring-store-over';
import { countOnly } from './count-only';
import { csvLine, ownIdsLines } from './csv-lines';
import { customerListOf } from './customer-list';
import { refuseWhileErased } from './engine/being-erased';
import type { BackfillDeps, Range } from './engine/deps';
import { type MigrationRates, masivosRates, perHourOfDevAccount } from './engine/migration-limit';
import { environmentDeps } from './environment';
import type { BackfillCommand, BackfillOptions } from './options';
import { refuseNotCarriedOver } from './restored';

/**
 * Opens the store, and brings its customers over, or without `--yes` only counts them.
 * @throws CommandError, Interrupted, UnreadableStore
 */
export async function carryOut(command: BackfillCommand): Promise<void> {
  const { frame, environment, store, options, folder } = command;
  const { terminal } = frame;
  const source = sources.get(store.source);
  if (!source) throw new CommandError('usage', `There is no source ${store.source}.`);
  // Before anything is discarded or recorded: a file that cannot be read changes nothing.
  const list = await customerListOf(options, store, terminal);
  await refuseNotCarriedOver(environment);
  const own = environmentDeps(environment, systemClock);
  // The list itself is personal data.
  await refuseWhileErased({ ...own, store });
  if (options.restart) folder.putAside();

  const { input } = list;
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
  const reader = await list.open({
    ...{ terminal, store, options, folder, sleep },
    since: range.since,
    kept: () => credentials.of(storeKey(store)),
    changeKept: (change) => credentials.change(storeKey(store), change),
  });
  const deps: BackfillDeps = {
    ...own,
    ...systemClock,
    source,
    store,
    mapping: await frame.mapping(),
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
  if (list.csv) {
    terminal.err(csvLine(`${options.csv}`, list.csv));
    for (const line of ownIdsLines(store, options.columns)) terminal.err(line);
  }
  if (options.yes) return bringStoreOver(command, deps, begun, looksAt);
  await countOnly(command, deps, looksAt);
  if (!begun.isResumed) folder.putAside();
}

function ratesOf(
  { settings }: ConnectedEnvironment,
  { every, perHour, perRequest }: BackfillOptions,
): MigrationRates {
  // Only DEV accounts have a limit a day.
  const usual = settings.masivo.rateLimit?.perDay === undefined ? masivosRates.perHour : perHourOfDevAccount;
  return { everyMs: every, perHour: perHour ?? usual, perRequest };
}

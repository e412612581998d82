import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../../lambda/clock';
import type { StoreSettings } from '../../lambda/settings';
import { storeKey } from '../../lambda/store-name';
import { sourceNames, storeArgument, storeOption, wholeFrom } from '../arguments';
import { csvOptionsText, withCsvOptions } from '../backfill/columns-option';
import { csvLine } from '../backfill/csv-lines';
import { customerListOf } from '../backfill/customer-list';
import { type CustomerReader, UnreadableStore } from '../backfill/engine/readers/reader';
import { Occupied, openStateFolder, type StateFolder } from '../backfill/engine/state-folder';
import type { ReaderOptions } from '../backfill/reader';
import { leftOutText } from '../backfill/usable';
import { type CensusAnswer, censusLines } from '../census/lines';
import { openReport } from '../census/report';
import { takeCensus } from '../census/take-census';
import { bridgeCommand } from '../command';
import type { ConnectedEnvironment } from '../connection/environment';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { chosenStore } from '../stores';
import { adminCredentials } from '../vendors/admin-credentials';
import { localVendorOf } from '../vendors/local-vendor';
import { withVendorOptions } from '../vendors/registry';

interface Options extends ReaderOptions {
  readonly store?: string;
  readonly access?: string;
  readonly sample: number;
  readonly report?: string;
  readonly state: string;
}

const mostSampled = 100_000;

/** Explains every shopper of a store's own list; ends with 1 where somebody is left. */
export function census(frame: Frame): Command {
  return withCsvOptions(
    withVendorOptions(
      bridgeCommand(
        'census',
        'CensusPolicy',
        "explain every shopper of a store's own list: in Masivo, or why not, or missing",
      ),
    ),
  )
    .argument('<source>', sourceNames)
    .argument(...storeArgument)
    .option(...storeOption)
    .option('--file <file>', 'customers that the vendor wrote into a file, instead of having it write one')
    .option(
      '--sample <n>',
      'of how many customers to compare the fields in Masivo',
      wholeFrom(0, mostSampled),
      100,
    )
    .option('--report <file>', 'everybody who is left, as JSON lines (default: in the folder of --state)')
    .option('--state <folder>', "folder of the report, and of the vendor's file while it is read", '.census')
    .addHelpText(
      'after',
      '\nCredentials of the store that are kept are read with the AdminPolicy; --access enters others.',
    )
    .action(async (source: string, name: string | undefined, options: Options) => {
      const { environment } = await frame.connect();
      const store = chosenStore(environment.settings, { source, name, store: options.store });
      const path = join(resolve(options.state), environment.name, `${store.source}-${store.store}`);
      await explained(async () => {
        const folder = openStateFolder(path);
        try {
          // Left by a census that was killed: it would be an old list.
          folder.putAside();
          const file = options.report === undefined ? folder.report : resolve(options.report);
          const isFile = options.file !== undefined || options.csv !== undefined;
          const listedSince = isFile ? null : frame.terminal.now();
          const reader = await readerOf({ frame, environment, store, options, folder });
          const report = openReport(file);
          const answer = await takeCensus({
            ...{ frame, store, reader, listedSince, report },
            given: csvOptionsText(options),
            operator: await frame.operator(),
            sample: options.sample,
            random: Math.random,
          }).finally(report.close);
          frame.answer({ ...answer, report: file }, () => censusLines(frame, { ...answer, report: file }));
          const why =
            leftOutText(answer.leftOut.lines, answer.leftOut.rows) ?? nothingUsable(answer, options);
          if (why === null) return;
          frame.terminal.err(why);
          frame.fail();
        } finally {
          folder.putAside();
          folder.release();
        }
      });
    });
}

interface Opening {
  readonly frame: Frame;
  readonly environment: ConnectedEnvironment;
  readonly store: StoreSettings;
  readonly options: Options;
  readonly folder: StateFolder;
}

/** The backfill's reader of this source. */
async function readerOf({ frame, environment, store, options, folder }: Opening): Promise<CustomerReader> {
  const { terminal } = frame;
  const list = await customerListOf(options, store, terminal);
  if (list.csv) terminal.err(csvLine(`${options.csv}`, list.csv));
  const credentials = adminCredentials(environment.secrets.client, environment.secrets.ids.admin);
  const isKept = options.access === undefined || options.access === 'kept';
  return list.open({
    ...{ terminal, store, options, folder, since: null },
    // Whoever names a way in means the real vendor.
    local: options.access === undefined ? await localVendorOf(environment, store) : undefined,
    sleep: systemClock.sleep,
    // Whoever enters another credential needs no right to read those that are kept.
    kept: async () => (isKept ? credentials.of(storeKey(store)) : undefined),
    changeKept: (change) => credentials.change(storeKey(store), change),
  });
}

async function explained(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof UnreadableStore) throw new CommandError('failed', error.message);
    if (error instanceof Occupied) {
      throw new CommandError('failed', `A census of this store runs here. ${error.message}`);
    }
    throw error;
  }
}

/**
 * Why a list that was read to its end shows nothing; null where it does. A file that is empty, or in which no line is a
 * customer, is the wrong one: it must not look like a store of whom nobody is missing. A store's own list may be empty.
 */
function nothingUsable(
  { read, counts }: Pick<CensusAnswer, 'read' | 'counts'>,
  { file, csv }: ReaderOptions,
): string | null {
  if (read === 0) return file === undefined && csv === undefined ? null : 'The file holds no customers.';
  if (counts.some(({ kind }) => kind !== 'refused')) return null;
  const form = csv === undefined ? ' A file has to be JSON, a customer a line, as the vendor writes it.' : '';
  return `None of the customers can be used; the reasons say why.${form}`;
}

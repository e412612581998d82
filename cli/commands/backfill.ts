import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { migrationWaitMs } from '../../lambda/retry/retry-times';
import { fixedMoment, sourceNames, storeArgument, storeOption, wholeFrom } from '../arguments';
import { carryOut } from '../backfill/carry-out';
import { withCsvOptions } from '../backfill/columns-option';
import { Interrupted } from '../backfill/engine/deps';
import { DamagedJournal } from '../backfill/engine/journal';
import { masivosRates } from '../backfill/engine/migration-limit';
import { UnreadableStore } from '../backfill/engine/readers/reader';
import { Occupied, openStateFolder } from '../backfill/engine/state-folder';
import type { BackfillOptions } from '../backfill/options';
import { bridgeCommand } from '../command';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { chosenStore } from '../stores';
import { withVendorOptions } from '../vendors/registry';

interface Options extends BackfillOptions {
  readonly store?: string;
  readonly state: string;
}

/** Brings a store's existing customers over; without `--yes` only says how many and how long. */
export function backfill(frame: Frame): Command {
  return withCsvOptions(
    withVendorOptions(
      bridgeCommand(
        'backfill',
        'MigrationPolicy',
        "bring a store's existing customers over, without registration rewards; without --yes only counts them",
      ),
    ),
  )
    .argument('<source>', sourceNames)
    .argument(...storeArgument)
    .option(...storeOption)
    .option('--since <time>', 'only shoppers created in the store since then', fixedMoment)
    .option('--until <time>', "only shoppers created before; by default the store's go-live", fixedMoment)
    .option('--file <file>', 'customers that the vendor wrote into a file, instead of having it write one')
    .option('--every <ms>', "between two requests; Masivo's limit is 5000", wholeFrom(1, 3_600_000), 5000)
    .option(
      '--per-hour <n>',
      "requests an hour; Masivo's limit is 1000, of a DEV account 250",
      wholeFrom(1, 1_000_000),
    )
    .option(
      '--per-request <n>',
      "customers in a request; Masivo's limit is 1000",
      wholeFrom(1, masivosRates.perRequest),
      masivosRates.perRequest,
    )
    .option(
      '--shows-within <s>',
      'how long Masivo may take to show what it was given',
      wholeFrom(1, 86_400),
      migrationWaitMs / 1000,
    )
    .option('--state <folder>', 'folder of the journal and the report', '.backfill')
    .option('--restart', 'with --yes: discard the state of an interrupted run')
    .option('--yes', 'do it')
    .action(async (source: string, name: string | undefined, options: Options) => {
      if (options.restart && !options.yes) {
        throw new CommandError(
          'usage',
          '--restart discards the state of an interrupted run, and nothing was discarded.',
          'Add --yes. Without --yes everybody is read anyway.',
        );
      }
      const connection = await frame.connect();
      const store = chosenStore(connection.environment.settings, { source, name, store: options.store });
      const path = join(
        resolve(options.state),
        connection.environment.name,
        `${store.source}-${store.store}`,
      );
      await explained(async () => {
        const folder = openStateFolder(path);
        try {
          await carryOut({ frame, environment: connection.environment, store, options, folder });
        } finally {
          folder.release();
        }
      });
    });
}

async function explained(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Interrupted) {
      throw new CommandError('failed', error.message, 'Run the same command again: it goes on where it was.');
    }
    if (error instanceof UnreadableStore || error instanceof DamagedJournal)
      throw new CommandError('failed', error.message);
    if (error instanceof Occupied) {
      throw new CommandError('failed', `A backfill of this store runs here. ${error.message}`);
    }
    throw error;
  }
}

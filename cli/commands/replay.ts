import type { Command } from 'commander';
import type { Release } from '../../lambda/envelope';
import { wholeFrom } from '../arguments';
import { inBulk } from '../bulk';
import { bridgeCommand } from '../command';
import { CommandError } from '../exit';
import { addFilters, addStoreFilters, type Filters, filterOf } from '../filters';
import type { Frame } from '../frame';

interface BulkOptions {
  readonly perSecond: number;
  readonly allStores?: true;
  readonly yes?: true;
}

export function replay(frame: Frame): Command {
  const command = bridgeCommand(
    'replay',
    'OperatorPolicy',
    'try deliveries again, from what came in; without --yes only lists them',
  ).argument('[deliveries...]', 'their ids; or select them by the options below');
  return carefully(addFilters(command, frame.terminal.now)).action(
    (ids: readonly string[], options: Filters & BulkOptions) => {
      const filter = filterOf(options);
      oneOfTwo(ids, Object.keys(filter).length > 0, 'ids, or options that select deliveries');
      return inBulk(frame, { verb: 'replay', ids, filter, ...careOf(options) });
    },
  );
}

const verbs: Readonly<Record<Release, string>> = {
  create: 'release with registration rewards',
  migrate: 'release without registration rewards',
  drop: 'drop',
};

export function release(frame: Frame): Command {
  const command = bridgeCommand(
    'release',
    'OperatorPolicy',
    'decide on what the flood guard holds; without --yes only lists them',
  )
    .argument('[deliveries...]', 'their ids, as `held` lists them; or select them by the options below')
    .option('--create', 'create the shoppers, with registration rewards: nothing takes those back')
    .option('--migrate', 'create the shoppers without rewards')
    .option('--drop', 'create nobody')
    .option('--all', 'all that is held');
  return carefully(addStoreFilters(command, frame.terminal.now)).action(
    (ids: readonly string[], options: Filters & BulkOptions & ReleaseOptions) => {
      const filter = filterOf(options);
      const selects = options.all === true || Object.keys(filter).length > 0;
      oneOfTwo(ids, selects, 'ids, options that select deliveries, or --all');
      const word = releaseOf(options);
      return inBulk(frame, {
        verb: verbs[word],
        ids,
        filter: { ...filter, outcomes: ['held'] },
        release: word,
        ...careOf(options),
      });
    },
  );
}

const carefully = (command: Command) =>
  command
    .option('--all-stores', 'of more than one store at once')
    .option('--per-second <n>', 'the rate limit', wholeFrom(1, 100), 5)
    .option('--yes', 'do it');

const careOf = ({ perSecond, allStores, yes }: BulkOptions) => ({
  perSecond,
  allStores: allStores === true,
  yes: yes === true,
});

/** Without any filter it must be asked for with --all: forgetting the filter must not select everything. */
function oneOfTwo(ids: readonly string[], selects: boolean, what: string): void {
  if (ids.length > 0 === selects) {
    throw new CommandError('usage', `Give ${what}: ${selects ? 'not both' : 'neither is there'}.`);
  }
}

type ReleaseOptions = { readonly [word in Release | 'all']?: true };

function releaseOf(options: ReleaseOptions): Release {
  const words = (['create', 'migrate', 'drop'] as const).filter((word) => options[word]);
  const [word, another] = words;
  if (!word || another) throw new CommandError('usage', 'Give one of --create, --migrate and --drop.');
  return word;
}

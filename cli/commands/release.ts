import type { Command } from 'commander';
import type { Release } from '../../lambda/envelope';
import type { CustomerName } from '../../lambda/ledger/table';
import { customerKey, parseCustomerKey } from '../../lambda/store-name';
import type { WaitingQuery } from '../../operator/core/answers/waiting';
import type { Operator } from '../../operator/core/operator';
import { countsOf, inBulk, type Selection } from '../bulk';
import { type CarefulOptions, carefully, careOf, oneOfTwo } from '../carefully';
import { bridgeCommand } from '../command';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { addWaitingFilters, type WaitingFilters, waitingFilterOf } from './held';

const words = ['create', 'migrate', 'drop'] as const satisfies readonly Release[];
type Word = (typeof words)[number];

const verbs: Readonly<Record<Word, string>> = {
  create: 'release with registration rewards',
  migrate: 'release without registration rewards',
  drop: 'drop',
};

/** Decides on customers, not on deliveries: their logs expire. */
export function release(frame: Frame): Command {
  const command = bridgeCommand(
    'release',
    'OperatorPolicy',
    'decide on customers that are held, gone from Masivo, or not linked; without --yes only lists them',
  )
    .argument('[customers...]', 'source/store/id, as `held` lists them; or select them by the options below')
    .option('--create', 'create them, with registration rewards: nothing takes those back')
    .option('--migrate', 'create them without rewards')
    .option('--drop', 'create nobody, and list them no more')
    .option('--all', 'all that wait');
  return carefully(addWaitingFilters(command)).action(
    (names: readonly string[], options: WaitingFilters & CarefulOptions & ReleaseOptions) => {
      const filter = waitingFilterOf(options);
      const selects = options.all === true || Object.keys(filter).length > 0;
      oneOfTwo(names, selects, 'customers, options that select them, or --all');
      const word = releaseOf(options);
      const customers = names.map(customerNamed);
      return inBulk<CustomerName>(frame, {
        verb: verbs[word],
        noun: 'customer',
        by: 'kind',
        named: names.length > 0,
        at: filter,
        select: async (operator) =>
          names.length > 0 ? named(operator, customers) : selected(operator, filter),
        nameOf: customerKey,
        paintOf: (_, kind) => kind,
        send: (operator, all, bulk) => operator.releaseAll(all, word, bulk),
        skippedAs: 'the ledger does not know them, or they wait for no decision any more',
        ...careOf(options),
      });
    },
  );
}

export function customerNamed(text: string): CustomerName {
  const name = parseCustomerKey(text);
  if (name) return name;
  const fix = 'Name customers as `held` lists them. To try a delivery again, use replay.';
  throw new CommandError('usage', `${text} names no customer as source/store/id.`, fix);
}

async function selected(
  operator: Operator,
  filter: Omit<WaitingQuery, 'limit' | 'before'>,
): Promise<Selection<CustomerName>> {
  const { customers, counts, more } = await operator.selectWaiting(filter);
  return {
    selected: customers,
    counts: counts.map(({ kind, ...each }) => ({ ...each, of: kind })),
    more,
    unknown: [],
  };
}

/** Those that wait, and those that were dropped: they may be created or linked after all. */
export async function named(
  operator: Operator,
  customers: readonly CustomerName[],
): Promise<Selection<CustomerName>> {
  const byKey = new Map(customers.map((name) => [customerKey(name), name]));
  const known = await operator.standingsOf([...byKey.values()]);
  for (const { name } of known) byKey.delete(customerKey(name));
  const open = known.filter(({ standing }) => standing !== 'decided');
  return {
    selected: open.map(({ name }) => name),
    counts: countsOf(open.map(({ name, standing }) => ({ ...name, of: standing }))),
    more: false,
    unknown: [...byKey.keys()],
    decided: known.filter((each) => !open.includes(each)).map(({ name }) => customerKey(name)),
  };
}

type ReleaseOptions = { readonly [word in Word | 'all']?: true };

function releaseOf(options: ReleaseOptions): Word {
  const [word, another] = words.filter((each) => options[each]);
  if (!word || another) throw new CommandError('usage', 'Give one of --create, --migrate and --drop.');
  return word;
}

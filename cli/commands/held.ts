import { type Command, Option } from 'commander';
import { type Attention, attentions } from '../../lambda/ledger/customer-item';
import { customerKey } from '../../lambda/store-name';
import type { WaitingPage, WaitingQuery } from '../../operator/core/answers/waiting';
import { sourceNames } from '../arguments';
import { bridgeCommand } from '../command';
import type { Frame } from '../frame';
import { nextPage, type Page, paged } from '../paged';
import { seconds, table } from '../print';
import { split } from '../stores';

export interface WaitingFilters {
  readonly source?: string;
  readonly store?: string;
  readonly kind?: Attention;
}

export const addWaitingFilters = (command: Command) =>
  command
    .option('--source <name>', sourceNames)
    .option('--store <name>', 'the name of the store, or source/store')
    .addOption(new Option('--kind <kind>', 'why they wait').choices(attentions));

/** @throws CommandError where source and store contradict each other. */
export const waitingFilterOf = (
  filters: WaitingFilters,
): Omit<WaitingQuery, 'limit' | 'before'> & {
  readonly source?: string;
  readonly store?: string;
} => ({
  ...split(filters),
  ...(filters.kind ? { kind: filters.kind } : {}),
});

/** Customers that wait for a decision; `release` and `link` decide on them. */
export function held(frame: Frame): Command {
  const command = bridgeCommand(
    'held',
    'ReadOnlyPolicy',
    'list customers that wait for a decision, newest first: held by the flood guard, gone from Masivo, not linked, or merged in the store',
  );
  return paged(addWaitingFilters(command)).action(async (options: WaitingFilters & Page) => {
    const { limit, before } = options;
    const page = await (await frame.operator()).waiting({ ...waitingFilterOf(options), limit, before });
    frame.answer(page, () => lines(frame, page));
    if (page.next !== undefined) frame.terminal.err(nextPage(command, page.next));
  });
}

function lines({ paint }: Frame, { customers }: WaitingPage): readonly string[] {
  if (customers.length === 0) return ['none'];
  return table(
    paint,
    ['since', 'kind', 'customer', 'e-mail', 'newest delivery'],
    customers.map((each) => [
      seconds(each.since),
      paint.red(each.kind),
      customerKey(each),
      each.maskedEmail ?? '-',
      each.delivery ?? '-',
    ]),
  );
}

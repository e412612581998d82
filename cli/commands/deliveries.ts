import type { Command } from 'commander';
import { storeKey } from '../../lambda/store-name';
import type { DeliveryPage } from '../../operator/core/operator';
import { wholeFrom } from '../arguments';
import { bridgeCommand } from '../command';
import { addFilters, addStoreFilters, type Filter, type Filters, filterOf } from '../filters';
import type { Frame } from '../frame';
import { outcomeIn, seconds, table } from '../print';

interface Page {
  readonly limit: number;
  readonly before?: string;
}

export function deliveries(frame: Frame): Command {
  const command = bridgeCommand('deliveries', 'ReadOnlyPolicy', 'list deliveries, newest first');
  return paged(addFilters(command, frame.terminal.now)).action((options: Filters & Page) =>
    list(frame, command, filterOf(options), options),
  );
}

/** Creations that the flood guard holds; `release` decides on them. */
export function held(frame: Frame): Command {
  const command = bridgeCommand('held', 'ReadOnlyPolicy', 'list what the flood guard holds, newest first');
  return paged(addStoreFilters(command, frame.terminal.now)).action((options: Filters & Page) =>
    list(frame, command, { ...filterOf(options), outcomes: ['held'] }, options),
  );
}

const paged = (command: Command) =>
  command
    .option('--limit <n>', 'how many on a page', wholeFrom(1, 1000), 20)
    .option('--before <position>', 'an older page, as the page before says');

async function list(frame: Frame, command: Command, filter: Filter, { limit, before }: Page): Promise<void> {
  const operator = await frame.operator();
  const page = await operator.list({ ...filter, limit, ...(before === undefined ? {} : { before }) });
  frame.answer(page, () => lines(frame, page));
  if (page.searchedBackTo !== undefined) {
    frame.terminal.err(
      `Searched back to ${seconds(page.searchedBackTo)}; older ones were not looked at yet.`,
    );
  }
  if (page.next !== undefined) {
    frame.terminal.err(
      `More: npm run bridge -- ${[...given(command), '--before', `'${page.next}'`].join(' ')}`,
    );
  }
}

function lines({ paint }: Frame, { deliveries: found }: DeliveryPage): readonly string[] {
  if (found.length === 0) return ['none'];
  return table(
    paint,
    ['received', 'delivery', 'store', 'customer', 'outcome', 'reason'],
    found.map(({ receivedAt, id, source, store, customer, outcome, reason }) => [
      seconds(receivedAt),
      id,
      storeKey({ source, store }),
      customer ?? '-',
      outcomeIn(paint, outcome),
      reason?.text ?? '',
    ]),
  );
}

/** The command's options as given, except where it began: for the next page's command. */
function given(command: Command): readonly string[] {
  const options = [...(command.parent?.options ?? []), ...command.options];
  return [
    command.name(),
    ...options.flatMap((option) => {
      const name = option.attributeName();
      const holder = command.options.includes(option) ? command : command.parent;
      if (name === 'before' || holder?.getOptionValueSource(name) !== 'cli') return [];
      const value: unknown = holder.getOptionValue(name);
      return value === true ? [`--${option.name()}`] : [`--${option.name()}`, quoted(value)];
    }),
  ];
}

function quoted(value: unknown): string {
  const text = value instanceof Date ? value.toISOString() : String(value);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

import type { Command } from 'commander';
import { storeKey } from '../../lambda/store-name';
import type { DeliveryPage, DeliveryQuery } from '../../operator/core/answers/deliveries';
import { filledPage } from '../../operator/core/filled-page';
import type { Operator } from '../../operator/core/operator';
import { untriedText } from '../../operator/core/text/untried';
import { bridgeCommand } from '../command';
import { addFilters, type Filter, type Filters, filterOf } from '../filters';
import type { Frame } from '../frame';
import { nextPage, type Page, paged } from '../paged';
import { outcomeIn, seconds, table } from '../print';
import type { Progress } from '../terminal';

export function deliveries(frame: Frame): Command {
  const command = bridgeCommand('deliveries', 'ReadOnlyPolicy', 'list deliveries, newest first');
  return paged(addFilters(command, frame.terminal.now)).action(async (options: Filters & Page) =>
    list(frame, command, await filterOf(options, frame.terminal), options),
  );
}

async function list(frame: Frame, command: Command, filter: Filter, { limit, before }: Page): Promise<void> {
  const operator = await frame.operator();
  const query = { ...filter, limit, ...(before === undefined ? {} : { before }) };
  const page = await searched(frame, query, operator);
  frame.answer(page, () => lines(frame, page));
  if (page.searchedBackTo !== undefined) {
    frame.terminal.err(
      `Searched back to ${seconds(page.searchedBackTo)}; older ones were not looked at yet.`,
    );
  }
  if (page.next !== undefined) frame.terminal.err(nextPage(command, page.next));
  // It is no part of the list, which is there without it.
  const untried = before === undefined ? await operator.untried().catch(() => undefined) : undefined;
  if (untried && untried.messages > 0)
    frame.terminal.err(`${untriedText(untried)}: listed from the first attempt on.`);
}

/** A list is not waited for longer than this: what was found is printed, with the command that goes on. */
const longestMs = 60_000;

/** Searches on until the page is full, there is nothing older, or Ctrl-C. */
async function searched(
  { terminal }: Frame,
  query: DeliveryQuery,
  operator: Pick<Operator, 'list'>,
): Promise<DeliveryPage> {
  const until = terminal.now().getTime() + longestMs;
  const first = await operator.list(query);
  let bar: Progress | undefined;
  try {
    return await filledPage(first, query.limit, (part) => operator.list({ ...query, ...part }), {
      goesOn: () => !terminal.stopped.aborted && terminal.now().getTime() < until,
      onPart: ({ deliveries: found, searchedBackTo = '' }) => {
        bar ??= terminal.progress('searched back to {time}, {value} found; Ctrl-C stops', query.limit);
        bar.update(found.length, { time: seconds(searchedBackTo) });
      },
    });
  } finally {
    bar?.stop();
  }
}

function lines({ paint }: Frame, { deliveries: found }: DeliveryPage): readonly string[] {
  if (found.length === 0) return ['none'];
  return table(
    paint,
    ['received', 'delivery', 'store', 'customer', 'outcome', 'reason'],
    found.map(({ receivedAt, id, source, store, customer, outcome, reason, discarded }) => [
      seconds(receivedAt),
      id,
      storeKey({ source, store }),
      customer ?? '-',
      discarded ? `${outcome}, discarded` : outcomeIn(paint, outcome),
      reason?.text ?? '',
    ]),
  );
}

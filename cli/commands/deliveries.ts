import type { Command } from 'commander';
import { storeKey } from '../../lambda/store-name';
import type { DeliveryPage } from '../../operator/core/answers/deliveries';
import { foundByEmail } from '../../operator/core/text/found-by-email';
import { numberText } from '../../operator/core/text/quantities';
import { untriedText } from '../../operator/core/text/untried';
import { countByReason, mostCounted, reasonLines } from '../by-reason';
import { bridgeCommand } from '../command';
import { addFilters, type Filter, type Filters, filterOf } from '../filters';
import type { Frame } from '../frame';
import { nextPage, type Page, paged } from '../paged';
import { outcomeIn, seconds, table } from '../print';
import { searchedList } from '../searched-list';

export function deliveries(frame: Frame): Command {
  const command = bridgeCommand('deliveries', 'ReadOnlyPolicy', 'list deliveries, newest first');
  return paged(addFilters(command, frame.terminal.now))
    .option('--by-reason', `count the newest ${numberText(mostCounted)} by their reasons, and list none`)
    .action(async (options: Filters & Page & { byReason?: true }) => {
      const filter = await filterOf(options, frame.terminal);
      if (!options.byReason) return list(frame, command, filter, options);
      const counted = await countByReason(filter, await frame.operator());
      frame.answer(counted, () => reasonLines(frame, counted));
    });
}

async function list(frame: Frame, command: Command, filter: Filter, { limit, before }: Page): Promise<void> {
  const operator = await frame.operator();
  const query = { ...filter, limit, ...(before === undefined ? {} : { before }) };
  const page = await searchedList(query, operator, frame.terminal);
  frame.answer(page, () => lines(frame, page));
  if (page.deliveries.length === 0 && filter.email !== undefined) frame.terminal.err(foundByEmail);
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

import type { DeliveryPage, DeliveryQuery } from '../operator/core/answers/deliveries';
import { filledPage } from '../operator/core/filled-page';
import type { Operator } from '../operator/core/operator';
import { explained } from './failures';
import { seconds } from './print';
import type { Progress, Terminal } from './terminal';

/** A list is not waited for longer than this: what was found is printed, with the command that goes on. */
const longestMs = 60_000;

/** A page of deliveries, searched on until it is full, there is nothing older, or Ctrl-C. */
export async function searchedList(
  query: DeliveryQuery,
  { list }: Pick<Operator, 'list'>,
  terminal: Pick<Terminal, 'err' | 'now' | 'progress' | 'stopped'>,
): Promise<DeliveryPage> {
  const until = terminal.now().getTime() + longestMs;
  let bar: Progress | undefined;
  try {
    return await filledPage(await list(query), query.limit, (part) => list({ ...query, ...part }), {
      goesOn: () => !terminal.stopped.aborted && terminal.now().getTime() < until,
      onPart({ deliveries, searchedBackTo = '' }) {
        bar ??= terminal.progress('searched back to {time}, {value} found; Ctrl-C stops', query.limit);
        bar.update(deliveries.length, { time: seconds(searchedBackTo) });
      },
      onFailed(error) {
        const known = explained(error);
        if (!known) throw error;
        terminal.err(`The search did not go on: ${known.message}`);
      },
    });
  } finally {
    bar?.stop();
  }
}

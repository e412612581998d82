import type { Command } from 'commander';
import { type Outcome, outcomes } from '../../lambda/delivery/outcome';
import { mostReplayed } from '../../operator/core/answers/bulk';
import type { Operator } from '../../operator/core/operator';
import { replayPreview, settledOutcomes, unsettledOutcomes } from '../../operator/core/text/replay-preview';
import { withoutBody } from '../../operator/core/text/without-body';
import { deliveryId } from '../arguments';
import { countsOf, inBulk, type Selection } from '../bulk';
import { newestDeliveries } from '../by-reason';
import { type CarefulOptions, carefully, careOf, oneOfTwo } from '../carefully';
import { bridgeCommand } from '../command';
import { addFilters, type Filter, type Filters, filterOf } from '../filters';
import type { Frame } from '../frame';
import { outcomeIn } from '../print';

export function replay(frame: Frame): Command {
  const command = bridgeCommand(
    'replay',
    'OperatorPolicy',
    'try deliveries again, from what came in; without --yes only lists them',
  )
    .argument('[deliveries...]', 'their ids; or select them by the options below')
    .option('--reason <code>', 'only what ended for this reason, as `deliveries --by-reason` names it');
  return carefully(addFilters(command, frame.terminal.now))
    .addHelpText(
      'after',
      `Without --outcome, what Masivo has already is left out: ${settledOutcomes.join(', ')}. Name these outcomes to replay them.`,
    )
    .action(async (ids: readonly string[], options: Filters & CarefulOptions & { reason?: string }) => {
      const { reason } = options;
      const filter = await filterOf(options, frame.terminal);
      oneOfTwo(
        ids,
        reason !== undefined || Object.keys(filter).length > 0,
        'ids, or options that select deliveries',
      );
      return inBulk(frame, {
        verb: 'replay',
        noun: 'delivery',
        by: 'outcome',
        named: ids.length > 0,
        at: filter,
        select: (operator) => (ids.length > 0 ? named(operator, ids) : selected(operator, filter, reason)),
        nameOf: (id) => id,
        paintOf: ({ paint }, outcome) => (isOutcome(outcome) ? outcomeIn(paint, outcome) : outcome),
        preview: (counts) =>
          replayPreview(counts.flatMap(({ of, count }) => (isOutcome(of) ? [{ outcome: of, count }] : []))),
        send: (operator, all, bulk) => operator.replayAll(all, bulk),
        skippedAs: 'their logs have expired, or hold no event',
        ...careOf(options),
      });
    });
}

const isOutcome = (text: string): text is Outcome => outcomes.some((outcome) => outcome === text);

async function selected(
  operator: Operator,
  filter: Filter,
  reason: string | undefined,
): Promise<Selection<string>> {
  const query = { outcomes: unsettledOutcomes, ...filter };
  if (reason !== undefined) {
    // No index has the reasons: deliveries are listed, and those of others left out.
    const { deliveries, more } = await newestDeliveries(query, operator, mostReplayed);
    const meant = deliveries.filter((delivery) => delivery.reason?.code === reason);
    const counts = countsOf(meant.map(({ source, store, outcome }) => ({ source, store, of: outcome })));
    return { selected: meant.map(({ id }) => id), counts, more, unknown: [] };
  }
  const { ids, counts, more } = await operator.selectForReplay(query);
  return {
    selected: ids,
    counts: counts.map(({ outcome, ...each }) => ({ ...each, of: outcome })),
    more,
    unknown: [],
  };
}

async function named(operator: Operator, ids: readonly string[]): Promise<Selection<string>> {
  const known: { id: string; source: string; store: string; of: Outcome }[] = [];
  const unknown: string[] = [];
  const impossible: string[] = [];
  for (const id of new Set(ids.map(deliveryId))) {
    const shown = await operator.show(id);
    if (!shown) unknown.push(id);
    else if (shown.withoutBody !== null) impossible.push(`${id}: ${withoutBody.what} ${shown.withoutBody}`);
    else known.push({ id, source: shown.source, store: shown.store, of: shown.outcome });
  }
  return { selected: known.map(({ id }) => id), counts: countsOf(known), more: false, unknown, impossible };
}

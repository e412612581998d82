import type { Release } from '../lambda/envelope';
import { storeKey } from '../lambda/store-name';
import { mostReplayed, type Operator, type ReplaySelection } from '../operator/core/operator';
import { countText, durationText, numberText } from '../operator/core/text/quantities';
import { CommandError } from './exit';
import type { Filter } from './filters';
import type { Frame } from './frame';
import { outcomeIn, table } from './print';

export interface Bulk {
  /** `replay`, `release with rewards`: what the operator is asked about. */
  readonly verb: string;
  /** Either these, */
  readonly ids: readonly string[];
  /** or what this selects. */
  readonly filter: Filter;
  readonly release?: Release;
  readonly perSecond: number;
  readonly yes: boolean;
  readonly allStores: boolean;
}

/** Prints what would be done, and with `yes` does it. */
export async function inBulk(frame: Frame, bulk: Bulk): Promise<void> {
  const settings = (await frame.connect()).environment.settings;
  const { ids, filter, perSecond } = bulk;
  if (ids.length === 0 && filter.store === undefined && !bulk.allStores) {
    const fitting = settings.stores.filter(({ source }) => source === (filter.source ?? source));
    if (fitting.length > 1) throw severalStores(fitting.map(storeKey));
  }
  const operator = await frame.operator();
  const { selection, unknown } =
    ids.length === 0
      ? { selection: await operator.selectForReplay(filter), unknown: [] }
      : await selectByIds(operator, ids);
  const stores = [...new Set(selection.counts.map(storeKey))];
  if (stores.length > 1 && !bulk.allStores) throw severalStores(stores);

  const summary = { counts: selection.counts, more: selection.more, unknown };
  if (unknown.length > 0) frame.fail();
  if (!bulk.yes || selection.ids.length === 0) {
    frame.answer({ done: false, ...summary, first: selection.ids.slice(0, shownIds) }, () => [
      ...told(frame, bulk.verb, selection, unknown),
      ...(selection.ids.length === 0 ? [] : [toDoIt(selection.ids.length, perSecond)]),
    ]);
    return;
  }
  for (const line of told(frame, bulk.verb, selection, unknown)) frame.terminal.err(line);
  const bar = frame.terminal.progress('[{bar}] {value}/{total} {eta_formatted} left', selection.ids.length);
  const { replayed, skipped } = await operator
    .replayAll(selection.ids, {
      perSecond,
      onProgress: (done) => bar.update(done),
      ...(bulk.release ? { release: bulk.release } : {}),
    })
    .finally(() => bar.stop());
  if (skipped > 0) frame.fail();
  frame.answer({ done: true, replayed, skipped, ...summary }, () => [
    `${countText(replayed, 'delivery is', 'deliveries are')} on the queue again.`,
    ...(skipped > 0 ? [`${skipped} skipped: gone, or not held any more.`] : []),
    ...(selection.more ? ['There are more: run the command again.'] : []),
  ]);
}

const shownIds = 5;

async function selectByIds(
  operator: Operator,
  ids: readonly string[],
): Promise<{ selection: ReplaySelection; unknown: readonly string[] }> {
  const known: string[] = [];
  const unknown: string[] = [];
  const counts = new Map<string, ReplaySelection['counts'][number]>();
  for (const id of new Set(ids)) {
    const shown = await operator.show(id);
    if (!shown) {
      unknown.push(id);
      continue;
    }
    known.push(id);
    const { source, store, outcome } = shown;
    const key = [source, store, outcome].join('|');
    counts.set(key, { source, store, outcome, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return { selection: { ids: known, counts: [...counts.values()], more: false }, unknown };
}

function told(
  { paint }: Frame,
  verb: string,
  { ids, counts, more }: ReplaySelection,
  unknown: readonly string[],
): readonly string[] {
  const missing = unknown.map((id) => `${id}: no such delivery`);
  if (ids.length === 0) return [...missing, `There is nothing to ${verb.split(' ')[0]}.`];
  return [
    ...missing,
    `To ${verb}: ${countText(ids.length, 'delivery')}${more ? `, the newest of more (${numberText(mostReplayed)} at once)` : ''}`,
    ...table(
      paint,
      ['store', 'outcome', 'deliveries'],
      counts.map((each) => [storeKey(each), outcomeIn(paint, each.outcome), String(each.count)]),
    ),
    `${ids.slice(0, shownIds).join('\n')}${ids.length > shownIds ? `\nand ${numberText(ids.length - shownIds)} more` : ''}`,
  ];
}

const toDoIt = (deliveries: number, perSecond: number) =>
  `Nothing was done. --yes does it, ${perSecond} a second: in about ${durationText((deliveries / perSecond) * 1000)}.`;

const severalStores = (stores: readonly string[]) =>
  new CommandError(
    'unsafe',
    `That is about more than one store (${stores.join(', ')}).`,
    'Name one with --store, or say --all-stores.',
  );

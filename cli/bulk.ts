import { type StoreName, storeKey } from '../lambda/store-name';
import { type BulkOptions, type BulkResult, mostReplayed } from '../operator/core/answers/bulk';
import type { Operator } from '../operator/core/operator';
import { countText, durationText, numberText } from '../operator/core/text/quantities';
import { CommandError } from './exit';
import type { Frame } from './frame';
import { table } from './print';

/** What a command would do it with. */
export interface Selection<T> {
  readonly selected: readonly T[];
  /** By store and, in `of`, outcome or kind. */
  readonly counts: readonly (StoreName & { readonly of: string; readonly count: number })[];
  /** True where there are more than can be taken at once. */
  readonly more: boolean;
  /** Of those that were named. */
  readonly unknown: readonly string[];
  /** Of those that were named: there is nothing to decide on them. */
  readonly decided?: readonly string[];
  /** Of those that were named: why each cannot be sent. */
  readonly impossible?: readonly string[];
}

export interface Bulk<T> {
  /** `replay`, `release with rewards`: what the operator is asked about. */
  readonly verb: string;
  /** `delivery`: what is counted. */
  readonly noun: string;
  /** What it is counted by, besides stores. */
  readonly by: string;
  /** They were named one by one; else `at` is where they are selected. */
  readonly named: boolean;
  readonly at: { readonly source?: string; readonly store?: string };
  readonly select: (operator: Operator) => Promise<Selection<T>>;
  readonly nameOf: (each: T) => string;
  readonly paintOf: (frame: Frame, of: string) => string;
  readonly send: (operator: Operator, all: readonly T[], options: BulkOptions) => Promise<BulkResult>;
  /** What else there is to know before `yes`. */
  readonly preview?: (counts: Selection<T>['counts']) => string | undefined;
  /** Why some of them may be skipped. */
  readonly skippedAs: string;
  readonly perSecond: number;
  readonly yes: boolean;
  readonly allStores: boolean;
}

/** Prints what would be done, and with `yes` does it. */
export async function inBulk<T>(frame: Frame, bulk: Bulk<T>): Promise<void> {
  const settings = (await frame.connect()).environment.settings;
  const { at, perSecond } = bulk;
  if (!bulk.named && at.store === undefined && !bulk.allStores) {
    const fitting = settings.stores.filter(({ source }) => source === (at.source ?? source));
    if (fitting.length > 1) throw severalStores(fitting.map(storeKey));
  }
  const operator = await frame.operator();
  const selection = await bulk.select(operator);
  const { selected, more, unknown, decided = [], impossible = [] } = selection;
  const stores = [...new Set(selection.counts.map(storeKey))];
  if (stores.length > 1 && !bulk.allStores) throw severalStores(stores);

  const counts = selection.counts.map(({ of, ...each }) => ({ ...each, [bulk.by]: of }));
  const summary = {
    counts,
    more,
    unknown,
    ...(decided.length > 0 ? { decided } : {}),
    ...(impossible.length > 0 ? { impossible } : {}),
  };
  if (unknown.length + decided.length + impossible.length > 0) frame.fail();
  if (!bulk.yes || selected.length === 0) {
    frame.answer({ done: false, ...summary, first: selected.slice(0, shownNames).map(bulk.nameOf) }, () => [
      ...told(frame, bulk, selection),
      ...(selected.length === 0 ? [] : [toDoIt(selected.length, perSecond)]),
    ]);
    return;
  }
  for (const line of told(frame, bulk, selection)) frame.terminal.err(line);
  const bar = frame.terminal.progress('[{bar}] {value}/{total} {eta_formatted} left', selected.length);
  const { sent, skipped } = await bulk
    .send(operator, selected, { perSecond, onProgress: (done) => bar.update(done) })
    .finally(() => bar.stop());
  if (skipped > 0) frame.fail();
  frame.answer({ done: true, sent, skipped, ...summary }, () => [
    `${countText(sent, bulk.noun)} ${sent === 1 ? 'is' : 'are'} on the queue${bulk.noun === 'delivery' ? ' again' : ''}.`,
    ...(skipped > 0 ? [`${skipped} skipped: ${bulk.skippedAs}.`] : []),
    ...(more ? ['There are more: run the command again.'] : []),
  ]);
}

const shownNames = 5;

/** Counts those that were named. */
export function countsOf(
  known: readonly (StoreName & { readonly of: string })[],
): Selection<unknown>['counts'] {
  const counts = new Map<string, Selection<unknown>['counts'][number]>();
  for (const { source, store, of } of known) {
    const key = [source, store, of].join('|');
    counts.set(key, { source, store, of, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()];
}

function told<T>(
  frame: Frame,
  { verb, noun, by, nameOf, paintOf, preview }: Bulk<T>,
  { selected, counts, more, unknown, decided = [], impossible = [] }: Selection<T>,
): readonly string[] {
  const missing = [
    ...unknown.map((id) => `${id}: no such ${noun}`),
    ...decided.map((id) => `${id}: nothing to decide`),
    ...impossible,
  ];
  if (selected.length === 0) return [...missing, `There is nothing to ${verb.split(' ')[0]}.`];
  const first = selected.slice(0, shownNames).map(nameOf);
  const previewed = preview?.(counts);
  return [
    ...missing,
    `To ${verb}: ${countText(selected.length, noun)}${more ? `, the newest of more (${numberText(mostReplayed)} at once)` : ''}`,
    ...table(
      frame.paint,
      ['store', by, noun === 'delivery' ? 'deliveries' : 'customers'],
      counts.map((each) => [storeKey(each), paintOf(frame, each.of), String(each.count)]),
    ),
    ...(previewed === undefined ? [] : [previewed]),
    `${first.join('\n')}${selected.length > shownNames ? `\nand ${numberText(selected.length - shownNames)} more` : ''}`,
  ];
}

const toDoIt = (count: number, perSecond: number) =>
  `Nothing was done. --yes does it, ${perSecond} a second: in about ${durationText((count / perSecond) * 1000)}.`;

const severalStores = (stores: readonly string[]) =>
  new CommandError(
    'unsafe',
    `That is about more than one store (${stores.join(', ')}).`,
    'Name one with --store, or say --all-stores.',
  );

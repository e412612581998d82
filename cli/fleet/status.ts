import type { Colors } from 'picocolors/types';
import type { systemClock } from '../../lambda/clock';
import { countText } from '../../operator/core/text/quantities';
import type { Terminal } from '../terminal';
import { dollarsOfMonth, type Priceable, type Rates } from './cost';
import type { Client } from './fleet-file';
import { inOrder } from './in-order';
import { laterCost, type SeenRow, type StatusRow, statusEnd, statusTable } from './lines';
import type { Standing } from './standing';
import { placesOf, type Visited } from './visit';

export interface StatusDeps {
  readonly clients: readonly Client[];
  /** Looks at all; told of each as it was looked at, with its place in the order. */
  readonly visit: (
    onVisited: (visited: Visited<Standing>, index: number) => void,
  ) => Promise<readonly Visited<Standing>[]>;
  /** Undefined where costs are not asked for. */
  readonly rates: Pick<Rates, 'rateOf' | 'missing' | 'workOut'> | undefined;
}

interface PrintDeps {
  readonly terminal: Pick<Terminal, 'out' | 'err'>;
  readonly paint: Colors;
  readonly sleep: typeof systemClock.sleep;
}

/** Every row with all that can be known of it. */
export async function statusRows(
  { clients, visit, rates }: StatusDeps,
  terminal: Pick<Terminal, 'err'>,
): Promise<readonly StatusRow[]> {
  const areNeedless = new AbortController();
  const workingOut = rates?.workOut((of, rate) => {
    if (!rate) terminal.err(unknownCost(of));
  }, areNeedless.signal);
  const visited = await visit(() => {});
  // Working out takes half a minute, also for what could not be looked at.
  if (!visited.map(rowsOf(clients, rates)).some(isWithoutCost)) areNeedless.abort();
  await workingOut;
  return visited.map(rowsOf(clients, rates));
}

const unknownCost = ({ config, environment }: Priceable): string =>
  `The cost of ${environment} is not known: npm run cost -- --config ${config} --env ${environment} says why.`;

/** So long rows keep their order. */
const inOrderMs = 5000;

/**
 * Prints the same while it becomes known: a row as soon as its environment has answered, with its cost where that is
 * kept, and the other costs below the table.
 */
export async function printStatus(
  { clients, visit, rates }: StatusDeps,
  { terminal, paint, sleep }: PrintDeps,
): Promise<readonly StatusRow[]> {
  const { head, row: lineOf } = statusTable(placesOf(clients), paint);
  const rowOf = rowsOf(clients, rates);
  /** Rows whose line is printed and whose cost is not. */
  const withoutCost = new Set<Visited<Standing>>();
  let isTableDone = false;
  const order = inOrder<Visited<Standing>>((each) => {
    const row = rowOf(each);
    if (isWithoutCost(row)) withoutCost.add(each);
    terminal.out(lineOf(row));
  });

  function printCosts(): void {
    for (const each of isTableDone ? withoutCost : []) {
      const row = rowOf(each);
      if (row.kind !== 'seen' || row.monthDollars === 'later') continue;
      withoutCost.delete(each);
      if (row.monthDollars !== null) terminal.out(laterCost(row));
    }
  }

  const areNeedless = new AbortController();
  const workingOut = rates?.workOut((of, rate) => {
    if (!rate) terminal.err(unknownCost(of));
    printCosts();
  }, areNeedless.signal);
  terminal.out(head);
  const isVisited = new AbortController();
  void sleep(inOrderMs, isVisited.signal).then(order.asTheyCome);
  const visited = await visit((each, index) => order.ready(index, each));
  isVisited.abort();
  for (const line of statusEnd(visited.map(rowOf))) terminal.out(line);

  isTableDone = true;
  printCosts();
  if (withoutCost.size > 0) {
    const count = countText(withoutCost.size, 'environment');
    terminal.err(`Working out what ${count} cost; it is kept until the config or the version changes.`);
  } else areNeedless.abort();
  await workingOut;
  return visited.map(rowOf);
}

const isWithoutCost = (row: StatusRow): boolean => row.kind === 'seen' && row.monthDollars === 'later';

/** What a row says now. */
function rowsOf(
  clients: readonly Client[],
  rates: StatusDeps['rates'],
): (visited: Visited<Standing>) => StatusRow {
  const configs = new Map(clients.map(({ name, config }) => [name, config]));

  function monthDollars(of: Priceable, standing: Standing): SeenRow['monthDollars'] {
    const rate = rates?.rateOf(of);
    if (rate) return dollarsOfMonth(rate, standing);
    const isMissing = rates?.missing.some(
      (each) => each.config === of.config && each.environment === of.environment,
    );
    return isMissing ? 'later' : null;
  }

  return (visited) => {
    if (visited.kind === 'unreachable') return { ...visited, state: 'red' };
    const { client, environment, seen } = visited;
    const of = { config: configs.get(client) ?? '', environment: environment ?? '' };
    return { client, environment, kind: 'seen', ...seen, monthDollars: monthDollars(of, seen) };
  };
}

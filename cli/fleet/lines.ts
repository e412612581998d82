import type { Colors } from 'picocolors/types';
import { version } from '../../package.json';
import type { Examined } from '../doctor/doctor';
import { seconds, table } from '../print';
import type { Standing } from './standing';
import type { Place, Visited } from './visit';

type State = Standing['state'];
type Unreachable = Extract<Visited<never>, { kind: 'unreachable' }> & { readonly state: 'red' };
interface Seen {
  readonly kind: 'seen';
  readonly client: string;
  readonly environment: string | null;
  readonly state: State;
}
export interface SeenRow extends Seen, Standing {
  readonly state: State;
  /** Null where it is not known, or not asked for. */
  readonly monthDollars: number | null | 'later';
}
export type StatusRow = Unreachable | SeenRow;
export type DoctorRow = Unreachable | (Seen & { readonly found: readonly Examined[] });

export const isRed = ({ state }: { readonly state: State }): boolean => state === 'red';

function inColour(state: State, paint: Colors, text: string = state): string {
  switch (state) {
    case 'ok':
      return paint.green(text);
    case 'look':
      return paint.yellow(text);
    case 'red':
      return paint.red(text);
    default:
      return state satisfies never;
  }
}

const nameOf = ({ client, environment }: Place) =>
  environment === null ? client : `${client}/${environment}`;

/** The columns, with how wide each is; a client's name is as long as it is. */
const columns = [
  ['state', 5],
  ['version', 7],
  ['last delivery', 20],
  ['waiting', 7],
  ['refused', 7],
  ['to decide', 9],
  ['tasks', 5],
  ['USD a month', 11],
] as const;

/** A table whose lines are printed one by one, so its columns are as wide as they are before the first is known. */
export function statusTable(places: readonly Place[], paint: Colors) {
  const nameWidth = Math.max('environment'.length, ...places.map((place) => nameOf(place).length));
  const line = (name: string, cells: readonly string[], colour = (text: string, _column: number) => text) =>
    [name.padEnd(nameWidth), ...columns.map(([, width], at) => colour((cells[at] ?? '-').padEnd(width), at))]
      .join('  ')
      .trimEnd();
  return {
    head: paint.dim(
      line(
        'environment',
        columns.map(([title]) => title),
      ),
    ),
    row: (row: StatusRow) =>
      line(nameOf(row), [row.state, ...cellsOf(row)], (text, at) =>
        at === 0 ? inColour(row.state, paint, text) : text,
      ),
  };
}

function cellsOf(row: StatusRow): readonly string[] {
  if (row.kind === 'unreachable') return [];
  const { lastDeliveryAt, waiting, refused, undecided, tasks } = row;
  const last = lastDeliveryAt === null ? 'none today' : seconds(lastDeliveryAt);
  return [row.version, last, ...[waiting, refused, undecided, tasks].map(String), costText(row)];
}

/** `below` where it is still worked out. */
function costText({ monthDollars, atLeast }: Pick<SeenRow, 'monthDollars' | 'atLeast'>): string {
  if (monthDollars === 'later') return 'below';
  return monthDollars === null ? '-' : `${atLeast ? '>' : ''}${monthDollars.toFixed(2)}`;
}

/** What a line of the table left for later. */
export const laterCost = (row: SeenRow): string => `${nameOf(row)}: ${costText(row)} USD a month`;

/** Why each line is not `ok`, and how many are. */
export function statusEnd(rows: readonly StatusRow[]): readonly string[] {
  const why = byReason(
    rows.map((row) => ({ row, reasons: row.kind === 'unreachable' ? reasonsOf(row) : row.why })),
  );
  return [...spaced(why), '', summaryOf(rows, `this checkout is ${version}`)];
}

export function doctorLines(rows: readonly DoctorRow[], paint: Colors): readonly string[] {
  const lines = rows.map((row) => {
    const begin = [nameOf(row), inColour(row.state, paint)];
    if (row.kind === 'unreachable') return [...begin, '-', '-', '-', '-'];
    const count = (level: Examined['level']) =>
      String(row.found.filter((each) => each.level === level).length);
    return [...begin, count('failure'), count('warning'), count('ok'), count('skipped')];
  });
  const why = [
    ...byReason(
      rows.flatMap((row) => (row.kind === 'unreachable' ? [{ row, reasons: reasonsOf(row) }] : [])),
    ),
    ...rows.flatMap((row) => (row.kind === 'seen' ? findingsOf(row, paint) : [])),
  ];
  const head = ['environment', 'state', 'to fix', 'to look at', 'ok', 'not checked'];
  return [...table(paint, head, lines), ...spaced(why), '', summaryOf(rows)];
}

function findingsOf(row: Extract<DoctorRow, { kind: 'seen' }>, paint: Colors): readonly string[] {
  const wrong = row.found.filter(({ level }) => level === 'failure' || level === 'warning');
  return wrong.flatMap(({ level, check, what, fix }) => [
    `${nameOf(row)}: ${level}, ${check}: ${what}`,
    ...(fix === undefined ? [] : [`  ${paint.dim(`-> ${fix}`)}`]),
  ]);
}

/** One sign-in that has run out is the reason of many: it is told once, with those it is about. */
function byReason(
  rows: readonly { readonly row: Place; readonly reasons: readonly string[] }[],
): readonly string[] {
  const groups = new Map<string, { readonly names: string[]; readonly reasons: readonly string[] }>();
  for (const { row, reasons } of rows) {
    const key = reasons.join('\n');
    const group = groups.get(key) ?? { names: [], reasons };
    group.names.push(nameOf(row));
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ names, reasons }) =>
    reasons.map((reason) => `${namesText(names)}: ${reason}`),
  );
}

const mostNames = 4;
const namesText = (names: readonly string[]) =>
  names.length <= mostNames
    ? names.join(', ')
    : `${names.slice(0, mostNames - 1).join(', ')} and ${names.length - mostNames + 1} more`;

const reasonsOf = ({ why, fix }: Unreachable): readonly string[] =>
  [why, fix ?? []].flat().flatMap((text) => text.split('\n'));

const spaced = (lines: readonly string[]) => (lines.length === 0 ? [] : ['', ...lines]);

function summaryOf(rows: readonly { readonly state: State }[], more = ''): string {
  const count = (state: State) => rows.filter((row) => row.state === state).length;
  const counts = `${rows.length} environments: ${count('red')} red, ${count('look')} to look at, ${count('ok')} ok`;
  return more === '' ? counts : `${counts}; ${more}`;
}

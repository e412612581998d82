import type { Colors } from 'picocolors/types';
import { version } from '../../package.json';
import type { Examined } from '../doctor/doctor';
import { seconds, table } from '../print';
import type { Standing } from './standing';
import type { Visited } from './visit';

type State = Standing['state'];
type Unreachable = Extract<Visited<never>, { kind: 'unreachable' }> & { readonly state: 'red' };
interface Seen {
  readonly kind: 'seen';
  readonly client: string;
  readonly environment: string | null;
  readonly state: State;
}
export type StatusRow = Unreachable | (Seen & Standing & { readonly monthDollars: number | null });
export type DoctorRow = Unreachable | (Seen & { readonly found: readonly Examined[] });

export const isRed = ({ state }: { readonly state: State }): boolean => state === 'red';

function inColour(state: State, paint: Colors): string {
  switch (state) {
    case 'ok':
      return paint.green(state);
    case 'look':
      return paint.yellow(state);
    case 'red':
      return paint.red(state);
    default:
      return state satisfies never;
  }
}

const nameOf = ({ client, environment }: Pick<Seen, 'client' | 'environment'>) =>
  environment === null ? client : `${client}/${environment}`;

/** The table, then why each line is not `ok`. */
export function statusLines(rows: readonly StatusRow[], paint: Colors): readonly string[] {
  const head = [
    'environment',
    'state',
    'version',
    'last delivery',
    'waiting',
    'refused',
    'to decide',
    'tasks',
  ];
  const lines = rows.map((row) => {
    const begin = [nameOf(row), inColour(row.state, paint)];
    if (row.kind === 'unreachable') return [...begin, '-', '-', '-', '-', '-', '-', '-'];
    const { lastDeliveryAt, waiting, refused, undecided, tasks, monthDollars, atLeast } = row;
    const last = lastDeliveryAt === null ? 'none today' : seconds(lastDeliveryAt);
    const cost = monthDollars === null ? '-' : `${atLeast ? '>' : ''}${monthDollars.toFixed(2)}`;
    const figures = [waiting, refused, undecided, tasks].map(String);
    return [...begin, row.version, last, ...figures, cost];
  });
  const why = byReason(
    rows.map((row) => ({ row, reasons: row.kind === 'unreachable' ? reasonsOf(row) : row.why })),
  );
  const summary = summaryOf(rows, `this checkout is ${version}`);
  return [...table(paint, [...head, 'USD a month'], lines), ...spaced(why), '', summary];
}

export function doctorLines(rows: readonly DoctorRow[], paint: Colors): readonly string[] {
  const lines = rows.map((row) => {
    const begin = [nameOf(row), inColour(row.state, paint)];
    if (row.kind === 'unreachable') return [...begin, '-', '-', '-', '-'];
    const count = (level: Examined['level']) =>
      String(row.found.filter((each) => each.level === level).length);
    return [...begin, count('failure'), count('warning'), count('ok'), count('skipped')];
  });
  const why = rows.flatMap((row) => {
    const name = nameOf(row);
    if (row.kind === 'unreachable') return reasonsOf(row).map((reason) => `${name}: ${reason}`);
    const wrong = row.found.filter(({ level }) => level === 'failure' || level === 'warning');
    return wrong.flatMap(({ level, check, what, fix }) => [
      `${name}: ${level}, ${check}: ${what}`,
      ...(fix === undefined ? [] : [`  ${paint.dim(`-> ${fix}`)}`]),
    ]);
  });
  const head = ['environment', 'state', 'to fix', 'to look at', 'ok', 'not checked'];
  return [...table(paint, head, lines), ...spaced(why), '', summaryOf(rows)];
}

/** One sign-in that has run out is the reason of many: it is told once, with those it is about. */
function byReason(
  rows: readonly { readonly row: StatusRow; readonly reasons: readonly string[] }[],
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

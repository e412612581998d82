import Table from 'cli-table3';
import pc from 'picocolors';
import type { MeasuredRow, Row } from './run';
import type { Spread } from './statistics';

/** The table for people, and below it what its cells have no room for. */
export function reportLines(rows: readonly Row[]): string[] {
  const table = new Table({
    head: ['figure', 'ours', 'floor', 'ratio', 'goal', 'met', 'rounds', 'spread', 'peers: ratio (value)'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right', 'right', 'right', 'left', 'right', 'right', 'left'],
  });
  for (const row of rows) {
    if (row.kind === 'measured') table.push(cellsOf(row));
    else table.push([row.figure, { colSpan: 8, content: `left out: ${row.why}` }]);
  }
  return [onNode(process.versions.node), table.toString(), '', ...rows.flatMap(remarksOn)];
}

/** Node 20 runs every row, also a vendor's package that names 22; it only starts at another speed. */
export function onNode(version: string): string {
  const goals = Number(version.split('.')[0]) >= 22 ? '' : '; the goals are set for Node 22 and 24';
  return `Node ${version}${goals}. Values are medians, ratios medians of the ratios within a round.`;
}

export const forMachines = (rows: readonly Row[]): string =>
  JSON.stringify({ node: process.versions.node, rows });

/** A figure that cannot be measured here misses no goal. */
export const missed = (rows: readonly Row[]): boolean =>
  rows.some((row) => row.kind === 'measured' && !row.met);

function cellsOf(row: MeasuredRow): string[] {
  const { figure, unit, ours, floor, ratio, goal, met, rounds, peers } = row;
  const judgedBy = ratio ?? ours;
  return [
    figure,
    `${short(ours.median)} ${unit}`,
    floor ? `${short(floor.median)} ${unit}` : '',
    ratio ? times(ratio.median) : '',
    `≤ ${times(goal)}`,
    met ? pc.green('yes') : pc.red('no'),
    String(rounds),
    spread(judgedBy),
    peers
      .map(({ name, value, ratio: peer }) =>
        peer
          ? `${name}: ${times(peer.median)} (${short(value.median)} ${unit})`
          : `${name}: ${short(value.median)}`,
      )
      .join('\n'),
  ];
}

function remarksOn(row: Row): string[] {
  if (row.kind === 'left out') return [];
  const limits = row.limits.map(
    ({ what, value, atMost }) => `${what}: ${Number(value.toPrecision(2))}, at most ${atMost}`,
  );
  return [`${row.figure}: ${[row.compares, ...limits, ...row.notes].join('. ')}.`];
}

const times = (value: number) => value.toFixed(2);
const spread = ({ min, max }: Spread) => `${times(min)}–${times(max)}`;

function short(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

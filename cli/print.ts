import Table from 'cli-table3';
import type { Colors } from 'picocolors/types';
import type { Outcome } from '../lambda/delivery/outcome';
import type { ToldStatement } from '../operator/core/answers/shown-delivery';
import { statementText } from '../operator/core/text/consent';

const noLines = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left']
    .concat(['left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((part) => [part, part === 'middle' ? '  ' : '']),
);

/** A line break in a value makes no line. What else a terminal obeys is made visible where it is printed. */
const visibleBreaks = (text: string) => text.replace(/\r?\n/g, '\\u000a').replaceAll('\t', '\\u0009');

/** Columns without rules, easy to read, to cut with `awk` and to paste into a ticket. */
export function table(
  paint: Colors,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const lines = new Table({
    head: head.map((title) => paint.dim(title)),
    chars: noLines,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
  });
  lines.push(...rows.map((row) => row.map(visibleBreaks)));
  return lines
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** Green is done, yellow waits for something, red needs a person. */
export function outcomeIn(paint: Colors, outcome: Outcome): string {
  switch (outcome) {
    case 'created':
    case 'exists':
    case 'updated':
      return paint.green(outcome);
    case 'unchanged':
    case 'stale':
    case 'ignored':
      return paint.dim(outcome);
    case 'waiting':
    case 'retry':
      return paint.yellow(outcome);
    case 'held':
    case 'gone':
    case 'unlinked':
    case 'refused':
      return paint.red(outcome);
    default:
      return outcome satisfies never;
  }
}

/** `2026-11-24 08:00:03Z`: to the second, always in UTC. */
export const seconds = (iso: string) => `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z`;

/** A name and what it stands for on each line; those that stand for nothing are left out. */
export const factLines = (
  paint: Colors,
  facts: readonly (readonly [string, string | null])[],
): readonly string[] =>
  facts.flatMap(([name, value]) =>
    value === null ? [] : [`${paint.dim(name.padEnd(10))}${visibleBreaks(value)}`],
  );

/** What a shopper stated, a fact for each statement. */
export const consentFacts = (statements: readonly ToldStatement[]): readonly (readonly [string, string])[] =>
  statements.map((statement, index) => [
    index === 0 ? 'consent' : '',
    statementText(statement, seconds(statement.at)),
  ]);

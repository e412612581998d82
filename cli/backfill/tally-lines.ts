import { numberText } from '../../operator/core/text/quantities';
import type { Frame } from '../frame';
import { table } from '../print';
import type { LineSpan, TallyLine } from './engine/tally';

type Told = Pick<TallyLine, 'what' | 'text' | 'count' | 'lines'>;

const mostInTable = 5;

/** What became of how many customers, as a table; of a CSV file with the lines. */
export const tallyLines = (frame: Frame, tally: readonly Told[]) => {
  const hasLines = tally.some(({ lines }) => lines !== undefined);
  return table(
    frame.paint,
    ['customers', 'what', 'reason', ...(hasLines ? ['lines'] : [])],
    tally.map(({ what, text, count, lines = [] }) => [
      numberText(count),
      what,
      text,
      ...(hasLines ? [linesText(lines, count, mostInTable)] : []),
    ]),
  );
};

/** `5, 7-9, and more`. */
export function linesText(lines: readonly LineSpan[], count: number, most: number): string {
  const shown = [...lines].sort((a, b) => a.line - b.line).slice(0, most);
  const spans = shown.map(({ line, lastLine }) =>
    lastLine === undefined ? `${line}` : `${line}-${lastLine}`,
  );
  return [...spans, ...(lines.length > 0 && shown.length < count ? ['and more'] : [])].join(', ');
}

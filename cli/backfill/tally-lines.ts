import { numberText } from '../../operator/core/text/quantities';
import type { Frame } from '../frame';
import { table } from '../print';
import type { TallyLine } from './engine/tally';

/** What became of how many customers, as a table. */
export const tallyLines = (frame: Frame, tally: readonly Pick<TallyLine, 'what' | 'text' | 'count'>[]) =>
  table(
    frame.paint,
    ['customers', 'what', 'reason'],
    tally.map(({ what, text, count: number }) => [numberText(number), what, text]),
  );

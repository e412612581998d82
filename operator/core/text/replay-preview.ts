import { type Outcome, outcomes } from '../../../lambda/delivery/outcome';
import type { ReplaySelection } from '../answers/replay';
import { isInMasivo } from '../first-series';
import { numberText } from './quantities';

/** What Masivo has: a replay finds nothing to do. */
export const settledOutcomes: readonly Outcome[] = outcomes.filter(isInMasivo);

/** What a replay may bring on: selected where nobody names outcomes. */
export const unsettledOutcomes: readonly Outcome[] = outcomes.filter((outcome) => !isInMasivo(outcome));

type Counts = readonly Pick<ReplaySelection['counts'][number], 'outcome' | 'count'>[];

/** What a replay does to the deliveries that need none; undefined where there are none. */
export function replayPreview(counts: Counts): string | undefined {
  const settled = counts.reduce((sum, { outcome, count }) => sum + (isInMasivo(outcome) ? count : 0), 0);
  if (settled === 0) return undefined;
  return `${numberText(settled)} of these ${settled === 1 ? 'is' : 'are'} settled already: if Masivo has nothing new to get, a replay lists ${settled === 1 ? 'it' : 'them'} as unchanged.`;
}

import { type Outcome, outcomes } from '../../../../lambda/delivery/outcome';
import { settledOutcomes } from '../../../core/text/replay-preview';

/**
 * Which outcomes to select for a replay: what Masivo has is never among them by default. An empty list means nothing here, and in a filter all.
 * @param chosen in the filter
 * @param withSettled also what Masivo has already
 */
export function toReplay(chosen: readonly Outcome[], withSettled: boolean): readonly Outcome[] {
  const all = chosen.length > 0 ? chosen : outcomes;
  return withSettled ? all : all.filter((outcome) => !settledOutcomes.includes(outcome));
}

import { type Outcome, outcomes } from '../../../../lambda/delivery/outcome';
import type { Overview } from '../../../core/answers/overview';

/** Outcomes after which somebody has to do something, or should know. */
export const needsAttention: readonly Outcome[] = ['refused', 'held', 'gone', 'unlinked', 'retry'];

/** What needs attention comes first. */
export const attentionFirst: readonly Outcome[] = [
  ...needsAttention,
  ...outcomes.filter((outcome) => !needsAttention.includes(outcome)),
];

export type Counts = Readonly<Partial<Record<Outcome, number>>>;

/** Deliveries of the overview's day by outcome. */
export function countsOf(hours: Overview['hours']): Counts {
  const counts: Partial<Record<Outcome, number>> = {};
  for (const hour of hours) {
    for (const outcome of outcomes) {
      const count = hour.counts[outcome];
      if (count) counts[outcome] = (counts[outcome] ?? 0) + count;
    }
  }
  return counts;
}

/** The same without what was discarded, of which nobody has to do anything. */
export function openCounts({ hours, discarded }: Pick<Overview, 'hours' | 'discarded'>): Counts {
  const counts = countsOf(hours);
  return { ...counts, refused: Math.max(0, (counts.refused ?? 0) - discarded) };
}

export const sumOf = (counts: Counts, of: readonly Outcome[]): number =>
  of.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0);

/** Whether exactly these are chosen, in whatever order. */
export const areChosen = (chosen: readonly Outcome[], these: readonly Outcome[]): boolean =>
  chosen.length === these.length && these.every((outcome) => chosen.includes(outcome));

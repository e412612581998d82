import type { Bound } from './decisions';
import { type Story, stories } from './stories';

/** A bound, and the stories that are told in every schedule within it. */
export interface Part {
  readonly name: string;
  readonly bound: Bound;
  readonly stories: readonly Story[];
}

/**
 * Two preemptions, a death and a loss together are too many for an hour on two cores: three events alone would be some
 * ten million schedules. So each part leaves out one of them, an event, or orders of events.
 */
export function parts(): readonly Part[] {
  const all = stories();
  const atOnce = all.filter(({ isAtOnce }) => isAtOnce);
  return [
    {
      name: 'up to three events, two preemptions',
      bound: { preemptions: 2, deaths: 0, losses: 0, faults: 0 },
      stories: all,
    },
    {
      name: 'up to three events, one preemption, a death or a loss',
      bound: { preemptions: 1, deaths: 1, losses: 1, faults: 1 },
      stories: all,
    },
    {
      name: 'up to three events, a death and a loss',
      bound: { preemptions: 0, deaths: 1, losses: 1, faults: 2 },
      stories: all,
    },
    {
      name: 'up to two events at once, one preemption, a death and a loss',
      bound: { preemptions: 1, deaths: 1, losses: 1, faults: 2 },
      stories: atOnce.filter(({ events }) => events <= 2),
    },
    {
      name: 'up to two events at once, two preemptions, a death or a loss',
      bound: { preemptions: 2, deaths: 1, losses: 1, faults: 1 },
      stories: atOnce.filter(({ events }) => events <= 2),
    },
    {
      name: 'three events at once and in order, two preemptions, a death or a loss',
      bound: { preemptions: 2, deaths: 1, losses: 1, faults: 1 },
      stories: atOnce.filter(({ events, isInOrder }) => events === 3 && isInOrder),
    },
  ];
}

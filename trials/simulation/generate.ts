import { focusOf } from './focus';
import { streamOf } from './kernel/seeds';
import { misfortunes, traitsOf } from './misfortune';
import type { Spec } from './spec';
import { tellStory } from './story';
import { variedSettings } from './varied-settings';

/** The universe of a seed. Pure. */
export function specOf(seed: number): Spec {
  const focus = focusOf(streamOf(seed, 'focus'));
  const { customers, steps } = tellStory(focus, streamOf(seed, 'story'));
  const lengthMs = Math.max(0, ...steps.map(({ atMs }) => atMs));
  return {
    seed,
    traits: {
      ...traitsOf(focus, streamOf(seed, 'traits')),
      ...variedSettings(customers, streamOf(seed, 'settings')),
    },
    customers,
    steps,
    faults: misfortunes(lengthMs, focus, streamOf(seed, 'faults')),
  };
}

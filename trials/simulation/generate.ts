import { withConsentByHand } from './by-hand';
import { withChoices } from './choices';
import { focusOf } from './focus';
import { streamOf } from './kernel/seeds';
import { consentAtCreation, misfortunes, traitsOf } from './misfortune';
import { withOwnIds } from './own-ids';
import type { Spec } from './spec';
import { withStoreDeletions } from './store-deletions';
import { withErasures } from './store-erasures';
import { withStoreMerges } from './store-merges';
import { tellStory } from './story';
import { withUnverified } from './unverified';
import { variedSettings } from './varied-settings';

/** The universe of a seed. Pure. */
export function specOf(seed: number): Spec {
  const focus = focusOf(streamOf(seed, 'focus'));
  const story = tellStory(focus, streamOf(seed, 'story'));
  const { customers, steps } = withChoices(story, focus, streamOf(seed, 'choices'));
  const traits = traitsOf(focus, streamOf(seed, 'traits'));
  const lengthMs = Math.max(0, ...steps.map(({ atMs }) => atMs));
  const spec: Spec = {
    seed,
    traits: {
      ...traits,
      masivo: { ...traits.masivo, ...consentAtCreation(streamOf(seed, 'consent at creation')) },
      ...variedSettings(customers, streamOf(seed, 'settings')),
    },
    customers,
    steps,
    faults: misfortunes(lengthMs, focus, streamOf(seed, 'faults')),
  };
  const unverified = withUnverified(spec, streamOf(seed, 'unverified'));
  const deleted = withStoreDeletions(unverified, streamOf(seed, 'store deletions'));
  const merged = withStoreMerges(deleted, streamOf(seed, 'store merges'));
  const byHand = withConsentByHand(merged, streamOf(seed, 'consent by hand'));
  const erased = withErasures(byHand, streamOf(seed, 'erasures'));
  return withOwnIds(erased, streamOf(seed, 'own ids'));
}

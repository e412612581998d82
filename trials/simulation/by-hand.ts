import type { Random } from '../chaos/random';
import type { Spec, Step } from './spec';
import { lastOf } from './store-deletions';

/** Somebody records in Masivo's dashboard what some customers state there. */
export function withConsentByHand(spec: Spec, random: Random): Spec {
  if (random.chance(0.85)) return spec;
  const steps = spec.customers.flatMap((each, customer): Step[] =>
    random.chance(0.5)
      ? [
          {
            do: 'consent by hand',
            customer,
            granted: random.chance(0.7),
            atMs: random.between(0, lastOf(each) + 3600_000),
          },
        ]
      : [],
  );
  return { ...spec, steps: [...spec.steps, ...steps].sort((a, b) => a.atMs - b.atMs) };
}

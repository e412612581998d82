import { trialVendor } from '../vendors/registry';
import type { Random } from './random';
import type { Choice, Version } from './shopper';

/**
 * What a shopper chooses before the signup, between its events and after them. Now and then two choices are of one
 * second, but none is of the second of a version: nobody could say which of those came first.
 */
export function choicesOf(
  source: string,
  versions: readonly Pick<Version, 'second'>[],
  random: Random,
): readonly Choice[] {
  const { choices } = trialVendor(source).story;
  const taken = new Set(versions.map(({ second }) => second));
  const [first, last] = [versions[0]?.second ?? 0, versions.at(-1)?.second ?? 0];
  const count = random.pick([0, 0, 1, 1, 2, 3, 4]);
  let before: number | undefined;
  return Array.from({ length: count }, (): Choice => {
    let second = before !== undefined && random.chance(0.15) ? before : random.between(first - 5, last + 20);
    while (taken.has(second)) second += 1;
    before = second;
    const about = random.chance(0.15) ? 'other' : 'e-mail';
    const [state, granted] = random.pick(choices.states);
    const isDated = !choices.mayBeUndated || random.chance(0.8);
    return {
      about,
      state,
      granted: about === 'e-mail' ? granted : undefined,
      chosenAt: isDated ? second : null,
      // Now and then the store comes to know of an old choice late.
      noticedAt:
        second * 1000 +
        (choices.mayBeUndated ? random.between(1, 990) + (random.chance(0.15) ? 30_000 : 0) : 0),
    };
  });
}

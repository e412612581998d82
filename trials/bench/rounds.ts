import type { Random } from '../chaos/random';
import type { OnProgress, Round } from './figure';

/** Measures one variant once. */
export type Variants = Readonly<Record<string, () => Promise<number>>>;

/**
 * Measures every variant once per round, each time in another order, so that none is always the one that finds
 * the machine busy, or its caches warm.
 * @param from `warm`: one more round comes first and is thrown away, because it fills the disk's cache.
 */
export async function interleaved(
  variants: Variants,
  rounds: number,
  random: Random,
  onProgress: OnProgress,
  from: 'warm' | 'cold' = 'warm',
): Promise<Round[]> {
  const measured: Round[] = [];
  const thrownAway = from === 'warm' ? 1 : 0;
  const perRound = Object.keys(variants).length;
  for (let round = -thrownAway; round < rounds; round += 1) {
    const values: Record<string, number> = {};
    for (const [index, [name, measure]] of shuffled(Object.entries(variants), random).entries()) {
      values[name] = await measure();
      onProgress((round + thrownAway) * perRound + index + 1, (rounds + thrownAway) * perRound);
    }
    if (round >= 0) measured.push(values);
  }
  return measured;
}

/** Fisher and Yates: every order is as likely as any other. */
export function shuffled<T>(values: readonly T[], random: Random): T[] {
  const left = [...values];
  const order: T[] = [];
  while (left.length > 0) order.push(...left.splice(random.between(0, left.length - 1), 1));
  return order;
}

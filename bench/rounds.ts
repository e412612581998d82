import type { Random } from '../chaos/random';
import type { OnProgress, Round } from './figure';

/** Measures one variant once. */
export type Variants = Readonly<Record<string, () => Promise<number>>>;

/**
 * Measures every variant once per round, each time in another order, so that none is always the one that finds
 * the machine busy, or its caches warm. The first round is thrown away: it fills the disk's cache.
 */
export async function interleaved(
  variants: Variants,
  rounds: number,
  random: Random,
  onProgress: OnProgress,
): Promise<Round[]> {
  const measured: Round[] = [];
  const perRound = Object.keys(variants).length;
  for (let round = -1; round < rounds; round += 1) {
    const values: Record<string, number> = {};
    for (const [index, [name, measure]] of shuffled(Object.entries(variants), random).entries()) {
      values[name] = await measure();
      onProgress((round + 1) * perRound + index + 1, (rounds + 1) * perRound);
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

import { distance } from 'fastest-levenshtein';

/**
 * The name that was probably meant: the nearest one, whatever its case, where about a third of it differs at most.
 * Undefined where none is near.
 */
export function closest(given: string, known: readonly string[]): string | undefined {
  const plain = given.toLowerCase();
  const near = known
    .map((name) => ({ name, far: distance(plain, name.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.ceil(Math.max(name.length, given.length) / 3))
    .sort((one, other) => one.far - other.far);
  return near[0]?.name;
}

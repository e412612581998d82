import { distance } from 'fastest-levenshtein';

/**
 * The name that was probably meant: the nearest one, whatever its case, where about a third of it differs at most. Two
 * letters that changed places are one mistake. Undefined where none is near.
 */
export function closest(given: string, known: readonly string[]): string | undefined {
  const plain = given.toLowerCase();
  const near = known
    .map((name) => ({ name, far: mistakesIn(plain, name.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.ceil(Math.max(name.length, given.length) / 3))
    .sort((one, other) => one.far - other.far);
  return near[0]?.name;
}

function mistakesIn(given: string, name: string): number {
  const swapped = Array.from({ length: Math.max(given.length - 1, 0) }, (_, at) => exchanged(given, at));
  return swapped.includes(name) ? 1 : distance(given, name);
}

const exchanged = (text: string, at: number) =>
  `${text.slice(0, at)}${text.charAt(at + 1)}${text.charAt(at)}${text.slice(at + 2)}`;

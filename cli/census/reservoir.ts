/** A sample of a stream, each of it as likely as any other: as many as it holds, whatever went by. */
export interface Reservoir<T> {
  offer(item: T): void;
  readonly held: readonly T[];
}

/** @param random from 0 up to, and without, 1 */
export function reservoir<T>(size: number, random: () => number): Reservoir<T> {
  const held: T[] = [];
  let seen = 0;
  return {
    held,
    offer(item) {
      seen += 1;
      if (held.length < size) held.push(item);
      else {
        const place = Math.floor(random() * seen);
        if (place < size) held[place] = item;
      }
    },
  };
}

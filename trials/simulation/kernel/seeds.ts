import { type Random, randomFrom } from '../../chaos/random';

/**
 * A stream of random numbers for each purpose. So what is taken out of a story while it is shrunk changes nothing of
 * what the others draw.
 */
export function streamOf(seed: number, ...purpose: readonly (string | number)[]): Random {
  return randomFrom(hashOf(`${seed}|${purpose.join('|')}`));
}

/** FNV-1a with a last mixing step: 32 bits of a text, the same on every machine. */
export function hashOf(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}

import type { Settings } from '../settings';

/**
 * How long a delivery waits after its `tries`-th failed attempt: full jitter under a ceiling that doubles, and
 * never less than Masivo's `Retry-After` up to the cap. Pure.
 */
export function backOff(
  tries: number,
  retryAfterMs: number | undefined,
  { firstDelayMs, maxDelayMs }: Settings['retry'],
  random: () => number,
): number {
  const ceiling = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(30, Math.max(0, tries - 1)));
  const wait = random() * ceiling;
  return retryAfterMs === undefined ? wait : Math.min(maxDelayMs, Math.max(retryAfterMs, wait));
}

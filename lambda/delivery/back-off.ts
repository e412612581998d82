import { freeReceives, slotSpreadMs } from '../retry/retry-times';
import type { Settings } from '../settings';

/**
 * How long a delivery waits after its `tries`-th failed attempt: full jitter under a ceiling that doubles, and
 * never less than Masivo's `Retry-After`, as far as SQS can delay a message. Pure.
 */
export function backOff(
  tries: number,
  retryAfterMs: number | undefined,
  { firstDelayMs, maxDelayMs, maxRetryAfterMs }: Settings['retry'],
  random: () => number,
): number {
  const ceiling = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(30, Math.max(0, tries - 1)));
  const wait = random() * ceiling;
  return retryAfterMs === undefined ? wait : Math.min(maxRetryAfterMs, Math.max(retryAfterMs, wait));
}

/**
 * How long a message waits while the circuit is open or its store paused. It grows with the times the message was
 * received: in fourteen days it must not be received a thousand times, where the queue's redrive policy ends.
 */
export function delayWhileBlocked(
  receives: number,
  atLeastMs: number,
  retry: Settings['retry'],
  random: () => number,
): number {
  const growing = Math.min(longestGrowthMs(retry), retry.firstDelayMs * 2 ** Math.min(30, receives));
  return Math.min(retry.maxRetryAfterMs, atLeastMs + growing * (0.75 + random() / 4));
}

/** How far that delay grows beyond what it is at least. */
export function longestGrowthMs({ maxDelayMs }: Settings['retry']): number {
  return (maxDelayMs * 2) / 3;
}

/**
 * How long a message waits that is to come back when a slot may be free: for just so long, spread over a second. Only one
 * that came back in vain again and again waits longer, for the same reason as above.
 */
export function delayForSlot(
  receives: number,
  afterMs: number,
  retry: Settings['retry'],
  random: () => number,
): number {
  if (receives > freeReceives) return delayWhileBlocked(receives - freeReceives, afterMs, retry, random);
  return Math.min(retry.maxRetryAfterMs, afterMs + slotSpreadMs * random());
}

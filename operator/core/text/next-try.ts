import { durationText } from './quantities';

/** The same in few words, for lists. */
export function nextTryShort(nextTryAt: string, now: Date): string {
  const ms = Date.parse(nextTryAt) - now.getTime();
  return ms > 0 ? `next try in ${durationText(ms)}` : `due ${durationText(-ms)} ago`;
}

/** When a delivery is tried next, which SQS knows and we do not: its message comes back then or later. */
export function nextTryText(nextTryAt: string, now: Date): string {
  const ms = Date.parse(nextTryAt) - now.getTime();
  return ms > 0
    ? `in ${durationText(ms)}; later while its store is paused, Masivo is in trouble or the rate limit is reached`
    : `was due ${durationText(-ms)} ago: it waits for a pause, for Masivo or the rate limit, or the function deliver does not run`;
}

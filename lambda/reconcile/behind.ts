import type { Ran } from './run';

const hourMs = 3600_000;

/** Whether no run of the store has come to its end for an hour, or for three runs' time where that is longer. */
export const isBehind = (
  ran: Ran | { readonly kind: 'not-asked' },
  everyMinutes: number | undefined,
): boolean => ran.kind === 'ended' && ran.agoMs >= Math.max(hourMs, 3 * (everyMinutes ?? 0) * 60_000);

import type { Confirmed } from '../customer-state';
import { createdAtOf } from './confirmed';
import { confirmedAs, endedAs, retryAfter, unlessCreationLands } from './ends';
import type { Situation } from './situation';
import type { Step } from './step';

/**
 * The ledger holds the customer and Masivo does not show it. Reads lag behind a creation by seconds. Later, and if it
 * is still missing a while after, somebody deleted it there: nobody is created again by what a store sends. Pure.
 */
export function whenMissing(situation: Situation): Step {
  const { input, progress, now } = situation;
  const createdAt = createdAtOf(input.state);
  const askedAt = progress.askedAt ?? now;
  if (createdAt !== undefined && askedAt - createdAt < input.lateLandingMs) {
    return retryAfter(situation, { code: 'not-shown-yet' }, createdAt + input.lateLandingMs - now);
  }
  const { missing } = progress;
  if (missing === null) return { do: 'see-missing' };
  if (missing.kind === 'many') return endedAs(situation, 'retry', { code: 'many-missing' });
  if (missing.kind === 'too-early') return retryAfter(situation, { code: 'not-shown-yet' }, missing.waitMs);
  const gone: Confirmed = { masivo: 'gone', dropped: false, since: now, told: [...input.told] };
  return unlessCreationLands(situation, () => confirmedAs(situation, 'gone', { code: 'gone' }, gone));
}

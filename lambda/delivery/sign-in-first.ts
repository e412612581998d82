import type { TokenSource } from '../masivo/token';
import type { RateLimiter } from './rate-limiter';

/**
 * Gets a token before it reserves slots: a slot would pass while its request waits for a token. Where there is no
 * token the attempt goes on all the same, with its time to wait for a slot anew: it finds that out itself, and is
 * recorded with the reason.
 */
export function signInFirst(limiter: RateLimiter, tokens: TokenSource, now: () => Date): RateLimiter {
  return {
    async reserve(endsAt, requests) {
      const asked = now();
      const token = await tokens.token();
      const lostMs = token.kind === 'ok' ? 0 : now().getTime() - asked.getTime();
      return limiter.reserve(new Date(endsAt.getTime() + lostMs), requests);
    },
  };
}

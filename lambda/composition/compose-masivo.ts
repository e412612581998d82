import {
  type RateLimiterDeps,
  type ReservedSlots,
  rateLimitedHttp,
  rateLimiter,
} from '../delivery/rate-limiter';
import { type SendHttp, sentUntilAborted } from '../http/send-http';
import { type Masivo, masivoFor } from '../masivo/client';
import { type TokenSource, tokenSource } from '../masivo/token';
import type { Settings } from '../settings';
import { unlessAborted } from '../unless-aborted';

export interface AttemptsMasivo {
  readonly tokens: TokenSource;
  /** @param endsAt no call may last beyond this moment. */
  readonly masivo: (slots: ReservedSlots, endsAt: Date) => Masivo;
}

export interface MasivoParts extends AttemptsMasivo {
  /** The same for one attempt: once it is cancelled, nothing more is sent. */
  readonly until: (signal: AbortSignal) => AttemptsMasivo;
}

export interface ComposeMasivoDeps extends Pick<Settings['masivo'], 'baseUrl' | 'timeoutMs'> {
  readonly http: SendHttp;
  /** How tokens are fetched, where that is not as everything else is sent. */
  readonly signInHttp?: SendHttp;
  readonly readCredential: () => Promise<string | undefined>;
  readonly now: () => Date;
}

/** Masivo's API with one token for all calls. */
export function composeMasivo({ signInHttp, readCredential, ...calls }: ComposeMasivoDeps): MasivoParts {
  const tokens = tokenSource({ ...calls, http: signInHttp ?? calls.http, readCredential });
  return {
    tokens,
    masivo: (slots, endsAt) => masivoFor({ ...calls, tokens, mayCall: slots.next }, endsAt),
    until(signal) {
      const unless = unlessAborted(signal);
      const own: TokenSource = { token: unless(tokens.token), renew: unless(tokens.renew) };
      const http = sentUntilAborted(calls.http, signal);
      return {
        tokens: own,
        masivo: (slots, endsAt) =>
          masivoFor({ ...calls, http, tokens: own, mayCall: unless(slots.next) }, endsAt),
      };
    },
  };
}

/** Requests that belong to no attempt: each waits for a slot of the environment's rate limit. */
export const composeLimitedHttp = (
  { rateLimit }: Pick<Settings['masivo'], 'rateLimit'>,
  http: SendHttp,
  deps: RateLimiterDeps,
): SendHttp => rateLimitedHttp(rateLimiter(rateLimit, deps), deps.now, http);

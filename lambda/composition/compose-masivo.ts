import type { ReservedSlots } from '../delivery/rate-limiter';
import { type Masivo, masivoFor } from '../masivo/client';
import type { SendHttp } from '../masivo/send-http';
import { type TokenSource, tokenSource } from '../masivo/token';
import type { Settings } from '../settings';

export interface MasivoParts {
  readonly tokens: TokenSource;
  /** @param endsAt no call may last beyond this moment. */
  readonly masivo: (slots: ReservedSlots, endsAt: Date, signal?: AbortSignal) => Masivo;
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
    masivo: (slots, endsAt, signal) =>
      masivoFor({ ...calls, tokens, mayCall: slots.next, ...(signal ? { signal } : {}) }, endsAt),
  };
}

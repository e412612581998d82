import * as v from 'valibot';
import type { SendHttp } from '../http/send-http';
import { parsedJson } from '../json';
import { errorName } from '../log';
import type { Reason } from '../reasons/reason';
import { reasonOfStatus } from '../retry/retry-policy';
import { isSignedIn } from '../retry/status-meaning';
import type { Failure } from './answer';
import { credentialOf } from './credential';

/** Without a token nothing was sent of the call that it is for, whatever became of the sign-in. */
export type NoToken = Extract<Failure, { kind: 'unsent' }>;
type Token = { readonly kind: 'ok'; readonly value: string };

export interface TokenSource {
  token(): Promise<Token | NoToken>;
  /** A token that is not `rejected`, after Masivo answered it with 401. */
  renew(rejected: string): Promise<Token | NoToken>;
}

export interface TokenDeps {
  readonly baseUrl: string;
  readonly readCredential: () => Promise<string | undefined>;
  readonly http: SendHttp;
  readonly timeoutMs: number;
  readonly now: () => Date;
}

// Masivo's guide refreshes five minutes before `exp`; a token that lives shorter keeps nine tenths of its life.
const earlyMs = 5 * 60_000;
// A stored token, and one whose `exp` cannot be read, is looked at again this often.
const unknownLifeMs = 5 * 60_000;

const AuthorizeAnswer = v.object({ data: v.pipe(v.string(), v.minLength(1)) });
const Claims = v.object({ exp: v.number() });

/** Caches one token per process. However many deliveries wait for a new one, it is fetched once. */
export function tokenSource(deps: TokenDeps): TokenSource {
  let current: { token: string; usableUntil: number } | undefined;
  let pending: Promise<Token | NoToken> | undefined;

  function fetchOnce(): Promise<Token | NoToken> {
    pending ??= fetchToken(deps)
      .then((answer) => {
        if (answer.kind === 'ok') current = answer.value;
        return answer.kind === 'ok' ? ({ kind: 'ok', value: answer.value.token } as const) : answer;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  }

  return {
    async token() {
      const usable = current && deps.now().getTime() < current.usableUntil;
      return usable && current ? { kind: 'ok', value: current.token } : fetchOnce();
    },
    async renew(rejected) {
      if (current && current.token !== rejected) return { kind: 'ok', value: current.token };
      return fetchOnce();
    },
  };
}

type FetchedToken = { readonly kind: 'ok'; readonly value: { token: string; usableUntil: number } } | NoToken;

async function fetchToken(deps: TokenDeps): Promise<FetchedToken> {
  let credential: ReturnType<typeof credentialOf>;
  try {
    credential = credentialOf(await deps.readCredential());
  } catch (error) {
    const why: Reason = { code: 'masivo-secret-unreadable', params: { error: errorName(error) } };
    return { kind: 'unsent', why };
  }
  if (!credential) return { kind: 'unsent', why: { code: 'masivo-secret-empty' } };
  if (credential.kind === 'token') return { kind: 'ok', value: cachedToken(credential.token, deps.now()) };
  return exchange(credential.apiKey, deps);
}

/** `GET {base}/auth/authorize` with `x-api-key` answers `{"data":"<JWT>"}` (guide "integrate-with-masivo"). */
async function exchange(apiKey: string, { baseUrl, http, timeoutMs, now }: TokenDeps): Promise<FetchedToken> {
  const headers = { 'x-api-key': apiKey, accept: 'application/json' };
  const answer = await http({
    method: 'GET',
    url: `${baseUrl}/auth/authorize`,
    headers,
    timeoutMs,
    signIn: true,
  });
  if (answer.kind !== 'answer') return signInFailed(answer.why);
  if (!isSignedIn(answer.status)) return signInFailed(reasonOfStatus(answer), answer.retryAfterMs);
  const body = v.safeParse(AuthorizeAnswer, parsedJson(answer.text));
  if (!body.success) return signInFailed({ code: 'token-missing' });
  return { kind: 'ok', value: cachedToken(body.output.data, now()) };
}

function signInFailed(cause: Reason, retryAfterMs?: number): NoToken {
  const why: Reason = { code: 'sign-in-failed', params: { cause } };
  return { kind: 'unsent', why, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

function cachedToken(token: string, now: Date): { token: string; usableUntil: number } {
  const expiry = expiryOf(token);
  if (expiry === undefined) return { token, usableUntil: now.getTime() + unknownLifeMs };
  const lifeMs = expiry - now.getTime();
  return { token, usableUntil: now.getTime() + Math.max(lifeMs * 0.9, lifeMs - earlyMs, 0) };
}

/** When a token ends, as it says of itself, in milliseconds since 1970; undefined where it does not say. */
export function expiryOf(token: string): number | undefined {
  const claims = v.safeParse(
    Claims,
    parsedJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()),
  );
  return claims.success ? claims.output.exp * 1000 : undefined;
}

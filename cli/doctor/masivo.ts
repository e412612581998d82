import { composeMasivo } from '../../lambda/composition/compose-masivo';
import { failureOf, retryAfterMsOf, sendOverNetwork } from '../../lambda/http/http';
import type { Failure } from '../../lambda/masivo/answer';
import { credentialOf } from '../../lambda/masivo/credential';
import type { Reason } from '../../lambda/reasons/reason';
import { networkFailure, reasonOfStatus } from '../../lambda/retry/retry-policy';
import { isSignedIn } from '../../lambda/retry/status-meaning';
import type { Settings } from '../../lambda/settings';
import type { Check, DoctorDeps } from './check';
import { type Finding, failure, ok, skipped, warning } from './finding';
import { masivoSecret } from './masivo-secret';
import { troubleFinding } from './masivo-trouble';

// Page "resource-limits": a DEV account takes so many requests a day (1000 on an older page), PROD has no limit.
const devRequestsPerDay = 2500;

/** Signs in as `deliver` does, and reads the account's tiers: that needs the token, and changes nothing. */
export const masivo: Check = {
  name: 'Masivo',
  async run(deps) {
    const { settings, secrets } = deps.environment;
    const { baseUrl, account } = settings.masivo;
    const credential = await masivoSecret(secrets);
    if (!credential || !credentialOf(credential)) return [skipped('no credential to sign in with')];
    const tried = await tryCredential(credential, settings.masivo, deps.now);
    if (tried.kind === 'trouble') return [troubleFinding(tried.why, baseUrl)];
    return [ok(`signed in to ${account} at ${baseUrl}`), ...limitFinding(tried.limit, deps)];
  },
};

type Tried =
  | { readonly kind: 'works'; readonly limit: number | null }
  | { readonly kind: 'trouble'; readonly why: Reason };

/** Whether a credential, in a form that the secret may have, opens Masivo. */
export async function tryCredential(
  credential: string,
  { baseUrl, timeoutMs }: Pick<Settings['masivo'], 'baseUrl' | 'timeoutMs'>,
  now: () => Date,
): Promise<Tried> {
  const http = sendOverNetwork(now);
  const readCredential = async () => credential;
  const { tokens } = composeMasivo({ baseUrl, timeoutMs, http, now, readCredential });
  const token = await tokens.token();
  if (token.kind !== 'ok') return { kind: 'trouble', why: token.why };
  const asked = await askTiers(baseUrl, token.value, timeoutMs, now);
  if (asked.kind !== 'answer') return { kind: 'trouble', why: asked.why };
  if (!isSignedIn(asked.status)) return { kind: 'trouble', why: reasonOfStatus(asked) };
  return { kind: 'works', limit: asked.limit };
}

function limitFinding(limit: number | null, { environment }: DoctorDeps): Finding[] {
  const { stores, masivo } = environment.settings;
  if (limit === null) return [];
  const live = stores.some(({ mode }) => mode === 'live');
  if (live && limit <= devRequestsPerDay) {
    return [
      failure(
        `the account takes ${limit} requests, which is a DEV account's limit, and this environment is live`,
        'Put in the PROD account\'s key: docs/operate/runbook.md, "Moving Masivo accounts".',
      ),
    ];
  }
  const perDay = masivo.rateLimit?.perDay;
  if (limit <= devRequestsPerDay && (perDay === undefined || perDay > limit)) {
    return [
      warning(
        `the account takes ${limit} requests a day, and masivo.rateLimit.perDay is ${perDay ?? 'not set'}`,
        'Set it below: then the bridge slows down before Masivo stops it for hours.',
      ),
    ];
  }
  return [ok(`Masivo's limit: ${limit} requests per window (X-RateLimit-Limit)`)];
}

type Asked =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly limit: number | null;
      readonly retryAfterMs?: number;
    }
  | Extract<Failure, { kind: 'unsent' | 'lost' }>;

async function askTiers(baseUrl: string, token: string, timeoutMs: number, now: () => Date): Promise<Asked> {
  try {
    const { status, headers } = await fetch(`${baseUrl}/tiers`, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const limit = headers.get('x-ratelimit-limit');
    const retryAfterMs = retryAfterMsOf(headers.get('retry-after'), now());
    return {
      kind: 'answer',
      status,
      limit: limit !== null && /^\d{1,12}$/.test(limit) ? Number(limit) : null,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // The network error is the cause of fetch's own.
    return error.name === 'TimeoutError' ? networkFailure('timeout') : failureOf(error.cause);
  }
}

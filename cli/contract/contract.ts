import { isDeepStrictEqual } from 'node:util';
import { memberOf, parsedJson } from '../../lambda/json';
import type { Credential } from '../../lambda/masivo/credential';
import { isSuccess } from '../../lambda/retry/retry-policy';
import { isSignedIn } from '../../lambda/retry/status-meaning';
import { CommandError } from '../exit';
import { type TakesConsent, takesConsent } from './consent-at-creation';
import { type Answered, differencesOf } from './description';
import { contractSteps, purposesSent, type Step, type Throwaway } from './steps';

export interface ContractDeps {
  readonly baseUrl: string;
  readonly credential: Credential;
  readonly throwaway: Throwaway;
  readonly timeoutMs: number;
  readonly now: () => number;
}

/** One step and its result. `status` is null where no answer came, or the step was skipped. */
export interface Compared {
  readonly step: string;
  readonly call: string;
  readonly status: number | null;
  readonly ms: number;
  readonly differences: readonly string[];
}

export interface Comparison {
  readonly compared: readonly Compared[];
  /** Undefined where it was not found out. */
  readonly consentAtCreation: TakesConsent | undefined;
}

// Page "resource-limits": a DEV account takes so many requests a day, PROD has no limit.
const devRequestsPerDay = 2500;

/**
 * Makes each call that the bridge makes, in a Masivo DEV account, and compares the answers with openapi.json. The
 * result holds no value of an answer.
 * @throws CommandError before anything is created, where the account does not show that it is a DEV account.
 */
export async function compareContract(deps: ContractDeps): Promise<Comparison> {
  const { credential, throwaway } = deps;
  const compared: Compared[] = [];
  let token: string;
  if (credential.kind === 'apiKey') {
    const signIn: Step = { name: 'sign-in', call: 'GET /auth/authorize', expected: 200 };
    const { answer, ms } = await ask(signIn, { 'x-api-key': credential.apiKey }, deps);
    compared.push(told(signIn, answer, ms));
    const data = answer && isSignedIn(answer.status) ? memberOf(parsedJson(answer.text), 'data') : undefined;
    if (typeof data !== 'string') return { compared, consentAtCreation: undefined };
    if (answer) refuseProd(answer, deps.baseUrl);
    token = data;
  } else token = credential.token;

  let isCreated = false;
  const consent: { -readonly [when in NonNullable<Step['consent']>]?: Answered } = {};
  for (const step of contractSteps(throwaway)) {
    if (step.consent === 'shownLater' && !(consent.sent && isSuccess(consent.sent.status))) continue;
    const bearer = step.wrongToken ? 'no-token' : token;
    const { answer, ms } = await ask(step, { authorization: `Bearer ${bearer}` }, deps);
    compared.push(told(step, answer, ms));
    if (step.consent && answer) consent[step.consent] = answer;
    isCreated ||= step.vital === true;
    if (!isCreated) {
      if (!answer) break;
      refuseProd(answer, deps.baseUrl);
    }
    if (step.vital && answer?.status !== step.expected) break;
  }
  const { sent, shownLater } = consent;
  return { compared, consentAtCreation: sent && takesConsent(sent, shownLater, purposesSent) };
}

/** The environment's mode is what is intended; the account's limit, which every answer has, is what it really is. */
function refuseProd({ headers }: Answered, baseUrl: string): void {
  if (new URL(baseUrl).hostname === '127.0.0.1') return;
  const told = headers.get('x-ratelimit-limit') ?? '';
  const isWhole = /^[1-9]\d{0,14}$/.test(told);
  if (isWhole && Number(told) <= devRequestsPerDay) return;
  throw new CommandError(
    'unsafe',
    isWhole
      ? `The account takes ${told} requests, more than a DEV account: it looks like PROD, and nobody was created.`
      : 'The account does not say how many requests it allows, as a DEV account does: it may be PROD, and nobody was created.',
    "Put a DEV account's key into this environment's secret, or name another environment.",
  );
}

async function ask(
  { call, id, body }: Step,
  credentials: Readonly<Record<string, string>>,
  { baseUrl, timeoutMs, now }: ContractDeps,
): Promise<{ answer: Answered | undefined; ms: number }> {
  const [method = 'GET', path = ''] = call.split(' ');
  const started = now();
  try {
    const response = await fetch(baseUrl + path.replace('{id}', encodeURIComponent(id ?? '')), {
      method,
      headers: {
        accept: 'application/json',
        ...credentials,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { status, headers } = response;
    return { answer: { status, headers, text: await response.text() }, ms: now() - started };
  } catch {
    return { answer: undefined, ms: now() - started };
  }
}

function told(
  { name, call, expected, orElse, shows }: Step,
  answer: Answered | undefined,
  ms: number,
): Compared {
  const about = { step: name, call, ms };
  if (!answer) return { ...about, status: null, differences: ['gives no answer'] };
  const described = answer.status === orElse ? orElse : expected;
  const differences = differencesOf(call, described, answer);
  const shown = answer.status === expected ? notShown(shows ?? {}, answer) : [];
  return { ...about, status: answer.status, differences: [...differences, ...shown] };
}

/** What was sent and does not come back unchanged. Instants may be written differently. */
function notShown(shows: Readonly<Record<string, unknown>>, { text }: Answered): string[] {
  const customer = memberOf(memberOf(parsedJson(text), 'data'), 'customer');
  return Object.entries(shows).flatMap(([field, value]) => {
    const found = memberOf(customer, field);
    const same =
      isDeepStrictEqual(found, value) ||
      (isInstant(value) && isInstant(found) && Date.parse(found) === Date.parse(value));
    return same ? [] : [`body/data/customer/${field} is not what was sent`];
  });
}

const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);

import { isDeepStrictEqual } from 'node:util';
import { parsedJson } from '../../lambda/json';
import type { Credential } from '../../lambda/masivo/credential';
import { isSignedIn } from '../../lambda/retry/retry-policy';
import { CommandError } from '../exit';
import { type Answered, differencesOf } from './description';
import { contractSteps, type Step, type Throwaway } from './steps';

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

// Page "resource-limits": a DEV account takes so many requests a day, PROD has no limit.
const devRequestsPerDay = 2500;

/**
 * Makes each call that the bridge makes, in a Masivo DEV account, and compares the answers with openapi.json. The
 * result holds no value of an answer.
 * @throws CommandError before anything is created, where the account does not show that it is a DEV account.
 */
export async function compareContract(deps: ContractDeps): Promise<readonly Compared[]> {
  const { credential, throwaway } = deps;
  const compared: Compared[] = [];
  let token: string;
  if (credential.kind === 'apiKey') {
    const signIn: Step = { name: 'sign-in', call: 'GET /auth/authorize', expected: 200 };
    const { answer, ms } = await ask(signIn, { 'x-api-key': credential.apiKey }, deps);
    compared.push(told(signIn, answer, ms));
    const data = answer && isSignedIn(answer.status) ? memberOf(parsedJson(answer.text), 'data') : undefined;
    if (typeof data !== 'string') return compared;
    if (answer) refuseProd(answer, deps.baseUrl);
    token = data;
  } else token = credential.token;

  let isCreated = false;
  for (const step of contractSteps(throwaway)) {
    const bearer = step.wrongToken ? 'no-token' : token;
    const { answer, ms } = await ask(step, { authorization: `Bearer ${bearer}` }, deps);
    compared.push(told(step, answer, ms));
    isCreated ||= step.vital === true;
    if (!isCreated) {
      if (!answer) break;
      refuseProd(answer, deps.baseUrl);
    }
    if (step.vital && answer?.status !== step.expected) break;
  }
  return compared;
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

function told({ name, call, expected, shows }: Step, answer: Answered | undefined, ms: number): Compared {
  const about = { step: name, call, ms };
  if (!answer) return { ...about, status: null, differences: ['gives no answer'] };
  const differences = differencesOf(call, expected, answer);
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

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

import * as v from 'valibot';
import { systemClock } from '../../lambda/clock';
import { parsedJson } from '../../lambda/json';
import { type CallName, callsVersion, operateCalls, pathOfCall } from '../../lambda/operate-calls';
import { awsFailureOf } from '../core/aws-failure';
import type { AnswerOf, ArgumentsOf } from '../core/calls';
import type { Call } from './call';

export interface HttpCallDeps {
  /** Where `operate` is, without a slash at the end. */
  readonly url: string;
  /** The headers that show who asks. */
  readonly authorise: (
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string,
  ) => Promise<Readonly<Record<string, string>>>;
  readonly sleep?: (ms: number) => Promise<void>;
}

/** A little longer than API Gateway waits for the function. */
const timeoutMs = 32_000;
const attempts = 3;
const firstPauseMs = 300;

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Calls over HTTP: of the function in AWS, or of the one that the local bridge runs. */
export function httpCall({ url, authorise, sleep = systemClock.sleep }: HttpCallDeps): Call {
  async function ask(path: string, body: string): Promise<Answer> {
    const headers = await authorise(path, { 'content-type': 'application/json' }, body);
    const response = await fetch(url + path, {
      method: 'POST',
      headers,
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, text: await response.text() };
  }

  return async <N extends CallName>(name: N, given: ArgumentsOf<N>): Promise<AnswerOf<N>> => {
    const body = JSON.stringify(given);
    for (let attempt = 1; ; attempt += 1) {
      const answer = await ask(pathOfCall(name), body).catch((error: unknown) => ({ error }));
      if ('status' in answer && answer.status === 200) return answerIn<N>(answer);
      if (attempt === attempts || !mayBeRepeated(name, answer)) {
        throw 'error' in answer ? answer.error : failureOf(name, answer);
      }
      await sleep(firstPauseMs * 2 ** (attempt - 1) * (1 + Math.random()));
    }
  };
}

/** An act may have been done though its answer is lost; what the gateway throttles never reached the function. */
function mayBeRepeated(name: CallName, answer: Answer | { readonly error: unknown }): boolean {
  if ('status' in answer && answer.status === 429) return true;
  const changesNothing = operateCalls.read.some((each) => each === name);
  return changesNothing && ('error' in answer || answer.status > 500);
}

function answerIn<N extends CallName>({ text }: Answer): AnswerOf<N> {
  const { v: version, answer }: { v: unknown; answer: AnswerOf<N> } = JSON.parse(text);
  if (version !== callsVersion) throw failed('OtherVersion', `version ${version} and not ${callsVersion}`);
  return answer;
}

const Refusal = v.union([
  /** Of the function. */
  v.object({ v: v.number(), error: v.object({ code: v.string(), message: v.string() }) }),
  /** Of the gateway. */
  v.object({ message: v.string() }),
]);

/** Names that awsFailureOf knows. */
function failureOf(name: CallName, { status, text }: Answer): Error {
  const read = v.safeParse(Refusal, parsedJson(text));
  const refusal = read.success ? read.output : { message: `HTTP ${status}` };
  if ('error' in refusal) {
    const { code, message } = refusal.error;
    if (refusal.v !== callsVersion || status === 400 || status === 404) {
      return failed('OtherVersion', `${name}: ${message}`);
    }
    const cause = failed(code, message);
    const kind = awsFailureOf(cause)?.kind;
    // What the function itself lacks is not the caller's to mend.
    return kind === 'throttled' || code === 'NewerItem' ? cause : failed('OperateFailed', `${name}: ${code}`);
  }
  const { message } = refusal;
  switch (status) {
    case 401:
    case 403:
      if (/expired/i.test(message)) return failed('ExpiredToken', message);
      if (/token|signature|credential/i.test(message)) return failed('InvalidSignatureException', message);
      return failed('AccessDenied', `POST ${pathOfCall(name)} of operate (${message})`);
    case 404:
      return failed('OtherVersion', `${name}: ${message}`);
    case 429:
      return failed('TooManyRequestsException', message);
    default:
      return failed('OperateFailed', `${name}: HTTP ${status}, ${message}`);
  }
}

function failed(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

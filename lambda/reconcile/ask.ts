import type { Clock } from '../clock';
import type { HttpAnswer, SendHttp } from '../http/send-http';
import { listStepFor } from '../retry/vendor-answers';
import type { StoreSettings } from '../settings';
import { parseJson } from '../sources/body';
import type { ChangesAnswer, VendorChanges } from '../sources/changes';
import type { ChangesRequest, NoAnswer } from '../sources/changes-request';
import type { Failure } from './report';

export interface AskDeps extends Clock {
  readonly changes: VendorChanges;
  readonly store: StoreSettings;
  readonly baseUrl: string;
  readonly http: SendHttp;
  /** Nothing is asked, and nothing is waited for, after it. */
  readonly endsAt: Date;
  /** Another number of tries than usual. */
  readonly tries?: number;
  /** The JSON of an answer with this status is read, too. */
  readonly alsoRead?: number;
}

export type Asked<T> =
  | {
      readonly kind: 'answer';
      readonly value: T;
      /** What the answer has was so then, or later. */
      readonly askedAt: Date;
    }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** The vendor did answer: what was asked for is what fails, and something else may not. */
      readonly ofAnswer: boolean;
    };

export type AskedPage = Extract<ChangesAnswer, { kind: 'page' }>;

export const timeoutMs = 20_000;
const mostTries = 5;
const firstPauseMs = 1000;
/** More than that, and another run asks. */
const longestPauseMs = 30_000;

/** One page of changes. A read changes nothing at the vendor, so it is repeated where that may help. */
export const askForPage = (
  request: ChangesRequest,
  token: string,
  read: (json: unknown) => ChangesAnswer,
  deps: AskDeps,
): Promise<Asked<AskedPage>> =>
  ask(
    request,
    deps.changes.authorised(token),
    (json) => {
      const answer = read(json);
      return answer.kind === 'page' ? { value: answer } : unanswered(answer);
    },
    deps,
  );

/** What an answer says that has not what was asked for. */
export function unanswered(answer: NoAnswer): Exclude<Read<never>, { value: never }> {
  switch (answer.kind) {
    case 'throttled':
      return { afterMs: answer.afterMs };
    case 'failing':
    case 'denied':
    case 'other-account':
    case 'unreadable':
      return answer.kind;
    default:
      return answer satisfies never;
  }
}

type Read<T> =
  | { readonly value: T }
  | { readonly afterMs: number }
  | 'failing'
  | 'denied'
  | 'other-account'
  | 'unreadable';
type Tried<T> =
  | Asked<T>
  | {
      readonly kind: 'again';
      readonly afterMs?: number;
      readonly failure: Failure;
      readonly ofAnswer?: true;
    };

/** One request, repeated where that may help: a repeated one has to come to the same. */
export async function ask<T>(
  request: ChangesRequest,
  authorised: Readonly<Record<string, string>>,
  read: (json: unknown) => Read<T>,
  deps: AskDeps,
): Promise<Asked<T>> {
  for (let tries = 1; ; tries += 1) {
    const askedAt = deps.now();
    const left = deps.endsAt.getTime() - askedAt.getTime();
    if (left <= 0) return failed({ code: 'no-time' });
    const { method, path, headers, body } = request;
    const answer = await deps.http({
      method,
      url: deps.baseUrl + path,
      headers: { accept: 'application/json', ...headers, ...authorised },
      timeoutMs: Math.min(timeoutMs, left),
      vendor: deps.changes.vendor,
      ...(body === undefined ? {} : { body }),
    });
    const tried = triedWith(answer, askedAt, read, deps);
    if (tried.kind !== 'again') return tried;
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1));
    const waitMs = Math.max(tried.afterMs ?? 0, pauseMs);
    const isInTime = deps.now().getTime() + waitMs < deps.endsAt.getTime();
    if (tries >= (deps.tries ?? mostTries) || waitMs > longestPauseMs || !isInTime)
      return failed(tried.failure, tried.ofAnswer);
    await deps.sleep(waitMs);
  }
}

function triedWith<T>(
  answer: HttpAnswer,
  askedAt: Date,
  read: (json: unknown) => Read<T>,
  { alsoRead }: AskDeps,
): Tried<T> {
  if (answer.kind !== 'answer') return { kind: 'again', failure: { code: 'no-answer' } };
  const { status, retryAfterMs } = answer;
  const after = retryAfterMs === undefined ? {} : { afterMs: retryAfterMs };
  const step = listStepFor(status);
  if (step === 'ask-again-when-told')
    return { kind: 'again', ...after, failure: { code: 'throttled', status } };
  if (step === 'ask-again') return { kind: 'again', ...after, failure: { code: 'no-answer', status } };
  if (step === 'fail' && status !== alsoRead) return failed({ code: 'refused', status });
  const json = parseJson(Buffer.from(answer.text));
  const found = json.kind === 'json' ? read(json.value) : 'unreadable';
  if (found === 'unreadable') return failed({ code: 'unreadable' }, json.kind === 'json');
  if (found === 'failing') return { kind: 'again', failure: { code: 'no-answer' }, ofAnswer: true };
  if (found === 'denied') return failed({ code: 'refused' });
  if (found === 'other-account') return failed({ code: 'other-account' });
  return 'value' in found
    ? { kind: 'answer', value: found.value, askedAt }
    : { kind: 'again', afterMs: found.afterMs, failure: { code: 'throttled' } };
}

const failed = (failure: Failure, ofAnswer = false) => ({ kind: 'failed', failure, ofAnswer }) as const;

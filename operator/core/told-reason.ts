import type { Attempt } from '../../lambda/ledger/delivery-record';
import type { Reason, ReasonCode } from '../../lambda/reasons/reason';
import { textOf } from '../../lambda/reasons/text';
import { isConflict, isMissing, isSuccess } from '../../lambda/retry/retry-policy';
import { isInMasivo } from './first-series';

/** A reason as people are shown it: with its text, and its code for whatever compares. */
export type ToldReason = Reason & { readonly text: string };

/** An attempt as people are shown it. */
export type ToldAttempt = Omit<Attempt, 'reason' | 'calls'> & {
  readonly reason: ToldReason | null;
  readonly calls: readonly ToldCall[];
};

type Call = Attempt['calls'][number];

export type ToldCall = Omit<Call, 'failure'> & {
  /** `expected` is no success and no trouble: the answer was looked for, or nothing was sent. */
  readonly result: 'succeeded' | 'expected' | 'failed';
  readonly failure?: ToldReason;
};

export const toldReason = (reason: Reason): ToldReason => ({ ...reason, text: textOf(reason) });

export function toldAttempt(attempt: Attempt): ToldAttempt {
  const { reason, calls, ...told } = attempt;
  return {
    ...told,
    reason: reason && toldReason(reason),
    calls: calls.map((call) => {
      const { failure, ...more } = call;
      return {
        ...more,
        result: resultOf(call, attempt),
        ...(failure ? { failure: toldReason(failure) } : {}),
      };
    }),
  };
}

/** Why a request was not sent, where nothing is wrong with it or with Masivo. */
const unsent: ReadonlySet<ReasonCode> = new Set(['rate-limit-reached', 'no-time-left', 'cancelled']);

function resultOf({ call, status, failure }: Call, { outcome, reason }: Attempt): ToldCall['result'] {
  if (status === undefined) {
    // A sign-in has no status of its own.
    if (!failure) return 'succeeded';
    return unsent.has(failure.code) ? 'expected' : 'failed';
  }
  if (isSuccess(status)) return 'succeeded';
  // Whether Masivo has a customer is found out by asking. It is trouble where Masivo had it, or is not at this address.
  const isTrouble = outcome === 'gone' || reason?.code === 'masivo-wrong-address';
  if (call === 'GET /customers/{id}' && isMissing(status)) return isTrouble ? 'failed' : 'expected';
  // A creation that finds the customer there.
  return isConflict(status) && isInMasivo(outcome) ? 'expected' : 'failed';
}

import type { Attempt } from '../../lambda/ledger/delivery-record';
import type { Reason } from '../../lambda/reasons/reason';
import { textOf } from '../../lambda/reasons/text';
import { isSuccess } from '../../lambda/retry/retry-policy';

/** A reason as people are shown it: with its text, and its code for whatever compares. */
export type ToldReason = Reason & { readonly text: string };

/** An attempt as people are shown it. */
export type ToldAttempt = Omit<Attempt, 'reason' | 'calls'> & {
  readonly reason: ToldReason | null;
  readonly calls: readonly ToldCall[];
};

export type ToldCall = Omit<Attempt['calls'][number], 'failure'> & {
  readonly succeeded: boolean;
  readonly failure?: ToldReason;
};

export const toldReason = (reason: Reason): ToldReason => ({ ...reason, text: textOf(reason) });

export function toldAttempt({ reason, calls, ...attempt }: Attempt): ToldAttempt {
  return {
    ...attempt,
    reason: reason && toldReason(reason),
    calls: calls.map(({ failure, ...call }) => ({
      ...call,
      succeeded: call.status !== undefined && isSuccess(call.status),
      ...(failure ? { failure: toldReason(failure) } : {}),
    })),
  };
}

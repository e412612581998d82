import type { Answer } from '../../../lambda/masivo/answer';
import type { Masivo } from '../../../lambda/masivo/client';
import type { Reason } from '../../../lambda/reasons/reason';
import { textOf } from '../../../lambda/reasons/text';
import { type Call, verdictOn } from '../../../lambda/retry/retry-policy';
import { backfillTimes, maxSlotWaitMs } from '../../../lambda/retry/retry-times';
import { type BackfillDeps, Interrupted } from './deps';

export type Ended<T> =
  | { readonly kind: 'ok'; readonly value: T }
  /** It can never succeed as it is. */
  | { readonly kind: 'refused'; readonly reason: Reason }
  /** It may have had its effect: Masivo has to be asked. */
  | { readonly kind: 'unsure'; readonly reason: Reason };

type Clock = Pick<BackfillDeps, 'now' | 'sleep' | 'waits'>;

/**
 * Makes a call until it is answered, as deliveries do: what may pass is tried again.
 * @throws Interrupted when Masivo keeps failing for `waits.stopAfter`
 */
export async function withRetries<T>(
  call: Call,
  send: () => Promise<Answer<T>>,
  deps: Clock,
): Promise<Ended<T>> {
  const pauses = growingDelays(deps);
  const since = deps.now().getTime();
  for (;;) {
    const answer = await send();
    if (answer.kind === 'ok') return answer;
    const verdict = verdictOn(call, answer);
    if (verdict.kind === 'refuse') return { kind: 'refused', reason: verdict.reason };
    const reason: Reason = verdict.kind === 'retry' ? verdict.reason : { code: 'outcome-unclear' };
    if (verdict.landed === 'maybe' && call !== 'find') return { kind: 'unsure', reason };
    const afterMs = verdict.kind === 'retry' ? verdict.afterMs : undefined;
    const waited = deps.now().getTime() - since;
    if (waited > deps.waits.stopAfter) throw new Interrupted(textOf(reason));
    await deps.sleep(Math.max(pauses.next(), afterMs ?? 0));
  }
}

/** Doubles from the first pause on. */
export function growingDelays({ waits }: Pick<BackfillDeps, 'waits'>): { next(): number } {
  let pause = waits.firstPause / 2;
  return {
    next() {
      pause = Math.min(waits.firstPause * backfillTimes.longestPauses, pause * 2);
      return pause;
    },
  };
}

/** The API for one customer's calls, once the rate limiter grants the first of them. */
export async function nextSlot(
  deps: Pick<BackfillDeps, 'limiter' | 'masivo' | 'settings' | 'now' | 'sleep'>,
) {
  for (;;) {
    const slots = await deps.limiter.reserve(new Date(deps.now().getTime() + maxSlotWaitMs));
    if ('waitMs' in slots) {
      await deps.sleep(slots.waitMs);
      continue;
    }
    return (endsAt: Date): Masivo => deps.masivo(slots, endsAt);
  }
}

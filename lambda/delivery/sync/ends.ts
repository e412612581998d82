import type { MasivoCustomer } from '../../masivo/answer';
import type { Reason } from '../../reasons/reason';
import { verdictOn } from '../../retry/retry-policy';
import { type Confirmed, type CustomerState, mayStillLand, recordedConsent } from '../customer-state';
import { emailNotice } from '../email-notice';
import { isEnded } from '../merge';
import type { Outcome } from '../outcome';
import { isSilent } from '../told-drafts';
import { createdAtOf, emailShown, orderedWithoutRewards } from './confirmed';
import { endedFor } from './ended-for';
import { createdByUs, isMadeElsewhere, mayBeForgotten, stillStated } from './meaning';
import type { Situation } from './situation';
import type { AttemptResult, Step, Taken } from './step';
import { stillUncertain } from './uncertainty';

const end = (result: AttemptResult): Step => ({ do: 'end', result });

/** Masivo shows the target: nothing is uncertain any more. */
export function settled(situation: Situation, shown: MasivoCustomer, outcome: Outcome): Step {
  const { input, progress, now } = situation;
  const { state, target, mine, lateLandingMs } = input;
  const email = emailShown(shown);
  const isNew = createdByUs(situation) || state.confirmed.masivo === 'migrating';
  const createdAt = isNew ? now : createdAtOf(state);
  const { newest } = state;
  return end({
    outcome,
    reason: isEnded(target)
      ? endedFor(situation, shown.walletId)
      : outcome === 'stale'
        ? { code: 'newer-applied' }
        : emailNotice(target, mine, email),
    state: {
      ...state,
      confirmed: {
        masivo: 'holds',
        email,
        consent: progress.consent ?? recordedConsent(state),
        ...(isSilent(target) ? { told: null } : {}),
        ...(mayBeForgotten(situation) && progress.consent === null ? { forgotten: true } : {}),
        ...(isMadeElsewhere(situation, shown) ? { elsewhere: true } : {}),
        // Later than that it explains no answer any more.
        ...(createdAt !== undefined && now - createdAt < lateLandingMs ? { createdAt } : {}),
      },
      // Once nothing is uncertain, nothing tells any more which yes may have been taken back since.
      newest: newest && stillStated(situation, newest),
      uncertain: null,
      ...(target.merged && input.release === 'drop' ? { mergeDecided: true } : {}),
    },
    ...(shown.walletId === null ? {} : { walletId: shown.walletId }),
  });
}

/** An end that leaves the customer as uncertain as it is. */
export function endedAs(situation: Situation, outcome: Outcome, reason: Reason): Step {
  return end({ outcome, reason, state: stillUncertain(situation) });
}

/** An end by which something is confirmed. What Masivo's answers left uncertain stays so. */
export function confirmedAs(
  situation: Situation,
  outcome: Outcome,
  reason: Reason,
  confirmed: Confirmed,
): Step {
  const { uncertain } = stillUncertain(situation);
  const isOpen = uncertain !== null && (uncertain.created || uncertain.overwrites);
  const state = { ...situation.input.state, confirmed, uncertain: isOpen ? uncertain : null };
  return end({ outcome, reason, state });
}

/** To be tried again, no sooner than after so many ms. */
export function retryAfter(
  situation: Situation,
  reason: Reason,
  retryAfterMs: number | undefined,
  state: CustomerState = stillUncertain(situation),
): Step {
  return end({ outcome: 'retry', reason, state, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
}

/** A retry that begins when no open request can land any more. */
export function retryWhenNothingLands(situation: Situation, reason: Reason): Step {
  const { now } = situation;
  const landsUntil = stillUncertain(situation).uncertain?.landsUntil ?? now;
  return retryAfter(situation, reason, Math.max(0, landsUntil - now));
}

/** Nothing ends without an account while a creation of ours may still land. */
export function unlessCreationLands(situation: Situation, otherwise: () => Step): Step {
  const { state, startedAt } = situation.input;
  return state.uncertain?.created && mayStillLand(state, startedAt)
    ? retryWhenNothingLands(situation, { code: 'creation-may-still-land' })
    : otherwise();
}

/** A call that failed ends the attempt: what it may have done is uncertain from now on. */
export function failed(
  situation: Situation,
  { call, failure }: Extract<Taken, { kind: 'failed' }>,
): AttemptResult {
  const { now } = situation;
  const verdict = verdictOn(call, failure);
  const maybe = verdict.kind !== 'refuse' && verdict.landed === 'maybe';
  const uncertain = stillUncertain(situation, {
    creates: call === 'create' && maybe,
    overwrites: (call === 'change' || call === 'consent') && maybe,
    consentDue: call === 'consent',
  });
  // What was refused stays what it was: held for the operator, say.
  const ordered = call === 'migrate' && verdict.kind !== 'refuse';
  const state = ordered ? orderedWithoutRewards(uncertain, maybe ? now : null) : uncertain;
  switch (verdict.kind) {
    case 'refuse':
      return { outcome: 'refused', reason: verdict.reason, state };
    case 'ask':
      return { outcome: 'retry', reason: { code: 'outcome-unclear' }, state };
    case 'retry': {
      const wait = verdict.afterMs === undefined ? {} : { retryAfterMs: verdict.afterMs };
      return { outcome: 'retry', reason: verdict.reason, state, ...wait };
    }
    default:
      return verdict satisfies never;
  }
}

import type { Held } from '../../masivo/answer';
import type { Reason } from '../../reasons/reason';
import { verdictOn } from '../../retry/retry-policy';
import { type CustomerState, mayStillLand, nothingUncertain, recordedConsent } from '../customer-state';
import type { Outcome } from '../outcome';
import { emailNotice } from '../plan';
import { owesStatement } from './needed-intent';
import type { Step } from './next-step';
import type { Progress, SyncInput } from './sync-input';
import type { Taken } from './take-step';

/** How an attempt ended, and the truth about its customer since. */
export interface AttemptResult {
  readonly outcome: Outcome;
  readonly reason: Reason | null;
  readonly state: CustomerState;
  readonly walletId?: string;
  /** Not to be tried again before, in ms: Masivo's `Retry-After`, or something else worth waiting for. */
  readonly retryAfterMs?: number;
}

/** What a request that was sent in vain may still do. */
export interface Lost {
  readonly creates?: boolean;
  readonly overwrites?: boolean;
  readonly consentDue?: boolean;
}

/**
 * The state where Masivo does not show the target yet. What was confirmed stays; what this attempt leaves open is
 * uncertain. A question that Masivo answered after the last open request could have landed ends what it left open.
 */
export function stillUncertain(
  input: SyncInput,
  progress: Progress,
  now: number,
  lost: Lost = {},
): CustomerState {
  const { state } = input;
  const before = state.uncertain ?? nothingUncertain;
  const answered = progress.askedAt !== null && !mayStillLand(state, progress.askedAt);
  const open = answered ? null : before.landsUntil;
  const isLost = lost.creates === true || lost.overwrites === true;
  const disproved = answered && progress.shown === 'lacks';
  return {
    ...state,
    uncertain: {
      ...before,
      created: (before.created && !disproved) || progress.created !== 'no' || lost.creates === true,
      overwrites: (before.overwrites && !answered) || lost.overwrites === true,
      landsUntil: isLost ? Math.max(open ?? 0, now + input.lateLandingMs) : open,
      consentDue:
        before.consentDue || lost.consentDue === true || progress.consent !== null || owesStatement(input),
      counted: before.counted || progress.counted === true,
    },
  };
}

/** Masivo shows the target: nothing is uncertain any more. */
export function settled(
  input: SyncInput,
  progress: Progress,
  shown: Held,
  outcome: Outcome,
  now: number,
): AttemptResult {
  const { state, target, lateLandingMs } = input;
  const email = shown.customer.email?.toLowerCase() ?? null;
  const createdAt = progress.created === 'yes' ? now : createdAtOf(state);
  return {
    outcome,
    reason: outcome === 'stale' ? { code: 'newer-applied' } : emailNotice(target, email),
    state: {
      ...state,
      confirmed: {
        masivo: 'holds',
        email,
        consent: progress.consent ?? recordedConsent(state),
        // Later than that it explains no answer any more.
        ...(createdAt !== undefined && now - createdAt < lateLandingMs ? { createdAt } : {}),
      },
      uncertain: null,
    },
    ...(shown.walletId === null ? {} : { walletId: shown.walletId }),
  };
}

/** When we created the customer, epoch ms, as long as that is remembered. */
export function createdAtOf({ confirmed }: CustomerState): number | undefined {
  return confirmed.masivo === 'holds' ? confirmed.createdAt : undefined;
}

/** An end that leaves the customer as uncertain as it is. */
export function endedAs(
  input: SyncInput,
  progress: Progress,
  now: number,
  outcome: Outcome,
  reason: Reason,
): Step {
  return { do: 'end', result: { outcome, reason, state: stillUncertain(input, progress, now) } };
}

/** A retry that begins when no open request can land any more. */
export function retryWhenNothingLands(
  input: SyncInput,
  progress: Progress,
  now: number,
  reason: Reason,
): Step {
  const state = stillUncertain(input, progress, now);
  const landsUntil = state.uncertain?.landsUntil ?? now;
  return {
    do: 'end',
    result: { outcome: 'retry', reason, state, retryAfterMs: Math.max(0, landsUntil - now) },
  };
}

/**
 * Masivo was given the customer without rewards, and creates it later. Until it shows the customer, no other creation
 * is sent.
 * @param at when it may have taken the order, epoch ms; null where it surely did not: then it is given again at once.
 */
export function orderedWithoutRewards(state: CustomerState, at: number | null): CustomerState {
  const orders = state.confirmed.masivo === 'migrating' ? state.confirmed.orders : 0;
  return {
    ...state,
    confirmed: { masivo: 'migrating', since: at ?? 0, orders: at === null ? orders : orders + 1 },
  };
}

/**
 * Masivo had the customer before we could have created it. This is claimed before anything is sent to it: once it
 * carries our metadata, a death could not be told from one after a creation of ours, which owes a consent record.
 */
export function foundElsewhere(state: CustomerState, { customer }: Held): CustomerState {
  const email = customer.email?.toLowerCase() ?? null;
  return {
    ...state,
    confirmed: { masivo: 'holds', email, consent: null, told: null },
    uncertain: state.uncertain ?? nothingUncertain,
  };
}

/** A call that failed ends the attempt: what it may have done is uncertain from now on. */
export function failed(
  input: SyncInput,
  progress: Progress,
  now: number,
  { call, failure }: Extract<Taken, { kind: 'failed' }>,
): AttemptResult {
  const verdict = verdictOn(call, failure);
  const maybe = verdict.kind !== 'refuse' && verdict.landed === 'maybe';
  const uncertain = stillUncertain(input, progress, now, {
    creates: call === 'create' && maybe,
    overwrites: ((call === 'change' || call === 'consent') && maybe) || progress.change === 'lost',
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

import { consentToRecord } from '../consent-to-record';
import {
  type Confirmed,
  type CustomerState,
  isFromElsewhere,
  knownConsent,
  mayStillLand,
  nothingUncertain,
  shownBy,
} from '../customer-state';
import { isDeletionNew } from '../told-drafts';
import { emailShown, mayNotShowYet } from './confirmed';
import { createdByUs } from './meaning';
import type { Situation, SyncInput } from './situation';

/** What a request that was sent in vain may still do. */
export interface Lost {
  readonly creates?: boolean;
  readonly overwrites?: boolean;
  readonly consentDue?: boolean;
}

/**
 * The state where Masivo does not show the target yet. What was confirmed stays, but that a customer whom we brought
 * showed is kept: should somebody delete it before its consent record is in, nobody brings it a second time. What this
 * attempt leaves open is uncertain. A question that Masivo answered after the last open request could have landed ends
 * what it left open.
 */
export function stillUncertain(situation: Situation, lost: Lost = {}): CustomerState {
  const { input, progress, now } = situation;
  const { state } = input;
  const before = state.uncertain ?? nothingUncertain;
  const { askedAt } = progress;
  const answered = askedAt !== null && !mayStillLand(state, askedAt);
  const open = answered ? null : before.landsUntil;
  const overwrites = lost.overwrites === true || progress.change === 'lost';
  const isLost = lost.creates === true || overwrites || progress.created === 'maybe';
  const disproved =
    answered && progress.shown === 'lacks' && !mayNotShowYet(state, askedAt, input.lateLandingMs);
  const created = createdByUs(situation) && !(disproved && progress.created === 'no');
  const confirmed = confirmedSoFar(situation);
  const migratedShows = state.confirmed.masivo === 'migrating' && confirmed.masivo === 'holds';
  const owesRecord =
    migratedShows || lost.consentDue === true || progress.consent !== null || owesStatement(input);
  return {
    ...state,
    confirmed,
    uncertain: {
      ...before,
      created: created || lost.creates === true,
      overwrites: (before.overwrites && !answered) || overwrites,
      landsUntil: isLost ? Math.max(open ?? 0, shownBy(now, input.lateLandingMs)) : open,
      consentDue: before.consentDue || owesRecord,
      counted: before.counted || progress.counted === true,
    },
  };
}

function confirmedSoFar(situation: Situation): Confirmed {
  const { input, progress, now } = situation;
  const { shown, created, recordShown } = progress;
  const { confirmed } = input.state;
  const isOurs = createdByUs(situation) || confirmed.masivo === 'migrating';
  if (confirmed.masivo === 'holds' || !isOurs || shown === 'unasked' || shown === 'lacks') return confirmed;
  const holds = {
    masivo: 'holds',
    email: emailShown(shown),
    consent: null,
    createdAt: now,
  } as const;
  // A migration carries no consent record: this one is another's.
  const elsewhere =
    confirmed.masivo === 'migrating' && recordShown !== null ? { elsewhere: true as const } : {};
  return created === 'yes' ? holds : { ...holds, told: null, ...elsewhere };
}

/** The target has a new consent statement that calls for a record. */
export function owesStatement({ newOn, store, target, state, lastTold }: SyncInput): boolean {
  // Whom we create is owed a record anyway.
  const madeElsewhere = state.confirmed.masivo !== 'holds' || isFromElsewhere(state);
  const must = isDeletionNew(target, lastTold);
  return (
    newOn.length > 0 && consentToRecord(store, target, knownConsent(state), { madeElsewhere, must }) !== null
  );
}

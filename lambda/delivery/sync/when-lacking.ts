import * as v from 'valibot';
import { NewCustomer } from '../../masivo/customer';
import { consentToRecord } from '../consent-to-record';
import { type CreationDecision, creationPolicy } from '../creation-policy';
import { recordedConsent } from '../customer-state';
import { isEnded } from '../merge';
import { hasBrought, isWithoutRewards } from './confirmed';
import { confirmedAs, endedAs, unlessCreationLands } from './ends';
import { isFromBeforeErasure } from './erased-email';
import { stillStated } from './meaning';
import { type Situation, toCreateOf } from './situation';
import type { Step } from './step';
import { whenEnded } from './when-ended';
import { whenInConflict } from './when-in-conflict';
import { whenMigrating } from './when-migrating';
import { whenMissing } from './when-missing';
import { whenLinkedByHand, whenUnlinked } from './when-unlinked';

/** Masivo lacks the customer: create it, if it may be created and can be. Pure. */
export function whenLacking(situation: Situation): Step {
  const { input, progress, now } = situation;
  const { state, target, release } = input;
  const { confirmed } = state;
  // It was shown a moment ago: nothing is decided about it, and nobody is created.
  if (input.begin === 'shown') return endedAs(situation, 'retry', { code: 'not-shown-yet' });
  const isReleased = release === 'create' || release === 'migrate';
  if (isEnded(target)) return whenEnded(situation);
  if (confirmed.masivo === 'holds' && progress.created === 'no' && progress.conflict === null) {
    const step = whenMissing(situation);
    const isGone = step.do === 'end' && step.result.outcome === 'gone';
    if (!isGone || !isReleased || hasBrought(input)) return step;
    return { do: 'found-gone', state: step.result.state };
  }
  if (release === 'drop' && 'dropped' in confirmed) {
    return unlessCreationLands(situation, () =>
      confirmedAs(situation, 'ignored', { code: 'dropped' }, { ...confirmed, dropped: true }),
    );
  }
  if (confirmed.masivo === 'gone' && !isReleased) {
    return confirmed.dropped
      ? confirmedAs(situation, 'ignored', { code: 'dropped' }, confirmed)
      : confirmedAs(situation, 'gone', { code: 'gone' }, confirmed);
  }
  if (release === 'link') return whenLinkedByHand(situation);
  if (confirmed.masivo === 'unlinked' && !isReleased) {
    const step = whenUnlinked(situation, confirmed);
    if (step) return step;
  }
  // It was asked about because something was uncertain. It still has no account of its own: the next try looks for its
  // owner.
  if (confirmed.masivo === 'linked' && !isReleased && input.series === 0) {
    return unlessCreationLands(situation, () =>
      confirmedAs(situation, 'retry', { code: 'linked-to-owner' }, confirmed),
    );
  }
  if (target.only && confirmed.masivo === 'unknown')
    return unlessCreationLands(situation, () => withoutSnapshot(situation));
  const decision = creationPolicy(input);
  if (decision.kind === 'deny') {
    return unlessCreationLands(situation, () => denied(situation, decision));
  }
  const customer = v.safeParse(NewCustomer, toCreateOf(input));
  if (!customer.success) {
    return unlessCreationLands(situation, () => withoutEmail(situation));
  }
  // Whoever tells of its consent has not signed up by it: the event that brings the rest creates the customer.
  if (input.mine.only && confirmed.masivo !== 'migrating') {
    return unlessCreationLands(situation, () => withoutSnapshot(situation));
  }
  if (progress.emailErasedAt === 'unasked') return { do: 'look-for-erasure', email: customer.output.email };
  if (isFromBeforeErasure(situation)) {
    return unlessCreationLands(situation, () => endedAs(situation, 'ignored', { code: 'email-erased' }));
  }
  if (isWithoutRewards(state) || release === 'migrate') {
    return whenMigrating(situation, customer.output);
  }
  if (progress.conflict) return whenInConflict(situation, progress.conflict, customer.output.email);
  if (decision.counted && progress.counted === null) return { do: 'count-creation' };
  if (progress.counted === false) {
    const held = { masivo: 'held', dropped: false, since: now } as const;
    return unlessCreationLands(situation, () =>
      confirmedAs(situation, 'held', { code: 'flood-limit-reached' }, held),
    );
  }
  const consent = input.consentAtCreation
    ? consentToRecord(input.store, stillStated(situation, input.target), recordedConsent(state), {
        must: true,
      })
    : null;
  return { do: 'create', customer: customer.output, ...(consent ? { consent } : {}) };
}

/**
 * Who waits for an e-mail is created by the first event that brings one. Who waits for an operator stays so: such an
 * event would pay rewards that nobody released, and nobody would see that the release did nothing.
 */
function withoutEmail(situation: Situation): Step {
  const { confirmed } = situation.input.state;
  const reason = { code: 'email-missing' } as const;
  return 'dropped' in confirmed
    ? confirmedAs(situation, confirmed.masivo, reason, confirmed)
    : confirmedAs(situation, 'waiting', reason, { masivo: 'waiting' });
}

/** Consent statements of somebody whom Masivo lacks are kept until an event brings the rest. */
function withoutSnapshot(situation: Situation): Step {
  const { target, state } = situation.input;
  const { confirmed } = state;
  if (confirmed.masivo === 'linked') return endedAs(situation, 'exists', { code: 'linked-to-owner' });
  const reason = { code: 'customer-not-there-yet' } as const;
  return target.only
    ? confirmedAs(situation, 'waiting', reason, confirmed)
    : endedAs(situation, 'waiting', reason);
}

/** Who is held stays as it is, with nothing uncertain. Anybody else may be in Masivo by the next event, which asks first. */
function denied(
  situation: Situation,
  { outcome, reason }: Extract<CreationDecision, { readonly kind: 'deny' }>,
): Step {
  const { confirmed } = situation.input.state;
  return confirmed.masivo === 'held'
    ? confirmedAs(situation, outcome, reason, confirmed)
    : endedAs(situation, outcome, reason);
}

import { conflictWaitMs } from '../../retry/retry-times';
import { nothingUncertain } from '../customer-state';
import { afterLink } from './after-link';
import { endedAs, retryAfter } from './ends';
import { isEmailErased, ownerFound } from './erased-email';
import type { Progress, Situation } from './situation';
import type { Step } from './step';
import { stillUncertain } from './uncertainty';

/** A creation was not simply accepted, and Masivo does not show the customer. Pure. */
export function whenInConflict(
  situation: Situation,
  conflict: NonNullable<Progress['conflict']>,
  email: string,
): Step {
  const { input, now } = situation;
  if (conflict.landed === 'maybe') return endedAs(situation, 'retry', { code: 'creation-not-shown' });
  const owner = ownerFound(situation);
  if (owner === null) return { do: 'link', email };
  if (owner.kind !== 'no-owner') return afterLink(situation, owner, email);
  const { uncertain } = input.state;
  const isErased = isEmailErased(situation);
  // An earlier creation of ours may be what is in the way, and not be shown yet.
  if (conflict.unexplained === 'refuse' && !uncertain?.created) {
    const refused = { code: 'customer-refused', params: { status: conflict.status } } as const;
    return endedAs(situation, 'refused', isErased ? erasedFirst : refused);
  }
  const conflictSince = uncertain?.conflictSince ?? now;
  const state = stillUncertain(situation);
  // A redriven message begins a new minute.
  const { conflictSince: _, ...open } = state.uncertain ?? nothingUncertain;
  if (now - conflictSince < conflictWaitMs) {
    const waiting = { ...state, uncertain: { ...open, conflictSince } };
    return retryAfter(situation, { code: 'email-conflict' }, undefined, waiting);
  }
  const result = {
    outcome: 'refused',
    reason: isErased ? erasedFirst : emailTaken,
    state: { ...state, uncertain: open },
  } as const;
  return { do: 'end', result };
}

/** Masivo cannot blank an e-mail: who was erased may have it still. */
const erasedFirst = { code: 'erased-in-masivo-first' } as const;
const emailTaken = { code: 'email-taken' } as const;

import type { Confirmed } from '../customer-state';
import { afterLink } from './after-link';
import { staysUnlinked } from './confirmed';
import { confirmedAs, unlessCreationLands } from './ends';
import { ownerFound } from './erased-email';
import type { Situation } from './situation';
import type { Step } from './step';

/** Another customer has its e-mail, and Masivo lacks it. Undefined where it is tried again, as anybody else is. Pure. */
export function whenUnlinked(
  situation: Situation,
  confirmed: Extract<Confirmed, { masivo: 'unlinked' }>,
): Step | undefined {
  const { target, series } = situation.input;
  const isDropped = confirmed.dropped;
  // Only a replay looks again for who has the e-mail: what that customer has become since, no event of this one says.
  if (!isDropped && (series > 0 || !staysUnlinked(confirmed, target))) return undefined;
  return unlessCreationLands(situation, () =>
    isDropped
      ? confirmedAs(situation, 'ignored', { code: 'dropped' }, confirmed)
      : confirmedAs(situation, 'unlinked', confirmed.reason, confirmed),
  );
}

/**
 * An operator links it to the customer who has its e-mail in Masivo. Nobody is created, also where nobody has the
 * e-mail any more: for that the operator releases it. Pure.
 */
export function whenLinkedByHand(situation: Situation): Step {
  const { input, progress } = situation;
  const { confirmed } = input.state;
  const { email } = input.target.customer;
  if (email !== null) {
    if (progress.emailErasedAt === 'unasked') return { do: 'look-for-erasure', email };
    const owner = ownerFound(situation);
    if (owner === null) return { do: 'link', email };
    if (owner.kind !== 'no-owner') return afterLink(situation, owner, email);
  }
  const outcome = confirmed.masivo === 'unlinked' ? 'unlinked' : 'ignored';
  return unlessCreationLands(situation, () =>
    confirmedAs(situation, outcome, { code: 'nobody-to-link' }, confirmed),
  );
}

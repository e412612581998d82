import { isSettled, type Outcome } from '../../../lambda/delivery/outcome';
import type { World } from '../world/world';
import type { Expected } from './expected';
import type { Believed } from './ledger-view';
import { type Violation, violation } from './violation';

/** How a delivery ends whose e-mail another customer has, where the settings refuse to join the two. */
const endsAs: Outcome = 'refused';
const deadLetter = 'email-of-other-customer';

/** Whether a message may be in the DLQ for this reason. */
export const mayBeDeadLetter = (reason: string | undefined, { spec }: World): boolean =>
  spec.traits.sameEmail === 'refuse' && !isSettled(endsAs) && reason === deadLetter;

/** Whether a customer is not in Masivo because somebody else has its e-mail, and the delivery says so. */
export function isRefused({ customer, emails }: Expected, { spec, account, witness }: World): boolean {
  if (spec.traits.sameEmail !== 'refuse' || !witness.outcomesOf(customer.id).has(endsAs)) return false;
  // Whoever had it may have been deleted since: the customer's next event would tell.
  return witness.deleted.size > 0 || account.entries().some(({ email }) => emails.has(email));
}

/** Nobody is joined with anybody. */
export function judgeRefusal({ customer: { id } }: Expected, believed: Believed, world: World): Violation[] {
  if (world.spec.traits.sameEmail !== 'refuse') return [];
  const carries = world.account.find(id)?.metadata.linked !== undefined;
  return carries || believed.masivo === 'linked'
    ? [violation('linked unasked', `${id}: the settings refuse to join customers with one e-mail`)]
    : [];
}

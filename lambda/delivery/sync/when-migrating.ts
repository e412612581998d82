import type { NewCustomer } from '../../masivo/customer';
import { migrationWaitMs } from '../../retry/retry-times';
import { afterLink } from './after-link';
import { orderedWithoutRewards } from './confirmed';
import { confirmedAs, retryAfter } from './ends';
import { isEmailErased, ownerFound } from './erased-email';
import type { Situation } from './situation';
import type { Step } from './step';
import { stillUncertain } from './uncertainty';

/** What does not appear twice is not going to. */
const mostOrders = 2;

/**
 * Given to Masivo without rewards, or to be given so. It queues what it takes, and silently drops a customer whose
 * e-mail or id it has already (guide "migrate-customers"). Pure.
 */
export function whenMigrating(situation: Situation, customer: NewCustomer): Step {
  const { input, progress, now } = situation;
  const { confirmed } = input.state;
  if (progress.ordered) {
    const ordered = orderedWithoutRewards(stillUncertain(situation), now);
    return retryAfter(situation, { code: 'migration-queued' }, migrationWaitMs, ordered);
  }
  if (confirmed.masivo !== 'migrating') return { do: 'migrate', customer };
  const waitedMs = now - confirmed.since;
  if (waitedMs < migrationWaitMs) {
    return retryAfter(situation, { code: 'migration-queued' }, migrationWaitMs - waitedMs);
  }
  // The commonest reason why it does not appear: somebody else has its e-mail.
  const owner = ownerFound(situation);
  if (owner === null) return { do: 'link', email: customer.email };
  if (owner.kind !== 'no-owner') return afterLink(situation, owner, customer.email);
  if (confirmed.orders < mostOrders) return { do: 'migrate', customer };
  // A redrive begins anew.
  const code = isEmailErased(situation) ? 'erased-in-masivo-first' : 'migration-not-shown';
  return confirmedAs(situation, 'refused', { code }, { ...confirmed, orders: 0 });
}

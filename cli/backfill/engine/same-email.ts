import type { CustomerState } from '../../../lambda/delivery/customer-state';
import { stateOf } from '../../../lambda/delivery/intent';
import type { CustomerName } from '../../../lambda/ledger/table';
import type { BackfillReason } from '../../../lambda/reasons/backfill';
import type { BackfillDeps } from './deps';
import type { Candidate } from './examine';
import { nameOf } from './mark';

/** Another customer with a candidate's e-mail, as a reason not to send it; undefined where there is none. */
export type SameEmail = (candidate: Candidate) => Promise<BackfillReason | undefined>;

// The ledger's index lags by moments, so the customers just before are remembered here: a bounded number, because a
// run may see millions.
const remembered = 5000;

/**
 * Masivo keeps e-mails unique and silently drops the second customer of a migration with the same one. The first in the
 * store's order wins; the ledger's index of e-mails knows all earlier ones, of every store.
 */
export function sameEmail(deps: Pick<BackfillDeps, 'store' | 'ledger' | 'emailKey' | 'settings'>): SameEmail {
  const recent = new Map<string, string>();

  function takenJustBefore(email: string, customer: string): string | undefined {
    const before = recent.get(email);
    if (before !== undefined && before !== customer) return before;
    recent.set(email, customer);
    if (recent.size > remembered) {
      for (const [oldest] of recent) {
        recent.delete(oldest);
        break;
      }
    }
    return undefined;
  }

  return async ({ customer, email }) => {
    // Before the first await: candidates come in the store's order.
    const before = takenJustBefore(email, customer);
    if (before !== undefined) return sameAs(nameOf(deps, before));
    const others = await deps.ledger.customersWithEmail(await deps.emailKey(email), nameOf(deps, customer));
    if (others === 'newer') return { code: 'email-owner-newer' };
    const { lateLandingMs } = deps.settings.masivo;
    const owner = others.find((other) => mayHave(stateOf(other, lateLandingMs), email));
    return owner && sameAs(owner.name);
  };
}

const sameAs = ({ customer, source, store }: CustomerName): BackfillReason => ({
  code: 'email-of-other-customer',
  params: { customer, source, store },
});

/** Masivo has it under this e-mail, or may have got it from us. */
const mayHave = ({ confirmed, uncertain }: CustomerState, email: string): boolean =>
  confirmed.masivo === 'holds'
    ? confirmed.email === email
    : confirmed.masivo === 'migrating' || uncertain?.created === true;

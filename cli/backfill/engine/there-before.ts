import { withNewest } from '../../../lambda/delivery/customer-state';
import { stateAsWritten } from '../../../lambda/delivery/intent';
import { emailShown } from '../../../lambda/delivery/sync/confirmed';
import type { StoreSettings } from '../../../lambda/settings';
import { lookAt } from './ask';
import type { BackfillDeps } from './deps';
import type { Candidate } from './examine';
import { standingOf } from './known';
import { nameOf, opened } from './mark';

type Deps = Pick<
  BackfillDeps,
  'store' | 'ledger' | 'emailKey' | 'settings' | 'limiter' | 'masivo' | 'now' | 'sleep' | 'waits'
>;

/** Whether Masivo has to be asked, unless the ledger knows the customer. */
export const isToLookAt = ({ snapshot }: Candidate, { consent }: Pick<StoreSettings, 'consent'>): boolean =>
  consent !== 'off' && Object.keys(snapshot.statements).length === 0;

/**
 * Whether Masivo has had this customer from elsewhere all along. Masivo silently drops its migration, so afterwards it
 * looks like one of ours, who is owed a consent record: that would overwrite what the shopper said elsewhere. So Masivo
 * is asked before the mark. Whoever makes a statement in the store gets its record in any case, and is not asked about.
 */
export async function wasThereBefore(candidate: Candidate, deps: Deps): Promise<boolean> {
  const { customer, snapshot } = candidate;
  if (!isToLookAt(candidate, deps.store)) return false;
  for (;;) {
    const entry = await opened(nameOf(deps, customer), snapshot.delivery, deps);
    const state = stateAsWritten(entry, deps.settings.masivo.lateLandingMs);
    // An earlier run, or a delivery, knows more of it than Masivo shows.
    if (standingOf(state).kind !== 'free') return false;
    const shown = await lookAt(customer, deps);
    if (!shown) return false;
    const email = emailShown(shown);
    const emailKey = email === null ? null : await deps.emailKey(email);
    const known = state.newest ? state : withNewest(state, snapshot);
    const found = { ...known, confirmed: { masivo: 'holds', email, consent: null, told: null } } as const;
    if (await deps.ledger.keep(entry, found, entry.last, emailKey)) return true;
  }
}

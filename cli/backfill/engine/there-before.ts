import { statesPurpose } from '../../../lambda/delivery/consent-to-record';
import { stateAsWritten } from '../../../lambda/delivery/intent';
import { masivoIdOf } from '../../../lambda/delivery/masivo-id';
import { merged } from '../../../lambda/delivery/merge';
import { emailShown } from '../../../lambda/delivery/sync/confirmed';
import { isShownAsAnother } from '../../../lambda/delivery/sync/meaning';
import { withNewest } from '../../../lambda/delivery/told-drafts';
import type { StoreSettings } from '../../../lambda/settings';
import { lookAt } from './ask';
import type { BackfillDeps } from './deps';
import type { Candidate } from './examine';
import { standingOf } from './known';
import { nameOf, opened } from './mark';
import { fixedFor } from './sendable';

type Deps = Pick<
  BackfillDeps,
  'store' | 'ledger' | 'emailKey' | 'settings' | 'limiter' | 'masivo' | 'now' | 'sleep' | 'waits'
>;

/** Whether Masivo has to be asked, unless the ledger knows the customer. */
const isToLookAt = ({ snapshot }: Candidate, store: StoreSettings): boolean =>
  store.consent !== 'off' && !statesPurpose(store, snapshot.statements);

/**
 * Whether Masivo has had this customer from elsewhere all along, under the ID that it is to have there. Masivo silently drops its migration, so afterwards it
 * looks like one of ours, who is owed a consent record: that would overwrite what the shopper said elsewhere. So Masivo
 * is asked before the mark. Whoever makes a statement in the store gets its record in any case, and is asked about then.
 */
export async function lookBefore(
  candidate: Candidate,
  deps: Deps,
): Promise<'there' | 'not-there' | 'id-taken' | 'of-another'> {
  const { customer, snapshot } = candidate;
  if (!isToLookAt(candidate, deps.store)) return 'not-there';
  for (;;) {
    const entry = await opened(nameOf(deps, customer), snapshot.delivery, deps);
    const state = stateAsWritten(entry, deps.settings.masivo.lateLandingMs);
    // An earlier run, or a delivery, knows more of it than Masivo shows.
    if (standingOf(state).kind !== 'free') return 'not-there';
    if (state.newest && statesPurpose(deps.store, state.newest.statements)) return 'not-there';
    const fixed = await fixedFor(entry, { state, target: snapshot, mine: snapshot }, deps);
    if (fixed === 'id-taken') return fixed;
    const shown = await lookAt(masivoIdOf(entry.name, fixed), deps);
    if (!shown) return 'not-there';
    if (isShownAsAnother({ store: deps.store, target: snapshot, state }, shown)) return 'of-another';
    const email = emailShown(shown);
    const emailKey = email === null ? null : await deps.emailKey(email);
    const { newest } = state;
    const known =
      newest && !newest.only ? fixed : withNewest(fixed, newest ? merged(snapshot, newest) : snapshot);
    const confirmed = { masivo: 'holds', email, consent: null, told: null, elsewhere: true } as const;
    const found = { ...known, confirmed };
    if (await deps.ledger.keep(entry, found, entry.last, emailKey)) return 'there';
  }
}

import {
  type CustomerState,
  type KeptSnapshot,
  nothingUncertain,
  unknownCustomer,
} from '../../../lambda/delivery/customer-state';
import { isBusy, stateAsWritten } from '../../../lambda/delivery/intent';
import { merged, withKnownEmail } from '../../../lambda/delivery/merge';
import { withNewest } from '../../../lambda/delivery/told-drafts';
import type { CustomerEntry } from '../../../lambda/ledger/ledger';
import type { CustomerName } from '../../../lambda/ledger/table';
import type { BackfillReason } from '../../../lambda/reasons/backfill';
import { backfillTimes } from '../../../lambda/retry/retry-times';
import { compareOrder } from '../../../lambda/sources/order';
import { mapConcurrently } from './concurrency';
import { atOnce, type BackfillDeps, Interrupted, newerLedger } from './deps';
import type { Candidate } from './examine';
import { standingOf } from './known';
import { fixedFor, type Sendable, sendableOf } from './sendable';

export type Marked =
  | { readonly kind: 'marked'; readonly sendable: Sendable }
  /** An earlier mark whose request may have been sent: Masivo has to be asked first. */
  | { readonly kind: 'unsure'; readonly since: number }
  | { readonly kind: 'known'; readonly reason: BackfillReason }
  /** Another customer has the ID in Masivo that the mapping gives this one. */
  | { readonly kind: 'id-taken' };

export function nameOf({ store }: Pick<BackfillDeps, 'store'>, customer: string): CustomerName {
  return { source: store.source, store: store.store, customer };
}

/**
 * Writes into the ledger that Masivo is being given this customer: from now on a webhook for it waits until Masivo
 * shows it, instead of creating it with rewards.
 *
 * Most customers of a backfill are not in the ledger, so the mark is tried unread, as one conditional write; only
 * who is there already is read.
 * @param isUnsent whether a mark of this run that is there already was surely not followed by its request.
 */
export async function mark(
  { customer, snapshot }: Candidate,
  isUnsent: (run: string) => boolean,
  deps: Pick<BackfillDeps, 'store' | 'ledger' | 'emailKey' | 'settings' | 'now' | 'sleep'>,
): Promise<Marked> {
  const name = nameOf(deps, customer);
  // An ID in Masivo is reserved for good: only for who is to be sent.
  let entry: CustomerEntry = deps.store.mapping.ownIds
    ? await opened(name, snapshot.delivery, deps)
    : { ...unheardOf, name };
  for (;;) {
    const state = stateAsWritten(entry, deps.settings.masivo.lateLandingMs);
    const standing = standingOf(state);
    if (standing.kind === 'known') return standing;
    if (standing.kind === 'marked' && !isUnsent(standing.run)) {
      return { kind: 'unsure', since: standing.since };
    }
    const target = targetOf(state.newest, snapshot);
    const fixed = await fixedFor(entry, { state, target, mine: snapshot }, deps);
    if (fixed === 'id-taken') return { kind: 'id-taken' };
    const { email } = target.customer;
    const marked: CustomerState = {
      ...withNewest(fixed, target),
      confirmed: { masivo: 'migrating', since: deps.now().getTime(), orders: 1 },
      // What a newer event lacks of the mark's draft is taken back.
      uncertain: state.uncertain ?? nothingUncertain,
    };
    const emailKey = email === null ? null : await deps.emailKey(email);
    if (await deps.ledger.keep(entry, marked, entry.last, emailKey)) {
      return { kind: 'marked', sendable: sendableOf(entry.name, marked, target) };
    }
    entry = await opened(entry.name, snapshot.delivery, deps);
  }
}

/** The customer once no delivery holds it. */
export async function opened(
  name: CustomerName,
  run: string,
  { ledger, now, sleep }: Pick<BackfillDeps, 'ledger' | 'now' | 'sleep'>,
): Promise<CustomerEntry> {
  for (;;) {
    const found = await ledger.open(name, run);
    if (found.kind === 'newer') {
      throw new Interrupted(newerLedger);
    }
    if (!isBusy(found.customer, now().getTime())) return found.customer;
    await sleep(backfillTimes.busyPauseMs);
  }
}

/**
 * The customers of a request, as they were marked, and marked anew: an erasure waits for what a mark may still send, by
 * its time. Left out are those who are no longer to be sent, as who was erased meanwhile.
 */
export async function marksOf(
  customers: readonly string[],
  run: string,
  deps: BackfillDeps,
): Promise<Sendable[]> {
  const marks: Sendable[] = [];
  await mapConcurrently(customers, atOnce, async (customer) => {
    for (;;) {
      const entry = await opened(nameOf(deps, customer), run, deps);
      const state = stateAsWritten(entry, deps.settings.masivo.lateLandingMs);
      const { confirmed, newest } = state;
      // A customer that a webhook has taken over meanwhile is sent again by that webhook's delivery.
      if (standingOf(state).kind !== 'marked' || confirmed.masivo !== 'migrating' || !newest) return;
      const since = deps.now().getTime();
      const renewed = { ...state, confirmed: { ...confirmed, since } };
      if (!(await deps.ledger.keep(entry, renewed, entry.last))) continue;
      marks.push(sendableOf(entry.name, state, newest));
      return;
    }
  });
  return marks;
}

const unheardOf = { state: unknownCustomer, intent: null, last: null, version: 0, emailKey: null };

/**
 * What a webhook brought before may be newer than the store's list, and is kept then. E-mail and name, which Masivo
 * requires, come from the list where the webhook lacked them.
 */
function targetOf(newest: KeptSnapshot | null, mine: KeptSnapshot): KeptSnapshot {
  if (!newest) return mine;
  if (newest.only || compareOrder(mine.order, newest.order) >= 0) return merged(mine, newest);
  return { ...withKnownEmail(merged(newest, mine), mine), delivery: mine.delivery };
}

import { type CustomerState, type KeptSnapshot, noDoubt } from '../../../lambda/delivery/customer-state';
import { merged, withKnownEmail } from '../../../lambda/delivery/merge';
import type { CustomerEntry } from '../../../lambda/ledger/ledger';
import type { CustomerName } from '../../../lambda/ledger/table';
import { backfillTimes } from '../../../lambda/retry/retry-times';
import { compareOrder } from '../../../lambda/sources/order';
import { type BackfillDeps, Interrupted } from './deps';
import type { Candidate } from './examine';
import { standingOf } from './known';
import type { BackfillReason } from './reasons';

export type Marked =
  | { readonly kind: 'marked'; readonly snapshot: KeptSnapshot }
  /** An earlier mark whose request may have been sent: Masivo has to be asked first. */
  | { readonly kind: 'unsure'; readonly since: number }
  | { readonly kind: 'known'; readonly reason: BackfillReason };

export function nameOf({ store }: Pick<BackfillDeps, 'store'>, customer: string): CustomerName {
  return { source: store.source, store: store.store, customer };
}

/**
 * Writes into the ledger that Masivo is being given this customer: from now on a webhook for it waits until Masivo
 * shows it, instead of creating it with rewards.
 *
 * Most customers of a backfill are not in the ledger, so the mark is one conditional write without a read before it;
 * only those that are in the ledger are read. A mark is a claim whose lease is over at once, so nothing waits for it.
 * @param isUnsent whether an existing mark of this run is certainly not followed by its request.
 */
export async function mark(
  { customer, snapshot }: Candidate,
  isUnsent: (run: string) => boolean,
  deps: Pick<BackfillDeps, 'store' | 'ledger' | 'emailKey' | 'now' | 'sleep'>,
): Promise<Marked> {
  const began = deps.now().getTime();
  let entry: CustomerEntry = {
    name: nameOf(deps, customer),
    state: unheardOf,
    version: 0,
    busyUntil: null,
    emailKey: null,
  };
  for (;;) {
    const standing = standingOf(entry.state);
    if (standing.kind === 'known') return standing;
    // The write had landed, its answer was lost, and the AWS client sent it again.
    const { newest } = entry.state;
    if (
      newest &&
      standing.kind === 'marked' &&
      standing.run === snapshot.delivery &&
      standing.since >= began
    ) {
      return { kind: 'marked', snapshot: newest };
    }
    if (standing.kind === 'marked' && !isUnsent(standing.run)) {
      return { kind: 'unsure', since: standing.since };
    }
    const now = deps.now().getTime();
    const target = targetOf(newest, snapshot);
    const { email } = target.customer;
    const claim = await deps.ledger.claim({
      entry,
      delivery: snapshot.delivery,
      believeIfWeDie: {
        known: { masivo: 'migrating', since: now },
        newest: target,
        // The doubt is what lets a signup with the same e-mail in another store find this customer.
        doubt: entry.state.doubt ?? noDoubt,
      },
      until: now,
      emailKey: email === null ? null : await deps.emailKey(email),
    });
    if (claim) return { kind: 'marked', snapshot: target };
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
      throw new Interrupted(
        'The ledger was written by a newer version of masivo-bridge: run the backfill with that one.',
      );
    }
    const { busyUntil } = found.customer;
    if (busyUntil === null || busyUntil <= now().getTime()) return found.customer;
    await sleep(backfillTimes.busyPauseMs);
  }
}

const unheardOf: CustomerState = { known: { masivo: 'unknown' }, newest: null, doubt: null };

/**
 * What a webhook brought before may be newer than the store's list, and is kept then. E-mail and name, which Masivo
 * requires, come from the list where the webhook lacked them.
 */
function targetOf(newest: KeptSnapshot | null, mine: KeptSnapshot): KeptSnapshot {
  if (!newest || compareOrder(mine.order, newest.order) >= 0) {
    return newest ? merged(mine, newest) : mine;
  }
  const newer = withKnownEmail(merged(newest, mine), mine);
  const customer = { ...newer.customer, name: newer.customer.name ?? mine.customer.name };
  return { ...newer, customer, delivery: mine.delivery };
}

import { consentToRecord, statesPurpose } from '../../../lambda/delivery/consent-to-record';
import { type Confirmed, type KeptSnapshot, mayStillLand } from '../../../lambda/delivery/customer-state';
import { afterDeath, stateOf } from '../../../lambda/delivery/intent';
import { normalizedEmail } from '../../../lambda/email';
import type { Purposes } from '../../../lambda/masivo/consent';
import { type BackfillReason, backfillTextOf } from '../../../lambda/reasons/backfill';
import { lacksCustomer, verdictOn } from '../../../lambda/retry/retry-policy';
import { leaseMarginMs } from '../../../lambda/retry/retry-times';
import { isShown, lookAt, missingAmong } from './ask';
import { mapConcurrently } from './concurrency';
import { atOnce, type BackfillDeps, Interrupted } from './deps';
import { standingOf } from './known';
import { nameOf, opened } from './mark';
import { growingDelays, nextSlot } from './retry';

/** Customers that were sent to Masivo in one request. */
export interface Given {
  readonly chunk: number;
  readonly customers: readonly string[];
  /** Epoch ms. */
  readonly at: number;
}

/** Sent to Masivo, and not as expected: reported at the end, and the next run checks again. */
export interface Problem {
  readonly customer: string;
  readonly what: 'not-shown' | 'consent-refused';
  readonly reason: BackfillReason;
}

export interface SettleDeps extends BackfillDeps {
  readonly run: string;
  /** Once Masivo shows one of them. */
  readonly onShown: () => void;
  /** As each customer is done. */
  readonly onSettled: (count: number) => void;
}

/**
 * Waits until Masivo shows what it was sent, and sends the consent records that are due: without one Masivo treats
 * every purpose as allowed. Where the store's settings send no consent, a few customers of each request are checked.
 */
export async function settle(given: Given, deps: SettleDeps): Promise<readonly Problem[]> {
  const problems =
    deps.store.consent === 'off' ? await lookAtSome(given, deps) : await consentAll(given, deps);
  const seen = new Set(problems.map(({ customer }) => customer));
  return [...problems].filter(({ customer }) => seen.delete(customer));
}

async function lookAtSome({ customers, at }: Given, deps: SettleDeps): Promise<readonly Problem[]> {
  const { length } = customers;
  const some = [...new Set([0, Math.floor(length / 2), length - 1])].flatMap(
    (index) => customers[index] ?? [],
  );
  let missing = await missingAmong(some, at, deps);
  deps.onShown();
  // Where one is missing, others may be, too.
  if (missing.length > 0) missing = await missingAmong(customers, at, deps);
  deps.onSettled(length);
  return missing.map(notShown);
}

async function consentAll({ customers, at }: Given, deps: SettleDeps): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const pauses = growingDelays(deps);
  let open = [...customers];
  let from = at;
  let failingSince: number | undefined;
  for (;;) {
    const now = deps.now().getTime();
    const isOver = now - from >= deps.waits.showsWithin;
    const [first] = open;
    if (first === undefined) return problems;
    let afterMs = 0;
    // One request shows whether the migration has landed at all; a consent record for each would be many in vain. The
    // next time another customer is asked about, because any single one may have been dropped.
    if (!isOver && !(await isShown(first, deps))) open = [...open.slice(1), first];
    else {
      deps.onShown();
      const later: string[] = [];
      let failure: BackfillReason | undefined;
      await mapConcurrently(open, atOnce, async (customer) => {
        const end = await consentOf(customer, deps);
        if (end.kind === 'not-shown' || end.kind === 'failed') later.push(customer);
        else deps.onSettled(1);
        if (end.kind === 'refused') problems.push({ customer, what: 'consent-refused', reason: end.reason });
        if (end.kind !== 'failed') return;
        failure = end.reason;
        afterMs = Math.max(afterMs, end.afterMs ?? 0);
      });
      open = later;
      if (failure === undefined) {
        failingSince = undefined;
        if (isOver) {
          deps.onSettled(open.length);
          return [...problems, ...open.map(notShown)];
        }
      } else {
        failingSince ??= now;
        if (now - failingSince > deps.waits.stopAfter) throw new Interrupted(backfillTextOf(failure));
        from = Math.max(from, now - deps.waits.showsWithin / 2);
      }
    }
    if (open.length > 0) await deps.sleep(Math.max(pauses.next(), afterMs));
  }
}

const notShown = (customer: string): Problem => ({
  customer,
  what: 'not-shown',
  reason: { code: 'not-shown' },
});

type Consented =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-shown' }
  | { readonly kind: 'refused'; readonly reason: BackfillReason }
  | { readonly kind: 'failed'; readonly reason: BackfillReason; readonly afterMs?: number | undefined };

/**
 * The consent record of one customer, under a lease of its own: a webhook's later statement must not be overwritten
 * by this one. Masivo's 404 says that it does not show the customer yet.
 */
async function consentOf(customer: string, deps: SettleDeps): Promise<Consented> {
  const masivo = await nextSlot(deps);
  const entry = await opened(nameOf(deps, customer), deps.run, deps);
  const { lateLandingMs } = deps.settings.masivo;
  const state = stateOf(entry, lateLandingMs);
  const { newest } = state;
  // Whoever has come in between has a webhook's delivery that sees to it.
  if (standingOf(state).kind !== 'marked' || !newest) return { kind: 'done' };
  // Whoever states nothing was looked at before the mark. Masivo silently drops the migration of somebody whom it has.
  const others = statesPurpose(deps.store, newest.statements) ? await lookAt(customer, deps) : undefined;
  if (others === null) return { kind: 'not-shown' };
  const record = consentToRecord(deps.store, newest, null, true, others?.purposes);
  if (!record) return { kind: 'done' };
  const startedAt = deps.now().getTime();
  const until = startedAt + deps.settings.leaseMs;
  const intent = { by: deps.run, until, creates: false, overwrites: true, consentDue: true };
  const claim = await deps.ledger.claim(entry, state, { ...intent, claim: deps.newId() });
  if (!claim) return { kind: 'failed', reason: { code: 'delivery-faster' } };
  const answer = await masivo(new Date(until - leaseMarginMs)).recordConsent(record);
  if (answer.kind === 'ok') {
    const uncertain = mayStillLand(state, startedAt) ? state.uncertain : null;
    const confirmed = broughtOver(newest, record.purposes, startedAt, others?.purposes !== undefined);
    await deps.ledger.confirm(claim, { ...state, confirmed, uncertain }, entry.last);
    return { kind: 'done' };
  }
  const verdict = verdictOn('consent', answer);
  const isLost = verdict.kind !== 'refuse' && verdict.landed === 'maybe';
  const now = deps.now().getTime();
  // As in deliveries: after a record whose answer was lost, nothing ends before it can land no more.
  await deps.ledger.confirm(
    claim,
    isLost ? afterDeath(state, { ...claim.intent, until: now }, lateLandingMs) : state,
    entry.last,
  );
  if (lacksCustomer(answer)) return { kind: 'not-shown' };
  if (verdict.kind === 'refuse') return { kind: 'refused', reason: verdict.reason };
  // What may pass is tried again: sending the same record twice does no harm.
  return verdict.kind === 'ask'
    ? { kind: 'failed', reason: { code: 'outcome-unclear' } }
    : { kind: 'failed', reason: verdict.reason, afterMs: verdict.afterMs };
}

/**
 * Migrations carry no metadata, so the customer's next event finds it missing and brings it.
 * @param elsewhere Masivo had a consent record that no migration brings.
 */
function broughtOver(
  { customer }: KeptSnapshot,
  consent: Purposes,
  createdAt: number,
  elsewhere: boolean,
): Confirmed {
  const { email } = customer;
  return {
    masivo: 'holds',
    email: email === null ? null : normalizedEmail(email),
    consent,
    createdAt,
    ...(elsewhere ? { told: null, elsewhere } : { told: { ...customer, metadata: {} } }),
  };
}

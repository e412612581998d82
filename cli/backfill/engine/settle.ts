import { consentToRecord } from '../../../lambda/delivery/consent-to-record';
import {
  type CustomerState,
  type Doubt,
  type KeptSnapshot,
  noDoubt,
} from '../../../lambda/delivery/customer-state';
import type { Purposes } from '../../../lambda/masivo/consent';
import { lacksCustomer, verdictOn } from '../../../lambda/retry/retry-policy';
import { leaseMarginMs } from '../../../lambda/retry/retry-times';
import { isShown, missingAmong } from './ask';
import { mapConcurrently } from './concurrency';
import { atOnce, type BackfillDeps, Interrupted } from './deps';
import { standingOf } from './known';
import { nameOf, opened } from './mark';
import { type BackfillReason, textOf } from './reasons';
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
        if (now - failingSince > deps.waits.stopAfter) throw new Interrupted(textOf(failure));
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
 * The consent record of one customer, under a lease of its own, so that it does not overwrite a webhook's later consent
 * statement. Masivo's 404 means that it does not show the customer yet.
 */
async function consentOf(customer: string, deps: SettleDeps): Promise<Consented> {
  const masivo = await nextSlot(deps);
  const entry = await opened(nameOf(deps, customer), deps.run, deps);
  const { state } = entry;
  // Taken over by a webhook meanwhile, whose delivery finishes it.
  if (standingOf(state).kind !== 'marked' || !state.newest) return { kind: 'done' };
  const record = consentToRecord(deps.store, state.newest, null, true);
  if (!record) return { kind: 'done' };
  const until = deps.now().getTime() + deps.settings.leaseMs;
  // As deliveries do: after a record whose answer was lost, nothing is final before it can no longer land.
  const mayLandUntil = (at: number): CustomerState => ({
    ...state,
    doubt: { ...(state.doubt ?? noDoubt), lostChangeAt: at, consentDue: true },
  });
  const claim = await deps.ledger.claim({
    entry,
    delivery: deps.run,
    believeIfWeDie: mayLandUntil(until),
    until,
    emailKey: null,
  });
  if (!claim) return { kind: 'failed', reason: { code: 'delivery-faster' } };
  const answer = await masivo(new Date(until - leaseMarginMs)).recordConsent(record);
  if (answer.kind === 'ok') {
    const lostAt = state.doubt?.lostChangeAt ?? Number.NEGATIVE_INFINITY;
    const mayStillLand = deps.now().getTime() - lostAt < deps.settings.masivo.lateLandingMs;
    await deps.ledger.release(
      claim,
      heldState(state.newest, record.purposes, mayStillLand ? state.doubt : null),
    );
    return { kind: 'done' };
  }
  const verdict = verdictOn('consent', answer);
  const isLost = verdict.kind !== 'refuse' && verdict.landed === 'maybe';
  await deps.ledger.release(claim, isLost ? mayLandUntil(deps.now().getTime()) : state);
  if (lacksCustomer(answer)) return { kind: 'not-shown' };
  if (verdict.kind === 'refuse') return { kind: 'refused', reason: verdict.reason };
  // What may pass is tried again: sending the same record twice does no harm.
  return verdict.kind === 'ask'
    ? { kind: 'failed', reason: { code: 'outcome-unclear' } }
    : { kind: 'failed', reason: verdict.reason, afterMs: verdict.afterMs };
}

/** Migrations carry no metadata, so the customer's next event finds it missing and brings it. */
function heldState(newest: KeptSnapshot, consent: Purposes, doubt: Doubt | null): CustomerState {
  const told = { ...newest.customer, metadata: {} };
  const { email } = newest.customer;
  return {
    known: { masivo: 'holds', email: email?.toLowerCase() ?? null, consent, told },
    newest,
    doubt,
  };
}

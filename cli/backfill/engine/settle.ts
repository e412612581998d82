import { type BackfillReason, backfillTextOf } from '../../../lambda/reasons/backfill';
import { isShown, missingAmong } from './ask';
import { mapConcurrently } from './concurrency';
import { atOnce, type BackfillDeps, Interrupted } from './deps';
import { recordConsentOf } from './record-consent';
import { growingDelays } from './retry';

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
        const end = await recordConsentOf(customer, deps);
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

import { unlimitedSlots } from '../../../lambda/delivery/rate-limiter';
import type { NewCustomer } from '../../../lambda/masivo/customer';
import type { Reason } from '../../../lambda/reasons/reason';
import { textOf } from '../../../lambda/reasons/text';
import { isThrottled } from '../../../lambda/retry/retry-policy';
import { backfillTimes } from '../../../lambda/retry/retry-times';
import { missingAmong } from './ask';
import { type BackfillDeps, Interrupted } from './deps';
import type { MigrationLimit } from './migration-limit';
import { withRetries } from './retry';

export interface Refused {
  readonly customer: string;
  readonly reason: Reason;
}

export interface Giving extends BackfillDeps {
  readonly limit: MigrationLimit;
  /** Called before each request, except one that the caller registered: from then on it may have been sent. */
  readonly onSending: (at: number) => void;
}

/**
 * Sends customers to Masivo without rewards. Ends once Masivo has accepted them all, refused some for good, or shows
 * those whose answer was lost.
 * @param turnTakenAt when the caller took the first request's place in the limit, and wrote that down.
 * @throws Interrupted when Masivo keeps failing, or keeps losing its answers
 */
export async function give(
  customers: readonly NewCustomer[],
  deps: Giving,
  turnTakenAt?: number,
): Promise<readonly Refused[]> {
  return giveSince(deps.now().getTime(), customers, deps, turnTakenAt);
}

async function giveSince(
  since: number,
  customers: readonly NewCustomer[],
  deps: Giving,
  turnTakenAt?: number,
): Promise<readonly Refused[]> {
  if (customers.length === 0) return [];
  const { limit } = deps;
  let sentAt = 0;
  let taken = turnTakenAt;
  const ended = await withRetries(
    'migrate-many',
    async () => {
      if (taken === undefined) {
        await limit.waitForSlot();
        sentAt = deps.now().getTime();
        deps.onSending(sentAt);
      } else sentAt = taken;
      taken = undefined;
      const answer = await deps
        .masivo(unlimitedSlots, new Date(deps.now().getTime() + backfillTimes.requestTimeoutMs))
        .migrate(customers);
      if (answer.kind === 'status' && isThrottled(answer.status)) limit.wasTooEarly();
      return answer;
    },
    deps,
  );
  switch (ended.kind) {
    case 'ok':
      return [];
    case 'unsure': {
      if (deps.now().getTime() - since > deps.waits.stopAfter) throw new Interrupted(textOf(ended.reason));
      const missing = new Set(
        await missingAmong(
          customers.map(({ id }) => id),
          sentAt,
          deps,
        ),
      );
      return giveSince(
        since,
        customers.filter(({ id }) => missing.has(id)),
        deps,
      );
    }
    case 'refused':
      return inHalves(customers, ended.reason, deps);
    default:
      return ended satisfies never;
  }
}

/** Masivo refuses a whole request without saying for which customer: halving finds it in a few more requests. */
async function inHalves(
  customers: readonly NewCustomer[],
  reason: Reason,
  deps: Giving,
): Promise<readonly Refused[]> {
  const [first, second] = customers;
  if (first && !second) return [{ customer: first.id, reason }];
  const middle = Math.ceil(customers.length / 2);
  const refused = await give(customers.slice(0, middle), deps);
  return [...refused, ...(await give(customers.slice(middle), deps))];
}

import { unlimitedSlots } from '../../../lambda/delivery/rate-limiter';
import type { Reason } from '../../../lambda/reasons/reason';
import { textOf } from '../../../lambda/reasons/text';
import { isThrottled } from '../../../lambda/retry/retry-policy';
import { backfillTimes } from '../../../lambda/retry/retry-times';
import { missingAmong } from './ask';
import { refuseWhileErased } from './being-erased';
import { type BackfillDeps, Interrupted } from './deps';
import { marksOf } from './mark';
import type { MigrationLimit } from './migration-limit';
import { withRetries } from './retry';
import type { Sendable } from './sendable';

export interface Refused {
  readonly customer: string;
  readonly reason: Reason;
}

/** Customers who are marked, and when that was, epoch ms. */
export interface Marks {
  readonly customers: readonly Sendable[];
  readonly at: number;
}

export interface Giving extends BackfillDeps {
  readonly run: string;
  readonly limit: MigrationLimit;
  /** Called before each request, except one that the caller registered: from then on it may have been sent. */
  readonly onSending: (at: number) => void;
}

/**
 * Sends customers to Masivo without rewards. Ends once Masivo has accepted them all, refused some for good, or shows
 * those whose answer was lost.
 * @param slotTakenAt when the caller took the first request's place in the limit, and wrote that down.
 * @throws Interrupted when Masivo keeps failing, or keeps losing its answers
 */
export async function give(marks: Marks, deps: Giving, slotTakenAt?: number): Promise<readonly Refused[]> {
  return giveSince(deps.now().getTime(), marks, deps, slotTakenAt);
}

async function giveSince(
  since: number,
  marks: Marks,
  deps: Giving,
  slotTakenAt?: number,
): Promise<readonly Refused[]> {
  if (marks.customers.length === 0) return [];
  const { limit } = deps;
  let standing = marks;
  let sentAt = 0;
  let taken = slotTakenAt;
  const ended = await withRetries(
    'migrate-many',
    async () => {
      if (taken === undefined) {
        await limit.waitForSlot();
        sentAt = deps.now().getTime();
        deps.onSending(sentAt);
      } else sentAt = taken;
      taken = undefined;
      standing = await standingNow(standing, deps);
      if (standing.customers.length === 0) return { kind: 'ok', value: null };
      const answer = await deps
        .masivo(unlimitedSlots, new Date(deps.now().getTime() + backfillTimes.requestTimeoutMs))
        .migrate(standing.customers.map(({ sent }) => sent));
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
      const ids = standing.customers.map(({ customer }) => customer);
      const missing = new Set(await missingAmong(ids, sentAt, deps));
      return giveSince(
        since,
        among(standing, ({ customer }) => missing.has(customer)),
        deps,
      );
    }
    case 'refused':
      return inHalves(standing, ended.reason, deps);
    default:
      return ended satisfies never;
  }
}

/** Whoever is still to be sent. The process may have been suspended for hours, or Masivo may have kept it waiting. */
async function standingNow(marks: Marks, deps: Giving): Promise<Marks> {
  await refuseWhileErased(deps);
  const at = deps.now().getTime();
  if (at - marks.at <= backfillTimes.marksHoldMs) return marks;
  const ids = marks.customers.map(({ customer }) => customer);
  return { customers: await marksOf(ids, deps.run, deps), at };
}

const among = ({ customers, at }: Marks, isMeant: (sendable: Sendable) => boolean): Marks => ({
  customers: customers.filter(isMeant),
  at,
});

/** Masivo refuses a whole request without saying for which customer: halving finds it in a few more requests. */
async function inHalves({ customers, at }: Marks, reason: Reason, deps: Giving): Promise<readonly Refused[]> {
  const [first, second] = customers;
  if (first && !second) return [{ customer: first.customer, reason }];
  const middle = Math.ceil(customers.length / 2);
  const refused = await give({ customers: customers.slice(0, middle), at }, deps);
  return [...refused, ...(await give({ customers: customers.slice(middle), at }, deps))];
}

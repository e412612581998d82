import * as v from 'valibot';
import { type Outcome, outcomes } from '../delivery/outcome';
import { ReleaseSchema } from '../envelope';
import { CustomerDraft } from '../masivo/customer';
import { Reason } from '../reasons/reason';
import { itemVersions } from './item-versions';

const CallTrace = v.object({
  call: v.string(),
  status: v.exactOptional(v.number()),
  /** What Masivo answered to a call that failed, masked. */
  answered: v.exactOptional(v.string()),
  failure: v.exactOptional(Reason),
  ms: v.number(),
});

const Attempt = v.object({
  /** Tells it from every other attempt. */
  id: v.string(),
  /** Which series it belongs to: 0 as received, then one for each replay. */
  series: v.number(),
  at: v.string(),
  ms: v.number(),
  outcome: v.picklist(outcomes),
  reason: v.nullable(Reason),
  calls: v.array(CallTrace),
  walletId: v.exactOptional(v.string()),
});
export type Attempt = v.InferOutput<typeof Attempt>;

const Discarded = v.object({
  at: v.string(),
  /** The caller's ARN, or `local`. */
  who: v.string(),
  /** Why, in the operator's own words. */
  note: v.exactOptional(v.string()),
});

/** The log of one delivery: the event as received, and everything that was tried with it. Nothing rests on it. */
export const DeliveryRecord = v.object({
  v: v.literal(itemVersions.delivery),
  id: v.string(),
  source: v.string(),
  store: v.string(),
  customer: v.nullable(v.string()),
  receivedAt: v.string(),
  headers: v.record(v.string(), v.string()),
  /** The raw bytes. */
  body: v.instance(Uint8Array),
  signedWith: v.string(),
  release: v.exactOptional(ReleaseSchema),
  /** Neither headers nor body were kept of the event: its reason leaves no purpose for them. */
  withoutEvent: v.exactOptional(v.literal(true)),
  /** What was made of it, where that became the customer's newest snapshot. */
  mapped: v.exactOptional(CustomerDraft),
  /** The hash of the environment's own mapping at the last attempt; absent where it had none. */
  mapping: v.exactOptional(v.string()),
  series: v.number(),
  outcome: v.picklist(outcomes),
  reason: v.nullable(Reason),
  /** An operator had its dead letter deleted. The next attempt, which takes a replay, writes a log without it. */
  discarded: v.exactOptional(Discarded),
  /** The latest attempts, oldest first; `attemptCount` counts all. */
  attempts: v.array(Attempt),
  attemptCount: v.number(),
  /** Of `retry`: when the message may be received again. It waits longer for a pause or an open circuit. */
  nextTryAt: v.exactOptional(v.string()),
  /** When this message was first tried, epoch ms: a replay or a redrive is another message. */
  triedSince: v.number(),
});
export type DeliveryRecord = v.InferOutput<typeof DeliveryRecord>;

// Days of retries make hundreds of attempts, and DynamoDB bills every KB of the item again with each of them.
const keptAttempts = 20;

export function withAttempt(
  attempts: readonly Attempt[],
  attempt: Attempt,
): { attempts: Attempt[]; outcome: Outcome; reason: Reason | null } {
  const kept = [...attempts, attempt];
  const [first] = kept;
  return {
    attempts: kept.length > keptAttempts && first ? [first, ...kept.slice(1 - keptAttempts)] : kept,
    outcome: attempt.outcome,
    reason: attempt.reason,
  };
}

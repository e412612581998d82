import type { ShopperEvents } from '../vendors/modelled';
import type { Deployment } from './from-template';

/** What a webhook leads to. */
export type WebhookKind = keyof ShopperEvents;

/** Assumptions about stores, Masivo and AWS: everything that neither code nor template says. */
export interface Traffic {
  /** Shares of the webhooks by what they lead to; they add up to 1. */
  readonly mix: Readonly<Record<WebhookKind, number>>;
  /** Messages in one batch, and in one answer of SQS to the pollers. */
  readonly messagesPerBatch: number;
  readonly messagesPerPoll: number;
  readonly receiveWarmMs: number;
  readonly receiveInitMs: number;
  /** Of the calls of `receive`. */
  readonly receiveColdShare: number;
  readonly deliverInitMs: number;
  /** Of the batches. */
  readonly deliverColdShare: number;
  /** One call to Masivo, and one to the ledger. */
  readonly masivoMs: number;
  readonly ledgerMs: number;
  readonly bytesOutPerCall: number;
  /** Calls to Secrets Manager for a webhook. */
  readonly secretCalls: number;
  readonly deliveriesDays: number;
}

/** Lambda polls a queue with five pollers at least where `MaximumConcurrency` is set, each waiting up to 20 s. */
export const pollers = 5;

/**
 * How many messages a batch has that is gathered for so long from messages that come one by one: the first, and those
 * that come to the same poller meanwhile.
 * @param perSecond messages that come, over all pollers.
 */
export function gathered(perSecond: number, windowSeconds: number, batchSize: number): number {
  return Math.min(batchSize, 1 + (perSecond * windowSeconds) / pollers);
}

/**
 * How probable it is that a batch has none, one, two and so on of a kind of webhooks that is such a share of all. They
 * come by chance (Poisson): the first message is of the kind or not, and so is each that comes meanwhile.
 */
export function inBatch(share: number, messagesPerBatch: number): readonly number[] {
  const mean = share * (messagesPerBatch - 1);
  const others: number[] = [];
  for (let count = 0, probability = Math.exp(-mean); count <= 10; count += 1) {
    others.push(probability);
    probability *= mean / (count + 1);
  }
  return [...others, 0].map(
    (probability, count) => (1 - share) * probability + share * (others[count - 1] ?? 0),
  );
}

/** One call to Masivo, and one to the ledger. */
export const assumedMs = { masivoMs: 150, ledgerMs: 5 };

/** A batch's rounds with the ledger: one look at what the workers share, then open, claim and record. */
export const roundsWithLedger = 4;

const million = 1e6;
const daysPerMonth = 365 / 12;
const activeHoursPerDay = 12;
/** A million webhooks in a month, by day. */
export const usualPerSecond = million / (daysPerMonth * activeHoursPerDay * 3600);

/**
 * A million webhooks in a month from stores in one part of the world: a signup and, as a vendor sends it soon after, an
 * update that changes nothing we map. They come one by one, the expensive case: a busier stack has fuller batches.
 *
 * Times are assumptions until measured ones are put in their place (`npm run bench`).
 */
export function usualTraffic({ batchWindowSeconds, batchSize }: Deployment, deliveriesDays: number): Traffic {
  // One warm `receive` reads the secret of all stores every five minutes.
  const secretCallsPerHour = 12;
  return {
    mix: { created: 0.5, unchanged: 0.5, updated: 0 },
    messagesPerBatch: gathered(usualPerSecond, batchWindowSeconds, batchSize),
    messagesPerPoll: 1,
    receiveWarmMs: 8,
    receiveInitMs: 250,
    receiveColdShare: 0.01,
    deliverInitMs: 450,
    deliverColdShare: 0.02,
    ...assumedMs,
    bytesOutPerCall: 1200,
    secretCalls: secretCallsPerHour / (usualPerSecond * 3600),
    deliveriesDays,
  };
}

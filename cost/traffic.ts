import type { WebhookKind } from './measure';

/** What is taken for granted of stores, Masivo and AWS: everything that neither code nor template says. */
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

/**
 * How many messages a batch has that is gathered for so long from messages that come one by one: the first, and those
 * that come to the same poller meanwhile. Lambda polls a queue with five pollers at least.
 * @param perSecond messages that come, over all pollers.
 */
export function gathered(perSecond: number, windowSeconds: number, batchSize: number): number {
  const pollers = 5;
  return Math.min(batchSize, 1 + (perSecond * windowSeconds) / pollers);
}

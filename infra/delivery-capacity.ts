import { maxSlotWaitMs } from '../lambda/retry/retry-times';
import type { Environment } from './config/config';

/** How `deliver` is fed: batches at a time, messages in each, and how long one may gather. */
export interface DeliveryCapacity {
  readonly concurrency: number;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
}

/** What is assumed of deliveries and of Masivo, which documents no times. */
export const assumed = {
  /** A signup with consent handling: the creation, and the consent record. */
  callsPerDelivery: 2,
  /** One call, on a slow day: workers must not be what limits then. */
  masivoMs: 1000,
  /** Look, open, claim and record. */
  ledgerMs: 100,
  /** So much more than is needed on average, because signups do not come evenly. */
  headroom: 1.5,
} as const;

// The most that one batch of SQS has without waiting to gather, and what AWS allows batches at a time.
const largestBatch = 10;
const [fewest, most] = [2, 1000] as const;
// Without a rate limit nothing says how much Masivo bears: a few batches keep its requests at some dozens at once.
const withoutPace = 5;

/**
 * Little's law: deliveries in progress = deliveries per second x seconds that each takes. The rate limit says how many
 * requests a second Masivo may get; more workers than it feeds would only wait for it, each of them billed.
 *
 * And no message may wait for the rate limit longer than an attempt does (5 s), or it goes back to the queue for nothing:
 * what all batches together have to send has to be less than the rate limit lets through in that time. Where even the fewest
 * batches that AWS allows are too many for a slow rate limit, they are smaller.
 */
export function deliveryCapacity({
  masivo,
  delivery,
}: Pick<Environment, 'delivery'> & {
  readonly masivo: Pick<Environment['masivo'], 'rateLimit'>;
}): DeliveryCapacity {
  const { batchWindowSeconds } = delivery;
  const perSecond = masivo.rateLimit?.perSecond;
  if (perSecond === undefined) {
    return { concurrency: delivery.concurrency ?? withoutPace, batchSize: largestBatch, batchWindowSeconds };
  }
  const { callsPerDelivery, masivoMs, ledgerMs, headroom } = assumed;
  const deliveriesPerSecond = perSecond / callsPerDelivery;
  const secondsPerDelivery = (callsPerDelivery * masivoMs + ledgerMs) / 1000;
  const inProgress = deliveriesPerSecond * secondsPerDelivery * headroom;
  const concurrency = delivery.concurrency ?? within(fewest, most, Math.ceil(inProgress / largestBatch));
  const letThrough = (perSecond * maxSlotWaitMs) / 1000 / callsPerDelivery;
  const batchSize = within(1, largestBatch, Math.floor(letThrough / concurrency));
  return { concurrency, batchSize, batchWindowSeconds };
}

const within = (least: number, greatest: number, value: number) => Math.min(greatest, Math.max(least, value));

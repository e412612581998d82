import { maxSlotWaitMs } from '../lambda/retry/retry-times';
import type { Environment } from './config/config';

/** Batches of `deliver` at a time, messages in each, and how long a batch may gather. */
export interface DeliveryCapacity {
  readonly concurrency: number;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
}

/** Assumptions about deliveries and about Masivo, which documents no times. */
export const assumed = {
  /** A signup with consent handling: the creation, and the consent record. */
  callsPerDelivery: 2,
  /** One call on a slow day: even then the number of workers must not be the limit. */
  masivoMs: 1000,
  /** Reading the shared state and the items, the claim and the record. */
  ledgerMs: 100,
  /** Headroom over the average, because signups do not come evenly. */
  headroom: 1.5,
} as const;

// The largest SQS batch without a batching window, and the range AWS allows for batches at a time.
const largestBatch = 10;
const [fewest, most] = [2, 1000] as const;
// Without a rate limit Masivo's capacity is unknown: a few batches keep it at some dozens of requests at once.
const withoutRateLimit = 5;

/**
 * Little's law: deliveries in progress = deliveries per second x seconds that each takes. The rate limit says how many
 * requests a second Masivo may get; more workers than that needs would only wait, each of them billed.
 *
 * A message that waits for a slot longer than an attempt does (5 s) goes back to the queue for nothing. So all batches
 * together must hold less than the rate limit allows in that time. Where even the fewest batches that AWS allows are
 * too many for a low rate limit, they are smaller.
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
    return {
      concurrency: delivery.concurrency ?? withoutRateLimit,
      batchSize: largestBatch,
      batchWindowSeconds,
    };
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

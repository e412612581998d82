/** Every time and threshold of waiting and trying again, each once. The settings of an environment override some. */

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/**
 * SQS hides a message for 12 hours at most, counted from its receipt (ChangeMessageVisibility). The receipt was up to
 * a batch window and the function's own timeout ago: a quarter of an hour is for those.
 */
export const longestDelayMs = 12 * hourMs - 15 * minuteMs;

/** SQS deletes a message 14 days after it was sent, whatever it is waiting for. A day is left to act in. */
export const maxMessageAgeDays = 13;
export const maxMessageAgeMs = maxMessageAgeDays * dayMs;

/** An environment's settings, where its configuration does not say otherwise. */
export const defaultRetry = {
  /** The first back-off's ceiling; it doubles with each attempt. */
  firstDelayMs: 5 * secondMs,
  maxDelayMs: hourMs,
  /** How much of a longer `Retry-After` is honoured. */
  maxRetryAfterMs: longestDelayMs,
  /** The queue keeps a message for 14 days: what is given up by then is in the DLQ with its reason. */
  giveUpAfterMs: 10 * dayMs,
} as const;

/** One call to Masivo, whose pages name no longest answer: 8 s leave room for three calls in a lease. */
export const masivoTimeoutMs = 8 * secondMs;

/** One read at a vendor, with room above the two seconds that the slowest ones take. */
export const vendorTimeoutMs = 5 * secondMs;

/** So long an attempt may spend on reading at a vendor, before it holds its customer: two reads, or one and its slot. */
export const vendorReadMs = 10 * secondMs;

export const vendorKeyTimes = {
  cachedForMs: 5 * minuteMs,
  /** A key that is missing or refused is looked for again so often, at most. */
  rereadEveryMs: minuteMs,
  /** Where no key is known and the secret could not be read, attempts wait for so long before another one asks. */
  unreadForMs: 5 * secondMs,
} as const;

/** How long one attempt holds its customer: three calls, and something to record the outcome in. */
export const leaseMs = 25 * secondMs;

/** The clocks of two machines differ, and the outcome has to be recorded while the lease still holds. */
export const leaseMarginMs = 500;

/** An attempt that has not ended so long after its lease hangs: its message is handled as failed. */
export const deadlineAfterLeaseMs = 5 * secondMs;

/**
 * What a batch needs after its last attempt: to delay messages or copy them to the DLQ, with a repeated call. A function
 * that dies meanwhile would leave all its messages to the queue's visibility timeout.
 */
export const batchEndMs = 10 * secondMs;

/** So long a delivery's log may take to say that its message goes to the DLQ without another attempt. */
export const recordDeadLetterMs = 5 * secondMs;

/**
 * A change whose answer was lost may arrive at Masivo this much later. Gateways usually give up within a minute
 * (AWS's: API Gateway after 29 s, a load balancer after 60 s).
 */
export const lateLandingMs = minuteMs;

/**
 * How long an attempt waits for a slot of the rate limiter: long enough for all batches' requests to have theirs, short
 * enough for a batch to end in time. infra/delivery-capacity.ts keeps batches small enough for it.
 */
export const maxSlotWaitMs = 5 * secondMs;

/** A slot is booked ahead by what a write takes, but not by more than this: slots before it are lost to all workers. */
export const longestSlotAheadMs = maxSlotWaitMs / 2;

/**
 * Slots for requests that follow are reserved with the first ones' write, where nobody else waits for a slot: so long
 * is skipped at most, until they come. For longer the other workers would wait in vain.
 */
export const longestSkippedMs = 300;

/** A request that comes a moment later than the last ones did still finds its slot. */
export const followsMarginMs = 5;

/** The messages of a batch want their slots within so long of each other: DynamoDB answers each one's reads on its own. */
export const gatherSlotsMs = 5;

/** Another attempt holds the customer: most end within a second. */
export const busyDelayMs = secondMs;

/**
 * An attempt that was under way when an erasure began has ended so long after its lease, and DynamoDB's indexes and
 * cheaper reads show what it wrote: they lag by moments.
 */
export const settledAfterMs = deadlineAfterLeaseMs + vendorReadMs + 5 * secondMs;

/**
 * Whatever was attempted before a store was held for its erasure has ended so long after: `deliver` may last 80 s, and
 * the call that wrote the hold down 29 s (infra/timing.ts).
 */
export const attemptsEndAfterMs = 2 * minuteMs;

/** A message that has to wait for the rest of its batch, or for a half-open circuit, comes back at once. */
export const backSoonMs = secondMs;

/** Messages that come back for a slot are spread over this, so that they do not all come at once. */
export const slotSpreadMs = secondMs;

/** So often a message may come back for a slot in vain before it backs off: a queue's receives are limited to 1000. */
export const freeReceives = 20;

/**
 * The e-mail index lags by moments, and a creation under way elsewhere by seconds: a conflict that nothing explains
 * is asked about for this long before it is taken for final.
 */
export const conflictWaitMs = minuteMs;

/** Masivo queues migrations: they show after "seconds to minutes" (guide "migrate-customers"). */
export const migrationWaitMs = 10 * minuteMs;

/** The circuit breaker. One lost answer is no outage; so many in a row within a minute in one process are. */
export const circuit = {
  failuresThatOpen: 5,
  failuresWithinMs: minuteMs,
  /** The longest time until a half-open circuit lets one message try. */
  maxOpenMs: 5 * minuteMs,
  /** Messages of a paused store are looked at again after this, and then ever more rarely. */
  pausedDelayMs: minuteMs,
} as const;

/** So long one count of the messages in flight is good for. */
export const countedForMs = 10 * secondMs;

/** Customers whom Masivo no longer shows: people delete one or a few, not more than this in two windows. */
export const missing = {
  most: 3,
  /** A window is so many times as long as reads may lag behind: ten minutes. */
  windowPerLateLanding: 10,
  /** A back-off lasts an hour: who is seen again after it is no newcomer. */
  rememberedWindows: 12,
  mostRemembered: 40,
  tries: 5,
  /** Waiting customers are looked at so often while the circuit is open for them, that it shows how many they are. */
  maxOpenMs: minuteMs,
} as const;

/** Poison messages: received so often, a message is marked while it is attempted; those that a function died with… */
export const poison = {
  suspectReceives: 5,
  /** …are tried alone so many times. */
  isolatedTries: 3,
  /** A message comes back minutes after a death, or hours where the queue is long. */
  rememberedMs: dayMs,
  /**
   * So many marks are kept, the newest. A write is billed by the size of the item that holds them all, and DynamoDB
   * refuses an item above 400 KB: a release that dies with every message leaves thirty marks for each ten messages.
   */
  mostMarks: 300,
  /** So many marks that nobody needs are taken off per batch, in one write. */
  forgottenPerBatch: 99,
} as const;

/** The backfill waits like deliveries do, but in one process that people look at. */
export const backfillTimes = {
  /** The first pause before it asks again; it doubles up to so many times as much. */
  firstPauseMs: secondMs,
  longestPauses: 30,
  /** Masivo or the network may fail for so long before the run stops, to be resumed later. */
  stopAfterMs: 15 * minuteMs,
  /** Another delivery holds the customer. */
  busyPauseMs: 300,
  /** A request of 1000 customers takes longer than what `deliver` sends. Calls under a lease end with it all the same. */
  callTimeoutMs: 30 * secondMs,
  /** A request follows its customers' marks within that, or they are marked anew: an erasure may have ended since. */
  marksHoldMs: 30 * secondMs,
  /** Such a request, with the one that follows a refused token. */
  requestTimeoutMs: minuteMs,
  signInTimeoutMs: 30 * secondMs,
} as const;

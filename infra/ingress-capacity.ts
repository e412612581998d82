/** What one store's address takes in without a 429: a sale, or a newsletter that goes out at once. */
export const sale = { webhooks: 50_000, seconds: 300 } as const;

/**
 * Of each store's address. API Gateway's token bucket holds `burst` tokens, a request takes one, and `requestsPerSecond`
 * come back.
 *
 * A sale is 167 requests a second on average. People do not come evenly: where its first minute takes a third of it,
 * and ten seconds of that minute a half, those ten have 833 a second. More than that comes in single seconds only,
 * which the bucket is for. Both are far below what an account may have in every region (10,000 and 5,000; 2,500 and
 * 1,250 in some), which all its APIs, and so all stores, share. Queueing is cheap: `deliver` takes as long as Masivo's
 * limit makes it.
 *
 * The limit is there for strangers, who have to know a store's address. At 1,000 a second somebody costs about 140 USD
 * a day, and silences that one store.
 */
export const ingressDefaults = { requestsPerSecond: 1000, burst: 1000 } as const;

/** Of any route without a limit of its own. There is none, so this is for one that somebody adds without thinking of it. */
export const noRoute = { rateLimit: 10, burstLimit: 10 } as const;

/** On a slow day of SQS. Warm, `receive` takes about 10 ms. */
const receiveMs = 100;

/**
 * How many executions of `receive` one store's sale needs, by Little's law: requests a second x seconds of each. An
 * account has 1,000 for all its functions, a new one as few as 10: that is a hundred webhooks a second, and the stores
 * get 503 for the others and send them again. Cold starts need more for a moment; Lambda adds 1,000 in ten seconds.
 */
export const receiveConcurrency = (requestsPerSecond: number): number =>
  Math.ceil((requestsPerSecond * receiveMs) / 1000);

import { Duration } from 'aws-cdk-lib';

/**
 * Times that depend on each other, each longer than the one before: a call to Masivo (8 s) < the lease of a customer
 * (25 s) < an attempt's deadline (lease + 5 s, and 10 s where it may read at a vendor before) < `deliver`'s timeout < the
 * queue's visibility.
 */
export const timing = {
  // The least patient vendor hangs up after 5 s and ingress answers after 3.5 s; the rest is for a cold start.
  receiveTimeout: Duration.seconds(10),
  // API Gateway hangs up after 30 s.
  operateTimeout: Duration.seconds(29),
  // Two of the longest deadlines: messages that killed the function before are tried alone, after all others, where
  // those left a deadline and ten seconds.
  deliverTimeout: Duration.seconds(80),
  // Shorter than the shortest time between two runs of a store. Its lease lasts half a minute longer.
  reconcileTimeout: Duration.minutes(4),
  // AWS asks for six times the function's timeout, because an event source may hold a batch while Lambda throttles, and
  // for the time in which a batch gathers: a minute at most (config.ts).
  visibility: Duration.minutes(9),
  // SQS's longest.
  retention: Duration.days(14),
} as const;

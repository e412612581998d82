import type { Reason } from '../reasons/reason';
import { busyDelayMs } from '../retry/retry-times';
import type { DeliveryDeps } from './deps';

/** What is to happen to the queue message. */
export type MessageAction =
  | { readonly kind: 'ack' }
  /** It stays on the queue and is received again after so long. */
  | { readonly kind: 'delay'; readonly afterMs: number }
  /** It stays while the circuit is open or its store is paused: that was no attempt, and the delay grows by itself. */
  | {
      readonly kind: 'delay-while-blocked';
      readonly atLeastMs: number;
      /** Its store alone is paused: the other stores go on. */
      readonly storePaused?: true;
    }
  /** It stays until a slot of the rate limit may be free: that was no attempt, and soon over. */
  | { readonly kind: 'delay-for-slot'; readonly afterMs: number }
  /** It is handled after the others of this batch. */
  | { readonly kind: 'defer' }
  /** It moves to the DLQ. Its delivery's log tells why, or it has none. */
  | { readonly kind: 'dead-letter'; readonly reason: Reason | null }
  /** It moves to the DLQ without an attempt: its delivery's log does not tell yet. */
  | { readonly kind: 'dead-letter-unrecorded'; readonly reason: Reason };

export const acknowledge: MessageAction = { kind: 'ack' };

type Randomness = Pick<DeliveryDeps, 'random'>;

/** Waiting for another attempt to let go of the customer is no attempt of its own, so it does not back off. */
export const delayWhileBusy = (deps: Randomness): MessageAction => ({
  kind: 'delay',
  afterMs: jittered(busyDelayMs, deps),
});

/** After a rollback the message waits for the code that wrote it, or its ledger item, to come back. */
export const delayForNewerCode: MessageAction = { kind: 'delay-while-blocked', atLeastMs: 0 };

const jittered = (ms: number, { random }: Randomness) => ms * (0.5 + random());

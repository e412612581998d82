import type { DeliveryDeps } from './deps';

/** What is to happen to the queue message. */
export type Fate =
  | { readonly kind: 'done' }
  /** It stays, hidden for so long. */
  | { readonly kind: 'again'; readonly afterMs: number }
  /** It stays until the way to Masivo is free again: that was no attempt, and the wait grows by itself. */
  | { readonly kind: 'wait'; readonly atLeastMs: number }
  /** It stays, hidden until its turn may come: that was no attempt, and soon over. */
  | { readonly kind: 'turn'; readonly afterMs: number }
  /** Its turn in this batch comes after the others. */
  | { readonly kind: 'later' }
  /** It moves to the DLQ. */
  | { readonly kind: 'dead'; readonly reason: string };

export const done: Fate = { kind: 'done' };

type Dice = Pick<DeliveryDeps, 'random'>;

/** Waiting for another attempt to let go of the customer is no attempt of its own, so it does not back off. */
export const whileBusy = (dice: Dice): Fate => ({ kind: 'again', afterMs: jittered(1000, dice) });

/** After a rollback the message waits for the code that wrote it, or its ledger item, to come back. */
export const forNewerCode: Fate = { kind: 'wait', atLeastMs: 0 };

const jittered = (ms: number, { random }: Dice) => ms * (0.5 + random());

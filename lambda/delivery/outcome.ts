/**
 * What became of an attempt. `retry` is the only one after which the message stays on the queue; `refused`
 * moves it to the DLQ; after all others it is done.
 */
export const outcomes = [
  'created',
  'exists',
  'updated',
  'unchanged',
  'stale',
  'ignored',
  'waiting',
  'held',
  'gone',
  'unlinked',
  'refused',
  'retry',
] as const;
export type Outcome = (typeof outcomes)[number];

/** An attempt after which another copy of the same message has nothing left to do. */
export function isSettled(outcome: Outcome): boolean {
  // A refused message can only come back by a redrive, and that is somebody asking for another try.
  return outcome !== 'retry' && outcome !== 'refused';
}

import type { Overview } from '../../operator/core/answers/overview';

/** Of an environment where nothing waits, and nothing has come. */
export const calmOverview: Overview = {
  version: '1.0.0',
  mapping: null,
  hours: [],
  atLeast: false,
  discarded: 0,
  undecided: { held: 0, gone: 0, unlinked: 0, merged: 0, tasks: 0, atLeast: false },
  oldestWaiting: null,
  queue: { waiting: 0, inFlight: 0 },
  untried: { messages: 0, atMost: false, oldestMs: null },
  deadLetters: 0,
  circuit: undefined,
  paused: [],
  stores: [],
  reconciled: [],
};

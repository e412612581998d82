import type { Outcome } from '../lambda/delivery/outcome';
import type { Explanation } from './operator';

export function explanationOf(outcome: Outcome, _reason: string | null): Explanation {
  return byOutcome[outcome];
}

const byOutcome: Readonly<Record<Outcome, Explanation>> = {
  created: { what: 'Masivo has a new customer.', mend: null, replayHelps: false },
  exists: { what: 'Masivo had this customer already.', mend: null, replayHelps: false },
  updated: {
    what: 'The customer in Masivo was changed to what the store says now.',
    mend: null,
    replayHelps: false,
  },
  unchanged: { what: 'Masivo showed already what the store says.', mend: null, replayHelps: false },
  stale: {
    what: 'The store has sent something newer of this shopper, and that counts.',
    mend: null,
    replayHelps: false,
  },
  ignored: { what: 'Nothing was to be done with this event.', mend: null, replayHelps: false },
  waiting: { what: 'The shopper waits for an e-mail.', mend: null, replayHelps: false },
  held: { what: 'The flood guard holds this creation.', mend: null, replayHelps: false },
  refused: { what: 'It can never succeed as it is.', mend: null, replayHelps: true },
  retry: { what: 'It will be tried again by itself.', mend: null, replayHelps: false },
};

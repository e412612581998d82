import type { Outcome } from '../../lambda/delivery/outcome';
import { doneReasons } from './explanations/done';
import type { ExplainedReason } from './explanations/explained-reason';
import { ignoredReasons } from './explanations/ignored';
import { refusedReasons } from './explanations/refused';
import { retryReasons } from './explanations/retry';
import type { Explanation } from './operator';

const reasons = [...doneReasons, ...ignoredReasons, ...refusedReasons, ...retryReasons].map((each) => ({
  ...each,
  pattern: patternOf(each),
}));

const givenUp = /^given up after days of trying: (.*)$/s;

/**
 * An outcome and its reason in plain words. A reason that is not in the tables (a newer version's) is explained
 * by its outcome alone; the reason itself is shown beside it anyway. Pure.
 */
export function explanationOf(outcome: Outcome, reason: string | null): Explanation {
  const lastReason = givenUp.exec(reason ?? '')?.[1];
  if (lastReason !== undefined) {
    const { what, mend } = explained('retry', lastReason);
    const then = 'Once that is mended, redrive or replay it.';
    return { what: `Given up after days of trying. ${what}`, mend: sentences(mend, then), replayHelps: true };
  }
  const { what, mend, replayHelps } = explained(outcome, reason);
  if (outcome !== 'retry') return { what, mend, replayHelps };
  const byItself = `It is tried again by itself${replayHelps ? '; a replay tries at once.' : '.'}`;
  return { what, mend: sentences(mend, byItself), replayHelps };
}

const sentences = (...parts: readonly (string | null)[]) => parts.filter((part) => part !== null).join(' ');

function explained(outcome: Outcome, reason: string | null): Explanation {
  const fits = (each: (typeof reasons)[number]) =>
    reason !== null && each.pattern.test(reason) && (each.outcome ?? outcome) === outcome;
  return reasons.find(fits) ?? byOutcome[outcome];
}

function patternOf({ reason }: ExplainedReason): RegExp {
  const parts = reason.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

const byOutcome: Readonly<Record<Outcome, Explanation>> = {
  created: {
    what: 'Masivo has the new customer, with the rewards for signing up.',
    mend: null,
    replayHelps: false,
  },
  exists: {
    what: 'Masivo had this customer already, so no rewards were paid for it.',
    mend: null,
    replayHelps: false,
  },
  updated: {
    what: 'The store changed this shopper, and Masivo shows the change.',
    mend: null,
    replayHelps: false,
  },
  unchanged: {
    what: 'The store sent this shopper again, with nothing new for Masivo.',
    mend: null,
    replayHelps: false,
  },
  stale: {
    what: 'The store has sent something newer of this shopper, and that counts.',
    mend: null,
    replayHelps: false,
  },
  ignored: {
    what: 'Nothing was to be done with this event, by configuration or decision.',
    mend: 'If the configuration was wrong, correct it and replay.',
    replayHelps: true,
  },
  waiting: {
    what: 'Masivo lacks something of this shopper that only the store can send.',
    mend: null,
    replayHelps: false,
  },
  held: { what: 'It waits for your word.', mend: 'Release it, or drop it.', replayHelps: false },
  refused: {
    what: 'It can never succeed as it is, so it is in the DLQ.',
    mend: 'Mend what the reason says; then redrive or replay.',
    replayHelps: true,
  },
  retry: { what: 'It did not succeed this time, which may pass.', mend: null, replayHelps: true },
};

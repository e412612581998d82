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
    const { what, fix } = explained('retry', lastReason);
    const then = 'Once that is fixed, redrive or replay it.';
    return { what: `Given up after days of trying. ${what}`, fix: sentences(fix, then), replayHelps: true };
  }
  const { what, fix, replayHelps } = explained(outcome, reason);
  if (outcome !== 'retry') return { what, fix, replayHelps };
  const byItself = `It is tried again by itself${replayHelps ? '; a replay tries at once.' : '.'}`;
  return { what, fix: sentences(fix, byItself), replayHelps };
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
    fix: null,
    replayHelps: false,
  },
  exists: {
    what: 'Masivo had this customer already, so no rewards were paid for it.',
    fix: null,
    replayHelps: false,
  },
  updated: {
    what: 'The store changed this shopper, and Masivo shows the change.',
    fix: null,
    replayHelps: false,
  },
  unchanged: {
    what: 'The store sent this shopper again, with nothing new for Masivo.',
    fix: null,
    replayHelps: false,
  },
  stale: {
    what: 'The store has sent something newer of this shopper, and that counts.',
    fix: null,
    replayHelps: false,
  },
  ignored: {
    what: 'Nothing was to be done with this event, by configuration or decision.',
    fix: 'If the configuration was wrong, correct it and replay.',
    replayHelps: true,
  },
  waiting: {
    what: 'Masivo lacks something of this shopper that only the store can send.',
    fix: null,
    replayHelps: false,
  },
  held: { what: 'It waits for your word.', fix: 'Release it, or drop it.', replayHelps: false },
  refused: {
    what: 'It can never succeed as it is, so it is in the DLQ.',
    fix: 'Fix what the reason says; then redrive or replay.',
    replayHelps: true,
  },
  retry: { what: 'It did not succeed this time, which may pass.', fix: null, replayHelps: true },
};

import type { Outcome } from '../../lambda/delivery/outcome';
import { causeOf, type Reason } from '../../lambda/reasons/reason';
import { customerKey, storeKey } from '../../lambda/store-name';
import type { Explanation } from './answers/shown-delivery';
import { catalogue } from './explanations/catalogue';
import { emailsMissingFix } from './explanations/done';

/**
 * An outcome and its reason in plain words, and what to do. Pure.
 * @param source whose advice is wanted, where it differs between vendors
 * @param before how it ended before a replay that found nothing to do; null where that is not known.
 */
export function explanationOf(
  outcome: Outcome,
  reason: Reason | null,
  before?: Outcome | null,
  source?: string,
): Explanation {
  if (before !== undefined) return replayedInVain(before);
  const { what, fix, replayHelps } = reason ? explained(reason, source) : byOutcome[outcome];
  if (outcome !== 'retry') return { what, fix, replayHelps };
  const byItself = `It is retried automatically${replayHelps ? '; a replay retries at once.' : '.'}`;
  return { what, fix: sentences(fix, byItself), replayHelps };
}

/** The store sent nothing again, so `unchanged` needs other words. */
const replayedInVain = (before: Outcome | null): Explanation => ({
  what: sentences('Replayed: nothing new for Masivo.', before && `Before the replay it was ${before}.`),
  fix: null,
  replayHelps: false,
});

/** What was refused, and then given up. */
export const discardedExplanation = ({ what }: Explanation, canBeReplayed: boolean): Explanation => ({
  what: `${what} An operator discarded it: its message was deleted from the DLQ, and nothing tries it any more.`,
  fix: canBeReplayed ? 'Nothing has to be done. A replay would try it once more.' : null,
  replayHelps: false,
});

/** A reason that wraps another one is explained by both: what to do is about the inner one. */
function explained(reason: Reason, source: string | undefined): Explanation {
  const { what, fix, replayHelps } = catalogue[reason.code];
  const behind = causeOf(reason);
  const cause = behind && catalogue[behind.code];
  switch (reason.code) {
    case 'email-missing':
      return { what, fix: emailsMissingFix(source), replayHelps };
    case 'sign-in-failed':
      return { what: sentences(what, cause?.what), fix: cause?.fix ?? fix, replayHelps };
    case 'selftest-would-not-create':
      return { what: sentences(what, cause?.what), fix: sentences(cause?.fix, fix), replayHelps };
    case 'given-up':
      return {
        what: sentences(what, cause?.what),
        fix: sentences(cause?.fix, 'Once that is fixed, redrive or replay it.'),
        replayHelps,
      };
    case 'erased-but-in-masivo':
      return { what: sentences(what, `Its ID there is ${reason.params.customer}.`), fix, replayHelps };
    case 'email-of-other-customer':
    case 'email-not-verified':
    case 'owner-not-verified':
    case 'owner-moved':
    case 'owner-deleted': {
      const { customer, source, store } = reason.params;
      return {
        what: sentences(what, `The other one is customer ${customer} of ${storeKey({ source, store })}.`),
        fix,
        replayHelps,
      };
    }
    case 'merged-with': {
      const { customer, source, store, wallet, keptWallet } = reason.params;
      const kept = `The store keeps ${customerKey({ source, store, customer })}${keptWallet === null ? '' : `, with the wallet ${keptWallet}`}.`;
      const own = wallet === null ? null : `This one has the wallet ${wallet}.`;
      return { what: sentences(what, kept, own), fix, replayHelps };
    }
    default:
      return { what, fix, replayHelps };
  }
}

const sentences = (...parts: readonly (string | null | undefined)[]) => parts.filter(Boolean).join(' ');

const byOutcome: Readonly<Record<Outcome, Explanation>> = {
  created: {
    what: 'The customer was created in Masivo, with the rewards for signing up.',
    fix: null,
    replayHelps: false,
  },
  exists: {
    what: 'Masivo already had this customer, so no rewards were paid.',
    fix: null,
    replayHelps: false,
  },
  updated: {
    what: 'The store changed this shopper, and Masivo has the change.',
    fix: null,
    replayHelps: false,
  },
  unchanged: {
    what: 'The store sent this shopper again, with nothing new for Masivo.',
    fix: null,
    replayHelps: false,
  },
  stale: {
    what: 'The store has sent something newer about this shopper, and Masivo has that.',
    fix: null,
    replayHelps: false,
  },
  ignored: {
    what: 'There was nothing to do for this event, by configuration or by decision.',
    fix: 'If the configuration was wrong, correct it and replay.',
    replayHelps: true,
  },
  waiting: {
    what: 'Masivo needs something about this shopper that only the store can send.',
    fix: null,
    replayHelps: false,
  },
  gone: {
    what: 'Masivo had this customer and no longer shows it: somebody deleted it there. No event creates it again.',
    fix: 'If it should exist again, release it.',
    replayHelps: false,
  },
  unlinked: {
    what: 'Another customer has this e-mail in Masivo, so this shopper has no account of its own.',
    fix: 'Link the two if they are one person, or drop it.',
    replayHelps: false,
  },
  held: { what: 'It is held until you decide.', fix: 'Release it, or drop it.', replayHelps: false },
  refused: {
    what: 'It can never succeed as it is, so it is in the DLQ.',
    fix: 'Fix the cause; then redrive or replay.',
    replayHelps: true,
  },
  retry: { what: 'It did not succeed this time. That may change.', fix: null, replayHelps: true },
};

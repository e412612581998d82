import { migrationWaitMs } from '../../retry/retry-times';
import type { Confirmed } from '../customer-state';
import { confirmedAs, retryAfter, unlessCreationLands } from './ends';
import type { Situation } from './situation';
import type { Step } from './step';
import { whenMissing } from './when-missing';

/** A backfill marks a customer, may try for a while to send it, and Masivo shows it later still. */
const mostWaits = 3;

/**
 * The store has deleted a shopper whom Masivo lacks: nobody creates one, whatever comes and whoever asks for it. What
 * may be there shortly is waited for: without a consent record it would be marketable. Pure.
 */
export function whenDeleted(situation: Situation): Step {
  const { input, now } = situation;
  const { confirmed } = input.state;
  const ignored = (as: Confirmed) =>
    unlessCreationLands(situation, () => confirmedAs(situation, 'ignored', { code: 'deleted-in-store' }, as));
  switch (confirmed.masivo) {
    case 'holds': {
      const step = whenMissing(situation);
      const isGone = step.do === 'end' && step.result.outcome === 'gone';
      return isGone ? ignored(step.result.state.confirmed) : step;
    }
    case 'migrating': {
      const showsBy = confirmed.since + mostWaits * migrationWaitMs;
      if (now >= showsBy) return ignored(confirmed);
      return retryAfter(situation, { code: 'migration-queued' }, Math.min(migrationWaitMs, showsBy - now));
    }
    case 'unknown':
    case 'waiting':
    case 'held':
    case 'linked':
    case 'unlinked':
    case 'gone':
      return ignored(confirmed);
    default:
      return confirmed satisfies never;
  }
}

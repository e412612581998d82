import { migrationWaitMs } from '../../retry/retry-times';
import type { Confirmed } from '../customer-state';
import type { Outcome } from '../outcome';
import { statesSomething } from '../statements';
import { withoutLinks } from './after-link';
import { endedFor } from './ended-for';
import { confirmedAs, endedAs, retryAfter, unlessCreationLands } from './ends';
import type { Situation } from './situation';
import type { Step } from './step';
import { whenMissing } from './when-missing';

/** A backfill marks a customer, may try for a while to send it, and Masivo shows it later still. */
const mostWaits = 3;

/**
 * The store has deleted a shopper whom Masivo lacks, or merged it into another: nobody creates one, whatever comes and
 * whoever asks for it. What may be there shortly is waited for: without a consent record it would be marketable. Pure.
 */
export function whenEnded(situation: Situation): Step {
  const { input, now } = situation;
  const { confirmed } = input.state;
  const outcome = input.mine.only === 'merge' ? 'exists' : 'ignored';
  const ended = (as: Confirmed) =>
    unlessCreationLands(
      situation,
      () => whenCarried(situation, outcome) ?? confirmedAs(situation, outcome, endedFor(situation, null), as),
    );
  switch (confirmed.masivo) {
    case 'holds': {
      const step = whenMissing(situation);
      const isGone = step.do === 'end' && step.result.outcome === 'gone';
      return isGone ? ended(step.result.state.confirmed) : step;
    }
    case 'migrating': {
      const showsBy = confirmed.since + mostWaits * migrationWaitMs;
      if (now >= showsBy) return ended(confirmed);
      return retryAfter(situation, { code: 'migration-queued' }, Math.min(migrationWaitMs, showsBy - now));
    }
    case 'unknown':
    case 'waiting':
    case 'held':
    case 'linked':
    case 'unlinked':
    case 'gone':
      return ended(confirmed);
    default:
      return confirmed satisfies never;
  }
}

/**
 * An attempt that left something open may have linked the shopper before the deletion or the merge, and not have
 * confirmed it: who carries the id has to be known, for an erasure takes it back from there. Undefined where nobody
 * does, or the item says it. Pure.
 */
function whenCarried(situation: Situation, outcome: Outcome): Step | undefined {
  const { input, progress } = situation;
  const { confirmed, uncertain } = input.state;
  if (uncertain === null || confirmed.masivo === 'linked') return undefined;
  const { carrier } = progress;
  if (carrier === null) return { do: 'look-for-carrier' };
  switch (carrier.kind) {
    case 'linked': {
      const linked = { masivo: 'linked', owner: carrier.owner } as const;
      return confirmedAs(withoutLinks(situation), outcome, endedFor(situation, null), linked);
    }
    case 'no-owner':
      return undefined;
    case 'retry':
      return retryAfter(situation, carrier.reason, carrier.retryAfterMs);
    default:
      return carrier satisfies never;
  }
}

/**
 * What somebody who was merged takes along to the customer whom the store keeps: first of all, so that it is known there
 * before its own item says where it went. Undefined where that is done, or there is nothing. Pure.
 */
export function whenMerged(situation: Situation): Step | undefined {
  const { input, progress } = situation;
  const { target, mine, release, state } = input;
  const isDue =
    !state.mergeCarried ||
    (release === undefined && (mine.only === 'merge' || statesSomething(mine.statements)));
  if (!target.merged || !isDue) return undefined;
  const { carried } = progress;
  if (carried === null) return { do: 'carry', into: target.merged.into };
  switch (carried.kind) {
    case 'carried':
      return undefined;
    case 'refused':
      return endedAs(situation, 'refused', carried.reason);
    case 'retry':
      return retryAfter(situation, carried.reason, carried.retryAfterMs);
    default:
      return carried satisfies never;
  }
}

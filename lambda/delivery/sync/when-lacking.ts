import * as v from 'valibot';
import { NewCustomer } from '../../masivo/customer';
import { conflictWaitMs, migrationWaitMs } from '../../retry/retry-times';
import { creationPolicy } from '../creation-policy';
import { type Confirmed, mayStillLand, nothingUncertain } from '../customer-state';
import type { Step } from './next-step';
import {
  type AttemptResult,
  createdAtOf,
  endedAs,
  orderedWithoutRewards,
  retryWhenNothingLands,
  stillUncertain,
} from './result';
import { type Progress, type SyncInput, wantedOf } from './sync-input';

/** Masivo lacks the customer: create it, if it may be created and can be. Pure. */
export function whenLacking(input: SyncInput, progress: Progress, now: number): Step {
  const { state, release } = input;
  const { confirmed } = state;
  if (input.linksOwnerOf !== undefined) return { do: 'not-owner' };
  const isReleased = release === 'create' || release === 'migrate';
  if (confirmed.masivo === 'holds' && progress.created === 'no' && progress.conflict === null) {
    const step = whenMissing(input, progress, now);
    if (step.do !== 'end' || step.result.outcome !== 'gone' || !isReleased) return step;
  }
  if (confirmed.masivo === 'gone' && !isReleased) {
    return ended(input, progress, now, { outcome: 'gone', reason: { code: 'gone' }, confirmed });
  }
  const decision = creationPolicy(input);
  if (decision.kind === 'deny') {
    return whereNothingLands(input, progress, now, () =>
      endedAs(input, progress, now, decision.outcome, decision.reason),
    );
  }
  const customer = v.safeParse(NewCustomer, wantedOf(input));
  if (!customer.success) {
    return whereNothingLands(input, progress, now, () =>
      ended(input, progress, now, {
        outcome: 'waiting',
        reason: { code: 'email-missing' },
        confirmed: { masivo: 'waiting' },
      }),
    );
  }
  if (confirmed.masivo === 'migrating' || release === 'migrate') {
    return whenMigrating(input, progress, now, customer.output);
  }
  if (progress.conflict) return whenInConflict(input, progress, now, customer.output.email);
  if (decision.counted && progress.counted === null) return { do: 'count-creation' };
  if (progress.counted === false) {
    return whereNothingLands(input, progress, now, () =>
      ended(input, progress, now, {
        outcome: 'held',
        reason: { code: 'flood-limit-reached' },
        confirmed: { masivo: 'held', dropped: false, since: now },
      }),
    );
  }
  return { do: 'create', customer: customer.output };
}

/**
 * The ledger holds it and Masivo does not show it. Reads lag behind a creation by seconds. Later it was deleted
 * there, and nobody is created again by what a store sends.
 */
function whenMissing(input: SyncInput, progress: Progress, now: number): Step {
  const createdAt = createdAtOf(input.state);
  const askedAt = progress.askedAt ?? now;
  if (createdAt !== undefined && askedAt - createdAt < input.lateLandingMs) {
    const state = stillUncertain(input, progress, now);
    const retryAfterMs = createdAt + input.lateLandingMs - now;
    return {
      do: 'end',
      result: { outcome: 'retry', reason: { code: 'not-shown-yet' }, state, retryAfterMs },
    };
  }
  if (progress.manyMissing === null) return { do: 'count-missing' };
  if (progress.manyMissing) return endedAs(input, progress, now, 'retry', { code: 'many-missing' });
  return whereNothingLands(input, progress, now, () =>
    ended(input, progress, now, {
      outcome: 'gone',
      reason: { code: 'gone' },
      confirmed: { masivo: 'gone', since: now },
    }),
  );
}

/** Given to Masivo without rewards, or to be given so. It queues what it takes, and drops some of it silently. */
function whenMigrating(input: SyncInput, progress: Progress, now: number, customer: NewCustomer): Step {
  const { confirmed } = input.state;
  if (progress.ordered) return queued(input, progress, now, migrationWaitMs);
  if (confirmed.masivo !== 'migrating') return { do: 'migrate', customer };
  const waitedMs = now - confirmed.since;
  if (waitedMs < migrationWaitMs) return queued(input, progress, now, migrationWaitMs - waitedMs);
  // The commonest reason why it does not appear: somebody else has its e-mail.
  if (progress.owner === null) return { do: 'link', email: customer.email };
  if (progress.owner.kind !== 'no-owner') return afterLink(input, progress, now);
  if (confirmed.orders < mostOrders) return { do: 'migrate', customer };
  return ended(input, progress, now, {
    outcome: 'refused',
    reason: { code: 'migration-not-shown' },
    // A redrive begins anew.
    confirmed: { ...confirmed, orders: 0 },
  });
}

/** What does not appear twice is not going to. */
const mostOrders = 2;

function queued(input: SyncInput, progress: Progress, now: number, retryAfterMs: number): Step {
  const before = stillUncertain(input, progress, now);
  const state = progress.ordered ? orderedWithoutRewards(before, now) : before;
  return {
    do: 'end',
    result: { outcome: 'retry', reason: { code: 'migration-queued' }, state, retryAfterMs },
  };
}

/** The creation was not simply accepted, and Masivo does not show the customer. */
function whenInConflict(input: SyncInput, progress: Progress, now: number, email: string): Step {
  const { conflict } = progress;
  if (!conflict) throw new Error('There is no conflict to explain');
  if (conflict.landed === 'maybe')
    return endedAs(input, progress, now, 'retry', { code: 'creation-not-shown' });
  if (progress.owner === null) return { do: 'link', email };
  if (progress.owner.kind !== 'no-owner') return afterLink(input, progress, now);
  const { uncertain } = input.state;
  // An earlier creation of ours may be what is in the way, and not be shown yet.
  if (conflict.unexplained === 'refuse' && !uncertain?.created) {
    return endedAs(input, progress, now, 'refused', {
      code: 'customer-refused',
      params: { status: conflict.status },
    });
  }
  const conflictSince = uncertain?.conflictSince ?? now;
  const state = stillUncertain(input, progress, now);
  if (now - conflictSince < conflictWaitMs) {
    const waiting = { ...state, uncertain: state.uncertain && { ...state.uncertain, conflictSince } };
    return { do: 'end', result: { outcome: 'retry', reason: { code: 'email-conflict' }, state: waiting } };
  }
  // A redriven message begins a new minute.
  const { conflictSince: _, ...over } = state.uncertain ?? nothingUncertain;
  return {
    do: 'end',
    result: { outcome: 'refused', reason: { code: 'email-taken' }, state: { ...state, uncertain: over } },
  };
}

function afterLink(input: SyncInput, progress: Progress, now: number): Step {
  const { owner } = progress;
  switch (owner?.kind) {
    case 'linked':
      return ended(input, progress, now, {
        outcome: 'exists',
        reason: { code: 'linked-to-owner' },
        confirmed: { masivo: 'linked', owner: owner.owner },
      });
    case 'refused':
      return endedAs(input, progress, now, 'refused', owner.reason);
    case 'retry': {
      const state = stillUncertain(input, progress, now);
      const wait = owner.retryAfterMs === undefined ? {} : { retryAfterMs: owner.retryAfterMs };
      return { do: 'end', result: { outcome: 'retry', reason: owner.reason, state, ...wait } };
    }
    default:
      throw new Error('There is no link to end with');
  }
}

/** Nothing ends without an account while a creation of ours may still land. */
function whereNothingLands(input: SyncInput, progress: Progress, now: number, end: () => Step): Step {
  const { state, startedAt } = input;
  return state.uncertain?.created && mayStillLand(state, startedAt)
    ? retryWhenNothingLands(input, progress, now, { code: 'creation-may-still-land' })
    : end();
}

/** An end after which nothing about the customer is uncertain but what Masivo's answers left so. */
function ended(
  input: SyncInput,
  progress: Progress,
  now: number,
  end: Pick<AttemptResult, 'outcome' | 'reason'> & { readonly confirmed: Confirmed },
): Step {
  const { uncertain } = stillUncertain(input, progress, now);
  const isOpen = uncertain !== null && (uncertain.created || uncertain.overwrites);
  const state = { ...input.state, confirmed: end.confirmed, uncertain: isOpen ? uncertain : null };
  return { do: 'end', result: { outcome: end.outcome, reason: end.reason, state } };
}

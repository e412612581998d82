import type { Claim, CustomerEntry } from '../../ledger/ledger';
import type { CustomerState } from '../customer-state';
import { intentOf, type Plans } from '../intent';
import { masivoIdOf } from '../masivo-id';
import { foundElsewhere, releasedIn } from './confirmed';
import { failed } from './ends';
import { mayBeForgotten } from './meaning';
import { covers, needs } from './needed-intent';
import { nextStep } from './next-step';
import { nothingDone, type Progress, type Situation, type SyncInput } from './situation';
import type { AttemptResult } from './step';
import type { SyncDeps } from './sync-deps';
import { takeStep } from './take-step';
import { stillUncertain } from './uncertainty';

export type SyncEnd =
  /** To be written: as the claim's confirmation, or, where nothing was sent that could change Masivo, as it is. */
  | {
      readonly kind: 'ended';
      readonly result: AttemptResult;
      readonly claim: Claim | undefined;
      readonly entry: CustomerEntry;
    }
  /** Another attempt was faster. */
  | { readonly kind: 'busy' };

/**
 * Brings Masivo to the target, one step after the other. Masivo is asked before the customer is claimed; before the
 * first request that changes anything there, the claim says what it may do.
 *
 * @param begins with what Masivo has answered already, since the customer's item was read.
 */
export async function sync(
  begun: SyncInput,
  customer: CustomerEntry,
  deps: SyncDeps,
  begins: Progress = nothingDone,
): Promise<SyncEnd> {
  const { ledger } = deps;
  let input = begun;
  let entry = customer;
  let claim: Claim | undefined;
  let progress = begins;
  const situation = (): Situation => ({ input, progress, now: deps.now().getTime() });
  const end = (result: AttemptResult): SyncEnd => ({ kind: 'ended', result, claim, entry });
  const withoutIndex = (): SyncEnd => {
    const state = stillUncertain(situation());
    return end({ outcome: 'retry', reason: { code: 'email-index-unreadable' }, state });
  };

  for (;;) {
    const step = nextStep(situation());
    if (step.do === 'end') {
      const shownKey = await keyOfShown(step.result.state, entry, deps);
      if (shownKey === 'unreadable') return withoutIndex();
      if (shownKey !== null) {
        entry = { ...entry, emailKey: shownKey };
        claim &&= { ...claim, entry };
      }
      return end(step.result);
    }

    if (step.do === 'found-gone') {
      input = { ...input, state: step.state };
      continue;
    }

    const needed = needs(step, input);
    const isOver = step.do === 'found-elsewhere' || (needed && claim && !covers(claim.intent, needed));
    if (claim && isOver) {
      const confirmed = await ledger.confirm(claim, stillUncertain(situation()), entry.last);
      if (!confirmed) return { kind: 'busy' };
      entry = confirmed;
      // What this attempt left open so far is known to the next claim, too.
      input = { ...input, state: confirmed.state };
      claim = undefined;
    }
    if (step.do === 'found-elsewhere') {
      input = { ...input, state: foundElsewhere(input.state, step.shown, mayBeForgotten(situation())) };
      continue;
    }
    if (needed && !claim) {
      const emailKey = await emailKeyFor(needed, input, entry, deps);
      if (emailKey === 'unreadable') return withoutIndex();
      if (needed.creates || needed.migrates) input = { ...input, state: releasedIn(input) };
      const intent = intentOf(needed, deps.newId(), input.by, deps.until);
      claim = await ledger.claim(entry, input.state, intent, emailKey);
      if (!claim) return { kind: 'busy' };
      entry = claim.entry;
    }
    const askedAt = deps.now().getTime();
    const taken = await takeStep(step, masivoIdOf(entry.name, input.state), deps);
    if (taken.kind === 'failed') return end(failed(situation(), taken));
    progress = { ...progress, ...('shown' in taken.learned ? { askedAt } : {}), ...taken.learned };
    if (progress.carried?.kind === 'carried') {
      input = { ...input, state: { ...input.state, mergeCarried: true } };
    }
  }
}

/** The index has to know the e-mail before the customer is created with it, and only then, or found to have it. */
async function emailKeyFor(
  { creates, migrates }: Plans,
  { state, target }: SyncInput,
  entry: CustomerEntry,
  deps: Pick<SyncDeps, 'emailKey'>,
): Promise<string | null | 'unreadable'> {
  const { email } = target.customer;
  if (email === null || (!creates && !migrates)) return keyOfShown(state, entry, deps);
  return deps.emailKey(email).catch(() => 'unreadable');
}

/** The key of the e-mail that Masivo shows, where the index does not have it yet; null leaves it as it is. */
async function keyOfShown(
  { confirmed }: CustomerState,
  { state: before, emailKey }: CustomerEntry,
  deps: Pick<SyncDeps, 'emailKey'>,
): Promise<string | null | 'unreadable'> {
  if (confirmed.masivo !== 'holds' || confirmed.email === null) return null;
  const isKnown = before.confirmed.masivo === 'holds' && before.confirmed.email === confirmed.email;
  if (isKnown && emailKey !== null) return null;
  return deps.emailKey(confirmed.email).catch(() => 'unreadable');
}

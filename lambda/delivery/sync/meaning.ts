import type { CustomerName } from '../../ledger/table';
import type { HeldCustomer, MasivoCustomer } from '../../masivo/answer';
import type { Purposes } from '../../masivo/consent';
import { nameOfErased } from '../../masivo/customer';
import { writtenByBridge } from '../../masivo/metadata-of-bridge';
import { isFromElsewhere, type KeptSnapshot } from '../customer-state';
import { isEnded } from '../merge';
import type { Outcome } from '../outcome';
import { withoutOutdated } from '../restored';
import type { Situation, SyncInput } from './situation';

/** A creation of ours landed, in this attempt or before, or may have: what Masivo shows does not speak against it. Pure. */
export function createdByUs(situation: Situation): boolean {
  const { input, progress } = situation;
  if (progress.created === 'yes') return true;
  const mayHaveLanded = progress.created === 'maybe' || input.state.uncertain?.created === true;
  return mayHaveLanded && !isFromElsewhere(input.state) && !isShownWithoutOurs(situation);
}

/**
 * Masivo shows a customer of this id without the metadata that every creation of ours carries: somebody else made it.
 * Whom Masivo was seen to have, or was given without rewards, may be shown without.
 */
function isShownWithoutOurs({ input, progress: { shown } }: Situation): boolean {
  const { confirmed, uncertain } = input.state;
  if (typeof shown !== 'object' || shown.hidesMetadata) return false;
  if (confirmed.masivo === 'holds' || confirmed.masivo === 'migrating') return false;
  // A restore may have lost that it was given without rewards.
  if (uncertain?.restoredAt !== undefined) return false;
  return isShownAsAnother(input, shown) || !hasOwnMetadata(input, shown.customer);
}

/**
 * Whether it was us who brought this customer to Masivo: a creation of ours may have landed, or Masivo lacked the
 * customer when it was asked before, and shows now the metadata that only the bridge writes. Masivo may leave
 * metadata out of its answers, so that it is missing says nothing.
 */
export function isOurs(situation: Situation, { customer }: MasivoCustomer): boolean {
  const { input } = situation;
  const { masivo } = input.state.confirmed;
  const wasLacking = masivo === 'held' || masivo === 'waiting' || masivo === 'gone' || masivo === 'unlinked';
  return createdByUs(situation) || (wasLacking && hasOwnMetadata(input, customer));
}

/** Masivo shows metadata that only the bridge writes: of an unknown customer, the ledger has lost what it knew. */
function hasOwnMetadata({ target }: SyncInput, { metadata }: MasivoCustomer['customer']): boolean {
  const own = target.customer.metadata;
  return metadata?.source === own.source && metadata?.store === own.store;
}

/** Masivo has this id for a customer of another source or store, or for another one of the same store. */
export function isOfAnother({ customer: { metadata } }: MasivoCustomer, own: CustomerName): boolean {
  const { source, store, [writtenByBridge.storeCustomer]: customer } = metadata ?? {};
  return (
    (source !== undefined && source !== own.source) ||
    (store !== undefined && store !== own.store) ||
    (customer !== undefined && customer !== own.customer)
  );
}

/**
 * What Masivo shows is another customer. Of whom it was never known to have, that is also one under the same store's ID,
 * whom the bridge brings without saying so, and the account that an erasure has left.
 */
export function isShownAsAnother(
  { store, target, state }: Pick<SyncInput, 'store' | 'target' | 'state'>,
  shown: MasivoCustomer,
): boolean {
  const own = { source: store.source, store: store.store, customer: target.customer.id };
  if (isOfAnother(shown, own)) return true;
  switch (state.confirmed.masivo) {
    case 'holds':
    case 'gone':
      return false;
    case 'unknown':
    case 'waiting':
    case 'held':
    case 'migrating':
    case 'linked':
    case 'unlinked':
      return isOfSameIdInStore(shown, own) || isEmptied(shown.customer);
    default:
      return state.confirmed satisfies never;
  }
}

/** The bridge has brought it as the customer who has this id in the same store. */
export const isOfSameIdInStore = (
  { customer: { id, metadata } }: MasivoCustomer,
  { source, store, customer }: CustomerName,
): boolean =>
  id !== customer &&
  metadata.source === source &&
  metadata.store === store &&
  metadata[writtenByBridge.storeCustomer] === undefined;

const isEmptied = ({ name, metadata }: HeldCustomer): boolean =>
  name === nameOfErased && Object.keys(metadata).length === 0;

/** Somebody else made this customer in Masivo, or has recorded its consent before us. */
export function isMadeElsewhere(situation: Situation, shown: MasivoCustomer): boolean {
  const { state } = situation.input;
  const { masivo } = state.confirmed;
  if (masivo === 'holds') return isFromElsewhere(state);
  if (!createdByUs(situation) && !mayBeForgotten(situation) && recordOfOthers(situation) !== null)
    return true;
  return masivo !== 'migrating' && !isOurs(situation, shown) && !mayBeForgotten(situation);
}

/** A restore may have lost a record of ours. */
export function mayBeForgotten({ input, progress }: Situation): boolean {
  const { confirmed, uncertain } = input.state;
  const { shown, created } = progress;
  if (confirmed.masivo === 'holds' && confirmed.forgotten) return true;
  if (created === 'yes') return false;
  if (uncertain?.restoredAt !== undefined) return true;
  return confirmed.masivo === 'unknown' && typeof shown === 'object' && hasOwnMetadata(input, shown.customer);
}

/**
 * What Masivo showed of a consent record that may hold what the ledger does not know; null where there is none. A
 * migration carries none, so that of one who is `migrating` is another's, or was ours before, and then it says the same.
 */
export function recordOfOthers(situation: Situation): Purposes | null {
  const { state } = situation.input;
  const { shown, recordShown } = situation.progress;
  const isOthers = state.confirmed.masivo === 'holds' ? isFromElsewhere(state) : !createdByUs(situation);
  return isOthers || mayBeForgotten(situation)
    ? (recordShown ?? (typeof shown === 'object' ? shown.purposes : null) ?? null)
    : null;
}

/** What it means for the delivery at hand that Masivo shows the target. */
export function whatShownMeans(situation: Situation): Outcome {
  const { input } = situation;
  const outcome = outcomeForTarget(situation);
  const isOlder = input.relation === 'older';
  // What comes of a deleted or merged shopper changes nothing, and neither does an operator's decision.
  const isInVain = isEnded(input.target) && (isOlder || input.release !== undefined);
  if (isInVain) return outcome === 'created' ? outcome : 'ignored';
  if (input.mine.only === 'merge') return outcome === 'created' ? outcome : 'exists';
  return isOlder && (outcome === 'updated' || outcome === 'unchanged') ? 'stale' : outcome;
}

function outcomeForTarget(situation: Situation): Outcome {
  if (createdByUs(situation)) return 'created';
  const { input, progress } = situation;
  const { confirmed, uncertain } = input.state;
  if (confirmed.masivo === 'migrating' || input.firstContact) return 'exists';
  if (progress.change !== 'none' || progress.consent !== null) return 'updated';
  // It shows a change whose answer was lost: that one, if it is this delivery's.
  const isOwnChange = uncertain?.overwrites === true && input.relation !== 'older';
  return confirmed.masivo === 'holds' && isOwnChange ? 'updated' : 'unchanged';
}

/**
 * The snapshot with what counts of its consent statements, also for a creation: the ledger may have lost what took back a
 * yes, though Masivo never had it. A release has no event that states anything.
 */
export function stillStated({ input }: Situation, snapshot: KeptSnapshot): KeptSnapshot {
  const hasEvent = input.begin !== 'shown' && input.release === undefined;
  return withoutOutdated(snapshot, hasEvent ? input.mine : null, input.state);
}

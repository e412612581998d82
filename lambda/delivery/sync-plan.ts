import { type Channel, channels } from '../masivo/consent';
import type { StoreSettings } from '../settings';
import { consentToRecord } from './consent-to-record';
import { type CustomerState, isFromElsewhere, type KeptSnapshot } from './customer-state';
import type { Relation } from './relation';
import { channelsOf, newlyStated } from './statements';
import type { SyncInput } from './sync/situation';
import { everTold, lastTold, withNewest } from './told-drafts';

/** Bring Masivo to show the target. */
export interface SyncPlan
  extends Pick<SyncInput, 'state' | 'target' | 'relation' | 'lastTold' | 'told' | 'newOn' | 'begin'> {
  readonly kind: 'sync';
}

/** What a sync is planned from. */
export interface SyncPlanInput {
  readonly state: CustomerState;
  readonly relation: Relation;
  readonly store: StoreSettings;
}

/** The plan to bring Masivo to a target. Pure. */
export function syncTo(target: KeptSnapshot, begin: SyncPlan['begin'], input: SyncPlanInput): SyncPlan {
  const { state, relation } = input;
  return {
    kind: 'sync',
    state: withNewest(state, target),
    target,
    relation,
    lastTold: lastTold(state),
    told: everTold(state),
    newOn: statesAnew(target, input),
    begin,
  };
}

/**
 * The channels on which the target has a consent statement that Masivo was not told; of a customer it lacked it was told
 * none. A kept one may call for a record only since the store's settings have a use for it.
 */
export function statesAnew(
  target: KeptSnapshot,
  { state, store }: Pick<SyncPlanInput, 'state' | 'store'>,
): readonly Channel[] {
  const { confirmed, newest, uncertain } = state;
  if (target.deleted) return channels;
  const stated = channelsOf(target.statements);
  const wasTold = confirmed.masivo === 'holds' || uncertain?.restoredAt !== undefined;
  const isRestored = uncertain?.restoredAt !== undefined;
  const isForgotten = confirmed.masivo === 'holds' && confirmed.forgotten;
  const since = isRestored || isForgotten ? 'restored' : isFromElsewhere(state) ? 'others' : 'sent';
  const added = wasTold && newest ? newlyStated(target.statements, newest.statements, since) : stated;
  if (added.length > 0 || confirmed.masivo !== 'holds' || confirmed.forgotten) return added;
  // New terms are recorded with the shopper's next statement, and not before.
  const others = confirmed.consent;
  const madeElsewhere = isFromElsewhere(state);
  return consentToRecord(store, target, confirmed.consent, { others, madeElsewhere }) ? stated : [];
}

type Held = Extract<CustomerState['confirmed'], { masivo: 'holds' }>;

/** The record that stands there since somebody else made one: what the shopper's statements do not name stays. */
export const othersRecord = ({ elsewhere, consent }: Held) => (elsewhere ? consent : null);

import { normalizedEmail } from '../../email';
import type { MasivoCustomer } from '../../masivo/answer';
import { type Confirmed, type CustomerState, type KeptSnapshot, nothingUncertain } from '../customer-state';
import type { SyncInput } from './situation';

/** When we created the customer, or first saw it, epoch ms, as long as that is remembered. */
export function createdAtOf({ confirmed }: CustomerState): number | undefined {
  return confirmed.masivo === 'holds' ? confirmed.createdAt : undefined;
}

/** Whether a look at this time, epoch ms, may lag behind the creation: that it shows nobody says nothing. */
export function mayNotShowYet(state: CustomerState, at: number, lateLandingMs: number): boolean {
  const createdAt = createdAtOf(state);
  return createdAt !== undefined && at - createdAt < lateLandingMs;
}

/**
 * Masivo was given the customer without rewards, and creates it later. Until it shows the customer, no other creation
 * is sent.
 * @param at when it may have taken the order, epoch ms; null where it surely did not: then it is given again at once.
 */
export function orderedWithoutRewards(state: CustomerState, at: number | null): CustomerState {
  const orders = state.confirmed.masivo === 'migrating' ? state.confirmed.orders : 0;
  return {
    ...state,
    confirmed: { masivo: 'migrating', since: at ?? 0, orders: at === null ? orders : orders + 1 },
  };
}

/** The e-mail that Masivo shows, as it is compared. */
export const emailShown = ({ customer }: MasivoCustomer): string | null =>
  customer.email === null ? null : normalizedEmail(customer.email);

/**
 * Masivo had the customer before we could have created it. This is claimed before anything is sent to it: once it
 * carries our metadata, a death could not be told from one after a creation of ours, which owes a consent record.
 */
export function foundElsewhere(
  state: CustomerState,
  shown: MasivoCustomer,
  isForgotten: boolean,
): CustomerState {
  const whose = isForgotten ? ({ forgotten: true } as const) : ({ elsewhere: true } as const);
  return {
    ...state,
    confirmed: { masivo: 'holds', email: emailShown(shown), consent: null, told: null, ...whose },
    uncertain: state.uncertain ?? nothingUncertain,
  };
}

/** The state in which a release is about to bring the customer to Masivo, if it is for one. */
export function releasedIn({ state, release, by, series }: SyncInput): CustomerState {
  return release === undefined ? state : { ...state, released: { delivery: by, series } };
}

/** Of a customer whom the ledger holds: it was this very release that brought it. */
export const hasBrought = ({ state: { released }, by, series }: SyncInput): boolean =>
  released?.delivery === by && released.series === series;

/** It was given to Masivo without rewards, though it may be known since that another customer has its e-mail. */
export const isWithoutRewards = ({ confirmed }: CustomerState): boolean =>
  confirmed.masivo === 'migrating' || ('rewards' in confirmed && confirmed.rewards === false);

type Unlinked = Extract<Confirmed, { masivo: 'unlinked' }>;

/**
 * Nothing has come that could change that it is not linked: it has the same e-mail, and where it was for this store to
 * say that the e-mail is verified, the store still has not.
 */
export const staysUnlinked = (
  { email, reason }: Unlinked,
  { customer, emailVerified }: KeptSnapshot,
): boolean => customer.email === email && !(reason.code === 'email-not-verified' && emailVerified);

import {
  type Channel,
  type Consent,
  channels,
  type Purposes,
  purposesOf,
  samePurposes,
} from '../masivo/consent';
import {
  type ConsentSettings,
  loyaltyPurposes,
  type MarketingPurpose,
  marketingPurposes,
  type StoreSettings,
} from '../settings';
import type { ConsentStatements, KeptSnapshot } from './customer-state';
import { counts } from './statements';

/**
 * The consent record that this snapshot calls for, or null where Masivo has it already or nothing was stated.
 *
 * Without a record Masivo treats every purpose as allowed (page "privacy"), so a customer that we create always
 * gets one. One that somebody else created gets one only when the shopper's own statement is in the snapshot.
 *
 * Whom the store has deleted gets one that allows no marketing, whatever was stated before.
 * @param recorded what Masivo is known to have from us.
 */
export function consentToRecord(
  store: StoreSettings,
  snapshot: KeptSnapshot,
  recorded: Purposes | null,
  { must = false, others = null, newOn = channels, madeElsewhere = false }: Due = {},
): Consent | null {
  if (store.consent === 'off') return null;
  const { statements, order, deleted } = snapshot;
  const { stated, lastAt } = deleted
    ? { stated: noMarketing, lastAt: deleted.at }
    : purposesStated(counting(statements, madeElsewhere), store.consent, others ? newOn : channels);
  // Where Masivo shows a record, nothing is owed but what was stated.
  if (lastAt === null && (!must || others)) return null;
  const withdrawn = deleted && store.consent.whenDeleted?.loyalty === 'withdraw' ? noLoyalty : {};
  const purposes = { ...purposesOf(store.consent, stated, recorded, others), ...withdrawn };
  if (!must && recorded && samePurposes(purposes, recorded)) return null;
  return {
    version: store.consent.version,
    consent_timestamp: new Date(lastAt ?? order.at).toISOString(),
    purposes,
  };
}

const none = <P extends string>(purposes: readonly P[]) =>
  Object.fromEntries(purposes.map((purpose) => [purpose, false]));
const noMarketing = none(marketingPurposes);
const noLoyalty = none(loyaltyPurposes);

interface Due {
  /** A record is due whatever was recorded before. */
  readonly must?: boolean;
  /** What Masivo shows of a record that may hold what we did not send. */
  readonly others?: Purposes | null;
  /** Where there are others: the channels whose statements Masivo was not told. It may have newer ones on the rest. */
  readonly newOn?: readonly Channel[];
  /** Somebody else made the customer, and may know more than a store that has never asked. */
  readonly madeElsewhere?: boolean;
}

/** Whether there is a statement of the shopper's own that Masivo has a purpose for. */
export const statesPurpose = ({ consent }: StoreSettings, statements: ConsentStatements): boolean =>
  consent !== 'off' && purposesStated(counting(statements, true), consent, channels).lastAt !== null;

/** The statements without the defaults of those who were never asked, where these say nothing. */
function counting(statements: ConsentStatements, madeElsewhere: boolean): ConsentStatements {
  if (!madeElsewhere) return statements;
  const asked = { ...statements };
  for (const channel of channels) if (asked[channel]?.unasked) delete asked[channel];
  return asked;
}

/** What was stated for each of Masivo's purposes, and when last; null where nothing was, on these channels. */
function purposesStated(statements: ConsentStatements, settings: ConsentSettings, on: readonly Channel[]) {
  const stated: Partial<Record<MarketingPurpose, boolean>> = {};
  let lastAt: number | null = null;
  for (const purpose of marketingPurposes) {
    const named: readonly Channel[] = settings.smsPurpose === purpose ? [purpose, 'sms'] : [purpose];
    if (!named.some((channel) => on.includes(channel))) continue;
    const made = named.flatMap((channel) => statements[channel] ?? []).map(counts);
    // Where two channels count for one purpose, both have to allow it.
    if (made.length > 0) stated[purpose] = made.every(({ granted }) => granted);
    for (const { at } of made) lastAt = Math.max(lastAt ?? at, at);
  }
  return { stated, lastAt };
}

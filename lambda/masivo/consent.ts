import * as v from 'valibot';
import type { ConsentSettings } from '../settings';
import { loyaltyPurposes, type MarketingPurpose, marketingPurposes } from '../settings';

/** What a shopper can make a statement on: Masivo's marketing purposes, and SMS, for which Masivo has none. */
export const channels = [...marketingPurposes, 'sms'] as const;
export type Channel = (typeof channels)[number];

/** A shopper's statement on one channel, as a body has it. */
export interface Stated {
  readonly granted: boolean;
  /** When it was made, epoch ms, where the store says so; else it is as old as its snapshot. */
  readonly at?: number;
  /** Only that a body lacks what an earlier one had: it takes that back, and nothing that was said elsewhere. */
  readonly implied?: true;
  /** A no that the store has of everybody who was never asked: it says nothing against what was stated elsewhere. */
  readonly unasked?: true;
}

/** A shopper's own statements on marketing, as far as a snapshot has them. Silence is not consent. */
export type StatedConsent = Readonly<Partial<Record<Channel, Stated>>>;

/** What counts for each marketing purpose. */
export type GrantedPurposes = Readonly<Partial<Record<MarketingPurpose, boolean>>>;

const purposes = [...loyaltyPurposes, ...marketingPurposes] as const;

/** Every purpose is named: once a record exists, Masivo blocks what is not explicitly true (page "privacy"). */
export const Purposes = v.strictObject(v.entriesFromList(purposes, v.boolean()));
export type Purposes = v.InferOutput<typeof Purposes>;

/** Nothing at all is allowed: of somebody who was erased. */
export const noPurposes: Purposes = v.parse(
  Purposes,
  Object.fromEntries(purposes.map((purpose) => [purpose, false])),
);

const consent = {
  version: v.string(),
  consent_timestamp: v.pipe(v.string(), v.isoTimestamp()),
  purposes: Purposes,
};

/** Body of `PATCH /customers/{id}/consent`. */
export const ConsentRecord = v.strictObject({ ...consent, customer_id: v.string() });
export type ConsentRecord = v.InferOutput<typeof ConsentRecord>;

/** A consent record before it is said whose it is. */
const Consent = v.strictObject(consent);
export type Consent = v.InferOutput<typeof Consent>;

/** The purposes of a record that Masivo shows; null where it names none of them. What it leaves out is blocked. */
export function purposesShown(shown: Readonly<Record<string, unknown>>): Purposes | null {
  if (!purposes.some((purpose) => purpose in shown)) return null;
  return v.parse(Purposes, Object.fromEntries(purposes.map((purpose) => [purpose, shown[purpose] === true])));
}

/**
 * The purposes to record: loyalty as the store's terms have it, marketing only with the shopper's consent
 * statement, in this snapshot or, where it has none, in what was recorded before. Pure.
 * @param others what somebody else recorded: all of it that the shopper's statement does not name is kept.
 */
export function purposesOf(
  settings: ConsentSettings,
  stated: GrantedPurposes,
  recorded: Purposes | null,
  others: Purposes | null = null,
): Purposes {
  if (others) return { ...others, ...stated };
  return {
    ...settings.loyalty,
    email_marketing: stated.email_marketing ?? recorded?.email_marketing ?? false,
    push_notifications: stated.push_notifications ?? recorded?.push_notifications ?? false,
    link_tracking: stated.link_tracking ?? recorded?.link_tracking ?? false,
  };
}

export function samePurposes(a: Purposes, b: Purposes): boolean {
  return purposes.every((purpose) => a[purpose] === b[purpose]);
}

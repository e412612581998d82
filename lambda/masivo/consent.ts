import * as v from 'valibot';
import type { ConsentSettings } from '../settings';
import { loyaltyPurposes, marketingPurposes } from '../settings';

/** A shopper's own statement on marketing, as far as a snapshot has one. Silence is not consent. */
export const StatedConsent = v.object({
  email_marketing: v.exactOptional(v.boolean()),
  push_notifications: v.exactOptional(v.boolean()),
  link_tracking: v.exactOptional(v.boolean()),
});
export type StatedConsent = v.InferOutput<typeof StatedConsent>;

const purposes = [...loyaltyPurposes, ...marketingPurposes] as const;

/** Every purpose is named: once a record exists, Masivo blocks what is not explicitly true (page "privacy"). */
export const Purposes = v.strictObject(v.entriesFromList(purposes, v.boolean()));
export type Purposes = v.InferOutput<typeof Purposes>;

/** Body of `PATCH /customers/{id}/consent`. */
export const ConsentRecord = v.strictObject({
  version: v.string(),
  consent_timestamp: v.pipe(v.string(), v.isoTimestamp()),
  customer_id: v.string(),
  purposes: Purposes,
});
export type ConsentRecord = v.InferOutput<typeof ConsentRecord>;

/**
 * The purposes to record: loyalty as the store's terms have it, marketing only with the shopper's consent
 * statement, in this snapshot or, where it has none, in what was recorded before. Pure.
 */
export function purposesOf(
  settings: ConsentSettings,
  stated: StatedConsent,
  recorded: Purposes | null,
): Purposes {
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

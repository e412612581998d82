import * as v from 'valibot';
import { Reason } from './reason';
import { textOf } from './text';

/**
 * The reasons that only the backfill gives, beside those of deliveries. They are in a file of their own because the
 * functions do not need them. What they mean and what to do is in operator/core/explanations/backfill.ts.
 */
export const backfillCodes = [
  'listed-twice',
  'row-without-id',
  'row-id-rounded',
  'row-value-rounded',
  'row-id-twice',
  'row-time-unknown',
  'row-time-ahead',
  'row-consent-time-unknown',
  'row-out-of-form',
  'in-masivo',
  'delivery-tried',
  'delivery-waits',
  'waits-for-email',
  'is-selftest',
  'signed-up-since-go-live',
  'before-since',
  'store-has-no-email',
  'store-has-no-name',
  'without-tier',
  'not-shown',
  'delivery-faster',
] as const;
export type BackfillCode = (typeof backfillCodes)[number];

/** Why a customer was not sent, or is not as it should be. As in the ledger, params hold no personal data. */
export const BackfillReason = v.union([v.object({ code: v.picklist(backfillCodes) }), Reason]);
export type BackfillReason = v.InferOutput<typeof BackfillReason>;

/** What the report says of a customer who is not sent. */
export const leftAs = ['known', 'same-email', 'erased', 'signup', 'earlier', 'unmappable'] as const;

/** What the report says of a customer who was sent and is not as it should be. */
export const problems = ['not-shown', 'consent-refused', 'refused'] as const;

export type BackfillResult = (typeof leftAs | typeof problems)[number];

/** `textOf` for everything that a backfill reports. */
export function backfillTextOf(reason: BackfillReason): string {
  switch (reason.code) {
    case 'listed-twice':
      return 'The list has this customer twice';
    case 'row-without-id':
      return 'This row of the file has no ID';
    case 'row-id-rounded':
      return 'A spreadsheet has shortened the ID of this row';
    case 'row-value-rounded':
      return 'A spreadsheet has shortened a number in this row';
    case 'row-id-twice':
      return 'Rows of the file that differ have this ID';
    case 'row-time-unknown':
      return 'This row of the file has no time of signing up or changing that can be read';
    case 'row-time-ahead':
      return 'This row of the file has a time in the future';
    case 'row-consent-time-unknown':
      return 'This row of the file has a time of consent that cannot be read';
    case 'row-out-of-form':
      return 'This row of the file has more or fewer columns than the first line';
    case 'in-masivo':
      return 'Masivo already has this customer';
    case 'delivery-tried':
      return 'A delivery tried to create it: replay that one';
    case 'delivery-waits':
      return 'A delivery waits until Masivo shows it';
    case 'waits-for-email':
      return 'It waits for an e-mail, and a webhook will create it';
    case 'is-selftest':
      return 'It is a selftest, not a customer';
    case 'signed-up-since-go-live':
      return 'Signed up since go-live: a webhook creates it, with rewards';
    case 'before-since':
      return 'Created before --since';
    case 'store-has-no-email':
      return 'The store has no e-mail for this shopper';
    case 'store-has-no-name':
      return 'The store has no name for this shopper';
    case 'without-tier':
      return 'Without the tier that the mapping gives: a migration takes none';
    case 'not-shown':
      return 'Masivo took it and does not show it: another customer there may have its e-mail or ID';
    case 'delivery-faster':
      return 'A delivery updated it first';
    default:
      return textOf(reason);
  }
}

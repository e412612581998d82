import type { BackfillCode, BackfillResult } from '../../../lambda/reasons/backfill';
import { backfillTimes } from '../../../lambda/retry/retry-times';

/** What a reason of the backfill means, in words for somebody who runs a shop. */
export interface ExplainedBackfillReason {
  /** What the report says of such a customer. Null where the reason comes only with a run that stops. */
  readonly result: BackfillResult | 'sent' | null;
  readonly what: string;
  /** Null where there is nothing to do. */
  readonly fix: string | null;
  /** Whether running the backfill again helps, after what `fix` says. */
  readonly againHelps: boolean;
  /** A section of docs/operate that goes on from here. */
  readonly readMore?: string;
}

/** Every reason that only the backfill gives, explained. Its short text is in lambda/reasons/backfill.ts. */
export const backfillCatalogue: { readonly [C in BackfillCode]: ExplainedBackfillReason } = {
  'listed-twice': {
    result: 'known',
    what: 'This customer comes a second time in the list. The first time counts.',
    fix: null,
    againHelps: false,
  },
  'row-without-id': {
    result: 'unmappable',
    what: 'A row of a CSV file has nothing in the column of the ID. The report names its line.',
    fix: 'Correct this line of the file.',
    againHelps: true,
  },
  'row-id-rounded': {
    result: 'unmappable',
    what: 'The ID of a row is like `5.1E+12`: a spreadsheet shows long numbers so, and saves them without their last digits. The report names its line.',
    fix: 'Export the file again, and do not save it from a spreadsheet; or give the column of the ID the format of text before you fill it.',
    againHelps: true,
  },
  'row-value-rounded': {
    result: 'unmappable',
    what: "A value of the shop's own, such as a loyalty number, is like `5.1E+12`: a spreadsheet has saved it without its last digits. The report names its line.",
    fix: 'Export the file again, and do not save it from a spreadsheet.',
    againHelps: true,
  },
  'row-id-twice': {
    result: 'unmappable',
    what: 'A CSV file has several rows of one ID, and they do not say the same in the columns that are used. None of them is sent: nobody knows which one is true. The report names the line of each.',
    fix: 'Leave the row that is true in the file, and remove the others.',
    againHelps: true,
  },
  'row-time-unknown': {
    result: 'unmappable',
    what: 'A row of a CSV file has no `createdAt`, or a time in another form than `2026-11-24 08:00` or `2026-11-24T08:00:00Z`. Without it nobody knows whether the shopper signed up before go-live. The report names its line.',
    fix: 'Correct this line of the file.',
    againHelps: true,
  },
  'row-time-ahead': {
    result: 'unmappable',
    what: 'A row of a CSV file has a time that is more than five minutes ahead. It would count as newer than all that the store tells. The report names its line.',
    fix: 'Correct this line of the file.',
    againHelps: true,
  },
  'row-consent-time-unknown': {
    result: 'unmappable',
    what: 'A row of a CSV file has a time of consent in another form than `2026-11-24 08:00` or `2026-11-24T08:00:00Z`. The report names its line.',
    fix: 'Correct this line of the file.',
    againHelps: true,
  },
  'row-out-of-form': {
    result: 'unmappable',
    what: 'A row of a CSV file does not fit the columns of the first line: a value with a comma may lack its quotes. Or a quote in it is not closed, and the rows below are in it. The report names its first line, and its last one.',
    fix: 'Correct these lines of the file. Where all quotes are right, remove the line breaks in the value.',
    againHelps: true,
  },
  'in-masivo': {
    result: 'known',
    what: 'According to the ledger, a delivery or an earlier backfill brought this customer to Masivo. Or Masivo had it from elsewhere: its consent there stays, and its next event brings what differs.',
    fix: null,
    againHelps: false,
  },
  'delivery-tried': {
    result: 'known',
    what: 'A delivery tried to create this customer, and it is not known yet whether Masivo did. A backfill would bring it over without its rewards.',
    fix: 'If the delivery does not end by itself, replay it.',
    againHelps: false,
    readMore: 'runbook.md#replaying-and-releasing',
  },
  'delivery-waits': {
    result: 'known',
    what: 'A backfill sent this customer, and then a webhook brought something newer. Its delivery waits until Masivo shows the customer, and finishes it.',
    fix: null,
    againHelps: false,
  },
  'waits-for-email': {
    result: 'known',
    what: 'A webhook brought this customer without an e-mail. The first webhook with an e-mail creates it, with rewards.',
    fix: null,
    againHelps: false,
  },
  'is-selftest': {
    result: 'unmappable',
    what: 'The list has a test signup of `selftest`. It is nobody who could be in Masivo.',
    fix: null,
    againHelps: false,
  },
  'signed-up-since-go-live': {
    result: 'signup',
    what: 'This shopper signed up after `--until`, which is go-live unless you set it. A webhook creates who signed up after go-live, with rewards.',
    fix: 'If its webhook was lost, run the backfill with a later `--until`. That pays no rewards.',
    againHelps: true,
    readMore: 'backfill.md#lost-webhooks',
  },
  'before-since': {
    result: 'earlier',
    what: '`--since` leaves out this shopper.',
    fix: 'To bring it over, run the backfill with an earlier `--since`.',
    againHelps: true,
  },
  'store-has-no-email': {
    result: 'unmappable',
    what: 'Masivo needs an e-mail, and the store has none for this shopper.',
    fix: 'Add the e-mail in the store.',
    againHelps: true,
  },
  'store-has-no-name': {
    result: 'unmappable',
    what: 'Masivo needs a name, and the store has none for this shopper.',
    fix: 'Add the name in the store.',
    againHelps: true,
  },
  'without-tier': {
    result: 'sent',
    what: "The settings or the mapping give this customer a tier. Masivo's migration takes none, and its API cannot change it later, so Masivo decides the tier.",
    fix: 'Set the tier in Masivo, where that matters.',
    againHelps: false,
  },
  'not-shown': {
    result: 'not-shown',
    what: 'Masivo accepted this customer and did not show it in time. It does that when its e-mail or ID belongs to somebody else there.',
    fix: 'Run the backfill again: it asks Masivo first, and sends the customer once more. If it is the same then, look for the e-mail in Masivo.',
    againHelps: true,
  },
  'delivery-faster': {
    result: null,
    what: `A delivery updated this customer just before its consent record was due. The backfill looks again, and stops if that goes on for ${backfillTimes.stopAfterMs / 60_000} minutes.`,
    fix: 'Run the same command again. It continues where it stopped.',
    againHelps: true,
  },
};

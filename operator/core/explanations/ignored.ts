import type { ExplainedReasons } from './explained-reason';

/** Events that are not for this bridge, by configuration. */
export const ignoredReasons = {
  'selftest-would-create': {
    outcomes: ['ignored'],
    what: 'An operator sent a test signup, and every step up to creating the customer works. Nobody was created.',
    fix: null,
    replayHelps: false,
    readMore: 'checks.md#selftest',
  },
  'selftest-would-not-create': {
    outcomes: ['ignored'],
    what: 'An operator sent a test signup, and a real one would not have been created.',
    fix: 'Fix the cause, then run the selftest again.',
    replayHelps: false,
    readMore: 'checks.md#selftest',
  },
  'id-exists': {
    outcomes: ['ignored'],
    what: "Masivo has a customer with the selftest's random ID, which should not happen.",
    fix: 'Run the selftest again.',
    replayHelps: false,
  },
  'event-not-handled': {
    outcomes: ['ignored'],
    what: 'The store sent an event that is not about creating or changing a customer.',
    fix: "Remove this event from the store's webhook subscription.",
    replayHelps: false,
  },
  'test-notification': {
    outcomes: ['ignored'],
    what: 'Somebody sent a test notification from the vendor. It is about no customer.',
    fix: null,
    replayHelps: false,
  },
  'checkout-without-customer': {
    outcomes: ['ignored'],
    what: 'Somebody paid without a customer at the vendor, so there is nobody whose consent could be recorded.',
    fix: null,
    replayHelps: false,
  },
  'consent-unknown': {
    outcomes: ['ignored'],
    what: 'The event is about consent to marketing, and the shopper was not asked or the store does not say what the shopper chose. Masivo keeps what it has.',
    fix: null,
    replayHelps: false,
  },
  'event-without-data': {
    outcomes: ['ignored'],
    what: "The vendor asked for the customer by the subscription's query, and nothing came back. Signups and changes do not arrive until this is fixed.",
    fix: 'Check that the app has the scope to read customers and access to every field of the query, and that the subscription has a query. Then bring over what was missed with the backfill.',
    replayHelps: false,
    readMore: 'subscribe.md#events',
  },
  'other-account': {
    outcomes: ['ignored'],
    what: "The event came to this store's webhook URL, but it is from another shop or account.",
    fix: "Correct the store's vendorAccount, and bring over what was missed with the backfill. Or remove the other shop's or account's webhook. Nothing of the event is kept.",
    replayHelps: false,
  },
  'wrong-mode': {
    outcomes: ['ignored'],
    what: "The vendor sends test and live events to the same endpoint, and this event is not of the store's mode.",
    fix: "No action is needed. If the store's mode is wrong, correct it, and bring over what was missed with the backfill. Nothing of the event is kept.",
    replayHelps: false,
  },
  'before-go-live': {
    outcomes: ['ignored'],
    what: 'The shopper signed up before this store went live with Masivo, so this event creates no account.',
    fix: 'Bring earlier shoppers over with the backfill. If signupsSince is wrong, correct it and replay.',
    replayHelps: true,
    readMore: 'backfill.md',
  },
  erased: {
    outcomes: ['ignored'],
    what: 'This shopper was erased. Whatever comes of it is neither sent to Masivo nor kept.',
    fix: null,
    replayHelps: false,
    readMore: 'runbook.md#erasing-one-person',
  },
  'erased-but-in-masivo': {
    outcomes: ['ignored'],
    what: 'This shopper was erased: nothing is left in the ledger, and Masivo was emptied as far as its API can. The e-mail, the phone number and the wallet are still there.',
    fix: "In Masivo's dashboard, search Customers for that ID, and delete the customer.",
    replayHelps: false,
    readMore: 'runbook.md#erasing-one-person',
  },
  'email-erased': {
    outcomes: ['ignored'],
    what: 'Somebody with this e-mail was erased after this event, or after this shopper was created in the store. Nobody is created or linked, and nothing of the event is kept.',
    fix: null,
    replayHelps: false,
    readMore: 'runbook.md#erasing-one-person',
  },
  'store-creates-none': {
    outcomes: ['ignored'],
    what: 'Masivo does not have this shopper, and this store is configured not to create customers.',
    fix: 'If the store should create customers, remove creates: false and replay.',
    replayHelps: true,
  },
  'creation-date-unknown': {
    outcomes: ['ignored'],
    what: 'Masivo does not have this shopper, and the event does not say when the shopper was created, as in a test notification. So it is not treated as a signup.',
    fix: 'If the shopper signed up after go-live, bring it over with the backfill.',
    replayHelps: false,
    readMore: 'backfill.md',
  },
} as const satisfies ExplainedReasons;

import type { ExplainedReasons } from './explained-reason';

const link = 'If the two are one person, link them. Otherwise drop this one, so that it is listed no more.';
const readMore = 'runbook.md#linking';

/** Why somebody is not linked to the customer in Masivo who has the e-mail. */
export const unlinkedReasons = {
  'email-of-other-customer': {
    outcomes: ['unlinked'],
    what: 'Another customer has this e-mail in Masivo, and the settings link nobody by itself (sameEmail: refuse). This shopper has no account of its own.',
    fix: link,
    replayHelps: false,
    readMore,
  },
  'email-not-verified': {
    outcomes: ['unlinked'],
    what: 'Another customer has this e-mail in Masivo, and the store does not say that this shopper has verified it. Anybody could have entered it.',
    fix: `Nothing, if the shopper verifies it: the store then sends the change, which links the two. ${link}`,
    replayHelps: false,
    readMore,
  },
  'owner-not-verified': {
    outcomes: ['unlinked'],
    what: 'Another customer has this e-mail in Masivo, and its store does not say that it is verified. It may have been entered by somebody else.',
    fix: `Find out whose e-mail it is. ${link}`,
    replayHelps: true,
    readMore,
  },
  'owner-moved': {
    outcomes: ['unlinked'],
    what: "The customer who has this e-mail in Masivo has another one, or none, in its store by now. Masivo's API cannot change e-mails. This shopper may be another person.",
    fix: "Change the other customer's e-mail in Masivo's dashboard, and replay this one: it is then created. If the two are one person, link them.",
    replayHelps: true,
    readMore,
  },
  'owner-deleted': {
    outcomes: ['unlinked'],
    what: 'The customer who has this e-mail in Masivo was deleted in its store, and allows no marketing since. If the shopper has signed up again, this is the new account of the same person.',
    fix: `Linked, it has the points of the deleted one, and no marketing. ${link} To give it a customer of its own, delete the other one in Masivo's dashboard, and replay this one.`,
    replayHelps: true,
    readMore,
  },
  'nobody-to-link': {
    outcomes: ['unlinked', 'ignored'],
    what: 'An operator linked this shopper, and no customer that the bridge knows has its e-mail in Masivo any more. Nothing was sent.',
    fix: 'Release it, with or without rewards: Masivo then gets it as a customer of its own.',
    replayHelps: true,
  },
} as const satisfies ExplainedReasons;

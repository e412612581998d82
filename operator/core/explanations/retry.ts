import { migrationWaitMs } from '../../../lambda/retry/retry-times';
import type { ExplainedReasons } from './explained-reason';

const vendorInTrouble = "Check the vendor's status page.";
const masivoInTrouble = "Check Masivo's status page.";
const outcomes = ['retry'] as const;

/** What may pass. That it is retried is said of all of them in explanations.ts. */
export const retryReasons = {
  'masivo-error': {
    outcomes,
    what: 'Masivo returned an error.',
    fix: masivoInTrouble,
    replayHelps: true,
  },
  'masivo-no-answer': {
    outcomes,
    what: 'Masivo did not answer, so it may or may not have done what was sent. The bridge looks before it sends anything again.',
    fix: masivoInTrouble,
    replayHelps: true,
  },
  'masivo-unreachable': {
    outcomes,
    what: 'The bridge could not connect to Masivo, so nothing was sent.',
    fix: masivoInTrouble,
    replayHelps: true,
  },
  'masivo-denied': {
    outcomes,
    what: "Masivo rejects the bridge's API key. No shopper gets an account until it is right.",
    fix: 'Put a valid API key into the Masivo secret.',
    replayHelps: true,
    readMore: 'alarms.md#masivo-refuses-credentials',
  },
  'masivo-wrong-address': {
    outcomes,
    what: 'There is nothing at the URL that is configured for Masivo.',
    fix: 'Correct masivo.baseUrl in the configuration, and deploy.',
    replayHelps: true,
  },
  'masivo-throttled': {
    outcomes,
    what: 'The bridge sent more requests than Masivo allows.',
    fix: 'If this happens often, set masivo.rateLimit to what the account allows.',
    replayHelps: false,
    readMore: 'alarms.md#masivo-throttles',
  },
  'masivo-unreadable': {
    outcomes,
    what: 'Masivo returned success, but in a form that the bridge does not know. The bridge looks at what Masivo did before it sends anything again.',
    fix: "If there are many, Masivo's answers have changed: update the schemas in lambda/masivo/answer.ts.",
    replayHelps: true,
  },
  'masivo-secret-unreadable': {
    outcomes,
    what: "The bridge's credential for Masivo could not be read from Secrets Manager.",
    fix: "Check AWS's health page, and whether a key policy was changed.",
    replayHelps: true,
  },
  'masivo-secret-empty': {
    outcomes,
    what: 'The bridge has no credential for Masivo: the secret is empty or cannot be understood.',
    fix: "Put Masivo's API key into the secret.",
    replayHelps: true,
    readMore: 'secrets.md',
  },
  'token-missing': {
    outcomes,
    what: 'Masivo accepted the sign-in but returned no token.',
    fix: masivoInTrouble,
    replayHelps: true,
  },
  'sign-in-failed': {
    outcomes,
    what: 'The bridge could not sign in to Masivo.',
    fix: masivoInTrouble,
    replayHelps: true,
    readMore: 'alarms.md#masivo-refuses-credentials',
  },
  'customer-to-read': {
    outcomes,
    what: 'The event names a customer without its data, and the settings do not say that the store is read from.',
    fix: 'Set events: true at the store, deploy, and put its key into the secret vendor-keys. Or remove the event destination at the vendor.',
    replayHelps: true,
    readMore: 'secrets.md#vendor-keys',
  },
  'vendor-key-missing': {
    outcomes,
    what: 'The event names a customer without its data, and there is no key to read the customer with.',
    fix: "Put a restricted key of the store's account into the secret vendor-keys.",
    replayHelps: true,
    readMore: 'secrets.md#vendor-keys',
  },
  'vendor-keys-unreadable': {
    outcomes,
    what: 'The keys with which customers are read at vendors could not be read from Secrets Manager.',
    fix: "Check AWS's health page, and whether a key policy was changed.",
    replayHelps: true,
  },
  'vendor-denied': {
    outcomes,
    what: "The vendor rejects the store's restricted key, or the key may not read customers and events. Signups of this store wait.",
    fix: 'Put a restricted key that may read Customers and Events into the secret vendor-keys. It is used within a minute.',
    replayHelps: true,
    readMore: 'secrets.md#vendor-keys',
  },
  'vendor-throttled': {
    outcomes,
    what: "The vendor's API had more requests than it allows, perhaps from other programs of the same account.",
    fix: null,
    replayHelps: false,
  },
  'vendor-error': {
    outcomes,
    what: 'The vendor returned an error when it was asked for the customer.',
    fix: vendorInTrouble,
    replayHelps: true,
  },
  'vendor-unreachable': {
    outcomes,
    what: 'The bridge could not connect to the vendor to ask for the customer.',
    fix: vendorInTrouble,
    replayHelps: true,
  },
  'vendor-no-answer': {
    outcomes,
    what: 'The vendor did not answer when it was asked for the customer. Reading changes nothing, so it is simply asked again.',
    fix: vendorInTrouble,
    replayHelps: true,
  },
  'vendor-unreadable': {
    outcomes,
    what: 'What the vendor returned is not the customer that it was asked for, or cannot be read. It is not used.',
    fix: `${vendorInTrouble} If it goes on, its API has changed: update the source's schema.`,
    replayHelps: true,
  },
  'rate-limit-reached': {
    outcomes,
    what: 'The rate limit that is configured for Masivo left no time for this request.',
    fix: 'If this happens often, masivo.rateLimit is too low.',
    replayHelps: false,
  },
  'no-time-left': {
    outcomes,
    what: 'The attempt had used up its time before this request.',
    fix: null,
    replayHelps: false,
  },
  'request-unsendable': {
    outcomes,
    what: "Masivo's URL or the credential has characters that cannot be sent, perhaps from copying it.",
    fix: 'Put the secret in again.',
    replayHelps: true,
  },
  'store-not-configured': {
    outcomes,
    what: 'The store was removed from the configuration while its signups were on the queue.',
    fix: 'Put it back, and deploy.',
    replayHelps: true,
  },
  'outcome-unclear': {
    outcomes,
    what: "Masivo's answer does not say whether it did what was sent. The bridge looks again.",
    fix: null,
    replayHelps: false,
  },
  'creation-not-shown': {
    outcomes,
    what: 'Masivo said that it created the customer, and then did not show it. The bridge looks again.',
    fix: null,
    replayHelps: false,
  },
  'change-may-still-land': {
    outcomes,
    what: 'Masivo has the change, but an earlier one whose answer was lost could still arrive after it. The bridge looks again after two minutes.',
    fix: null,
    replayHelps: false,
  },
  'creation-may-still-land': {
    outcomes,
    what: 'An earlier request to create this customer got no answer and could still arrive. The bridge looks again after two minutes.',
    fix: null,
    replayHelps: false,
  },
  'not-shown-yet': {
    outcomes,
    what: 'Masivo had this customer, or created it a moment ago, and does not show it. The bridge looks again. What is still missing ten minutes later ends as gone.',
    fix: null,
    replayHelps: false,
  },
  'many-missing': {
    outcomes,
    what: 'Masivo no longer shows several customers that it had, more than people delete at once. The bridge takes that for a fault, and waits.',
    fix: 'Check that the environment still uses the right Masivo account, and ask Masivo.',
    replayHelps: false,
  },
  cancelled: {
    outcomes,
    what: 'The attempt ran out of time before it could send the request.',
    fix: null,
    replayHelps: false,
  },
  'migration-queued': {
    outcomes,
    what: `Masivo took the customer without rewards, and shows it seconds to minutes later. After ${migrationWaitMs / 60_000} minutes it is sent again.`,
    fix: null,
    replayHelps: false,
  },
  'email-index-unreadable': {
    outcomes,
    what: 'The bridge could not read the key under which it keeps e-mails in its ledger.',
    fix: "Check AWS's health page, and whether a key policy was changed. If somebody deleted or emptied that secret, restore its old value, never a new one.",
    replayHelps: true,
  },
  'email-owner-newer': {
    outcomes,
    what: 'A newer version of the bridge has written about this e-mail, and this version cannot read it.',
    fix: 'After a rollback: deploy the newer version again.',
    replayHelps: false,
  },
  'email-owner-busy': {
    outcomes,
    what: 'Another event of the customer with this e-mail is being handled.',
    fix: null,
    replayHelps: false,
  },
  'email-conflict': {
    outcomes,
    what: 'Masivo has a customer with this e-mail that the bridge does not know, or not yet.',
    fix: 'Nothing yet. After a minute it is refused as email-taken.',
    replayHelps: false,
  },
} as const satisfies ExplainedReasons;

import { maxMessageAgeDays } from '../../../lambda/retry/retry-times';
import type { ExplainedReasons } from './explained-reason';

const otherShape = {
  outcomes: ['refused'],
  what: "The store's event does not have the shape that the bridge expects, so it cannot be read.",
  fix: "Check whether the store's webhooks use a new API version. If they do, update the source's schema; then redrive or replay.",
  replayHelps: true,
} as const;

/** What can never succeed as it is: these are in the DLQ, too. */
export const refusedReasons = {
  'body-not-json': otherShape,
  'body-not-object': otherShape,
  'body-too-deep': otherShape,
  'field-missing': otherShape,
  'field-wrong-type': otherShape,
  'field-out-of-bounds': otherShape,
  'format-unknown': {
    outcomes: ['refused'],
    what: 'The event is well signed and of a form that this version of the bridge does not know. It may be a signup.',
    fix: 'See what was changed at the vendor, and update the bridge; then redrive or replay.',
    replayHelps: true,
    readMore: 'alarms.md#unknown-formats',
  },
  'body-elsewhere': {
    outcomes: ['refused'],
    what: 'The event was too large to be sent, so the vendor sent an address to download it from. The bridge reads only what was signed, and downloads nothing.',
    fix: "Shorten the query of the store's subscription. The shopper's next change, or the backfill, brings the customer.",
    replayHelps: false,
    readMore: 'subscribe.md#events',
  },
  'vendor-lacks-customer': {
    outcomes: ['refused'],
    what: "The event is of a customer whom the store's key does not show. Most likely the key is of another account, or of test mode where the event is live. A test customer may also have been removed with all test data.",
    fix: "Put a restricted key of the store's own account and mode into the secret vendor-keys; then redrive or replay.",
    replayHelps: true,
    readMore: 'secrets.md#vendor-keys',
  },
  'customer-redacted': {
    outcomes: ['refused'],
    what: 'The vendor has replaced personal data of this customer by placeholders, as a privacy request asks for. Placeholders are never sent to Masivo, which keeps what it has.',
    fix: 'Have the customer erased in Masivo, too, if the request covers it. Then delete the message from the DLQ.',
    replayHelps: false,
  },
  'merge-unclear': {
    outcomes: ['refused'],
    what: 'The event says that the store merged two customers, in a state that the bridge does not know, with errors, or without naming two customers.',
    fix: 'Look in the store whether the two are one customer now. If they are, look for both in Masivo.',
    replayHelps: false,
  },
  'deletion-unproven': {
    outcomes: ['refused'],
    what: 'The event claims that the store deleted a customer. A topic is not signed and a deletion is final, so it is believed only from a body of a form that no other event has; this one is not of that form.',
    fix: "Look in the store whether the customer is still there. If not, raise the API version of the store's webhooks; what Masivo still shows, an operator has to end in Masivo's dashboard.",
    replayHelps: false,
  },
  'customer-id-missing': {
    outcomes: ['refused'],
    what: "The shopper's ID is too large to be read exactly as a number, and the event does not include it as text.",
    fix: "Raise the API version of the store's webhooks, so that it is sent as text, too. The shopper's next change in the store creates the customer.",
    replayHelps: false,
  },
  'email-invalid': {
    outcomes: ['refused'],
    what: 'What the store has as the e-mail is not an e-mail address, so Masivo cannot take this shopper.',
    fix: 'Correct it in the store. The store then sends the change, which creates the customer.',
    replayHelps: false,
  },
  'customer-id-invalid': {
    outcomes: ['refused'],
    what: "The shopper's ID cannot be an ID in Masivo.",
    fix: 'If the store can give the shopper another ID, its next event creates the customer.',
    replayHelps: false,
  },
  'name-too-long': {
    outcomes: ['refused'],
    what: "The shopper's name is longer than Masivo should have to take.",
    fix: 'Correct it in the store. The store then sends the change, which creates the customer.',
    replayHelps: false,
  },
  'field-invalid': {
    outcomes: ['refused'],
    what: 'A value of this shopper is not one that Masivo takes.',
    fix: 'Correct it in the store, which then sends the change. Or correct the mapping, and replay.',
    replayHelps: true,
  },
  'id-taken': {
    outcomes: ['refused'],
    what: 'Two stores use the same ID for two people, and Masivo has it for the other one.',
    fix: "The merchant has to decide. Masivo's customer stays as it is.",
    replayHelps: false,
  },
  'erasure-unclear': {
    outcomes: ['refused'],
    what: 'The store asks to erase a shopper, in a form that the bridge does not know. Nobody was erased, and the log holds nothing of the request.',
    fix: 'Read the message in the DLQ, erase whom it names with the command erase, then delete the message.',
    replayHelps: false,
    readMore: 'runbook.md#erasing-one-person',
  },
  'erased-in-masivo-first': {
    outcomes: ['refused'],
    what: 'Somebody with this e-mail was erased before this shopper signed up, and Masivo still has the old customer: its API can empty a customer, and leaves the e-mail.',
    fix: "Delete the old customer in Masivo's dashboard, then redrive or replay.",
    replayHelps: true,
    readMore: 'runbook.md#erasing-one-person',
  },
  'email-taken': {
    outcomes: ['refused'],
    what: 'Masivo has a customer with this e-mail that was not created by the bridge, so the bridge does not know which one it is.',
    fix: "Decide in Masivo's dashboard who should have the e-mail; then redrive or replay.",
    replayHelps: true,
  },
  'customer-refused': {
    outcomes: ['refused'],
    what: "Masivo found this customer's data invalid.",
    fix: 'Compare what was sent with Masivo\'s page "Create a customer". Usually it is the mapping, or tierId. Then redrive or replay.',
    replayHelps: true,
  },
  'consent-refused': {
    outcomes: ['refused'],
    what: 'The customer is in Masivo, but Masivo rejected the consent record. Without one, Masivo treats the customer as willing to get marketing.',
    fix: "Act soon: correct the store's consent settings, deploy, and redrive or replay.",
    replayHelps: true,
  },
  'request-refused': {
    outcomes: ['refused'],
    what: 'Masivo found the data invalid. The customer stays as it was.',
    fix: 'Compare what was sent with what Masivo takes. Usually it is the mapping. Then redrive or replay.',
    replayHelps: true,
  },
  'migration-not-shown': {
    outcomes: ['refused'],
    what: 'Masivo took the customer twice without rewards and never showed it. It does that when its e-mail or ID belongs to somebody else there.',
    fix: 'Look for the e-mail in Masivo. Once it is free, redrive or replay.',
    replayHelps: true,
  },
  'given-up': {
    outcomes: ['refused'],
    what: 'Given up after days of retries.',
    fix: 'Fix the cause, then redrive or replay it.',
    replayHelps: true,
  },
  'waited-too-long': {
    outcomes: ['refused'],
    what: `The message waited for ${maxMessageAgeDays} days, because the store was paused, Masivo or the ledger could not be reached, or every attempt failed. It may not be in the ledger.`,
    fix: 'Redrive it once deliveries go through again.',
    replayHelps: true,
  },
  'too-many-paused': {
    outcomes: ['refused'],
    what: 'The store was paused, and so many messages were waiting that more of them would have stopped the other stores. It may not be in the ledger.',
    fix: 'Redrive it once the store is resumed.',
    replayHelps: true,
  },
  'message-unreadable': {
    outcomes: ['refused'],
    what: 'Something other than the webhook endpoint put this message on the queue. It is not in the ledger.',
    fix: 'Delete it from the DLQ.',
    replayHelps: false,
  },
  'function-died': {
    outcomes: ['refused'],
    what: 'The function stops each time it handles this event. This is a bug.',
    fix: 'Keep the message and have its body looked at. Redrive or replay it once the code is fixed.',
    replayHelps: true,
  },
} as const satisfies ExplainedReasons;

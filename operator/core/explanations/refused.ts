import type { ExplainedReason } from './explained-reason';

const otherShape = {
  what: "The store's event has another shape than the bridge knows, so nothing can be made of it.",
  fix: 'A new API version of the store? The code of its source has to learn it; then redrive or replay.',
  replayHelps: true,
} as const;

/** What can never succeed as it is: these are in the DLQ, too. */
export const refusedReasons: readonly ExplainedReason[] = [
  { reason: 'the body is not JSON', ...otherShape },
  { reason: 'the body is not a JSON object', ...otherShape },
  { reason: 'the body is nested deeper than … levels', ...otherShape },
  { reason: '… is missing', ...otherShape },
  { reason: '… should be … and is …', ...otherShape },
  { reason: '… is a … out of bounds', ...otherShape },
  {
    reason: 'the body names no customer id that can be read exactly',
    what: "The shopper's id is too large to be read exactly, and the event does not have it as a text.",
    fix: "Raise the API version of the store's webhooks. The shopper's next change in the store brings it over.",
    replayHelps: false,
  },
  {
    reason: 'the e-mail is no e-mail address',
    what: 'What the store has for an e-mail is none, so Masivo cannot take this shopper.',
    fix: 'Correct it in the store: the change comes here by itself and creates the customer.',
    replayHelps: false,
  },
  {
    reason: 'the customer id is empty, too long or has characters that ids do not have',
    what: "The shopper's id cannot be an id in Masivo.",
    fix: 'If the store can give the shopper another id, its next event creates the customer.',
    replayHelps: false,
  },
  {
    reason: 'the name is longer than 1000 characters',
    what: "The shopper's name is longer than any name.",
    fix: 'Correct it in the store: the change comes here by itself and creates the customer.',
    replayHelps: false,
  },
  {
    reason: '… does not fit Masivo',
    what: 'What the store says of this shopper does not fit what Masivo takes.',
    fix: 'Correct it in the store: the change comes here by itself. Or correct the mapping, and replay.',
    replayHelps: true,
  },
  {
    reason: 'id taken: Masivo has it for a customer of another source or store',
    what: 'Two stores gave the same id to two people, and Masivo has it for the other one.',
    fix: "The merchant has to decide; Masivo's customer stays as it is.",
    replayHelps: false,
  },
  {
    reason: 'Masivo has this e-mail under a customer that the ledger does not know (HTTP 409)',
    outcome: 'refused',
    what: 'Somebody else made a customer with this e-mail in Masivo, and the bridge does not know which.',
    fix: "Decide in Masivo's dashboard whose e-mail it is; then redrive or replay.",
    replayHelps: true,
  },
  {
    reason: 'the e-mail belongs to customer … of …',
    what: 'The e-mail belongs to a shopper of another store, and the settings say not to join the two.',
    fix: 'Nothing, if sameEmail is to refuse. Else change the setting, and redrive or replay.',
    replayHelps: true,
  },
  {
    reason: 'Masivo does not accept the customer (HTTP …)',
    what: 'Masivo found the data of this customer invalid.',
    fix: 'Compare what was sent with Masivo\'s page "Create a customer": usually the mapping, or the tier. Then redrive or replay.',
    replayHelps: true,
  },
  {
    reason: 'Masivo does not accept the … request (HTTP …): the customer stands without it',
    what: 'The customer is in Masivo, but Masivo did not accept the record of consent, and without one it takes everybody for willing to get marketing.',
    fix: "Soon: correct the store's consent settings, deploy, and redrive or replay.",
    replayHelps: true,
  },
  {
    reason: 'Masivo does not accept the … request (HTTP …)',
    what: 'Masivo found the data invalid. The customer stands as it was.',
    fix: 'Compare what was sent with what Masivo takes: usually the mapping. Then redrive or replay.',
    replayHelps: true,
  },
  {
    reason: 'it waited nearly as long as SQS keeps messages; redrive it to go on',
    what: 'It waited for 13 days, because the store was paused or the way to Masivo was shut.',
    fix: 'Redrive it once the way is free.',
    replayHelps: true,
  },
  {
    reason: 'the message is no envelope',
    what: 'Somebody put something else on the queue.',
    fix: 'Delete it from the DLQ.',
    replayHelps: false,
  },
  {
    reason: 'the function died each time it handled this message',
    what: 'Handling this event kills the program: a bug.',
    fix: 'Keep it, and have its body looked at. Redrive or replay once the code is fixed.',
    replayHelps: true,
  },
];

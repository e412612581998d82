import type { ExplainedReason } from './explained-reason';

const masivoInTrouble = "Look at Masivo's status page.";

/** What may pass. That it is tried again by itself is said of all of them in explanations.ts. */
export const retryReasons: readonly ExplainedReason[] = [
  {
    reason: 'Masivo answered HTTP …',
    what: 'Masivo is in trouble: it answered with an error.',
    fix: masivoInTrouble,
    replayHelps: true,
  },
  {
    reason: 'Masivo gave no answer: …',
    what: 'Masivo did not answer, so nobody knows yet whether it did what it was asked. It is asked before anything is sent again.',
    fix: masivoInTrouble,
    replayHelps: true,
  },
  {
    reason: 'Masivo could not be asked: the Masivo secret could not be read (…)',
    what: "The bridge's credential for Masivo could not be read from Secrets Manager.",
    fix: "Look at AWS's health page, and whether a key policy was changed.",
    replayHelps: true,
  },
  {
    reason: 'Masivo could not be asked: the Masivo secret holds neither an API key nor a token',
    what: 'The bridge has no credential for Masivo: the secret is empty, or cannot be understood.',
    fix: "Put Masivo's API key into the secret.",
    replayHelps: true,
  },
  {
    reason: 'Masivo could not be asked: signing in to Masivo failed: …',
    what: 'Masivo did not let the bridge in.',
    fix: 'If it says HTTP 401 or 403, put a valid API key into the Masivo secret. Else Masivo is in trouble: look at its status page.',
    replayHelps: true,
  },
  {
    reason: 'Masivo could not be asked: the rate limit leaves no room for it in time',
    what: 'The rate limit that is set for Masivo left no room for this one.',
    fix: 'If this comes often, masivo.rateLimit is too tight.',
    replayHelps: false,
  },
  {
    reason: 'Masivo could not be asked: no time was left for the call',
    what: 'The attempt had used up its time before it came to this call.',
    fix: null,
    replayHelps: false,
  },
  {
    reason: 'Masivo could not be asked: the address or the token has characters that no request can hold',
    what: "Masivo's address or the credential has characters that cannot be sent, perhaps from a slip when it was pasted.",
    fix: 'Put the secret in anew.',
    replayHelps: true,
  },
  {
    reason: 'Masivo could not be asked: …',
    what: 'There was no way to Masivo, so it was asked nothing.',
    fix: masivoInTrouble,
    replayHelps: true,
  },
  {
    reason: 'Masivo throttles us (HTTP 429)',
    what: 'Masivo was asked too much in too short a time, and wants to be left alone for a while.',
    fix: 'If this comes often, set masivo.rateLimit to what the account allows.',
    replayHelps: false,
  },
  {
    reason: 'Masivo refuses our credentials (HTTP …)',
    what: "Masivo refuses the bridge's API key, so nobody gets an account until it is right.",
    fix: 'Put a valid API key into the Masivo secret.',
    replayHelps: true,
  },
  {
    reason: 'Masivo has no such address (HTTP …): check its base URL',
    what: 'There is nothing at the address that is set for Masivo.',
    fix: 'Correct masivo.baseUrl in the configuration, and deploy.',
    replayHelps: true,
  },
  {
    reason: 'this source or store is not configured',
    what: 'The store was taken out of the configuration while its signups were under way.',
    fix: 'Put it back, and deploy.',
    replayHelps: true,
  },
  {
    reason: 'Masivo answered success in a form that cannot be read',
    what: 'Masivo said yes, but in a form the bridge does not know. It is asked what it did before anything is sent again.',
    fix: "If there are many, Masivo's answers have changed, and the code has to learn them.",
    replayHelps: true,
  },
  {
    reason: 'Masivo has to be asked what it did',
    what: "Masivo's answer did not say whether it did what it was asked. It is asked again.",
    fix: null,
    replayHelps: false,
  },
  {
    reason: 'Masivo confirmed a creation that it does not show',
    what: 'Masivo said that it created the customer, and then did not show it. It is asked again.',
    fix: null,
    replayHelps: false,
  },
  {
    reason: 'a change whose answer was lost may still land',
    what: 'A change is in Masivo, but an earlier one whose answer was lost might still come after it. It is looked at again after a minute.',
    fix: null,
    replayHelps: false,
  },
  {
    reason: 'Masivo has queued this customer and does not show it yet',
    what: 'Masivo took the customer without rewards, and shows it seconds to minutes later.',
    fix: null,
    replayHelps: false,
  },
  {
    reason: 'the secret of the e-mail index could not be read',
    what: 'The bridge could not read the key that names e-mails in its ledger.',
    fix: "Look at AWS's health page. If somebody deleted or emptied that secret, restore its old value, never a new one.",
    replayHelps: true,
  },
  {
    reason: 'a newer version knows the owner of this e-mail',
    what: 'A newer version of the bridge has written about this e-mail, and this one cannot read it.',
    fix: 'After a rollback: deploy the newer version again.',
    replayHelps: false,
  },
  {
    reason: 'the customer who has this e-mail is being worked on',
    what: 'Another event of the person with this e-mail is under way.',
    fix: null,
    replayHelps: false,
  },
  {
    reason: 'Masivo has this e-mail under a customer that the ledger does not know (HTTP 409)',
    outcome: 'retry',
    what: 'Masivo has a customer with this e-mail whom the bridge does not know, or not yet.',
    fix: 'If it stays so for a minute, it is refused, and says what to do.',
    replayHelps: false,
  },
];

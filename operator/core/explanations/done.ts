import { profiles } from '../../../lambda/sources/profiles';
import type { ExplainedReasons } from './explained-reason';

const oneShopper = 'One shopper needs no action. If most signups look like this';

/** What to do about signups without an e-mail: at the vendor of the source, or at each where none is named. */
export function emailsMissingFix(source?: string): string {
  const one = source === undefined ? undefined : profiles.get(source);
  if (one) return `${oneShopper}, ${one.emailsMissing}.`;
  const each = [...profiles.values()].map((every) => `${every.displayName}: ${every.emailsMissing}`);
  return `${oneShopper}: ${each.join('; ')}.`;
}

/** Deliveries that came to their end as they should, or as somebody decided. */
export const doneReasons = {
  'email-differs': {
    outcomes: ['created', 'exists', 'updated', 'unchanged'],
    what: 'Masivo is up to date except for the e-mail: it has a different one, and its API cannot change e-mails.',
    fix: "If Masivo should have the store's e-mail, change it in Masivo's dashboard.",
    replayHelps: false,
  },
  'masivo-id-differs': {
    outcomes: ['created', 'exists', 'updated', 'unchanged'],
    what: 'Masivo is up to date. The mapping gives this customer another ID than the one that was fixed before the customer was brought to Masivo; the fixed one stays.',
    fix: "If the mapping or the shop's number is wrong, correct it. Otherwise nothing has to be done: no second customer is created.",
    replayHelps: false,
    readMore: '../mapping.md#ids-of-your-own',
  },
  'fields-not-read': {
    outcomes: ['created', 'exists', 'updated', 'unchanged'],
    what: 'Some of what the store sent has a form that the bridge cannot read. It was left out, and the rest was used. Masivo keeps what it has in these fields.',
    fix: 'Look at these fields of the event. Values that an app or a person wrote into the store can be corrected there.',
    replayHelps: false,
    readMore: 'alarms.md#fields-not-read',
  },
  'fields-withheld': {
    outcomes: ['created', 'exists', 'updated', 'unchanged'],
    what: "The vendor could not read some fields of the subscription's query, most likely because the app may not see them. They were left out, and the rest was used. Masivo keeps what it has in these fields.",
    fix: "Give the app access to these fields, or take them out of the store's mapping and deploy the subscription again.",
    replayHelps: false,
    readMore: 'subscribe.md#events',
  },
  'api-version-unknown': {
    outcomes: ['created', 'exists', 'updated', 'unchanged'],
    what: 'The event is of an API version that this version of the bridge was not tested with: a newer one, or a preview. What could be read of it was used.',
    fix: 'Compare the event with what became of it. Then set back the API version at the vendor, or update the bridge.',
    replayHelps: false,
    readMore: 'alarms.md#unknown-versions',
  },
  'customer-not-there-yet': {
    outcomes: ['waiting'],
    what: 'The shopper stated a consent, and Masivo does not have the customer yet. The statement is kept and recorded when the customer comes. Without any other event of this shopper it is kept for 90 days, or as long as deliveries are.',
    fix: null,
    replayHelps: false,
  },
  'linked-to-owner': {
    outcomes: ['exists'],
    what: 'The same person has two accounts. Masivo already has a customer with this e-mail, and that customer now carries this ID in its metadata (linked). Its name and consent stay its own.',
    fix: null,
    replayHelps: false,
  },
  'newer-already-applied': {
    outcomes: ['stale'],
    what: 'The store had already sent something newer about this shopper, and Masivo has that.',
    fix: null,
    replayHelps: false,
  },
  'newer-applied': {
    outcomes: ['stale'],
    what: 'The store has sent something newer about this shopper, and that was sent to Masivo.',
    fix: null,
    replayHelps: false,
  },
  'email-missing': {
    outcomes: ['waiting', 'held', 'gone'],
    what: 'Masivo needs an e-mail, and the store has sent none for this shopper. The first event with an e-mail creates the customer. One who is held or gone stays so, also when released: release it again after that event.',
    fix: emailsMissingFix(),
    replayHelps: false,
    readMore: 'alarms.md#signups-without-email',
  },
  'flood-limit-reached': {
    outcomes: ['held'],
    what: 'The store created more shoppers than its hourly limit allows, so this one is held until you decide. No account was created and no rewards were paid.',
    fix: 'Ask the merchant what happened. Then release it with rewards, release it without rewards, or drop it.',
    replayHelps: false,
    readMore: 'alarms.md#flood-guard',
  },
  'flood-guard-holds': {
    outcomes: ['held'],
    what: 'An earlier event of this shopper is held because the store created too many shoppers at once. This one is held with it until you decide.',
    fix: 'Release the customer: one decision settles all events of this shopper.',
    replayHelps: false,
    readMore: 'alarms.md#flood-guard',
  },
  'deleted-in-store': {
    outcomes: ['created', 'exists', 'updated', 'unchanged', 'ignored'],
    what: "The store deleted this shopper. Masivo's customer shows the day (deleted_in_store in its metadata) and allows no marketing; its points and its status stay. Where Masivo lacks the customer, nobody creates one, and whatever else comes of the shopper is ignored, an operator's release included.",
    fix: "Masivo's API can neither change a status nor delete a customer: if the account should end, end it in Masivo's dashboard.",
    replayHelps: false,
  },
  'merged-with': {
    outcomes: ['exists', 'created'],
    what: "The store made two customers one, and keeps the other ID: that customer carries this one's ID in its metadata (linked), and gets this one's consent statements. Points stay where Masivo has them: if this one has an account in Masivo, it waits for a decision.",
    fix: "If both have a wallet, move the points in Masivo's dashboard, as far as the programme allows it, then drop this one: `release --drop`. It stays in Masivo, and is listed no more.",
    replayHelps: false,
  },
  'merged-into': {
    outcomes: ['ignored', 'created'],
    what: 'The store has merged this shopper into another customer. What the event states of consent counts for that one; nothing else of it counts any more.',
    fix: null,
    replayHelps: false,
  },
  gone: {
    outcomes: ['gone'],
    what: 'Masivo had this customer, or the one who carried its ID, and no longer shows it: somebody deleted it there. What the store sends does not create it again.',
    fix: 'If the customer should exist, release it. That pays registration rewards, unless you release it without. If it should not, drop it.',
    replayHelps: false,
  },
  dropped: {
    outcomes: ['ignored'],
    what: 'This shopper was held by the flood guard, Masivo no longer has the customer, or another one has its e-mail, and an operator decided to create no account. Later events of the shopper end the same way.',
    fix: 'Nothing. To create the account after all, release the customer by its name.',
    replayHelps: false,
  },
  'customer-unknown': {
    outcomes: ['ignored'],
    what: 'An operator released this customer, and the ledger has no data of it any more, because the person was erased. Nothing was sent to Masivo.',
    fix: null,
    replayHelps: false,
  },
} as const satisfies ExplainedReasons;

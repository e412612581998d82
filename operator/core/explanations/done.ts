import { profiles } from '../../../lambda/sources/profiles';
import type { ExplainedReason } from './explained-reason';

const emailsMissing = [...profiles.values()].flatMap((profile) => profile.emailsMissing ?? []).join(', or ');

/** Deliveries that came to their end as they should, or as somebody decided. */
export const doneReasons: readonly ExplainedReason[] = [
  {
    reason: 'e-mail differs in Masivo',
    what: 'Masivo shows what the store says, but for the e-mail: there it has another one, and its API cannot change it.',
    fix: "If the merchant wants the store's e-mail, change it in Masivo's dashboard.",
    replayHelps: false,
  },
  {
    reason: 'another customer has this e-mail and carries this id',
    what: 'One person in two stores: Masivo has somebody with this e-mail already, and that customer now carries this id as well.',
    fix: null,
    replayHelps: false,
  },
  {
    reason: 'a newer snapshot was already applied',
    what: 'The store had sent something newer of this shopper before, and that counts.',
    fix: null,
    replayHelps: false,
  },
  {
    reason: 'a newer snapshot was applied',
    what: 'The store has sent something newer of this shopper, and that was brought to Masivo.',
    fix: null,
    replayHelps: false,
  },
  {
    reason: 'Masivo lacks this customer, and the store has sent no e-mail yet',
    what: 'Masivo needs an e-mail, and the store has sent none of this shopper. The first event with one creates the customer.',
    fix: `Nothing for one shopper. If most signups look like this, look at ${emailsMissing}.`,
    replayHelps: false,
  },
  {
    reason: 'the flood guard holds it: this store has created its most for this hour',
    what: 'The store created more shoppers than it may in an hour, so this one waits for your word: no account, no rewards.',
    fix: 'Ask the merchant, then release it: with rewards, without them, or drop it.',
    replayHelps: false,
  },
  {
    reason: 'the flood guard holds it for the operator',
    what: 'This shopper waits for your word since an earlier event, because the store created too many at once.',
    fix: 'Release all that is held of this shopper with the same word.',
    replayHelps: false,
  },
  {
    reason: 'the operator dropped it when the flood guard held it',
    what: 'The flood guard held this shopper, and an operator decided against an account.',
    fix: null,
    replayHelps: false,
  },
];

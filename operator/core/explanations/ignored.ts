import type { ExplainedReason } from './explained-reason';

/** Events that are not for this bridge, by configuration. */
export const ignoredReasons: readonly ExplainedReason[] = [
  {
    reason: 'selftest: would send nothing: …',
    what: 'An operator followed a made-up signup through the bridge, and a real one would not have been created.',
    fix: 'Fix what the reason says, and give the selftest again.',
    replayHelps: false,
  },
  {
    reason: 'selftest: would send …',
    what: 'An operator followed a made-up signup through the bridge, up to the request that would create a customer. Nobody was created.',
    fix: null,
    replayHelps: false,
  },
  {
    reason: 'the topic … is not one the bridge handles',
    what: 'The store sent an event that is not about signing up or changing a customer.',
    fix: "Remove that topic from the store's webhooks, to have it quiet.",
    replayHelps: false,
  },
  {
    reason: 'the event type … is not one the bridge handles',
    what: 'The store sent an event that is not about creating or changing a customer.',
    fix: "Remove that type from the store's webhooks, to have it quiet.",
    replayHelps: false,
  },
  {
    reason: 'a thin event holds no customer: subscribe to snapshot events',
    what: 'The store sends events without the customer in them: nobody gets an account this way.',
    fix: 'Make a webhook endpoint for snapshot events at the vendor.',
    replayHelps: false,
  },
  {
    reason: 'the event is of another shop',
    what: 'The event came to the address of a store, but from another shop.',
    fix: "Correct the store's vendorAccount and replay, or remove that shop's webhook.",
    replayHelps: true,
  },
  {
    reason: 'the event is of another account',
    what: 'The event came to the address of a store, but from another account at the vendor.',
    fix: "Correct the store's vendorAccount and replay, or remove that account's endpoint.",
    replayHelps: true,
  },
  {
    reason: 'a … event; this store takes … events',
    what: "The vendor sends test and live events to one endpoint, and this one is not of the store's mode.",
    fix: "Nothing. If the store's mode is set wrong, correct it and replay.",
    replayHelps: true,
  },
  {
    reason: 'the shopper existed before go-live: bringing those over is the job of the backfill',
    what: 'The shopper signed up before this store went live with Masivo, so this event creates no account.',
    fix: 'Bring earlier shoppers over with the backfill. If signupsSince is set wrong, correct it and replay.',
    replayHelps: true,
  },
  {
    reason: 'Masivo lacks this customer, and this store creates none',
    what: 'Masivo does not have this shopper, and this store is set to create nobody.',
    fix: 'Nothing, if the store is to say creates: false.',
    replayHelps: true,
  },
  {
    reason: 'the store does not say when this shopper was created, so it is not taken for a signup',
    what: 'Somebody changed a shopper whom Masivo does not have, and the store does not say since when it has that shopper.',
    fix: 'If the shopper signed up after go-live, bring it over with the backfill.',
    replayHelps: false,
  },
];

import * as v from 'valibot';

/** Extras that a store may add to a customer's metadata. */
export const extras = ['phone', 'country', 'locale', 'note', 'tags'] as const;
export type Extra = (typeof extras)[number];
export const isExtra = (name: string): name is Extra => extras.some((extra) => extra === name);

/** Fields of Masivo's own that newer accounts take. */
export const ownFields = ['phone', 'country', 'tags'] as const satisfies readonly Extra[];
export type OwnField = (typeof ownFields)[number];

/** A path segment and part of ledger keys, hence narrow. */
const Name = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and dashes'),
);
const PositiveInteger = v.pipe(v.number(), v.integer(), v.minValue(1));

export const MappingSchema = v.strictObject({
  /** Where the vendor's body holds it: a metafield as `namespace.key`, or a metadata key. Null maps none. */
  birthDate: v.exactOptional(v.nullable(v.string())),
  gender: v.exactOptional(v.nullable(v.string())),
  tierId: v.exactOptional(v.nullable(v.pipe(v.string(), v.uuid()))),
  extras: v.exactOptional(v.array(v.picklist(extras))),
  /** What goes into fields of Masivo's own, where the account takes them. */
  fields: v.exactOptional(v.array(v.picklist(ownFields))),
  /** What `mapping.ts` reads besides, named like `birthDate`: where a vendor sends only what it is asked for, it is asked for. `company` may be named, too. */
  values: v.exactOptional(v.array(v.string())),
  /** `mapping.ts` may give a shopper another ID in Masivo than the one in the store. */
  ownIds: v.exactOptional(v.boolean()),
});
/** What a source reads by; what a store's own mapping leaves out is its source's default. */
export type Mapping = Required<Omit<v.InferOutput<typeof MappingSchema>, 'ownIds'>>;

/** A source's default, save for what it adds. */
export const noMapping: Mapping = {
  birthDate: null,
  gender: null,
  tierId: null,
  extras: [],
  fields: [],
  values: [],
};

/** What a store's mapping asks for, wherever it goes in Masivo. */
export const askedFor = ({ extras, fields }: Pick<Mapping, 'extras' | 'fields'>): readonly Extra[] => [
  ...new Set([...extras, ...fields]),
];

/** Masivo's purposes that are about the loyalty programme itself: a store says which its terms cover. */
export const loyaltyPurposes = ['behavioral_campaigns', 'coupon_campaigns', 'punchcard_campaigns'] as const;
/** Masivo's purposes that need the shopper's own consent; silence is a no. */
export const marketingPurposes = ['email_marketing', 'push_notifications', 'link_tracking'] as const;
export type MarketingPurpose = (typeof marketingPurposes)[number];

const Filled = v.pipe(v.string(), v.regex(/\S/, 'a text that is not blank'));
/** A key whose value is a yes where it is `true`, `yes` or `1`, or one of the texts that are named. */
const MetadataKey = v.exactOptional(
  v.union([Filled, v.strictObject({ key: Filled, granted: v.pipe(v.array(Filled), v.minLength(1)) })]),
);
const ConsentSchema = v.strictObject({
  /** The version of the terms the shopper agreed to, as Masivo records it. */
  version: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  loyalty: v.strictObject({
    behavioral_campaigns: v.boolean(),
    coupon_campaigns: v.boolean(),
    punchcard_campaigns: v.boolean(),
  }),
  /** Where a vendor's bodies hold no consent of their own: the metadata keys that hold it, by purpose. */
  metadataKeys: v.optional(
    v.strictObject({
      email_marketing: MetadataKey,
      push_notifications: MetadataKey,
      link_tracking: MetadataKey,
    }),
    {},
  ),
  /**
   * The purpose that a statement on SMS counts for, because Masivo has none for SMS. It is no e-mail: nobody is sent
   * e-mails for having allowed text messages.
   */
  smsPurpose: v.exactOptional(v.picklist(['push_notifications', 'link_tracking'])),
  /** What becomes of the loyalty purposes of a shopper whom the store deletes; the marketing ones are withdrawn. */
  whenDeleted: v.exactOptional(v.strictObject({ loyalty: v.picklist(['keep', 'withdraw']) })),
});
export type ConsentSettings = v.InferOutput<typeof ConsentSchema>;

export const StoreSchema = v.strictObject({
  source: Name,
  store: Name,
  /** The vendor's account, in the form its profile gives: events of another are refused. `any` is for local runs. */
  vendorAccount: v.string(),
  /** A vendor may send test events to live endpoints too: what is not of this mode is ignored. */
  mode: v.picklist(['live', 'test', 'any']),
  mapping: v.optional(MappingSchema, {}),
  /** Go-live: shoppers created in the store before it get no account by a webhook; they are the backfill's. */
  signupsSince: v.exactOptional(v.pipe(v.string(), v.isoTimestamp())),
  /** False: the store updates and links customers of Masivo, but creates none. */
  creates: v.optional(v.boolean(), true),
  /** Flood guard: creations above it are held for the operator. */
  maxCreationsPerHour: v.exactOptional(PositiveInteger),
  /** For vendors whose bodies do not say it: the store lets nobody sign up with an e-mail that is not theirs. */
  emailsVerified: v.exactOptional(v.boolean()),
  /**
   * The vendor's newer events come, too. Some bring what its other webhooks do not; some only name a customer, whom
   * `deliver` then reads with the store's key in the secret `vendor-keys`.
   */
  events: v.exactOptional(v.boolean()),
  /** False: its vendor is not asked what has changed, where the others are. */
  reconcile: v.exactOptional(v.boolean()),
  /**
   * Where `reconcile` asks the vendor, it also looks whether the store's webhooks are subscribed: it reports what is
   * missing (by default), has it come again (`recreate`), or does not look (`off`).
   */
  subscriptions: v.exactOptional(v.picklist(['report', 'recreate', 'off'])),
  /** `off`: Masivo gets no consent record, and treats every purpose as allowed. */
  consent: v.lazy((input) => (input === 'off' ? v.literal('off') : ConsentSchema)),
});
export type StoreSettings = v.InferOutput<typeof StoreSchema>;
export const StoresSchema = v.array(StoreSchema);

export const SettingsSchema = v.strictObject({
  environment: Name,
  masivo: v.strictObject({
    /** Names the Masivo account in ledger keys: with another label the ledger starts empty. */
    account: v.pipe(
      v.string(),
      v.regex(
        /^[A-Za-z0-9][A-Za-z0-9.:_-]{0,99}$/,
        'letters, digits and .:_-, 100 at most, beginning with a letter or a digit',
      ),
    ),
    baseUrl: v.pipe(v.string(), v.url()),
    timeoutMs: PositiveInteger,
    /** Requests that all workers together may send; without it none are held back. */
    rateLimit: v.exactOptional(
      v.strictObject({
        perSecond: v.exactOptional(PositiveInteger),
        perDay: v.exactOptional(PositiveInteger),
      }),
    ),
    /** A change whose answer was lost may land this much later: until then nothing is believed to be final. */
    lateLandingMs: PositiveInteger,
    /** The account takes the consent record in `POST /customers`: then nobody is marketable before it. */
    consentAtCreation: v.exactOptional(v.boolean()),
  }),
  stores: StoresSchema,
  /** Of local runs only: where the APIs of vendors are, by source. */
  vendorBaseUrls: v.exactOptional(v.record(Name, v.pipe(v.string(), v.url()))),
  /** What becomes of a shopper whose e-mail another customer has. `link` is only for e-mails that are verified. */
  sameEmail: v.picklist(['link', 'refuse']),
  retry: v.strictObject({
    firstDelayMs: PositiveInteger,
    maxDelayMs: PositiveInteger,
    /** How much of a longer `Retry-After` is honoured. SQS delays a message for 12 hours at most. */
    maxRetryAfterMs: PositiveInteger,
    giveUpAfterMs: PositiveInteger,
  }),
  /** The stores' vendors are asked what has changed. Without it none is. */
  reconcile: v.exactOptional(
    v.strictObject({
      everyMinutes: PositiveInteger,
      /** So far before the end of the last run a run begins: vendors tell their latest changes late. */
      overlapMinutes: PositiveInteger,
    }),
  ),
  /** How long the ledger keeps deliveries with their bodies; customers are kept for good. */
  keepDeliveriesDays: PositiveInteger,
  /** When a ledger that was restored from an earlier second was attached: an item not written since is uncertain. */
  ledgerRestoredAt: v.exactOptional(v.pipe(v.string(), v.isoTimestamp())),
  /** How long one attempt holds its customer; it must outlast every call the attempt makes. */
  leaseMs: PositiveInteger,
  /** How long the erasure of a shop waits for attempts that are under way; for tests. */
  attemptsEndAfterMs: v.exactOptional(PositiveInteger),
});
export type Settings = v.InferOutput<typeof SettingsSchema>;

/** @throws Error naming every field that is wrong. Wrong settings are a deployment's bug, not an event's. */
export function parseSettings(input: unknown): Settings {
  const result = v.safeParse(SettingsSchema, input);
  if (result.success) return result.output;
  const mistakes = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'settings'}: ${issue.message}`);
  throw new Error(`The settings are not valid. ${mistakes.join('; ')}`);
}

export function storeOf(
  settings: Pick<Settings, 'stores'>,
  source: string,
  store: string,
): StoreSettings | undefined {
  return settings.stores.find((candidate) => candidate.source === source && candidate.store === store);
}

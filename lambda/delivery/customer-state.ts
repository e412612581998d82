import * as v from 'valibot';
import { channels, Purposes } from '../masivo/consent';
import { CustomerDraft, draftFields } from '../masivo/customer';
import { MasivoId } from '../masivo/masivo-id';
import { UnlinkedReason } from '../reasons/reason';

const OrderSchema = v.object({
  at: v.number(),
  tie: v.nullable(v.number()),
  kind: v.picklist(['created', 'updated']),
});

const StatementMade = v.object({
  granted: v.boolean(),
  order: OrderSchema,
  /** From an event that is about consent alone: that a body lacks it takes nothing back. */
  own: v.exactOptional(v.literal(true)),
  /** The store did not say when it was made: it has the order of the body that told it. */
  undated: v.exactOptional(v.literal(true)),
  /** The order of the body that told it last, where that is later than the statement's own date. */
  told: v.exactOptional(OrderSchema),
});
export type StatementMade = v.InferOutput<typeof StatementMade>;

const ConsentStatement = v.object({
  ...StatementMade.entries,
  /** The shopper made none: a body only lacked what an earlier one may have had. */
  implied: v.exactOptional(v.literal(true)),
  /** The store has it, and whatever it had before, of everybody who was never asked. */
  unasked: v.exactOptional(v.literal(true)),
  /** The newest body since that lacked it. */
  lackedAt: v.exactOptional(OrderSchema),
  /** The newest one without a date where this one has one, and the other way round: it was told before. */
  beside: v.exactOptional(StatementMade),
});
export type ConsentStatement = v.InferOutput<typeof ConsentStatement>;
const ConsentStatements = v.object(v.entriesFromList(channels, v.exactOptional(ConsentStatement)));
/** The shopper's last statement on each channel, and when it was made. */
export type ConsentStatements = v.InferOutput<typeof ConsentStatements>;

const KeptSnapshot = v.object({
  /** The delivery that brought it. */
  delivery: v.string(),
  order: OrderSchema,
  /** Under the ID in the store. */
  customer: CustomerDraft,
  /** The ID in Masivo that the environment's mapping gave it, where that is another one. */
  masivoId: v.exactOptional(MasivoId),
  statements: ConsentStatements,
  /** Whether the store said when the shopper was created; else the date is only when we heard of it. */
  dated: v.boolean(),
  /** It holds nothing but consent statements, or nothing but those, the deletion and the merge. */
  only: v.exactOptional(v.picklist(['consent', 'deletion', 'merge'])),
  /**
   * When the store deleted the shopper. That is final: stores never give an id out again, so no event of it that is not
   * the deletion counts any more, whatever its date.
   */
  deleted: v.exactOptional(OrderSchema),
  /** When the store made the shopper one with another one of its own, and which id it keeps. As final as a deletion. */
  merged: v.exactOptional(v.object({ into: v.string(), order: OrderSchema })),
  /** Fields that are as of another order than the snapshot's; null where no body ever had them. */
  asOf: v.exactOptional(v.object(v.entriesFromList(draftFields, v.exactOptional(v.nullable(OrderSchema))))),
  /** No body ever had the name: it names the customer at its creation, and changes nothing. */
  fallbackName: v.exactOptional(v.literal(true)),
  /** No body ever said anything of the customer's phone: it is that of an address, which replaces none that one told. */
  fallbackPhone: v.exactOptional(v.literal(true)),
  /** The store says that the e-mail is the shopper's. */
  emailVerified: v.exactOptional(v.literal(true)),
});
/** A snapshot of a customer as the ledger keeps it. */
export type KeptSnapshot = v.InferOutput<typeof KeptSnapshot>;

/**
 * What Masivo has confirmed of a customer, or an operator has decided. Times are epoch ms.
 *
 * - `unknown`: nothing yet.
 * - `holds`: Masivo has it, with `email` for its e-mail (which cannot be changed there) and `consent` for the record
 *   it has from us, null where there is none. `told` is the draft that we last told it: left out where that is the
 *   newest snapshot's, null where we never told it any. `createdAt` is when we created it, or first saw what
 *   we had created or migrated. `elsewhere`: somebody else made it, and may have recorded its consent.
 *   `forgotten`: it may have a record from us that a restore has lost.
 * - `waiting`: Masivo lacks it, and no snapshot had an e-mail yet.
 * - `held`: Masivo lacks it, and the flood guard holds it. It waits for an operator, until one drops it.
 * - `migrating`: Masivo was given it without rewards `orders` times, the last time at `since`, and shows it later.
 * - `linked`: the e-mail belongs to the customer `owner`, who carries this id in its metadata. `rewards` is false where
 *   it was to come without them: so it is, should it be created after all.
 * - `unlinked`: another customer has `email`, which was its own, and it is not linked to that one for this `reason`. It
 *   waits for an operator, too. `rewards` as for `linked`.
 * - `gone`: Masivo had it and no longer shows it. It waits for an operator, too: only a release creates it again. `told`
 *   is what it was told before, should it come back.
 */
const Confirmed = v.variant('masivo', [
  v.object({ masivo: v.literal('unknown') }),
  v.object({
    masivo: v.literal('holds'),
    email: v.nullable(v.string()),
    consent: v.nullable(Purposes),
    told: v.exactOptional(v.nullable(CustomerDraft)),
    createdAt: v.exactOptional(v.number()),
    elsewhere: v.exactOptional(v.literal(true)),
    forgotten: v.exactOptional(v.literal(true)),
  }),
  v.object({ masivo: v.literal('waiting') }),
  v.object({ masivo: v.literal('held'), dropped: v.boolean(), since: v.number() }),
  v.object({ masivo: v.literal('migrating'), since: v.number(), orders: v.number() }),
  v.object({
    masivo: v.literal('linked'),
    owner: v.object({ source: v.string(), store: v.string(), customer: v.string() }),
    rewards: v.exactOptional(v.literal(false)),
  }),
  v.object({
    masivo: v.literal('unlinked'),
    dropped: v.boolean(),
    since: v.number(),
    email: v.string(),
    reason: UnlinkedReason,
    rewards: v.exactOptional(v.literal(false)),
  }),
  v.object({
    masivo: v.literal('gone'),
    dropped: v.boolean(),
    since: v.number(),
    told: v.exactOptional(v.array(CustomerDraft)),
  }),
]);
export type Confirmed = v.InferOutput<typeof Confirmed>;

/** What requests without an answer may have done, or may still do. It is emptied by Masivo's answers alone. */
const Uncertain = v.object({
  /** A creation of ours may have landed. */
  created: v.boolean(),
  /** A change or a consent record of ours may still land over a newer one. */
  overwrites: v.boolean(),
  /** Until when such requests may still land, or not show yet, epoch ms; null where none is open. */
  landsUntil: v.nullable(v.number()),
  /** A consent record is owed and not known to be in. */
  consentDue: v.boolean(),
  /** The flood guard has counted this creation: trying it again counts no second time. */
  counted: v.boolean(),
  /** Drafts that Masivo may have been told besides the newest snapshot's: what is in them may be taken back. */
  told: v.array(CustomerDraft),
  /** When Masivo first answered this creation with a conflict that asking did not explain, epoch ms. */
  conflictSince: v.exactOptional(v.number()),
  /** Of an item that was restored: when the restored table was attached, epoch ms. Statements made before may be outdated. */
  restoredAt: v.exactOptional(v.number()),
});
export type Uncertain = v.InferOutput<typeof Uncertain>;

/** The truth about a customer. docs/semantics.md has the table of states and transitions. */
export const CustomerState = v.object({
  /** By which ID Masivo has it, or is to have it, once that is fixed. Without it, by the one in the store. */
  masivoId: v.exactOptional(MasivoId),
  confirmed: Confirmed,
  newest: v.nullable(KeptSnapshot),
  /** Ids of the same person in other stores (`source/store/id`), which Masivo's metadata is to show. */
  links: v.exactOptional(v.array(v.string())),
  uncertain: v.nullable(Uncertain),
  /** The last release that was about to bring it to Masivo. It brings it once, whatever happens to it there. */
  released: v.exactOptional(v.object({ delivery: v.string(), series: v.number() })),
  /** The customer it was merged into has its id, its links and what it had stated by then. */
  mergeCarried: v.exactOptional(v.literal(true)),
  /** An operator knows that it has an account in Masivo besides that of the customer it was merged into. */
  mergeDecided: v.exactOptional(v.literal(true)),
  /** Since when the customer is being erased, epoch ms: but for its tombstones nothing is kept of it, nor sent. */
  erasing: v.exactOptional(v.number()),
});
export type CustomerState = v.InferOutput<typeof CustomerState>;

export const unknownCustomer: CustomerState = {
  confirmed: { masivo: 'unknown' },
  newest: null,
  uncertain: null,
};

export const nothingUncertain: Uncertain = {
  created: false,
  overwrites: false,
  landsUntil: null,
  consentDue: false,
  counted: false,
  told: [],
};

/** The consent record that we last sent. */
export function recordedConsent({ confirmed }: CustomerState): Purposes | null {
  return confirmed.masivo === 'holds' ? confirmed.consent : null;
}

/** Somebody else made this customer in Masivo. */
export const isFromElsewhere = ({ confirmed }: Pick<CustomerState, 'confirmed'>): boolean =>
  confirmed.masivo === 'holds' && confirmed.elsewhere === true;

/** The consent record that Masivo is known to have. Whoever made the customer may have changed it since ours. */
export const knownConsent = (state: CustomerState): Purposes | null =>
  isFromElsewhere(state) ? null : recordedConsent(state);

/** Masivo's consent record may hold what the ledger does not know that we sent. */
export const hasUnknownRecord = ({ confirmed }: Pick<CustomerState, 'confirmed'>): boolean =>
  confirmed.masivo === 'holds' && (confirmed.elsewhere === true || confirmed.forgotten === true);

/**
 * When a look at Masivo shows whatever a request without an answer did, epoch ms: it lands within `lateLandingMs`, and
 * looks lag behind it by less than as much again.
 */
export const shownBy = (from: number, lateLandingMs: number): number => from + 2 * lateLandingMs;

/** Whether a request without an answer may still land, or not show yet, at this time, epoch ms. */
export function mayStillLand({ uncertain }: CustomerState, at: number): boolean {
  return uncertain !== null && uncertain.landsUntil !== null && at < uncertain.landsUntil;
}

import * as v from 'valibot';
import { Purposes } from '../masivo/consent';
import { CustomerDraft } from '../masivo/customer';

const OrderSchema = v.object({
  at: v.number(),
  tie: v.nullable(v.number()),
  kind: v.picklist(['created', 'updated']),
});

const ConsentStatement = v.object({ granted: v.boolean(), order: OrderSchema });
const ConsentStatements = v.object({
  email_marketing: v.exactOptional(ConsentStatement),
  push_notifications: v.exactOptional(ConsentStatement),
  link_tracking: v.exactOptional(ConsentStatement),
});
/** The shopper's last statement on each marketing purpose, and when it was made. */
export type ConsentStatements = v.InferOutput<typeof ConsentStatements>;

const KeptSnapshot = v.object({
  /** The delivery that brought it. */
  delivery: v.string(),
  order: OrderSchema,
  customer: CustomerDraft,
  statements: ConsentStatements,
  /** Whether the store said when the shopper was created; else the date is only when we heard of it. */
  dated: v.boolean(),
});
/** A snapshot of a customer as the ledger keeps it. */
export type KeptSnapshot = v.InferOutput<typeof KeptSnapshot>;

/**
 * What is known of a customer in Masivo.
 *
 * - `unknown`: nothing yet.
 * - `holds`: Masivo has it, with `email` for its e-mail (which cannot be changed there) and `consent` for the
 *   record it has from us, null where there is none. `told` is what we last told it, where that is not the
 *   newest snapshot.
 * - `waiting`: Masivo lacks it, and no snapshot had an e-mail yet.
 * - `held`: Masivo lacks it, and the flood guard keeps it for the operator, or the operator dropped it.
 * - `migrating`: Masivo has been given it without rewards, and will show it in a while.
 * - `linked`: the e-mail belongs to the customer `owner`, who carries this id in its metadata.
 */
const Known = v.variant('masivo', [
  v.object({ masivo: v.literal('unknown') }),
  v.object({
    masivo: v.literal('holds'),
    email: v.nullable(v.string()),
    consent: v.nullable(Purposes),
    told: v.exactOptional(CustomerDraft),
  }),
  v.object({ masivo: v.literal('waiting') }),
  v.object({ masivo: v.literal('held'), dropped: v.boolean() }),
  v.object({ masivo: v.literal('migrating'), since: v.number() }),
  v.object({ masivo: v.literal('linked'), owner: v.string() }),
]);
export type Known = v.InferOutput<typeof Known>;

/** Why Masivo has to be asked before anything else: a write may have landed, or may still land. */
const Doubt = v.object({
  /** A creation of ours. */
  created: v.boolean(),
  /** When the answer to a change was last lost, epoch ms: it may land a while later, over a newer one. */
  lostChangeAt: v.nullable(v.number()),
  /** A consent record is owed and not known to be in. */
  consentDue: v.boolean(),
  /** The flood guard has let this creation through already: trying it again counts no second time. */
  letThrough: v.boolean(),
  /** When Masivo first answered this creation with a conflict that asking did not explain, epoch ms. */
  conflictSince: v.exactOptional(v.number()),
});
export type Doubt = v.InferOutput<typeof Doubt>;

/**
 * What the ledger believes of a customer: what is known, the newest snapshot seen, and doubts, null where Masivo
 * is known to be as the newest snapshot wants it. A doubt never erases what is known.
 * docs/semantics.md has the table of states and transitions.
 */
export const CustomerState = v.object({
  known: Known,
  newest: v.nullable(KeptSnapshot),
  doubt: v.nullable(Doubt),
});
export type CustomerState = v.InferOutput<typeof CustomerState>;

export const noDoubt: Doubt = { created: false, lostChangeAt: null, consentDue: false, letThrough: false };

/** What we last told Masivo of this customer, null where we never did or do not know. */
export function toldBefore({ known, newest }: CustomerState): CustomerDraft | null {
  return known.masivo === 'holds' ? (known.told ?? newest?.customer ?? null) : null;
}

/** What is known, to be kept beside a new newest snapshot: what we told Masivo was another one. */
export function knownBeside(state: CustomerState): Known {
  const told = toldBefore(state);
  return state.known.masivo === 'holds' && told ? { ...state.known, told } : state.known;
}

/** The consent record Masivo is known to have from us. */
export function recordedConsent({ known }: CustomerState): Purposes | null {
  return known.masivo === 'holds' ? known.consent : null;
}

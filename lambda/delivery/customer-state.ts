import * as v from 'valibot';
import { Purposes } from '../masivo/consent';
import { CustomerDraft } from '../masivo/customer';

const OrderSchema = v.object({
  at: v.number(),
  tie: v.nullable(v.number()),
  kind: v.picklist(['created', 'updated']),
});

const Word = v.object({ yes: v.boolean(), order: OrderSchema });
const Words = v.object({
  email_marketing: v.exactOptional(Word),
  push_notifications: v.exactOptional(Word),
  link_tracking: v.exactOptional(Word),
});
/** The shopper's last word on each marketing purpose, and when it was said. */
export type Words = v.InferOutput<typeof Words>;

const KeptSnapshot = v.object({
  /** The delivery that brought it. */
  delivery: v.string(),
  order: OrderSchema,
  customer: CustomerDraft,
  words: Words,
});
/** The newest snapshot of a customer that the bridge has seen. */
export type KeptSnapshot = v.InferOutput<typeof KeptSnapshot>;

/**
 * What the ledger believes of one customer. docs/semantics.md has the table of states and transitions.
 *
 * - `unknown`: Masivo was never asked.
 * - `holds`: Masivo shows `newest`, and `email` for its e-mail (which cannot be changed there).
 * - `unsure`: Masivo may or may not show `newest`, or even hold the customer: ask before anything else.
 * - `waiting`: Masivo lacks the customer, and no snapshot had an e-mail yet.
 * - `held`: Masivo lacks the customer, and the flood guard keeps it for the operator, or the operator said no.
 * - `migrating`: Masivo has been given the customer without rewards, and will show it in a while.
 * - `linked`: the e-mail belongs to the customer `owner`, who carries this id in its metadata.
 *
 * `consent` is the record Masivo is known to have from us, null where there is none.
 */
export const CustomerState = v.variant('masivo', [
  v.object({ masivo: v.literal('unknown') }),
  v.object({
    masivo: v.literal('holds'),
    newest: KeptSnapshot,
    email: v.nullable(v.string()),
    consent: v.nullable(Purposes),
  }),
  v.object({
    masivo: v.literal('unsure'),
    newest: KeptSnapshot,
    /** A creation of ours may have landed, or may still land. */
    created: v.boolean(),
    /** When an answer to a change was last lost, epoch ms: it may land a while later, over a newer one. */
    lostChangeAt: v.nullable(v.number()),
    consent: v.nullable(Purposes),
    /** A consent record was to be sent and is not known to be in. */
    consentDue: v.boolean(),
    /** The flood guard has let this creation through already: trying it again counts no second time. */
    letThrough: v.boolean(),
    /** When Masivo first answered this creation with a conflict that asking did not explain, epoch ms. */
    conflictSince: v.exactOptional(v.number()),
  }),
  v.object({ masivo: v.literal('waiting'), newest: KeptSnapshot }),
  v.object({ masivo: v.literal('held'), newest: KeptSnapshot, dropped: v.boolean() }),
  v.object({ masivo: v.literal('migrating'), newest: KeptSnapshot, since: v.number() }),
  v.object({ masivo: v.literal('linked'), newest: KeptSnapshot, owner: v.string() }),
]);
export type CustomerState = v.InferOutput<typeof CustomerState>;
export type Unsure = Extract<CustomerState, { masivo: 'unsure' }>;

/** The consent record Masivo is known to have from us. */
export function recordedConsent(state: CustomerState): Purposes | null {
  return state.masivo === 'holds' || state.masivo === 'unsure' ? state.consent : null;
}

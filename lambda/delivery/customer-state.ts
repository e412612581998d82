import * as v from 'valibot';
import { CustomerDraft } from '../masivo/customer';

const OrderSchema = v.object({
  at: v.number(),
  tie: v.nullable(v.number()),
  kind: v.picklist(['created', 'updated']),
});

const KeptSnapshot = v.object({
  /** The delivery that brought it. */
  delivery: v.string(),
  order: OrderSchema,
  customer: CustomerDraft,
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
 * - `linked`: the e-mail belongs to the customer `owner`, who carries this id in its metadata.
 */
export const CustomerState = v.variant('masivo', [
  v.object({ masivo: v.literal('unknown') }),
  v.object({ masivo: v.literal('holds'), newest: KeptSnapshot, email: v.nullable(v.string()) }),
  v.object({
    masivo: v.literal('unsure'),
    newest: KeptSnapshot,
    /** The write of ours that may have landed, or may still land. */
    sent: v.picklist(['nothing', 'create', 'change']),
    /** When Masivo first answered this creation with a conflict that asking did not explain, epoch ms. */
    conflictSince: v.exactOptional(v.number()),
  }),
  v.object({ masivo: v.literal('waiting'), newest: KeptSnapshot }),
  v.object({ masivo: v.literal('linked'), newest: KeptSnapshot, owner: v.string() }),
]);
export type CustomerState = v.InferOutput<typeof CustomerState>;

import * as v from 'valibot';
import type { PlainCode, Reason } from '../reasons/reason';
import { type Extra, extras, isExtra } from '../settings';
import type { StatedConsent } from './consent';
import { MasivoId } from './masivo-id';

/**
 * What may leave for Masivo as `POST /customers`: the fields of its page "Create a customer" and no other.
 * Nothing is sent that this schema has not parsed.
 */
const DateTime = v.pipe(v.string(), v.isoTimestamp());
// An id is also a path segment of Masivo's address, where `..` would lead elsewhere.
const Id = v.pipe(v.string(), v.regex(/^(?!\.{1,2}$)[\x21-\x7e]{1,255}$/));
// Long enough for any person or company; a ledger item and a queue message have room for no novel.
export const longestText = 1000;
const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(longestText));
const Email = v.pipe(v.string(), v.maxLength(320), v.regex(/^[^\s@]+@[^\s@]+$/));

const longestExtra = 5000;
// All five extras of that length; a ledger item and a queue message have room for no novel.
export const longestMetadata = 30_000;

/** Of whoever was erased: Masivo takes no customer without a name. */
export const nameOfErased = 'Erased';

const fields = {
  id: Id,
  registration_date: DateTime,
  status: v.literal('ACTIVE'),
  gender: v.nullable(v.picklist(['MALE', 'FEMALE'])),
  dob: v.nullable(DateTime),
  tier_id: v.optional(v.pipe(v.string(), v.uuid())),
  metadata: v.record(v.string(), v.pipe(v.string(), v.maxLength(longestExtra))),
};

export const longestCountry = 100;
// Nothing is documented: longer than any phone number with an extension.
export const longestPhone = 50;

/** Fields that only newer accounts take. */
const ownFields = {
  phone: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(longestPhone))),
  country: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(longestCountry))),
  tags: v.exactOptional(v.record(v.string(), v.literal(true))),
};

export const NewCustomer = v.strictObject({
  ...fields,
  ...ownFields,
  id: v.pipe(Id, MasivoId),
  name: Text,
  email: Email,
});
export type NewCustomer = v.InferOutput<typeof NewCustomer>;

/** A mapped shopper; without an e-mail (or without any name) Masivo cannot take it yet. */
export const CustomerDraft = v.strictObject({
  ...fields,
  ...ownFields,
  name: v.nullable(Text),
  email: v.nullable(Email),
});
export type CustomerDraft = v.InferOutput<typeof CustomerDraft>;

/** What `PATCH /customers/{id}` takes. E-mail and status cannot be changed there. */
export const CustomerChanges = v.strictObject({
  name: v.exactOptional(Text),
  gender: v.exactOptional(fields.gender),
  dob: v.exactOptional(fields.dob),
  /** Ours, with what others put there: their values may be of any type. */
  metadata: v.exactOptional(v.record(v.string(), v.unknown())),
  tags: v.exactOptional(v.record(v.string(), v.unknown())),
});
export type CustomerChanges = v.InferOutput<typeof CustomerChanges>;

/** The parts of a draft that a store may be silent about, and whether it says that the e-mail is the shopper's. */
export const draftFields = ['name', 'gender', 'dob', 'email', 'emailVerified', ...extras] as const;
export type DraftField = (typeof draftFields)[number];

/** A shopper as Masivo would have it, or why it never can. */
export type Mapped =
  | {
      readonly kind: 'customer';
      /** Under the ID in the store. */
      readonly customer: CustomerDraft;
      /** The ID in Masivo, where the environment's mapping gives it another one. */
      readonly masivoId?: MasivoId;
      /** The shopper's consent to marketing, as far as this snapshot has it. */
      readonly consent: StatedConsent;
      /**
       * What the body says nothing about. A draft's value of these is null, or a fallback: a name that names a customer
       * only at its creation, and a phone that only fills an empty one.
       */
      readonly silent: readonly DraftField[];
      /** The vendor's names of optional members that could not be read: each costs its field, not the signup. */
      readonly unread: readonly string[];
      /** The store says that the shopper has shown the e-mail to be theirs. */
      readonly emailVerified: boolean;
    }
  | { readonly kind: 'refused'; readonly reason: Reason };

export interface DraftInput {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly registeredAt: Date;
  readonly gender: 'MALE' | 'FEMALE' | null;
  readonly dob: string | null;
  readonly tierId: string | null;
  readonly source: string;
  readonly store: string;
  readonly extras: readonly Extra[];
  readonly values: Readonly<Record<Extra, string | null>>;
  readonly consent: StatedConsent;
  /** Extras that the store does not ask for may be among them. */
  readonly silent?: readonly DraftField[];
  readonly unread?: readonly string[];
  readonly emailVerified?: boolean;
}

const isMapped = (field: DraftField, asked: readonly Extra[]): boolean =>
  !isExtra(field) || asked.includes(field);

const mistakes: Readonly<Record<string, PlainCode>> = {
  id: 'customer-id-invalid',
  name: 'name-too-long',
  email: 'email-invalid',
};

/** What every source's mapping ends with: the same fields, the same metadata, the same schema. */
export function customerDraft(input: DraftInput): Mapped {
  const metadata: Record<string, string> = { source: input.source, store: input.store };
  for (const extra of input.extras) {
    const value = input.values[extra];
    // A note of a novel's length must not keep its shopper from an account.
    if (value !== null) metadata[extra] = value.slice(0, longestExtra).toWellFormed();
  }
  const result = v.safeParse(CustomerDraft, {
    id: input.id,
    name: input.name,
    email: input.email,
    registration_date: input.registeredAt.toISOString(),
    status: 'ACTIVE',
    gender: input.gender,
    dob: input.dob,
    ...(input.tierId === null ? {} : { tier_id: input.tierId }),
    metadata,
  });
  if (result.success)
    return {
      kind: 'customer',
      customer: result.output,
      consent: input.consent,
      silent: draftFields.filter((field) => isMapped(field, input.extras) && input.silent?.includes(field)),
      unread: input.unread ?? [],
      emailVerified: input.emailVerified ?? false,
    };
  const field = v.getDotPath(result.issues[0]) ?? '';
  const code = mistakes[field];
  return { kind: 'refused', reason: code ? { code } : { code: 'field-invalid', params: { field } } };
}

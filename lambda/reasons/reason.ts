import * as v from 'valibot';

/**
 * Why an attempt ended as it did: a code, with params where there is something to add. Code compares codes; text.ts has
 * the short text of each, and operator/core/explanations what it means and what to do.
 *
 * Params never hold personal data: no value of an event, no name, e-mail or phone number.
 */

/** Codes that need no params. */
export const plainCodes = [
  // What the store sent.
  'body-not-json',
  'body-not-object',
  'checkout-without-customer',
  'consent-unknown',
  'body-elsewhere',
  'body-is-error',
  'deletion-unproven',
  'merge-not-completed',
  'merge-unclear',
  'other-account',
  'staff-account',
  'test-notification',
  'customer-id-missing',
  'customer-id-invalid',
  'name-too-long',
  'email-invalid',
  'email-missing',
  // What the settings and operators decided.
  'store-not-configured',
  'store-creates-none',
  'before-go-live',
  'creation-date-unknown',
  'flood-limit-reached',
  'flood-guard-holds',
  'dropped',
  'erased',
  'email-erased',
  'erasing',
  'erasure-unclear',
  'request-unclear',
  'data-requested',
  'shop-redact-asked',
  'shop-erased',
  // What the ledger knows.
  'customer-unknown',
  'deleted-in-store',
  'merged-into',
  'kept-customer-busy',
  'newer-already-applied',
  'newer-applied',
  'linked-to-owner',
  'email-differs',
  'masivo-id-differs',
  'masivo-id-taken',
  'customer-not-there-yet',
  'nobody-to-link',
  'email-owner-newer',
  'email-owner-busy',
  'email-index-unreadable',
  // What Masivo did.
  'id-exists',
  'id-taken',
  'email-conflict',
  'email-taken',
  'erased-in-masivo-first',
  'masivo-unreadable',
  'outcome-unclear',
  'creation-not-shown',
  'change-may-still-land',
  'creation-may-still-land',
  'not-shown-yet',
  'gone',
  'many-missing',
  'migration-queued',
  'migration-not-shown',
  // Why a request was not sent.
  'rate-limit-reached',
  'no-time-left',
  'cancelled',
  'request-unsendable',
  'masivo-secret-empty',
  'token-missing',
  // What became of the message.
  'message-unreadable',
  'waited-too-long',
  'too-many-paused',
  'function-died',
] as const;
export type PlainCode = (typeof plainCodes)[number];

const withParams = <const C extends string, P extends v.ObjectEntries>(code: C | readonly C[], params: P) =>
  v.object({ code: v.picklist([code].flat()), params: v.object(params) });

const text = v.string();
const status = v.number();
const retryAfterMs = v.exactOptional(v.number());
/** A network error's code, or an error's name: never its message. */
const error = v.string();

/** Why a customer whom an event only names is not read. */
export const vendorCodes = [
  'customer-to-read',
  'vendor-key-missing',
  'vendor-unreadable',
  'vendor-lacks-customer',
] as const;

/** Whose e-mail another customer has in Masivo, and who is not linked to that one, which the params name. */
const unlinkedCodes = [
  'email-of-other-customer',
  'email-not-verified',
  'owner-not-verified',
  'owner-moved',
  'owner-deleted',
] as const;
/** Why somebody is not linked to the customer who has its e-mail. */
export const UnlinkedReason = withParams(unlinkedCodes, { customer: text, source: text, store: text });
export type UnlinkedReason = v.InferOutput<typeof UnlinkedReason>;

const SimpleReason = v.variant('code', [
  v.object({ code: v.picklist(plainCodes) }),
  withParams('body-too-deep', { levels: v.number() }),
  /** `field` is a path of the event's schema. */
  withParams('field-missing', { field: text }),
  withParams('field-wrong-type', { field: text, expected: text, found: text }),
  withParams('field-out-of-bounds', { field: text, found: text }),
  /** Null where what the vendor calls its form is not one that can be shown. */
  withParams('format-unknown', { format: v.nullable(text) }),
  /** `fields` are the vendor's names of members. */
  withParams('fields-not-read', { fields: v.array(text) }),
  /** `fields` are paths of the query that the vendor ran for the event. */
  withParams('event-without-data', { event: v.picklist(['created', 'updated']), fields: v.array(text) }),
  withParams('fields-withheld', { fields: v.array(text) }),
  /** Null where the version is not one that can be shown. */
  withParams('api-version-unknown', { version: v.nullable(text) }),
  /** `field` is one of Masivo's. */
  withParams('field-invalid', { field: text }),
  /** Of the environment's own mapping: the text that it gives, the name of what it threw and where, and fields. */
  withParams('skipped-by-mapping', { skip: text }),
  withParams('mapping-failed', { error, at: v.nullable(text) }),
  withParams('mapping-result-invalid', { field: text, found: text }),
  withParams('mapping-changed-field', { field: text }),
  /** Null where the event's name is not one that can be shown. */
  withParams('event-not-handled', { event: v.nullable(text) }),
  withParams('wrong-mode', { event: v.picklist(['live', 'test']), store: v.picklist(['live', 'test']) }),
  /** `fields` are the vendor's names of members. */
  withParams('customer-redacted', { fields: v.array(text) }),
  /** `vendor` is a name as people write it. */
  withParams(vendorCodes, { vendor: text }),
  withParams('vendor-error', { vendor: text, status, retryAfterMs }),
  withParams('vendor-denied', { vendor: text, status }),
  withParams('vendor-throttled', { vendor: text, retryAfterMs }),
  withParams('vendor-unreachable', { vendor: text, error }),
  withParams('vendor-no-answer', { vendor: text, error }),
  withParams('vendor-keys-unreadable', { error }),
  withParams('masivo-error', { status, retryAfterMs }),
  withParams('masivo-denied', { status }),
  withParams('masivo-wrong-address', { status }),
  withParams('masivo-throttled', { retryAfterMs }),
  withParams('masivo-unreachable', { error }),
  withParams('masivo-no-answer', { error }),
  withParams('masivo-secret-unreadable', { error }),
  withParams('request-refused', { call: v.picklist(['change', 'migrate']), status }),
  withParams('customer-refused', { status }),
  withParams('consent-refused', { status }),
  /** `customer` is the id in Masivo: somebody has to find the customer there. */
  withParams('erased-but-in-masivo', { customer: text }),
  UnlinkedReason,
  /** The one whom the store keeps, and both wallets, as far as Masivo showed them. */
  withParams('merged-with', {
    customer: text,
    source: text,
    store: text,
    wallet: v.nullable(text),
    keptWallet: v.nullable(text),
  }),
  withParams('selftest-would-create', { consent: v.boolean() }),
]);

/** A reason that another one is behind. */
interface Wrapped<C extends string> {
  readonly code: C;
  readonly params: { readonly cause: Reason | null };
}

export type Reason =
  | v.InferOutput<typeof SimpleReason>
  | Wrapped<'sign-in-failed'>
  | Wrapped<'selftest-would-not-create'>
  | Wrapped<'given-up'>;

const cause = v.nullable(v.lazy((): v.GenericSchema<Reason> => Reason));

/** As the ledger keeps it. */
export const Reason: v.GenericSchema<Reason> = v.variant('code', [
  SimpleReason,
  withParams('sign-in-failed', { cause }),
  withParams('selftest-would-not-create', { cause }),
  withParams('given-up', { cause }),
]);

export type ReasonCode = Reason['code'];
export type VersionNotice = Extract<Reason, { readonly code: 'api-version-unknown' }>;

/** What a reason says in a log line: codes and numbers. `cause` is what is behind a reason that wraps another. */
export function reasonFields(reason: Reason | null): Readonly<Record<string, string | number | null>> {
  const behind = causeOf(reason);
  const root = behind ?? reason;
  return {
    reason: reason?.code ?? null,
    ...(behind ? { cause: behind.code } : {}),
    ...(root && 'params' in root && 'status' in root.params ? { status: root.params.status } : {}),
    ...(root && 'params' in root && 'error' in root.params ? { error: root.params.error } : {}),
    ...(root && 'params' in root && 'format' in root.params ? { format: root.params.format } : {}),
  };
}

/** The innermost of wrapped reasons. */
export function causeOf(reason: Reason | null): Reason | null {
  if (!reason || !('params' in reason) || !('cause' in reason.params)) return null;
  return causeOf(reason.params.cause) ?? reason.params.cause;
}

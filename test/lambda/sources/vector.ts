import type { StatedConsent } from '../../../lambda/masivo/consent';
import type { CustomerDraft, DraftField } from '../../../lambda/masivo/customer';
import type { Reason } from '../../../lambda/reasons/reason';
import type { ReceivedEvent, SignedRequest } from '../../../lambda/sources/source';
import type { Held } from '../../support/sources';

/** One request and which secret, if any, must be found to have signed it. */
export interface SignatureVector {
  readonly name: string;
  readonly body: Buffer;
  /** What carries the signature, lower-cased; nothing where the request is not signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly signedBy: string | undefined;
  /** When it comes in; the source's `now` where a vector says nothing. */
  readonly at?: Date;
  /** Why the vendor's own library decides otherwise, where it does. */
  readonly vendorDiffers?: string;
}

/** A vector of a vendor whose signature is one header; undefined where the request has none. */
export interface HeaderVector extends Omit<SignatureVector, 'headers'> {
  readonly header: string | undefined;
}

export const underHeader = (name: string, vectors: readonly HeaderVector[]): SignatureVector[] =>
  vectors.map(({ header, ...vector }) => ({
    ...vector,
    headers: header === undefined ? {} : { [name]: header },
  }));

/** What bodies say, in the kinds that every vendor has, and some that only some have. */
export const everyVendors = ['silence', 'taken back', 'odd type', 'unseen characters'] as const;
export type SaysKind = (typeof everyVendors)[number] | 'exact id' | 'consent event' | 'deletion' | 'merge';

/** A body as the vendor sends it or may send it, and what is read of it. */
export interface SaysVector {
  readonly kind: SaysKind;
  readonly name: string;
  readonly event: Pick<ReceivedEvent, 'body' | 'headers'>;
  /** What the vendor's API has, by path, where the event does not carry its customer. */
  readonly held?: Held;
  /** The store's settings, besides the least. */
  readonly store?: Readonly<Record<string, unknown>>;
  readonly customer?: Partial<CustomerDraft>;
  readonly silent?: readonly DraftField[];
  readonly unread?: readonly string[];
  readonly notice?: Reason;
  readonly consent?: StatedConsent;
  readonly emailVerified?: boolean;
  /** The order's time. */
  readonly at?: string;
}

/** A body that tells nothing of a shopper, and why. */
export interface NothingVector extends Pick<SaysVector, 'name' | 'event' | 'held' | 'store'> {
  readonly end: { readonly kind: 'ignored' | 'refused' | 'unclear'; readonly reason: Reason };
}

/** What the suites for all sources need to know of one: `vectors` of `NAME/vectors.ts` beside them. */
export interface SourceVectors {
  readonly now: Date;
  readonly signatures: readonly SignatureVector[];
  /** An authentic request, with header names as the vendor writes them. */
  readonly sample: {
    readonly body: Buffer;
    readonly headers: Readonly<Record<string, string>>;
    readonly secret: string;
    readonly signedAt: Date;
    readonly customer: CustomerDraft;
  };
  /** What the vendor's API has when the sample comes in: of a form that does not carry its customer. */
  readonly held?: Held;
  /** Two that a store's `vendorAccount` may name. */
  readonly accounts: { readonly own: string; readonly other: string };
  /** The sample as an event of another vendor account; left out where a vendor's events name none. */
  readonly ofAccount?: (account: string) => Pick<ReceivedEvent, 'body' | 'headers'>;
  /** The sample as an event of an API version, undefined for none; left out where the form's events name none. */
  readonly versions?: {
    sent(version: unknown): Pick<ReceivedEvent, 'body' | 'headers'>;
    /** Known ones, besides the newest. */
    readonly older: readonly string[];
    /** Others, and what is shown of them. */
    readonly unknown: readonly (readonly [version: unknown, shown: string | null])[];
  };
  /** What the vendor sends to try an address, and what only looks like that; left out where it sends nothing so. */
  readonly pings?: { readonly yes: readonly SignedRequest[]; readonly no: readonly SignedRequest[] };
  /** The headers under which a body is parsed at all. */
  readonly parsedHeaders: Readonly<Record<string, string>>;
  readonly says: readonly SaysVector[];
  readonly nothing: readonly NothingVector[];
  /** Bodies as the vendor sends them, to be twisted. */
  readonly bodies: readonly Buffer[];
  /** A secret in the vendor's form that holds this text; left out where it is the text itself. */
  readonly secretOf?: (text: string) => string;
  /** The vendor's other forms, by their names in the profile. */
  readonly forms?: Readonly<Record<string, SourceVectors>>;
}

/** The same bytes but for one bit. */
export function withBitFlipped(body: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(body);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

export const everyByte = Buffer.from(Uint8Array.from({ length: 256 }, (_, value) => value));

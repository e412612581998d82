import type { CustomerDraft } from '../../../lambda/masivo/customer';
import type { ReceivedEvent } from '../../../lambda/sources/source';

/** One request and which secret, if any, must be found to have signed it. */
export interface SignatureVector {
  readonly name: string;
  readonly body: Buffer;
  /** The signature header's value; undefined where the request has none. */
  readonly header: string | undefined;
  readonly secrets: readonly string[];
  readonly signedBy: string | undefined;
  /** When it comes in; the source's `now` where a vector says nothing. */
  readonly at?: Date;
  /** Why the vendor's own library decides otherwise, where it does. */
  readonly vendorDiffers?: string;
}

/** What the contract suite needs to know of a source. A new source brings its own and is added below. */
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
  /** Two that a store's `vendorAccount` may name. */
  readonly accounts: { readonly own: string; readonly other: string };
  /** The sample's body as an event of another vendor account, and headers to match. */
  readonly ofAccount: (account: string) => Pick<ReceivedEvent, 'body' | 'headers'>;
  /** The headers under which a body is parsed at all. */
  readonly parsedHeaders: Readonly<Record<string, string>>;
}

/** The same bytes but for one bit. */
export function withBitFlipped(body: Buffer, bit: number): Buffer {
  const flipped = Buffer.from(body);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}

export const everyByte = Buffer.from(Uint8Array.from({ length: 256 }, (_, value) => value));

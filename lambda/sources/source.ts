import type { Mapped } from '../masivo/customer';
import type { Reason, VersionNotice } from '../reasons/reason';
import type { Mapping, StoreSettings } from '../settings';
import type { ShopperDetails } from './details';
import type { Order } from './order';

/** Request headers with lower-cased names, as API Gateway's payload format 2.0 hands them over. */
export type RequestHeaders = Readonly<Record<string, string>>;

export interface SignedRequest {
  readonly headers: RequestHeaders;
  /** The bytes as they came over the wire: every vendor signs these, never re-serialised JSON. */
  readonly body: Buffer;
}

/** A webhook before it is signed; its headers are spelled as the vendor spells them. */
export interface Unsigned {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What `receive` knows of a store. */
export type IngressStore = Pick<StoreSettings, 'source' | 'store' | 'vendorAccount'>;

/** Why an authentic request is still turned away at ingress. */
export interface Rejection {
  readonly status: 202 | 400 | 401;
  readonly code: string;
  readonly message: string;
}

/** What a source reads of an envelope: the envelope's vendor headers, its bytes, and when it came in. */
export interface ReceivedEvent {
  readonly headers: RequestHeaders;
  readonly body: Buffer;
  readonly receivedAt: Date;
  /** What the vendor answered to the reads that `parse` asked for, in their order. */
  readonly answers?: readonly VendorAnswer[];
}

/** A GET of the vendor's API, for what an event only names. The key is none of it. */
export interface VendorRead {
  /** Below the API's address. What comes from the event is encoded in it. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As people see it: without an id. */
  readonly call: string;
}

/** What the vendor has there, or its own statement that it has nothing there. Any other answer is no answer. */
export interface VendorAnswer {
  readonly kind: 'found' | 'missing';
  readonly body: unknown;
}

/** The API of a vendor whose events do not carry their customers. */
export interface VendorApi {
  /** As people write it. */
  readonly vendor: string;
  readonly baseUrl: string;
  /** Requests that all workers together may send about one account of the vendor's, however many stores it is. */
  readonly perSecond: number;
  /** What authorises a request, and whatever else each one has. */
  headers(key: string): Readonly<Record<string, string>>;
}

/** One state of one shopper, as the store told it. */
export interface Snapshot {
  /** The shopper's id in the store, which is also the id in Masivo. */
  readonly customer: string;
  readonly kind: 'created' | 'updated';
  readonly order: Order;
  /** When the shopper was created in the store, or, where it does not say, when it spoke of it. */
  readonly registeredAt: Date;
  /** Whether the store said when. */
  readonly dated: boolean;
  /** The vendor's customer object; only its own source knows the shape. */
  readonly fields: unknown;
  /** The same object as the vendor sent it, where `fields` has less, for a customer mapping of one's own. */
  readonly body?: unknown;
  /**
   * It tells nothing of the shopper but consent statements, or that the store has deleted the shopper or made it one with
   * another: it creates nobody, and changes nothing else.
   */
  readonly only?: 'consent' | 'deletion' | 'merge';
  /** Of a merge: the id that the store keeps of the two. */
  readonly mergedInto?: string;
  /**
   * When the store told it, epoch milliseconds: of a store whose statements on consent are its state at that moment,
   * whenever they were made. They may lack a date; at another store, one without a date was made with this change.
   */
  readonly toldAt?: number;
  /** The values before this change, where the vendor sends them with the event. */
  readonly previous?: Readonly<Record<string, unknown>> | undefined;
  /**
   * It was read at the vendor when its event was delivered, and not told by the event: so it has what changed since,
   * too, and every change of the same moment.
   */
  readonly read?: true;
  /** What people are to know of the body, though it is used: told where there is nothing weightier to tell. */
  readonly notice?: Reason;
}

/** A person asks what is held on them, whom the store names by id, by e-mail or by both; or a shop is to be erased. */
export type PrivacyRequest =
  | { readonly kind: 'data-request'; readonly customer: string | null; readonly email: string | null }
  | { readonly kind: 'shop-redact' };

export type Parsed =
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot }
  /** A signup that the operator made up: it goes the whole way, and nobody is created. */
  | { readonly kind: 'selftest'; readonly snapshot: Snapshot }
  /** The event names a customer whom the vendor has to be asked for: `parse` it again with the answers. */
  | { readonly kind: 'to-read'; readonly customer: string; readonly reads: readonly VendorRead[] }
  /** The answers cannot be right, and may be another time. */
  | { readonly kind: 'unclear'; readonly reason: Reason }
  /** Somebody is to be erased, whom the store names by id, by e-mail or by both. */
  | { readonly kind: 'erasure'; readonly customer: string | null; readonly email: string | null }
  /** Somebody asks for what an operator has to do: nothing of its body may be kept. */
  | { readonly kind: 'request'; readonly about: PrivacyRequest; readonly reason: Reason }
  /** It asks for an erasure or a task and is ignored or refused: nothing of its body may be kept. */
  | { readonly kind: 'unkept'; readonly outcome: 'ignored' | 'refused'; readonly reason: Reason }
  | { readonly kind: 'ignored'; readonly reason: Reason }
  | { readonly kind: 'refused'; readonly reason: Reason };

/** Of whose body nothing is kept. */
export type Asked = Extract<Parsed, { readonly kind: 'erasure' | 'request' | 'unkept' }>;

/** One webhook vendor, as `receive` needs it: whose request it is, and which event. It knows no body's schema. */
export interface SourceIngress {
  readonly name: string;
  /** Lower-cased names of the headers that travel in the envelope; no other header does. */
  readonly keptHeaders: readonly string[];
  /** Lower-cased names of what may carry the signature: a request that has none of them is nobody's. */
  readonly signatureHeaders: readonly string[];
  /** The secret that signed these bytes, or undefined: no header, no secret, no match. Never throws. */
  verify(request: SignedRequest, secrets: readonly string[], now: Date): string | undefined;
  /** Checks of an authentic request that need no look into the body. */
  checkHeaders(headers: RequestHeaders, store: IngressStore): Rejection | undefined;
  /**
   * Same for every delivery of one event, so that a duplicate gets the id of the first; another for whatever may be
   * true again. Of what is not signed it holds as little as it can.
   */
  eventKey(request: SignedRequest): string;
  /**
   * What the vendor sends to try an address, without a signature: it is answered with 200, so that the vendor takes the
   * address, and nothing comes of it. Anybody can send it.
   */
  isPing?(request: SignedRequest): boolean;
}

/**
 * One webhook vendor, as the Lambda functions need it; what else there is to know of it is in its profile
 * (profile.ts). Everything here is pure: data in, data out, no clock, log or environment.
 * The contract suite in test/lambda/sources/contract.test.ts runs over every registered source.
 */
export interface Source extends SourceIngress {
  parse(event: ReceivedEvent, store: StoreSettings): Parsed;
  /**
   * What an event asks for of whose body nothing may be kept, where its store is no longer configured; undefined for any
   * other event. A source without such events has none.
   */
  parseRequest?(event: ReceivedEvent): Asked | undefined;
  /**
   * Whose data the event holds, also where `parse` ignores or refuses it: whatever finds a customer's deliveries
   * finds those, too. Undefined where the body does not say.
   */
  customerOf(event: ReceivedEvent): string | undefined;
  /** The newest API version with whose bodies the source was tested; null where the vendor's bodies have none. */
  readonly newestVersion: string | null;
  /**
   * Of an event whose body is of a newer API version than that, or of one of a form that nobody knows. Undefined for an
   * older one, where the event names none, and for the vendor's test notifications.
   */
  versionNotice(event: ReceivedEvent): VersionNotice | undefined;
  map(snapshot: Snapshot, store: StoreSettings): Mapped;
  /** What else a customer mapping of one's own may want of a snapshot, whichever form the vendor sent it in. */
  details?(snapshot: Snapshot): ShopperDetails;
  /** Which of two snapshots with equal `order` is the later one: negative when `a` is older, 0 when unknown. */
  breakTie(a: Snapshot, b: Snapshot): number;
  /** Where `parse` may ask for reads: the API that is asked. */
  readonly api?: VendorApi;
  /** Mapping that applies where a store does not say otherwise. */
  readonly defaultMapping: Mapping;
}

import type { CustomerReader } from '../../cli/backfill/engine/readers/reader';
import type { Mapping } from '../../lambda/settings';
import type { LocalVendorApi, MakeListingApi } from '../../local/vendors/vendor';
import type { Random } from '../chaos/random';
import type { Shopper } from '../chaos/shopper';
import type { Choice, Customer } from '../simulation/spec';

/** An event without its signature. */
export interface UnsignedEvent {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What has happened to a shopper in its store so far. */
export interface InStore {
  /** The newest version; undefined where there is none yet. */
  readonly version: number | undefined;
  /** The choice that stands; undefined where there is none. */
  readonly choice: number | undefined;
  /** When it was changed last, epoch seconds. */
  readonly second: number;
  /** Deleted, or merged into another. */
  readonly isGone: boolean;
}

/** Whom a store asks to erase. */
export interface Redacted {
  /** The customer's; the request may not name it. */
  readonly of: string;
  readonly id: string | null;
  readonly email: string | null;
}

export type ChoiceState = readonly [state: string | null, granted: boolean | undefined];

/** A body, with the headers that tell its form from the vendor's first. */
export interface HostileForm {
  readonly body: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** A vendor as the trials play it. How its events are signed, they learn from the source's profile. */
export interface TrialVendor {
  /** Every body has all of a shopper's consent, so a missing statement was withdrawn. */
  readonly silenceIsNo: boolean;
  readonly story: {
    /** The id of the shopper with this number. */
    customerId(number: number): string;
    /** Where its bodies hold the birth date, as a store's mapping names it. */
    readonly birthDate: string;
    /** The event that tells one version of a shopper. */
    event(shopper: Shopper, index: number): UnsignedEvent;
    /**
     * The same event of a subscription that is not sent everything: it says nothing of the birth date. Undefined where
     * all subscriptions are sent the same.
     */
    silentEvent?(shopper: Shopper, index: number, random: Random): UnsignedEvent;
    readonly choices: {
      /** What a choice can be, and whether it allows marketing; undefined where it says nothing. */
      readonly states: readonly [ChoiceState, ...ChoiceState[]];
      /** An event may lack the time of the choice; then its own counts. */
      readonly mayBeUndated: boolean;
      /** The event that tells one choice of a shopper. */
      event(shopper: Shopper, index: number): UnsignedEvent;
    };
    /** The event that tells that the store has deleted a shopper, in one of the vendor's forms. */
    deletion(shopper: Shopper, random: Random): UnsignedEvent;
    /** The event that tells its merge into another shopper, where the vendor merges customers. */
    merge?(shopper: Shopper, merged: { readonly into: string; readonly at: number }): UnsignedEvent;
    /** The event that asks to erase a shopper, where the vendor has one; it may lack the id. */
    redaction?(shopper: Shopper, named?: 'by e-mail'): UnsignedEvent;
    /** What the vendor tells whoever asks what has changed (changes.ts of the source), where it can be asked. */
    readonly lists?: {
      /**
       * `events`: each one, also of whom the store has deleted. `states`: the last one of each shopper, and neither
       * deletions nor merges.
       */
      readonly kind: 'events' | 'states';
      readonly make: MakeListingApi;
      /** The key of this store. */
      key(store: string): string;
      /** What its local stand-in (local/vendors) holds once the event has happened. */
      held(shopper: Shopper, now: InStore, event: UnsignedEvent): Readonly<Record<string, unknown>>;
      /** The store's own list of its customers, as a census reads it. @param folder for what it writes */
      customers(held: readonly unknown[], at: { url: string; key: string; folder: string }): CustomerReader;
      /** What its webhooks are sent by, where the watchdog of `reconcile` can put it right. */
      readonly subscriptions: {
        /** What `subscribe` has made, in the stand-in's terms; the watchdog's first look makes what it does not have. */
        made(url: string): Readonly<Record<string, unknown>>;
        /** As the vendor does that gives up on this address. */
        remove(api: LocalVendorApi, url: string): void;
        /** What has to be subscribed to for this event; undefined where no subscription that is removed sends it. */
        topicOf(event: UnsignedEvent): string | undefined;
      };
    };
    /** The event as the vendor sends it to try an endpoint: it is no shopper's. */
    asTest(event: UnsignedEvent): UnsignedEvent;
  };
  readonly simulated: {
    readonly vendorAccount: string;
    readonly mapping: Partial<Mapping>;
    /** Whether its bodies say that an e-mail is the shopper's; else the store's settings do. */
    readonly tellsVerified: boolean;
    /** The id of the customer with this number. */
    customerId(number: number): string;
    /** The event that tells this version of a customer. */
    event(customer: Customer, place: number): UnsignedEvent;
    /** The same of a subscription that is sent only a part; undefined where there is none. */
    silentEvent?(customer: Customer, place: number): UnsignedEvent;
    /** This version as the store's list has it, with the newest choice of then. */
    listed(customer: Customer, place: number, choice: Choice | undefined): UnsignedEvent;
    /** The event that tells this choice of a customer. */
    choice(customer: Customer, place: number): UnsignedEvent;
    /** The event that tells its deletion, in the other of two forms where the vendor has two. */
    deletion(customer: Customer, otherForm: boolean): UnsignedEvent;
    /** The event that tells its merge into the customer of this id, where the vendor merges customers. */
    merge?(customer: Customer, into: string): UnsignedEvent;
    /** The event that asks to erase a customer, where the vendor has one; null where it does not know the id. */
    redaction?(customer: Redacted): UnsignedEvent;
    /** The same signed bytes as of another event, where the vendor does not sign all that makes an event. */
    captured?(event: UnsignedEvent, atMs: number): UnsignedEvent;
  };
  /** An event with all that an ordinary shopper's has, for the bench. */
  readonly full: UnsignedEvent;
  /** What the warm ingress is compared with, as the bench's table names it: `warm-peer.ts` beside this. */
  readonly peer: string;
  readonly hostile: {
    /** As all bodies here: SERIAL stands for a number, so that a body is no copy of another. */
    readonly body: string;
    /** Bodies of the vendor's other forms. */
    readonly others: readonly HostileForm[];
    /** Texts that the fuzzer puts in the place of values. */
    readonly values: readonly string[];
    headers(random: Random, authentic: boolean): [string, string][];
  };
}

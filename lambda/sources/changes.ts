import type { StoreSettings } from '../settings';
import type { ChangesRequest, NoAnswer } from './changes-request';
import type { Source } from './source';
import type { VendorSubscriptions } from './subscriptions';

/** A stretch of a store's history. Both ends are in it. */
export interface Window {
  readonly from: Date;
  readonly to: Date;
}

/** One change of a store, in a form that its source's `parse` reads. */
export interface Change {
  /** The same whenever the change is told again; where webhooks tell it too, what `eventKey` says of theirs. */
  readonly key: string;
  /** Lower-cased. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Of a customer's state: the header in which an event says when it was triggered. Here it says when the vendor was
   * asked, for the state has every change of its second until then.
   */
  readonly askedAtHeader?: string;
  readonly body: Buffer;
}

export type ChangesAnswer =
  | {
      readonly kind: 'page';
      /** The oldest first. */
      readonly changes: readonly Change[];
      /** Where the next page begins; null behind the window's last one. */
      readonly next: string | null;
      /** Every change of the window before this moment is on this page or an earlier one. */
      readonly through?: Date;
      /** Customers or events of the page that cannot be read, by their ids at the vendor. They are no changes of it. */
      readonly unreadable?: readonly string[];
    }
  | NoAnswer;

/**
 * How to get past a customer who spoils a whole page, where the vendor can be asked for customers one by one. Answers are
 * read by `read` unless something else is said.
 */
export interface OneByOne {
  /** The page of the next customer alone. */
  next(window: Window, position: string | null, store: StoreSettings): ChangesRequest;
  /** What stands beside the customer's own fields on that page: who it is, and where the next one begins. */
  named(window: Window, position: string | null): ChangesRequest;
  nameIn(answer: unknown): { readonly customer: string; readonly next: string | null } | undefined;
}

/** How to ask again for what no run could read. */
export interface AskedAgain {
  /** @param id of a customer or an event, as `unreadable` names it */
  request(id: string, store: StoreSettings): ChangesRequest;
  /** The JSON of an answer with this status is read, too. */
  readonly alsoRead?: number;
  /** A page with it, whenever it was changed; an empty one where the vendor has it no more. */
  read(answer: unknown, store: StoreSettings): ChangesAnswer;
}

/** How to read a page without a customer who spoils it, where a page is a number of rows. */
export interface PageInParts {
  /** So many rows a page has. */
  readonly rows: number;
  /** So many rows of a page from this one on, the first being 0. `read` reads the answer, or several as `joined`. */
  request(position: string | null, first: number, count: number): ChangesRequest;
  joined(answers: readonly unknown[]): unknown;
  /** Who stands in this row, and nothing else of the customer. */
  named(position: string | null, row: number): ChangesRequest;
  /** By the id at the vendor. */
  nameIn(answer: unknown): string | undefined;
}

/** How a key from the secret gets into the API. */
export type ChangesAccess =
  | { readonly kind: 'token'; readonly token: string }
  /** A token for this run alone. */
  | {
      readonly kind: 'sign-in';
      readonly request: ChangesRequest;
      /** Undefined where the answer has none. */
      tokenIn(answer: unknown): string | undefined;
    }
  /** A token that expires. What renews it is replaced whenever it is used, so the secret's entry is replaced with it. */
  | {
      readonly kind: 'renewed';
      readonly token: string;
      /** Whether it is no longer valid, or is about to expire. */
      isDue(now: Date): boolean;
      readonly request: ChangesRequest;
      /** The new token, and the entry to keep; undefined where the answer has none. */
      renewedIn(answer: unknown, now: Date): { readonly token: string; readonly entry: unknown } | undefined;
      /** Whether an entry is the one that this one renews. */
      isStill(entry: unknown): boolean;
    };

/**
 * How a store's changes are asked for at its vendor. Pure. No bundle but that of `reconcile` carries it, so it is listed
 * apart (registered-changes.ts). A vendor without it sends webhooks all the same, and nobody finds what they missed.
 */
export interface VendorChanges {
  readonly source: Source;
  /** How its subscriptions are looked at; without it nobody does. */
  readonly subscriptions?: VendorSubscriptions;
  /** As people write it. */
  readonly vendor: string;
  /** It lists customers by when they signed up: whose change is to be found, a run has to go back to that. */
  readonly bySignup?: true;
  /** Where the store is asked; undefined where its settings do not say which account it is. */
  baseUrl(store: StoreSettings): string | undefined;
  /** Undefined for what is no key of this vendor, or one that does not read what the store is. */
  access(entry: unknown, store: StoreSettings): ChangesAccess | undefined;
  authorised(token: string): Readonly<Record<string, string>>;
  /** Where the vendor says which account a key opens; absent where every answer names it, and `read` looks at that. */
  readonly account?: {
    readonly request: ChangesRequest;
    /** In the JSON of an answer with status 200 or 403. In the form of the settings' `vendorAccount`. */
    nameIn(answer: unknown): string | undefined;
  };
  /** The stretch that is asked about next: all up to `now`, or a first part of it. */
  windowFrom(from: Date, now: Date): Window;
  /** @param position `next` of the page before; null for the first one. */
  request(window: Window, position: string | null, store: StoreSettings, now: Date): ChangesRequest;
  /** Reads the JSON of an answer with status 200. */
  read(
    answer: unknown,
    window: Window,
    store: StoreSettings,
    now: Date,
    position: string | null,
  ): ChangesAnswer;
  /** Without it, nothing is named as unreadable. */
  readonly again?: AskedAgain;
  readonly oneByOne?: OneByOne;
  readonly parts?: PageInParts;
}

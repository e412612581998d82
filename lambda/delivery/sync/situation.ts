import type { Release } from '../../envelope';
import type { CustomerName } from '../../ledger/table';
import type { MasivoCustomer } from '../../masivo/answer';
import type { Channel, Purposes } from '../../masivo/consent';
import type { CustomerDraft } from '../../masivo/customer';
import { writtenByBridge } from '../../masivo/metadata-of-bridge';
import { withOwnFields } from '../../masivo/own-fields';
import type { Reason, UnlinkedReason } from '../../reasons/reason';
import type { Verdict } from '../../retry/retry-policy';
import type { StoreSettings } from '../../settings';
import type { CustomerState, KeptSnapshot } from '../customer-state';
import { underMasivoId } from '../masivo-id';
import type { Missing } from '../missing-customers';
import type { Relation } from '../relation';
import { draftToShow } from '../told-drafts';

/** What an attempt knows when it has claimed its customer, before its first request. */
export interface SyncInput {
  /** As it was claimed: `newest` is what Masivo is to show. */
  readonly state: CustomerState;
  readonly target: KeptSnapshot;
  /** The draft that Masivo is known to have been told last, before this attempt; null where there is none. */
  readonly lastTold: CustomerDraft | null;
  /** Every draft that Masivo was told before this attempt, or may have been. */
  readonly told: readonly CustomerDraft[];
  /** The channels on which the target has a consent statement that Masivo was not told. */
  readonly newOn: readonly Channel[];
  /**
   * Ask Masivo first, begin with what the ledger calls for, or with the customer that Masivo has just shown: that is to
   * carry a link, and no event of its own has come.
   */
  readonly begin: 'ask' | 'create' | 'change' | 'shown';
  /** The snapshot of the delivery at hand: the target, an older one, or statements that are in the target. */
  readonly mine: KeptSnapshot;
  /** How it stands to the newest that was known. */
  readonly relation: Relation;
  readonly store: StoreSettings;
  /** The account takes the consent record in `POST /customers`. */
  readonly consentAtCreation: boolean;
  readonly release: Release | undefined;
  /** The store calls it a signup, and nothing was ever done for this customer. */
  readonly firstContact: boolean;
  /** Before the first request, epoch ms: whether an earlier one may still land is judged by this moment. */
  readonly startedAt: number;
  readonly lateLandingMs: number;
  /** The delivery that this is for. */
  readonly by: string;
  /** The delivery's series. */
  readonly series: number;
}

/** What an attempt has learned and done since. */
export interface Progress {
  /** What Masivo showed last. */
  readonly shown: 'unasked' | 'lacks' | MasivoCustomer;
  /** When the question was asked that `shown` answers, epoch ms. */
  readonly askedAt: number | null;
  /** What the ledger called for did not fit: only an answer to a GET counts from here on. */
  readonly mustAsk: boolean;
  readonly created: 'no' | 'maybe' | 'yes';
  /** How Masivo answered a creation that it did not simply accept. */
  readonly conflict: Extract<Verdict, { kind: 'ask' }> | null;
  readonly change: 'none' | 'done' | 'lost';
  /** The consent record that Masivo showed, whoever made it; null where it showed none. */
  readonly recordShown: Purposes | null;
  /** The consent record that is in since this attempt. */
  readonly consent: Purposes | null;
  /** Whether the flood guard lets this creation through. */
  readonly counted: boolean | null;
  /** What a customer is taken for who is missing in Masivo. */
  readonly missing: Missing | null;
  readonly owner: LinkResult | null;
  /** Who carries its id already; null before that was looked for. */
  readonly carrier: CarrierResult | null;
  /** What became of taking along what belongs to the customer whom the store keeps of two. */
  readonly carried: CarryResult | null;
  /** When its e-mail was erased, epoch ms; null where it was not. */
  readonly emailErasedAt: 'unasked' | number | null;
  /** Masivo has taken it without rewards. */
  readonly ordered: boolean;
}

export const nothingDone: Progress = {
  shown: 'unasked',
  askedAt: null,
  mustAsk: false,
  created: 'no',
  conflict: null,
  change: 'none',
  recordShown: null,
  consent: null,
  counted: null,
  missing: null,
  owner: null,
  carrier: null,
  carried: null,
  emailErasedAt: 'unasked',
  ordered: false,
};

/** What an attempt decides by: where it began, what has come of it so far, and the time, epoch ms. */
export interface Situation {
  readonly input: SyncInput;
  readonly progress: Progress;
  readonly now: number;
}

/** What became of giving this shopper's id to the customer who has the e-mail already. */
export type LinkResult =
  | { readonly kind: 'linked'; readonly owner: CustomerName }
  | { readonly kind: 'no-owner' }
  | { readonly kind: 'unlinked'; readonly reason: UnlinkedReason }
  | { readonly kind: 'refused'; readonly reason: Reason }
  | { readonly kind: 'retry'; readonly reason: Reason; readonly retryAfterMs?: number };

/** Who was found to carry this shopper's id already. */
export type CarrierResult = Extract<LinkResult, { kind: 'linked' | 'no-owner' | 'retry' }>;

/** What became of taking a merged customer's id, links and consent statements to the one whom the store keeps. */
export type CarryResult =
  /** `wallet` is that of the customer whom the store keeps, where Masivo showed it. */
  | { readonly kind: 'carried'; readonly wallet: string | null }
  | Extract<LinkResult, { kind: 'refused' | 'retry' }>;

/** Masivo's metadata keys for the ids of the same person in other stores, separated by spaces, and for their number. */
const { linked, linkedCount } = writtenByBridge;
// Masivo does not say how long a value may be. The customer's item has all of them.
const mostShown = 50;

type Wanted = Pick<SyncInput, 'target' | 'state' | 'store'>;

/** What Masivo is to show: the target under its ID there, with the links that the customer carries. */
export const wantedOf = ({ target, state, store }: Wanted): CustomerDraft =>
  asInMasivo(draftToShow(target), store, state);

/** What to create the customer with, should Masivo lack it. */
export const toCreateOf = ({ target, state, store }: Wanted): CustomerDraft =>
  asInMasivo(target.customer, store, state);

/** What Masivo was told last: the links that are certain, and its ID, were told with it. */
export const lastToldOf = ({ lastTold, state, store }: SyncInput): CustomerDraft | null =>
  lastTold && asInMasivo(lastTold, store, state);

/** All that Masivo was told before this attempt, or may have been. */
export const everToldOf = ({ told, store }: SyncInput): readonly CustomerDraft[] =>
  told.map((draft) => withOwnFields(draft, store));

function asInMasivo(kept: CustomerDraft, store: Wanted['store'], state: CustomerState): CustomerDraft {
  const { links = [], masivoId } = state;
  const draft = underMasivoId(withOwnFields(kept, store), masivoId);
  if (links.length === 0) return draft;
  return { ...draft, metadata: { ...draft.metadata, ...linkMembers(links) } };
}

/** The metadata that Masivo shows, with these links in the place of those that it shows. */
export function withLinksShown(
  metadata: Readonly<Record<string, unknown>>,
  links: readonly string[],
): Readonly<Record<string, unknown>> {
  const { [linked]: _, [linkedCount]: __, ...others } = metadata;
  return links.length === 0 ? others : { ...others, ...linkMembers(links) };
}

function linkMembers(links: readonly string[]): Readonly<Record<string, string>> {
  const count = links.length > mostShown ? { [linkedCount]: String(links.length) } : {};
  return { [linked]: links.slice(-mostShown).join(' '), ...count };
}

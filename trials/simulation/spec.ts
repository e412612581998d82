import type { Release } from '../../lambda/envelope';
import type { Fault } from './faults';
import type { MasivoTraits } from './models/masivo';

/** One state of a shopper in its store. */
export interface Version {
  /** When the store made it, ms from the story's start. */
  readonly atMs: number;
  readonly name: string;
  /** Stores write an e-mail that is not there as null, or as an empty text. */
  readonly email: string | null;
  /** `1990-05-17` */
  readonly birthDate: string | null;
  readonly gender: 'male' | 'female' | null;
  readonly phone: string | null;
  readonly note: string | null;
  /** The store does not say that the e-mail is the shopper's. */
  readonly unverified?: true;
  /** The shopper's statement on e-mail marketing; undefined is silence. */
  readonly statement: boolean | undefined;
}

/** What a shopper chooses besides, which has events of its own. */
export interface Choice {
  /** When the shopper chose, ms from the story's start. */
  readonly atMs: number;
  /** `other` must change nothing, whatever it allows: SMS, or the choice of a guest. */
  readonly about: 'e-mail' | 'other';
  /** Whether it allows e-mail marketing; undefined where it says nothing. */
  readonly granted: boolean | undefined;
  /** Whether the event says when the shopper chose; else its own time counts. */
  readonly isDated: boolean;
  /** When the store came to tell it, ms from the story's start, where that is later. */
  readonly toldMs?: number;
}

export interface Customer {
  readonly source: string;
  readonly store: string;
  readonly id: string;
  /** When it signed up, ms from the story's start: before it, it existed before go-live. */
  readonly registeredMs: number;
  readonly versions: readonly Version[];
  readonly choices?: readonly Choice[];
  /** When its store deleted it, ms from the story's start: after all versions and choices. */
  readonly deletedMs?: number;
  /** The place of the customer of the same store that its store merged it into, and when: after all else. */
  readonly merged?: { readonly into: number; readonly atMs: number };
}

interface At {
  readonly atMs: number;
}

/** One thing that happens beside the bridge, or that an operator does. */
export type Step =
  /** A webhook comes in; the same version again is a copy of it. A silent one has only a part of the shopper. */
  | (At & {
      readonly do: 'webhook';
      readonly customer: number;
      readonly version: number;
      readonly silent?: true;
      /** Somebody sends the signed bytes once more, as of another event. */
      readonly captured?: true;
      /** It comes as a replay of this number that has waited on the queue. */
      readonly series?: number;
    })
  /** The webhook of a choice comes in. */
  | (At & { readonly do: 'choice'; readonly customer: number; readonly choice: number })
  /** A webhook of the store's deletion comes in. The vendor may have another form in which it tells the same. */
  | (At & { readonly do: 'store deletion'; readonly customer: number; readonly otherForm?: true })
  /** A webhook tells that the store has merged the customer into another one. */
  | (At & { readonly do: 'store merge'; readonly customer: number })
  /** An operator erases the customer, or a webhook of the store asks for it; by its id, or by its newest e-mail alone. */
  | (At & { readonly do: 'erase'; readonly customer: number; readonly by: ErasedBy })
  /** An operator's decision on the customer, which has waited on the queue. */
  | (At & { readonly do: 'late release'; readonly customer: number; readonly how: Release })
  /** Masivo gets a customer from elsewhere. */
  | (At & { readonly do: 'foreign'; readonly id: string; readonly email: string })
  /** Somebody deletes or edits a customer in Masivo's dashboard. */
  | (At & { readonly do: 'delete' | 'edit'; readonly customer: number })
  /** Somebody records there what the customer states on e-mail marketing. */
  | (At & { readonly do: 'consent by hand'; readonly customer: number; readonly granted: boolean })
  | (At & { readonly do: 'pause' | 'resume'; readonly store: string })
  /** An operator replays the customer's newest delivery. */
  | (At & { readonly do: 'replay'; readonly customer: number })
  /** An operator releases whoever is held or gone, or links whoever is not linked. */
  | (At & { readonly do: 'release'; readonly how: Release })
  | (At & { readonly do: 'redrive' | 'expire-tokens' })
  /** An operator runs the backfill of a store, `source/store`. */
  | (At & { readonly do: 'backfill'; readonly store: string });

export type ErasedBy = 'operator' | 'operator, e-mail' | 'store' | 'store, e-mail';

/** Where a store's settings are not as they usually are. */
export interface StoreTraits {
  readonly creates?: false;
  readonly consent?: 'off';
  readonly signupsSince?: 'absent';
  /** Of a vendor whose bodies do not tell whose e-mails they have. */
  readonly emailsVerified?: false;
  /** Whom the store deletes has no loyalty purposes either. */
  readonly whenDeleted?: 'withdraw';
}

export interface SettingsTraits {
  readonly sameEmail?: 'refuse';
  /** By `source/store`. */
  readonly stores?: Readonly<Record<string, StoreTraits>>;
  /** There are no stores but those. */
  readonly onlyNamed?: true;
}

/** By which ID the shop has Masivo know a customer. */
export interface OwnId {
  readonly first: string;
  /** The one that the shop gives it once it has another name than this. */
  readonly renamed?: { readonly was: string; readonly id: string };
}

/** The shops' own numbers, by which Masivo is to know their customers. */
export interface OwnIds {
  /** By customer; of others it is the store's ID. */
  readonly ids: Readonly<Record<string, OwnId>>;
  /** When the settings come to ask for them, or cease to, ms from the story's start. */
  readonly fromMs?: number;
  readonly untilMs?: number;
}

export interface Traits extends SettingsTraits {
  readonly workers: number;
  /** How far each worker's clock is ahead, ms. */
  readonly skewMs: readonly number[];
  readonly masivo: MasivoTraits;
  /** How long after their expiry deliveries are still there at most; null: none is ever deleted. */
  readonly longestExpiryMs: number | null;
  readonly longestIndexLagMs: number;
  readonly maxCreationsPerHour: number | null;
  readonly perSecond: number | null;
  /** An environment's times, or short ones: who waits for a lease tries a few times, and not twenty-five. */
  readonly times: 'live' | 'short';
  /** What becomes in the end of whoever still waits for a decision; null: they stay. */
  readonly lastRelease: Release | null;
  /** In the end somebody deletes in Masivo's dashboard whom an erasure has left there. */
  readonly deletesErased?: true;
  readonly ownIds?: OwnIds;
}

/** Everything that decides how a universe goes. What is taken out of its lists changes nothing of the rest. */
export interface Spec {
  readonly seed: number;
  readonly traits: Traits;
  readonly customers: readonly Customer[];
  readonly steps: readonly Step[];
  readonly faults: readonly Fault[];
}

/** The story's first moment. */
export const storyStart = Date.parse('2026-11-02T10:00:00Z');

/** @throws Error where there is none: a bug of the story */
export function versionOf({ id, versions }: Customer, place: number): Version {
  const version = versions[place];
  if (!version) throw new Error(`${id} has no version ${place}`);
  return version;
}

/** @throws Error where there is none: a bug of the story */
export function choiceOf({ id, choices = [] }: Customer, place: number): Choice {
  const choice = choices[place];
  if (!choice) throw new Error(`${id} has no choice ${place}`);
  return choice;
}

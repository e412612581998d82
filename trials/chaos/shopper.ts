import type { CustomerName } from '../../lambda/ledger/table';
import { defaultStore, storeKey } from '../../lambda/store-name';

/** One state of a shopper, in the terms of the check. */
export interface Version {
  /** When it was made, epoch seconds. */
  readonly second: number;
  readonly name: string;
  readonly email: string | null;
  /** The consent to e-mail marketing that the body of a customer has; undefined where it has none. */
  readonly word: boolean | undefined;
  readonly phone: string | null;
  /** `1990-05-17` */
  readonly birthDate: string | null;
}

/** What a shopper chooses besides, which has events of its own. */
export interface Choice {
  /** `other`: it must change nothing, whatever it allows; SMS, or the choice of somebody who is no customer. */
  readonly about: 'e-mail' | 'other';
  /** What the vendor calls it. */
  readonly state: string | null;
  /** Whether it allows e-mail marketing; undefined where it says nothing. */
  readonly granted: boolean | undefined;
  /** When the shopper chose, epoch seconds; null where the event does not say. */
  readonly chosenAt: number | null;
  /** When the vendor came to know, epoch ms. */
  readonly noticedAt: number;
}

export interface Shopper {
  readonly source: string;
  readonly store: string;
  readonly id: string;
  /** In the order in which they happened. */
  readonly versions: readonly Version[];
  readonly choices: readonly Choice[];
  /** The other id of the same person, whose e-mail it shares. */
  readonly twin: string | undefined;
  /** When its store deleted it, epoch seconds: after all else. Such a one shares its e-mail with nobody. */
  readonly deletedAt?: number;
  /** Into whom its store merged it, an earlier one, and when, epoch seconds: after all else. */
  readonly merged?: { readonly into: string; readonly at: number };
  /** Who asks to erase it when all else has happened. Such a one shares its e-mail with nobody. */
  readonly erasedBy?: 'store' | 'operator';
  /** When it signed up, epoch seconds, where that is not the story's first moment. */
  readonly registeredAt?: number;
  /** Two of its versions are of one second. */
  readonly hasTie: boolean;
}

/** Every source has a store of this name besides its default one, with a flood guard. */
export const guardedStore = 'guarded';
export const storesOfStory = [defaultStore, guardedStore] as const;

/** How a customer is named in another one's links. */
export const nameText = (shopper: Shopper): string => `${storeKey(shopper)}/${shopper.id}`;

export const nameOf = ({ source, store, id }: Shopper): CustomerName => ({ source, store, customer: id });

/** The first moment of every story. */
export const began = Date.parse('2026-11-01T00:00:00Z');

/** @throws Error where there is none: a bug of the story */
export function versionOf({ id, versions }: Pick<Shopper, 'id' | 'versions'>, index: number): Version {
  const version = versions[index];
  if (!version) throw new Error(`${id} has no version ${index}`);
  return version;
}

/** @throws Error where there is none: a bug of the story */
export function choiceOf({ id, choices }: Pick<Shopper, 'id' | 'choices'>, index: number): Choice {
  const choice = choices[index];
  if (!choice) throw new Error(`${id} has no choice ${index}`);
  return choice;
}

/** What an event about a choice has for an e-mail: nobody may take it for the customer's. */
export const knownEmail = ({ versions }: Shopper): string => versions.at(-1)?.email ?? 'nobodys@example.com';

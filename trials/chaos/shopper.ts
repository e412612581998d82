import type { CustomerName } from '../../lambda/ledger/table';
import { defaultStore, storeKey } from '../../lambda/store-name';

/** One state of a shopper, in the terms of the check. */
export interface Version {
  readonly name: string;
  readonly email: string | null;
  /** The shopper's consent statement on e-mail marketing; undefined where there is none. */
  readonly word: boolean | undefined;
  readonly phone: string | null;
}

export interface Shopper {
  readonly source: string;
  readonly store: string;
  readonly id: string;
  /** In the order in which they happened. */
  readonly versions: readonly Version[];
  /** The other id of the same person, whose e-mail it shares. */
  readonly twin: string | undefined;
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
export function versionOf({ id, versions }: Shopper, index: number): Version {
  const version = versions[index];
  if (!version) throw new Error(`${id} has no version ${index}`);
  return version;
}

import { profileOf, profiles } from '../lambda/sources/profiles';
import { defaultStore, type StoreName, storeKey } from '../lambda/store-name';

/** Secrets by `source/store`; the first one signs. */
export type StoreSecrets = Readonly<Record<string, readonly string[]>>;

type Variables = Readonly<Record<string, string | undefined>>;

/** The stores of a local run without settings of a client's own: one of each source. */
export const localStores: readonly StoreName[] = [...profiles.keys()].map((source) => ({
  source,
  store: defaultStore,
}));

/** What these stores sign with: `variables` say, or else it is the local run's own secret, which is publicly known. */
export const secretsOf = (stores: readonly StoreName[], variables: Variables = {}): StoreSecrets =>
  Object.fromEntries(stores.map((store) => [storeKey(store), secretsOfStore(store, variables)]));

/** `{SOURCE}_{STORE}_WEBHOOK_SECRET` is of one store, `{SOURCE}_WEBHOOK_SECRET` of every other one of the source. */
export function secretsOfStore({ source, store }: StoreName, variables: Variables): readonly string[] {
  const given = variables[variableOf(source, store)] ?? variables[variableOf(source)];
  return given === undefined ? [profileOf(source).secret.local] : secretsIn(given);
}

const variableOf = (...names: readonly string[]): string =>
  `${names.join('_').toUpperCase().replaceAll('-', '_')}_WEBHOOK_SECRET`;

/** Several are separated by commas, as during a rotation. */
const secretsIn = (list: string): readonly string[] =>
  list
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');

/** The local run's keys to these stores' vendors, of `deliver` or of `reconcile`, by `source/store`. */
export const vendorKeysOf = (
  stores: readonly StoreName[],
  which: 'vendorKey' | 'changesKey',
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    stores.flatMap((store) => {
      const key = profileOf(store.source)[which]?.local;
      return key === undefined ? [] : [[storeKey(store), key]];
    }),
  );

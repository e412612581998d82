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

/** Publicly known ones, for runs that nobody else sends to: of tests and trials. */
export const knownSecretsOf = (stores: readonly StoreName[]): StoreSecrets =>
  Object.fromEntries(stores.map((store) => [storeKey(store), [profileOf(store.source).secret.local]]));

/** The secrets that `variables` name; other stores are not in it. */
export const givenSecretsOf = (stores: readonly StoreName[], variables: Variables): StoreSecrets =>
  Object.fromEntries(
    stores.flatMap((store) => {
      const given = givenSecrets(store, variables);
      return given === undefined ? [] : [[storeKey(store), given]];
    }),
  );

/** `{SOURCE}_{STORE}_WEBHOOK_SECRET` is of one store, `{SOURCE}_WEBHOOK_SECRET` of every other one of the source. */
export function givenSecrets(
  { source, store }: StoreName,
  variables: Variables,
): readonly string[] | undefined {
  const given = variables[variableOf(source, store)] ?? variables[variableOf(source)];
  return given === undefined ? undefined : secretsIn(given);
}

const variableOf = (...names: readonly string[]): string =>
  `${names.join('_').toUpperCase().replaceAll('-', '_')}_WEBHOOK_SECRET`;

/** Several are separated by commas, as during a rotation. */
const secretsIn = (list: string): readonly string[] =>
  list
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');

/** One store: its source, and its own name among the source's stores. */
export interface StoreName {
  readonly source: string;
  readonly store: string;
}

/** The store that is meant where none is named. */
export const defaultStore = 'default';

/** `source/store`: how settings, secrets, pauses and people name a store. */
export const storeKey = ({ source, store }: StoreName): string => `${source}/${store}`;

/** The other way round of {@link storeKey}; undefined for a text that names no store. */
export function parseStoreKey(key: string): StoreName | undefined {
  const [source, store, more] = key.split('/');
  return source && store && more === undefined ? { source, store } : undefined;
}

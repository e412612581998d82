/** One store: its source, and its own name among the source's stores. */
export interface StoreName {
  readonly source: string;
  readonly store: string;
}

/** The store that is meant where none is named. */
export const defaultStore = 'default';

/** `source/store`: how settings, secrets, pauses and people name a store. */
export const storeKey = ({ source, store }: StoreName): string => `${source}/${store}`;

/**
 * The message group of a store's messages. On a standard queue it orders nothing: SQS hands out the messages of other
 * groups first while one has more than a tenth of all messages in flight, and at least thirty (AWS, "How Amazon SQS
 * fair queues work"). Below that it does nothing.
 */
export const messageGroupOf = storeKey;

/** `source/store/id`: how people name a customer. */
export const customerKey = ({ customer, ...store }: StoreName & { readonly customer: string }): string =>
  `${storeKey(store)}/${customer}`;

/** The other way round of {@link customerKey}; undefined for a text that names no customer. An id may have a `/`. */
export function parseCustomerKey(
  key: string,
): { readonly source: string; readonly store: string; readonly customer: string } | undefined {
  const [source, store, ...id] = key.split('/');
  const customer = id.join('/');
  return source && store && customer ? { source, store, customer } : undefined;
}

/** The other way round of {@link storeKey}; undefined for a text that names no store. */
export function parseStoreKey(key: string): StoreName | undefined {
  const [source, store, more] = key.split('/');
  return source && store && more === undefined ? { source, store } : undefined;
}

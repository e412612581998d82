import { defaultStore, type StoreName, storeKey } from './store-name';

/** `/webhooks/{source}` for the default store, `/webhooks/{source}/{store}` for another. */
export const webhookPath = ({ source, store }: StoreName): string =>
  store === defaultStore ? `/webhooks/${source}` : `/webhooks/${storeKey({ source, store })}`;

/** The store that a path names, with or without `default`; undefined for any other path. */
export function parseWebhookPath(path: string): StoreName | undefined {
  const [, source, store = defaultStore] = /^\/webhooks\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  return source === undefined ? undefined : { source, store };
}

/** Where each store sends its webhooks, by `source/store`. @param ingress without a slash at the end. */
export const webhookUrls = (
  stores: readonly StoreName[],
  ingress: string,
): Readonly<Record<string, string>> =>
  Object.fromEntries(stores.map((store) => [storeKey(store), ingress + webhookPath(store)]));

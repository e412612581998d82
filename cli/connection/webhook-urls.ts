import type { Settings } from '../../lambda/settings';

/** Where each store sends its webhooks, by `source/store`: the default store's path is its source alone. */
export function webhookUrlsOf({ stores }: Settings, ingress: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    stores.map(({ source, store }) => {
      const path = store === 'default' ? source : `${source}/${store}`;
      return [`${source}/${store}`, `${ingress}/webhooks/${path}`];
    }),
  );
}

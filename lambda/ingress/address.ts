import { type Settings, type StoreSettings, storeOf } from '../settings';
import { sources } from '../sources/registry';
import type { Source } from '../sources/source';

/** Whose webhook it is. */
export interface Address {
  readonly source: Source;
  readonly store: StoreSettings;
}

/** `/webhooks/{source}/{store}`, or `/webhooks/{source}` for the store `default`. Nothing else is an address. */
export function addressOf(path: string, settings: Settings): Address | undefined {
  const [, sourceName, storeName = 'default'] = /^\/webhooks\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  const source = sources.get(sourceName ?? '');
  const store = source && storeOf(settings, source.name, storeName);
  return store && { source, store };
}

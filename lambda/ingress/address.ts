import { type Settings, type StoreSettings, storeOf } from '../settings';
import { sources } from '../sources/registry';
import type { Source } from '../sources/source';
import { parseWebhookPath } from '../webhook-address';

/** Whose webhook it is. */
export interface Address {
  readonly source: Source;
  readonly store: StoreSettings;
}

/** Undefined for a path that is no webhook address, and for a store that is not configured. */
export function addressOf(path: string, settings: Settings): Address | undefined {
  const named = parseWebhookPath(path);
  const source = named && sources.get(named.source);
  const store = source && storeOf(settings, source.name, named.store);
  return store && { source, store };
}

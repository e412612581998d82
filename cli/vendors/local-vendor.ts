import { memberOf, parsedJson } from '../../lambda/json';
import { type StoreName, storeKey } from '../../lambda/store-name';
import { sdkSecrets } from '../../operator/core/sdk-calls';
import type { ConnectedEnvironment } from '../connection/environment';

/** The small vendor of a local run, and the key that its reconciliation reads with. */
export interface LocalVendor {
  readonly baseUrl: string;
  readonly key: string;
}

/** Undefined for a deployed environment, and for a source whose vendor the local run does not have. */
export async function localVendorOf(
  { settings, secrets }: Pick<ConnectedEnvironment, 'settings' | 'secrets'>,
  store: StoreName,
): Promise<LocalVendor | undefined> {
  const baseUrl = settings.vendorBaseUrls?.[store.source];
  const id = secrets.ids['reconcile-keys'];
  if (baseUrl === undefined || id === undefined) return undefined;
  const keys = parsedJson((await sdkSecrets(secrets.client)(id)) ?? '');
  const key = memberOf(keys, storeKey(store));
  return typeof key === 'string' ? { baseUrl, key } : undefined;
}

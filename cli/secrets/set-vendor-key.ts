import type { StoreSettings } from '../../lambda/settings';
import { profileOf } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { CommandError } from '../exit';
import type { Frame } from '../frame';
import { putVendorKey } from '../vendor-keys';
import { given } from '../vendors/given';
import { vendors } from '../vendors/registry';

/** The key with which the customers of thin events are read. */
export async function setVendorKey(frame: Frame, store: StoreSettings): Promise<void> {
  const { environment } = await frame.connect();
  const { terminal } = frame;
  const name = storeKey(store);
  const thin = vendors.get(store.source)?.thin;
  const { vendorKey, displayName } = profileOf(store.source);
  if (!thin || !vendorKey) {
    throw new CommandError(
      'usage',
      `${displayName} has no thin events, so nothing is read there with a key.`,
    );
  }
  const key = given(await terminal.askSecret(`Key of ${name} (${environment.name}): ${vendorKey.what}:`));
  const baseUrl = environment.settings.vendorBaseUrls?.[store.source];
  await thin.refuseKey(store, key, { variables: terminal.environment, baseUrl });
  await putVendorKey({ ...environment.secrets, sleep: terminal.sleep }, name, key);
  frame.answer({ store: name, secret: 'vendor-keys' }, () => [
    `Put in for ${name}. It is used within five minutes: revoke the old one at ${displayName} after that.`,
  ]);
}

import { formerAddress, noOthers } from '../../lambda/own-addresses';
import type { StoreSettings } from '../../lambda/settings';
import { storeKey } from '../../lambda/store-name';
import { storedVendorKeys, vendorKeyIn } from '../vendor-keys';
import { vendors } from '../vendors/registry';
import { acceptedSecrets } from '../webhook-secrets';
import type { Check, DoctorDeps } from './check';
import { type Finding, skipped, unseen } from './finding';

/** Whether the vendors send to this environment, and everything: what `subscribe` would still change. */
export const subscriptions: Check = {
  name: 'subscriptions',
  async run(deps) {
    const found = await Promise.all(
      deps.environment.settings.stores.map(async (store) => {
        const name = storeKey(store);
        const findings = await lookAt(store, name, deps).catch((error: unknown) => [unseen(error)]);
        return findings.map((finding) => ({ ...finding, what: `${name}: ${finding.what}` }));
      }),
    );
    return found.flat();
  },
};

async function lookAt(store: StoreSettings, name: string, deps: DoctorDeps): Promise<readonly Finding[]> {
  const url = deps.environment.webhookUrls[name] ?? '';
  if (!url.startsWith('https://')) return [skipped('not checked: no vendor knows a local address')];
  const vendor = vendors.get(store.source);
  if (!vendor) {
    return [skipped(`not checked: the bridge cannot ask ${store.source} for its subscriptions`)];
  }
  const credential = await deps.credentials.of(name);
  if (!credential) {
    return [
      skipped(
        'not checked: no credentials of the vendor are stored',
        `\`subscribe ${store.source}\` keeps it, and changes nothing where all is well.`,
      ),
    ];
  }
  const { secrets, ownAddresses: own = noOthers } = deps.environment;
  return vendor.check({
    store,
    kept: credential,
    changeKept: (change) => deps.credentials.change(name, change),
    url,
    former: (address) => formerAddress(address, { url, own, store }),
    held: async () => (await acceptedSecrets(secrets, name)).map(({ secret }) => secret),
    readKey: () =>
      storedVendorKeys(secrets).then(
        (stored) => vendorKeyIn(stored ?? {}, name),
        // The check of the secrets says why.
        () => undefined,
      ),
    variables: deps.variables,
  });
}

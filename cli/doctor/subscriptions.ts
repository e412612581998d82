import type { StoreSettings } from '../../lambda/settings';
import { storeKey } from '../../lambda/store-name';
import { vendors } from '../vendors/registry';
import { acceptedSecrets } from '../webhook-secrets';
import type { Check, DoctorDeps } from './check';
import { type Finding, skipped, unseen } from './finding';

/** Whether the vendors send to this environment, and everything: what `subscribe` would still change. */
export const subscriptions: Check = {
  name: 'subscriptions',
  async run(deps) {
    return Promise.all(
      deps.environment.settings.stores.map(async (store) => {
        const name = storeKey(store);
        const finding = await lookAt(store, name, deps).catch(unseen);
        return { ...finding, what: `${name}: ${finding.what}` };
      }),
    );
  },
};

async function lookAt(store: StoreSettings, name: string, deps: DoctorDeps): Promise<Finding> {
  const url = deps.environment.webhookUrls[name] ?? '';
  if (!url.startsWith('https://')) return skipped('not checked: no vendor knows a local address');
  const vendor = vendors.get(store.source);
  if (!vendor) return skipped(`not checked: the bridge cannot ask ${store.source} for its subscriptions`);
  const credential = await deps.credentials.of(name);
  if (!credential) {
    return skipped(
      'not checked: no credentials of the vendor are stored',
      `\`subscribe ${store.source}\` keeps it, and changes nothing where all is well.`,
    );
  }
  const held = async () =>
    (await acceptedSecrets(deps.environment.secrets, name)).map(({ secret }) => secret);
  return vendor.check({
    ...{ store, url, held, variables: deps.variables },
    kept: credential,
    changeKept: (change) => deps.credentials.change(name, change),
  });
}

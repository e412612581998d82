import { profileOf } from '../../lambda/sources/profiles';
import { storeKey } from '../../lambda/store-name';
import { type StoredVendorKeys, storedVendorKeys, vendorKeyIn } from '../vendor-keys';
import type { DoctorDeps } from './check';
import { type Finding, failure, ok, unseen } from './finding';

/**
 * One line for each store whose thin events name customers, from one read of the secret `vendor-keys`. Whether the
 * vendor takes the key is found where its subscriptions are. Values are never shown.
 */
export async function vendorKeyFindings({ environment }: DoctorDeps): Promise<readonly Finding[]> {
  const stores = environment.settings.stores.flatMap((store) => {
    const { vendorKey } = profileOf(store.source);
    return store.events === true && vendorKey
      ? [{ name: storeKey(store), form: vendorKey.form, ...store }]
      : [];
  });
  if (stores.length === 0) return [];
  let stored: StoredVendorKeys | undefined;
  try {
    stored = await storedVendorKeys(environment.secrets);
  } catch (error) {
    return [about('vendor-keys', unseen(error))];
  }
  if (!stored) {
    return [failure('vendor-keys: the stack has no such secret, so thin events wait', 'Deploy again.')];
  }
  const keys = stored;
  return stores.map(({ name, source, form }) => {
    const fill = `Put it in: \`secrets set ${source} --key\`.`;
    try {
      const key = vendorKeyIn(keys, name);
      if (key === undefined)
        return failure(`${name}: no key in \`vendor-keys\`, so its thin events wait`, fill);
      return form.test(key)
        ? ok(`${name}: a key that reads what thin events name`)
        : failure(`${name}: what \`vendor-keys\` holds is no such key of ${source}`, fill);
    } catch (error) {
      return about(name, unseen(error));
    }
  });
}

const about = (name: string, finding: Finding): Finding => ({ ...finding, what: `${name}: ${finding.what}` });

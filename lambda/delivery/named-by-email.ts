import type { CustomerName } from '../ledger/table';
import { type StoreName, storeKey } from '../store-name';
import type { DeliveryDeps } from './deps';

/**
 * The customers of a store whom its e-mail names, as the ledger's index knows it: those who have it in Masivo first. One
 * who has another e-mail there is found by that alone.
 */
export async function namedByEmail(
  store: StoreName,
  email: string,
  { ledger, emailKey }: Pick<DeliveryDeps, 'ledger' | 'emailKey'>,
): Promise<readonly CustomerName[] | 'newer'> {
  const nobody = { ...store, customer: '' };
  const key = await emailKey(email);
  const known = await ledger.customersWithEmail(key, nobody);
  if (known === 'newer') return known;
  const named = [...known.map(({ name }) => name), ...(await ledger.customersToldWithEmail(key))];
  return named.filter((name) => storeKey(name) === storeKey(store));
}

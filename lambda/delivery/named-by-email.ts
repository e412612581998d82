import type { CustomerName } from '../ledger/table';
import { type StoreName, storeKey } from '../store-name';
import type { DeliveryDeps } from './deps';

/** The customers of a store whom its e-mail names, as the ledger's index knows it. */
export async function namedByEmail(
  store: StoreName,
  email: string,
  { ledger, emailKey }: Pick<DeliveryDeps, 'ledger' | 'emailKey'>,
): Promise<readonly CustomerName[] | 'newer'> {
  const nobody = { ...store, customer: '' };
  const known = await ledger.customersWithEmail(await emailKey(email), nobody);
  if (known === 'newer') return known;
  return known.map(({ name }) => name).filter((name) => storeKey(name) === storeKey(store));
}

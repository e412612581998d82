import type { CustomerEntry, Ledger } from '../ledger/ledger';
import type { CustomerName } from '../ledger/table';
import { customerKey } from '../store-name';

/**
 * Who carries this customer's id by its e-mail, though its own item may not say so: an attempt that died, or whose
 * creation may still land, has written the owner and not yet the customer. The index has the e-mail that it was about
 * to get.
 */
export async function carriedBy(
  { name, emailKey }: CustomerEntry,
  ledger: Pick<Ledger, 'customersWithEmail'>,
): Promise<CustomerName | undefined | 'newer'> {
  if (emailKey === null) return undefined;
  const known = await ledger.customersWithEmail(emailKey, name);
  if (known === 'newer') return 'newer';
  return known.find(({ state }) => state.links?.includes(customerKey(name)))?.name;
}

import type { CustomerName } from '../ledger/table';
import { asMasivoId, type MasivoId } from '../masivo/masivo-id';
import type { CustomerState } from './customer-state';

/** By which ID Masivo has a customer, or would have it: the one that is fixed, else the one in the store. Pure. */
export const masivoIdOf = (
  { customer }: Pick<CustomerName, 'customer'>,
  { masivoId }: Pick<CustomerState, 'masivoId'>,
): MasivoId => masivoId ?? asMasivoId(customer);

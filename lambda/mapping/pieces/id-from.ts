import { cleanText } from '../../sources/values';
import type { CustomerMapping, Skip } from '../customer-mapping';
import { declaredPiece } from './declared';

/**
 * A value of the shop's own, such as its loyalty number, as the customer's ID in Masivo: for stores whose
 * `mapping.ownIds` is set.
 * @param otherwise what becomes of a shopper whose body has none: `store-id` brings the customer under the store's ID, and
 *   a later number changes nothing then; a skip waits for it.
 */
export const idFrom = (name: string, otherwise: 'store-id' | Skip): CustomerMapping =>
  declaredPiece('idFrom', { values: [name], ownIds: true }, ({ details }, customer) => {
    const id = cleanText(details.value(name));
    if (id !== null) return { ...customer, id };
    return otherwise === 'store-id' ? customer : otherwise;
  });

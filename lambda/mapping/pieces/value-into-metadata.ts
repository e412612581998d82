import { cleanText } from '../../sources/values';
import type { CustomerMapping } from '../customer-mapping';
import { declaredPiece } from './declared';

/**
 * A value of the shop's own, such as its loyalty number, under this key of Masivo's metadata. A later body without it
 * takes it back.
 */
export const valueIntoMetadata = (name: string, key: string): CustomerMapping =>
  declaredPiece('valueIntoMetadata', { values: [name] }, ({ details }, customer) => ({
    ...customer,
    metadata: { ...customer.metadata, [key]: cleanText(details.value(name)) ?? undefined },
  }));

import { whereFrom, writtenByBridge } from '../../masivo/metadata-of-bridge';
import { cleanText } from '../../sources/values';
import type { CustomerMapping } from '../customer-mapping';
import { declaredPiece } from './declared';

const ofBridge: readonly string[] = [...whereFrom, ...Object.values(writtenByBridge)];

/**
 * A value of the shop's own, such as its loyalty number, under this key of Masivo's metadata. A later body without it
 * takes it back.
 * @throws Error while the mapping is loaded, hence before it is deployed, for a key that the bridge writes: every shopper
 * with the value would be refused.
 */
export function valueIntoMetadata(name: string, key: string): CustomerMapping {
  if (ofBridge.includes(key)) {
    throw new Error(`valueIntoMetadata: metadata.${key} is the bridge's own. Give the value another name`);
  }
  return declaredPiece('valueIntoMetadata', { values: [name] }, ({ details }, customer) => ({
    ...customer,
    metadata: { ...customer.metadata, [key]: cleanText(details.value(name)) ?? undefined },
  }));
}

import type { CustomerMapping } from '../customer-mapping';
import { declaredPiece } from './declared';
import { hasTag } from './tags';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The tier of the first of these tags that the shopper has: `[['vip', '<tier id>'], …]`. It counts at the creation:
 * Masivo's API cannot change it later.
 * @throws Error while the mapping is loaded, hence before it is deployed, for a tier's name in place of its ID: every
 * shopper with the tag would be refused.
 */
export function tierByTag(tiers: readonly (readonly [tag: string, tierId: string])[]): CustomerMapping {
  const wrong = tiers.find(([, tierId]) => !uuid.test(tierId));
  if (wrong) {
    throw new Error(
      `tierByTag: the tier of the tag ${wrong[0]} is ${wrong[1]}, and has to be its ID, a UUID`,
    );
  }
  return declaredPiece('tierByTag', { tags: true }, ({ details }, customer) => {
    const tier = tiers.find(([tag]) => hasTag(details, tag));
    return tier ? { ...customer, tier_id: tier[1] } : customer;
  });
}

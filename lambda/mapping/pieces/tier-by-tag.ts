import type { CustomerMapping } from '../customer-mapping';
import { hasTag } from './tags';

/**
 * The tier of the first of these tags that the shopper has: `[['vip', '<tier id>'], …]`. It counts at the creation:
 * Masivo's API cannot change it later.
 */
export const tierByTag =
  (tiers: readonly (readonly [tag: string, tierId: string])[]): CustomerMapping =>
  ({ details }, customer) => {
    const tier = tiers.find(([tag]) => hasTag(details, tag));
    return tier ? { ...customer, tier_id: tier[1] } : customer;
  };

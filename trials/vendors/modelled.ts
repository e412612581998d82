// The one vendor that stands for all where one is enough: for what a webhook costs, and for the long backfill.
export { serialOf, shopperEvent, writeShoppers } from './shopify/bulk-file';
export {
  account as modelledAccount,
  type SampleEvent,
  type ShopperEvents,
  shopperEvents,
} from './shopify/cost-events';

/** Its source's name. */
export const modelled = 'shopify';

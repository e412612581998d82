import * as v from 'valibot';
import { ExpiringTokens } from '../../../lambda/sources/shopify/tokens';
import type { Vendor } from '../vendor';
import { approveReading } from './approve-reading';
import { shopifyReader } from './backfill';
import { checkShopify } from './check';
import { shopifyWays } from './entry';
import { deployCommand, eventsSection } from './events';
import { shopifyOptions } from './options';
import { subscribeShop } from './subscribe-shop';

const Text = v.pipe(v.string(), v.minLength(1));

export const shopify: Vendor = {
  ways: shopifyWays,
  hasShops: true,
  options: shopifyOptions,
  credentials: [
    /** A permanent access token: of a custom app, or from an approval in the browser of an app that is not public. */
    v.strictObject({ token: Text }),
    /** An app that signs in by itself, for a token of 24 hours each time. */
    v.strictObject({ clientId: Text, clientSecret: Text }),
    ExpiringTokens,
  ],
  subscribe: subscribeShop,
  events: (store, webhookUrl) => ({
    file: 'shopify.app.toml',
    section: eventsSection(webhookUrl, store),
    deploy: deployCommand,
  }),
  check: checkShopify,
  customers: shopifyReader,
  approveReading,
};

import type { SampleForm } from '../../profile';
import { newestVersion } from '../api-version';

/** A signup as one of Shopify's Events: the answer to the query of the base subscription. */
export const eventForm: SampleForm = {
  what: "as one of Shopify's Events",
  brings: ['locale', 'tags'],

  signup({ serial, at, vendorAccount, email, tags }) {
    const id = String(serial);
    const gid = `gid://shopify/Customer/${id}`;
    const time = at.toISOString().replace(/\.\d+Z$/, 'Z');
    const shop = vendorAccount === 'any' ? 'sample-shop.myshopify.com' : vendorAccount;
    const body = {
      topic: 'Customer',
      action: 'create',
      handle: 'masivo-customers',
      fields_changed: { added: [`customer[id: '${gid}']`], updated: [], removed: [] },
      query_variables: { customerId: gid },
      data: {
        customer: {
          id: gid,
          createdAt: time,
          updatedAt: time,
          firstName: 'Sample',
          lastName: 'Shopper',
          verifiedEmail: true,
          defaultEmailAddress: {
            emailAddress: email ?? `sample.shopper.${id}@example.com`,
            marketingState: 'NOT_SUBSCRIBED',
            marketingUpdatedAt: null,
          },
          ...(tags === undefined ? {} : { tags }),
        },
        shop: { myshopifyDomain: shop },
      },
    };
    return {
      customer: id,
      body: Buffer.from(JSON.stringify(body)),
      headers: {
        'Shopify-Topic': 'Customer',
        'Shopify-Action': 'create',
        'Shopify-Handle': 'masivo-customers',
        'Shopify-Shop-Domain': shop,
        'Shopify-API-Version': newestVersion,
        'Shopify-Webhook-Id': `sample-${id}`,
        'Shopify-Triggered-At': at.toISOString(),
      },
    };
  },

  usualHeaders: (vendorAccount) => ({ 'shopify-topic': 'Customer', 'shopify-shop-domain': vendorAccount }),
};

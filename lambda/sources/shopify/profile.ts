import { memberOf } from '../../json';
import { sourceProfile } from '../profile';
import { hmacSha256 } from '../signature';
import type { RequestHeaders } from '../source';
import { eventForm } from './events/profile';
import { metafieldName } from './metafield-name';
import { selftest } from './selftest';
import { shopify } from './source';

const onlyEvents =
  "Shopify's Events bring it: deploy what `subscribe shopify --events` writes, and set `events: true` at the store";

/** Whether the headers, in whatever case, are those of Shopify's Events. */
const isNewer = (headers: RequestHeaders): boolean =>
  Object.keys(headers).some((name) => /^shopify-/i.test(name));

export const profile = sourceProfile({
  source: shopify,
  displayName: 'Shopify',
  account: { form: /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/, example: 'name.myshopify.com', hasModes: false },
  secret: {
    what: "the app's client secret, or for webhooks made in the admin the key shown under Settings > Notifications > Webhooks",
    // It has no form of its own: what is excluded are tokens of the Admin API and secrets of others.
    form: /^(?!(shp(at|ca|ua|pa)_|(sk|rk|pk)_(org_)?(live|test)_|whsec_))/,
    apiKeys: /^shp(at|ca|ua|pa)_/,
    local: 'local-shopify-secret',
  },
  changesKey: {
    what: 'an access token of the Admin API that may read customers (shpat_...), or {"clientId":"...","clientSecret":"..."} of an app of the shop\'s own organisation',
    mayBeRenewed: true,
    local: 'shpat_local_shopify_token',
    held({ headers, body }) {
      const sample: unknown = JSON.parse(body.toString());
      const of = (name: string) => memberOf(sample, name);
      const gid = String(of('admin_graphql_api_id'));
      const customer = {
        id: gid,
        createdAt: of('created_at'),
        updatedAt: of('updated_at'),
        firstName: of('first_name'),
        lastName: of('last_name'),
        verifiedEmail: of('verified_email'),
        defaultEmailAddress: {
          emailAddress: of('email'),
          marketingState: 'NOT_SUBSCRIBED',
          marketingUpdatedAt: null,
        },
      };
      return { [gid]: customer, shop: headers['X-Shopify-Shop-Domain'] };
    },
  },
  // https://shopify.dev/changelog/new-customer-s-webhook-and-changes-to-existing-customer-s-webhooks-payload
  neverSent: {
    locale: `is in no body of Shopify's classic webhooks. ${onlyEvents}`,
    tags: `is in no body of Shopify's classic webhooks since API version 2025-01. ${onlyEvents}`,
  },
  // Classic webhooks have the company unasked; Events and reconciliation do not.
  told: {
    company: 'named',
    values: { isName: (name) => metafieldName(name) !== undefined, what: 'a metafield (`namespace.key`)' },
  },
  whenRefused: 'deletes a subscription after 8 failures in a row, within about 4 hours',
  emailsMissing: "check the app's protected customer data in the Shopify partner dashboard",

  signup({ serial, at, vendorAccount, email, values = {} }) {
    const id = String(serial);
    const time = at.toISOString().replace(/\.\d+Z$/, '+00:00');
    const metafields = Object.entries(values).flatMap(([path, value]) => {
      const name = metafieldName(path);
      return name ? [{ ...name, value }] : [];
    });
    const body = {
      id: serial,
      created_at: time,
      updated_at: time,
      first_name: 'Sample',
      last_name: 'Shopper',
      state: 'disabled',
      note: null,
      verified_email: true,
      multipass_identifier: null,
      tax_exempt: false,
      email: email ?? `sample.shopper.${id}@example.com`,
      phone: null,
      currency: 'EUR',
      addresses: [],
      tax_exemptions: [],
      admin_graphql_api_id: `gid://shopify/Customer/${id}`,
      ...(metafields.length === 0 ? {} : { metafields }),
    };
    return {
      customer: id,
      body: Buffer.from(JSON.stringify(body)),
      headers: {
        'X-Shopify-Topic': 'customers/create',
        'X-Shopify-Shop-Domain': vendorAccount === 'any' ? 'sample-shop.myshopify.com' : vendorAccount,
        'X-Shopify-API-Version': '2026-07',
        'X-Shopify-Webhook-Id': `sample-${id}`,
        'X-Shopify-Triggered-At': at.toISOString(),
      },
    };
  },

  // An Event has headers of its own names.
  sign: ({ headers, body }, secret) => ({
    [`${isNewer(headers) ? '' : 'X-'}Shopify-Hmac-Sha256`]: hmacSha256(secret, [body], 'base64'),
  }),

  asSelftest: ({ headers, body }) => ({
    // The body of an Event names its topic itself, and its headers say nothing.
    headers: isNewer(headers) ? headers : { ...headers, 'X-Shopify-Topic': selftest.topic },
    // Put into the text: parsed and printed, a long id would be another.
    body: Buffer.from(body.toString().replace('{', `{"${selftest.member}":true,`)),
  }),

  asNew({ headers, body }, now, unique) {
    const prefix = isNewer(headers) ? 'shopify-' : 'x-shopify-';
    return {
      headers: {
        ...headers,
        [`${prefix}webhook-id`]: `again-${unique}`,
        [`${prefix}triggered-at`]: now.toISOString(),
      },
      body: Buffer.from(
        body
          .toString()
          // Of a customer, or of a choice, which has no other date; or of the customer in an Event's data.
          .replace(
            /^( *"(?:consent_)?updated_at": | {6}"updatedAt": )"[^"]*"/m,
            `$1"${now.toISOString().replace(/\.\d+Z$/, '+00:00')}"`,
          ),
      ),
    };
  },

  usualHeaders: (vendorAccount) => ({
    'x-shopify-topic': 'customers/create',
    'x-shopify-shop-domain': vendorAccount,
  }),

  forms: { event: eventForm },

  harmless: [
    [/^(accepts_marketing|verified_?[eE]mail|tax_exempt|default)$/, /^(true|false)$/],
    [
      /^((default_|default)?[aA]ddress(es)?|defaultEmailAddress|defaultPhoneNumber|email_marketing_consent|sms_marketing_consent|smsMarketingConsent|metafields|metafield_\w+|query_variables|shop)$/,
      /^\{\}$/,
    ],
    [/^(admin_graphql_api_id|id|customerId)$/, /^gid:\/\/[a-z]+\/[A-Za-z]+\/\d+$/],
    [
      /^(marketingS|s)tate$/,
      /^(disabled|invited|enabled|declined|subscribed|(not|never)_subscribed|unsubscribed|pending|invalid|redacted)$/i,
    ],
    [/^consent_collected_from$/, /^(shopify|other)$/i],
    [/^(opt_in_level|marketingOptInLevel)$/, /^(single_opt_in|confirmed_opt_in|unknown)$/i],
    // Of Events: what happened to which resource, and the fields of it that changed.
    [/^(topic|action)$/, /^[A-Za-z]{1,40}$/],
    [/^(added|updated|removed|fields_changed)$/, /^customer\[id: 'gid:\/\/shopify\/Customer\/\d+'\][\w.]*$/],
    [/^[a-z][A-Za-z]*At$/, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/],
    [/^legacyResourceId$/, /^\d{1,30}$/],
    // A metafield's name is the merchant's; its value is personal.
    [/^(namespace|key)$/, /^[\w.$-]{1,64}$/],
  ],
});

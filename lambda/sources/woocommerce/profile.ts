import { memberOf } from '../../json';
import { sourceProfile } from '../profile';
import { hmacSha256 } from '../signature';
import { restPath } from './rest';
import { selftest } from './selftest';
import { woocommerce } from './source';

const nowhere = 'is nothing that a customer of WooCommerce has: leave it out';

/** As WooCommerce writes its dates. */
const gmt = (at: Date) => at.toISOString().slice(0, 19);

export const profile = sourceProfile({
  source: woocommerce,
  displayName: 'WooCommerce',
  account: {
    form: /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?(\/[a-z0-9_-]+)*$/,
    example: 'shop.example.com',
    hasModes: false,
  },
  secret: {
    what: 'the secret of the webhooks of customers, which signs nothing else',
    // Any text that is not blank. What is excluded are keys of the REST API and secrets of others.
    form: /^(?!(c[ks]_[0-9a-f]{40}$|shp(at|ca|ua|pa)_|(sk|rk|pk)_(org_)?(live|test)_|whsec_))[^\s].*$/,
    apiKeys: /^c[ks]_[0-9a-f]{40}$/,
    local: 'local-woocommerce-secret',
  },
  changesKey: {
    what: "a consumer key of the shop's REST API that only reads, and its secret: ck_...:cs_...",
    local: `ck_${'0'.repeat(40)}:cs_${'0'.repeat(8)}`,
    held: ({ body }) => {
      const sample: unknown = JSON.parse(body.toString());
      return { [`${restPath}/customers/${memberOf(sample, 'id')}`]: sample };
    },
  },
  neverSent: { locale: nowhere, note: nowhere, tags: nowhere },
  whenRefused: 'sends nothing again, and switches a webhook off after 7 failures in a row',
  emailsMissing: 'look for a plugin of the shop that lets people register without one',

  signup({ serial, at, vendorAccount, email, values = {} }) {
    const nobody = { first_name: '', last_name: '', company: '', country: '' };
    const body = {
      id: serial,
      date_created: gmt(at),
      date_created_gmt: gmt(at),
      date_modified: null,
      date_modified_gmt: null,
      email: email ?? `sample.shopper.${serial}@example.com`,
      first_name: 'Sample',
      last_name: 'Shopper',
      role: 'customer',
      username: `sample.shopper.${serial}`,
      billing: { ...nobody, email: '', phone: '' },
      shipping: { ...nobody, phone: '' },
      is_paying_customer: false,
      avatar_url: 'https://secure.gravatar.com/avatar/?s=96&d=mm&r=g',
      meta_data: Object.entries(values).map(([key, value], index) => ({ id: index + 1, key, value })),
    };
    return {
      customer: String(serial),
      body: Buffer.from(JSON.stringify(body)),
      headers: {
        'X-WC-Webhook-Source': `https://${vendorAccount === 'any' ? 'sample-shop.example.com' : vendorAccount}/`,
        'X-WC-Webhook-Topic': 'customer.created',
        'X-WC-Webhook-Resource': 'customer',
        'X-WC-Webhook-Event': 'created',
        'X-WC-Webhook-ID': '1',
        'X-WC-Webhook-Delivery-ID': `sample-${serial}`,
      },
    };
  },

  sign: ({ body }, secret) => ({ 'X-WC-Webhook-Signature': hmacSha256(secret, [body], 'base64') }),

  asSelftest: ({ headers, body }) => ({
    headers: { ...headers, 'X-WC-Webhook-Topic': selftest.topic },
    // Put into the text: parsed and printed, a long id would be another.
    body: Buffer.from(body.toString().replace('{', `{"${selftest.member}":true,`)),
  }),

  asNew: ({ headers, body }, now, unique) => ({
    headers: { ...headers, 'x-wc-webhook-delivery-id': `again-${unique}` },
    body: Buffer.from(
      body.toString().replace(/^( *"date_modified(?:_gmt)?": )(?:null|"[^"]*")/gm, `$1"${gmt(now)}"`),
    ),
  }),

  usualHeaders: (vendorAccount) => ({
    'x-wc-webhook-topic': 'customer.created',
    'x-wc-webhook-source': `https://${vendorAccount}/`,
  }),

  harmless: [
    [/^is_paying_customer$/, /^(true|false)$/],
    [/^(billing|shipping|meta_data|_links|self|collection)$/, /^\{\}$/],
    [/^role$/, /^[a-z_]{1,40}$/],
    [/^date_(created|modified)(_gmt)?$/, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/],
    // Of an error in place of a customer.
    [/^code$/, /^(woocommerce|rest)_[a-z_]{1,60}$/],
  ],
});

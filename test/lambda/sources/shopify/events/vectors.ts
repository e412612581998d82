import { fixture, fixtureJson } from '../../../../support/fixtures';
import { type HeaderVector, type SourceVectors, underHeader, withBitFlipped } from '../../vector';
import { nothing, says } from './says';

// The signatures are frozen and none was made by the bridge. Each is the output of
//   openssl dgst -sha256 -hmac "$secret" -binary < body | base64
const body = fixture('shopify/event-customer-create.json');
const update = fixture('shopify/event-customer-update.json');
const current = 'fake-shopify-secret-current';
const previous = 'fake-shopify-secret-previous';
const byCurrent = 'DkYPlVjLKkbEsdCBLTV4V5RhyvsUg2DaAZqoCeSEn84=';
const byPrevious = 'uEKIMbGTSeAAxFuH/ccScDOOj/np9/xnVJDnYeyWvo4=';
const byAnother = '9qqyp7/qBjB2I1b3lTXVwct+OO0lT4gHUXOE+l9znAQ=';
const updateByCurrent = '++xLLSWDJUcdURMGSa3TpdEvQYoJIufFo+ecEeBYEgg=';

const both = [current, previous];
const signatures: HeaderVector[] = [
  { name: 'the current secret', body, header: byCurrent, secrets: [current], signedBy: current },
  { name: 'the second of two secrets', body, header: byPrevious, secrets: both, signedBy: previous },
  { name: 'another body', body: update, header: updateByCurrent, secrets: both, signedBy: current },
  { name: 'the signature of another secret', body, header: byAnother, secrets: both, signedBy: undefined },
  {
    name: 'the signature of another body',
    body,
    header: updateByCurrent,
    secrets: both,
    signedBy: undefined,
  },
  {
    name: 'one bit flipped',
    body: withBitFlipped(body, 100),
    header: byCurrent,
    secrets: both,
    signedBy: undefined,
  },
  { name: 'an empty header', body, header: '', secrets: both, signedBy: undefined },
  { name: 'no header', body, header: undefined, secrets: both, signedBy: undefined },
  { name: 'no secrets', body, header: byCurrent, secrets: [], signedBy: undefined },
];

const [newer, older] = ['shopify-hmac-sha256', 'x-shopify-hmac-sha256'];
const underBoth = (a: string, b: string) => ({ body, headers: { [newer]: a, [older]: b }, secrets: both });

const parsedHeaders = { 'shopify-topic': 'Customer', 'shopify-shop-domain': 'fake-shop.myshopify.com' };
const created = fixtureJson('shopify/event-customer-create.json');

/** Shopify's Events, as its pages show their bodies and headers since September 2026. */
export const vectors: SourceVectors = {
  now: new Date('2026-01-27T12:00:05Z'),
  signatures: [
    ...underHeader(newer, signatures),
    { name: 'under the older name', body, headers: { [older]: byCurrent }, secrets: both, signedBy: current },
    { name: 'under both names', ...underBoth(byCurrent, byCurrent), signedBy: current },
    { name: 'a wrong one under the older name', ...underBoth(byCurrent, byAnother), signedBy: current },
    { name: 'a wrong one under the newer name', ...underBoth(byAnother, byCurrent), signedBy: undefined },
  ],
  sample: {
    body,
    headers: {
      'Shopify-Topic': 'Customer',
      'Shopify-Action': 'create',
      'Shopify-Handle': 'masivo-customers',
      'Shopify-Hmac-Sha256': byCurrent,
      'Shopify-Shop-Domain': 'fake-shop.myshopify.com',
      'Shopify-API-Version': '2026-10',
      'Shopify-Webhook-Id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      'Shopify-Triggered-At': '2026-01-27T12:00:01Z',
    },
    secret: current,
    signedAt: new Date('2026-01-27T12:00:01Z'),
    customer: {
      id: '706405506930370084',
      name: 'Bob Biller',
      email: 'bob.biller@example.com',
      registration_date: '2026-01-27T12:00:00.000Z',
      status: 'ACTIVE',
      gender: null,
      dob: null,
      metadata: { source: 'shopify', store: 'default' },
    },
  },
  accounts: { own: 'fake-shop.myshopify.com', other: 'other-shop.myshopify.com' },
  ofAccount: (account) => ({
    body: Buffer.from(
      JSON.stringify({
        ...created,
        data: { ...Object(created.data), shop: { myshopifyDomain: account } },
      }),
    ),
    headers: { ...parsedHeaders, 'shopify-shop-domain': account },
  }),
  versions: {
    sent: (version) => ({
      body,
      headers: {
        ...parsedHeaders,
        ...(typeof version === 'string' ? { 'shopify-api-version': version } : {}),
      },
    }),
    older: ['2026-07'],
    unknown: [
      ['2027-01', '2027-01'],
      ['unstable', 'unstable'],
      ['next month, maybe', null],
    ],
  },
  parsedHeaders,
  says,
  nothing,
  bodies: [body, update],
};

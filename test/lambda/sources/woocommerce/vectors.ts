import { fixture, fixtureJson } from '../../../support/fixtures';
import { everyByte, type HeaderVector, type SourceVectors, underHeader, withBitFlipped } from '../vector';
import { nothing, says } from './says';

// The signatures are frozen and none was made by the bridge. Each is the output of
//   openssl dgst -sha256 -mac HMAC -macopt "key:$secret" -binary < body | base64
// which is what WC_Webhook::generate_signature does: base64_encode(hash_hmac('sha256', $payload, $secret, true)).
// Python's hmac.new(secret, body, 'sha256') gives the same, and made those that openssl has no way to name.
const body = fixture('woocommerce/customer-created.json');
const current = 'fake-woo-current';
const previous = 'fake-woo-previous';
const byCurrent = 'gQgmDxHtlSKPRyi+2Nld4zyX0UIiw1vQwLd7jKPbxcY=';
const byPrevious = 'Om0gDjA/xj1t6CLECMMtYRYwhpYB7Ni97cZH1t/rQZo=';
const bySpecial = '0a+mUCdSe7Zm/FbDDRHVgG1CUqmsJn9naLHgYB7GkaA=';

const good = { body, header: byCurrent, secrets: [current], signedBy: current };
const bad = { ...good, signedBy: undefined };

const signatures: readonly HeaderVector[] = [
  { ...good, name: 'the current secret' },
  { ...good, name: 'the first of two secrets', secrets: [current, previous] },
  { ...good, name: 'the second of two secrets, as during a change', secrets: [previous, current] },
  {
    ...good,
    name: 'the previous secret',
    header: byPrevious,
    secrets: [current, previous],
    signedBy: previous,
  },
  { ...good, name: 'a year later: no time is signed', at: new Date('2027-03-02T09:30:00Z') },
  {
    ...good,
    name: 'a secret that HTML would escape, which WooCommerce stores so and signs with as it was',
    header: bySpecial,
    secrets: ['<a&b"> ñ'],
    signedBy: '<a&b"> ñ',
  },
  { ...bad, name: 'the same as it is stored', header: bySpecial, secrets: ['&lt;a&amp;b&quot;&gt; ñ'] },
  {
    ...good,
    name: 'another body',
    body: fixture('woocommerce/customer-updated.json'),
    header: 'qt+ItiFlm0OfnXaTMfuI9azqJ6qxYDhwlX6v/PMn160=',
  },
  {
    ...good,
    name: 'a deletion',
    body: fixture('woocommerce/customer-deleted.json'),
    header: 'CiXVY1lz99GPVLOi7ap94NlJnH3vCM8X1Kx/irb2vP8=',
  },
  {
    ...good,
    name: 'an error in place of a customer',
    body: fixture('woocommerce/error.json'),
    header: 'oA1ufLgBAFJuKb0OpwPKlDFeGarrsEnKBc/YJO2xDa4=',
  },
  {
    ...good,
    name: 'CRLF line ends, signed with them',
    body: Buffer.from(body.toString().replaceAll(',', ',\r\n')),
    header: '4S0LVG8IgvW3jwce9MsAheCX00/YIxhC/ukj//ftPwo=',
  },
  {
    ...good,
    name: 'a body of every byte value',
    body: everyByte,
    header: 'PyjWzg14AmZxkUhAVvMIstwvDlmQkFx+6YMhePW84NE=',
  },
  {
    ...good,
    name: 'an empty body',
    body: Buffer.alloc(0),
    header: 'nwEhGrLQmCirATInXwzKNcUc8nAmoTFf11oSkgSOiFA=',
  },
  { ...good, name: 'a secret behind an empty one', secrets: ['', current] },
  { ...bad, name: 'another secret', secrets: [previous] },
  { ...bad, name: 'no secrets', secrets: [] },
  {
    ...bad,
    name: 'an empty secret, signed with it',
    header: 'GfPYhKKIRproLJJV9f2wbCovje6u5993yR7I2tYaGeo=',
    secrets: [''],
  },
  {
    ...bad,
    name: 'a blank secret, signed with it',
    header: '8mLnERRlHno4BjzwbSKwbvJ/Mma7vDiGb+Zyb3OIGt4=',
    secrets: ['   '],
  },
  { ...bad, name: 'a secret with a line end', secrets: [`${current}\n`] },
  { ...bad, name: 'no header', header: undefined },
  { ...bad, name: 'an empty header', header: '' },
  { ...bad, name: 'a header without its padding', header: byCurrent.replace(/=+$/, '') },
  { ...bad, name: 'a header with a space before it', header: ` ${byCurrent}` },
  { ...bad, name: 'two, joined by a comma', header: `${byCurrent}, ${byCurrent}` },
  { ...bad, name: 'hex', header: Buffer.from(byCurrent, 'base64').toString('hex') },
  { ...bad, name: 'base64url', header: byCurrent.replaceAll('+', '-').replaceAll('/', '_') },
  {
    ...bad,
    name: 'SHA-512, to which a plugin can change it',
    header: 'u8Go/MLYJDiNw9I/nKM//+oz05XhoHO32hwDGbr2MnqAh9SlwSggp+YcnPtQ++sJbEq947L8KxK2+0d/iv4Pmg==',
  },
  { ...bad, name: 'SHA-1', header: 'w8dlcpiCItLpi7Mgy8Fuj9rHnVU=' },
  ...[
    ['a body with one bit flipped', withBitFlipped(body, 1000)] as const,
    ['a body without its last byte', body.subarray(0, -1)] as const,
    ['a body with a line end behind it', Buffer.concat([body, Buffer.from('\n')])] as const,
    ['a body parsed and written again', Buffer.from(JSON.stringify(JSON.parse(body.toString())))] as const,
  ].map(([name, other]) => ({ ...bad, name, body: other })),
];

const unsignedHeaders = {
  'X-WC-Webhook-Source': 'https://shop.example.com/',
  'X-WC-Webhook-Topic': 'customer.created',
  'X-WC-Webhook-Resource': 'customer',
  'X-WC-Webhook-Event': 'created',
  'X-WC-Webhook-ID': '7',
  'X-WC-Webhook-Delivery-ID': 'f1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6',
};
const ping = { body: fixture('woocommerce/ping.txt'), headers: { 'content-length': '12' } };

export const vectors: SourceVectors = {
  now: new Date('2026-03-02T09:31:00.000Z'),
  signatures: underHeader('x-wc-webhook-signature', signatures),
  sample: {
    body,
    headers: { ...unsignedHeaders, 'X-WC-Webhook-Signature': byCurrent },
    secret: current,
    signedAt: new Date('2026-03-02T09:30:13.000Z'),
    customer: {
      id: '25',
      name: 'Jane Doe',
      email: 'jane@example.com',
      registration_date: '2026-03-02T09:30:12.000Z',
      status: 'ACTIVE',
      gender: null,
      dob: null,
      metadata: { source: 'woocommerce', store: 'default' },
    },
  },
  accounts: { own: 'shop.example.com', other: 'other.example.com/shop' },
  ofAccount: (account) => ({
    body,
    headers: { 'x-wc-webhook-topic': 'customer.created', 'x-wc-webhook-source': `https://${account}/` },
  }),
  pings: {
    yes: [ping, { ...ping, body: Buffer.from('webhook_id=1234567890') }],
    no: [
      { ...ping, body: Buffer.from('webhook_id=') },
      { ...ping, body: Buffer.from('webhook_id=7&a=b') },
      { ...ping, body: Buffer.from('webhook_id=7\n') },
      { ...ping, body: Buffer.from(`webhook_id=${'7'.repeat(60)}`) },
      { ...ping, body: Buffer.from('{"webhook_id":7}') },
      { ...ping, headers: { 'x-wc-webhook-topic': 'customer.deleted' } },
      { ...ping, headers: { 'x-wc-webhook-signature': byCurrent } },
    ],
  },
  parsedHeaders: { 'x-wc-webhook-topic': 'customer.created' },
  says,
  nothing,
  bodies: [
    ...['customer-created', 'customer-updated', 'customer-deleted', 'error', 'staff-created'].map((name) =>
      fixture(`woocommerce/${name}.json`),
    ),
    // A customer who is not ignored is most of what comes.
    Buffer.from(JSON.stringify({ ...fixtureJson('woocommerce/customer-created.json'), role: 'subscriber' })),
  ],
};

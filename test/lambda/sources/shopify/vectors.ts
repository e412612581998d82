import { fixture } from '../../../support/fixtures';
import { everyByte, type HeaderVector, type SourceVectors, underHeader, withBitFlipped } from '../vector';
import { vectors as events } from './events/vectors';
import { nothing, says } from './says';

// The signatures are frozen and none was made by the bridge. Each is the output of
//   openssl dgst -sha256 -hmac "$secret" -binary < body | base64
// checked against Python's hmac.new(secret, body, 'sha256'), which also made the ones of the empty, the blank
// and the non-ASCII secret. Shopify's own library compares the same base64 text.
const body = fixture('shopify/customers-create.json');
const current = 'fake-shopify-secret-current';
const previous = 'fake-shopify-secret-previous';

const byCurrent = 'dOzQTCPsJPiosxqWrFptZhnXpPQk8xx+L2xpXSHds3w=';
const byPrevious = '7l7+7Xr4nOETCP92xsMsniDU2rfMlc7GqiJXzz80NpA=';
const byAnotherApp = '8tvuKafsDGA4E26R+FfanNCex2vXRcAHs+4/XurU0XM=';
const inHex = '74ecd04c23ec24f8a8b31a96ac5a6d6619d7a4f424f31c7e2f6c695d21ddb37c';

const accepted: HeaderVector[] = [
  { name: 'the current secret', body, header: byCurrent, secrets: [current], signedBy: current },
  {
    name: 'another body of the same secret',
    body: fixture('shopify/customers-update.json'),
    header: 'OA8uRIXhd6YdAw9COxTl6dyrM79bP2XJoOGIwtGlYro=',
    secrets: [current],
    signedBy: current,
  },
  {
    name: 'the first of two secrets',
    body,
    header: byCurrent,
    secrets: [current, previous],
    signedBy: current,
  },
  {
    name: 'the second of two secrets, as during a rotation',
    body,
    header: byPrevious,
    secrets: [current, previous],
    signedBy: previous,
  },
  {
    name: 'a secret behind an empty one',
    body,
    header: byCurrent,
    secrets: ['', current],
    signedBy: current,
  },
  {
    name: 'the same secret twice',
    body,
    header: byCurrent,
    secrets: [current, current],
    signedBy: current,
  },
  {
    name: 'a secret that is not ASCII',
    body,
    header: 'eJyPLq42pzBmLJRmoyadmNa7LFRQCCVB1/vg8CN4LFU=',
    secrets: ['fäke-sécret'],
    signedBy: 'fäke-sécret',
  },
  {
    name: 'a secret longer than a block of SHA-256',
    body,
    header: 'XheJRxr6A084pO6EqUO2LxzsyHZYRZAYE3IyBcOXV6c=',
    secrets: ['k'.repeat(100)],
    signedBy: 'k'.repeat(100),
  },
  {
    name: 'a body of every byte value',
    body: everyByte,
    header: 'nKCKzJOAzBJKeUadgR+DRcW85FCjsgCLtVQRX9ik99A=',
    secrets: [current],
    signedBy: current,
  },
  {
    name: 'an empty body',
    body: Buffer.alloc(0),
    header: 'SJ0iuHPTPLkQUcnGTyc6WYf2Ny5CDa/2SvTKn5NXla4=',
    secrets: [current],
    signedBy: current,
  },
  {
    name: 'a body with CRLF line ends, signed with them',
    body: Buffer.from('{\r\n  "id": 1\r\n}\r\n'),
    header: 'RCCh9IhPWHCc36lNEnofARuQDDEcHf/UYFgPz0S7WuQ=',
    secrets: [current],
    signedBy: current,
  },
  {
    name: 'a body with a byte order mark, signed with it',
    body: Buffer.from('\uFEFF{}'),
    header: 'ZOC+BgOvmwZ2lhhoYMs+yHNQdluWRHnwzwnFUBBjEDE=',
    secrets: [current],
    signedBy: current,
  },
];

const refusedHeaders: readonly (readonly [name: string, header: string | undefined])[] = [
  ['the signature of another secret', byAnotherApp],
  ['the signature of another body', 'OA8uRIXhd6YdAw9COxTl6dyrM79bP2XJoOGIwtGlYro='],
  ['a signature without its last character', byCurrent.slice(0, -1)],
  ['a signature without its first character', byCurrent.slice(1)],
  ['half a signature', byCurrent.slice(0, 22)],
  ['a signature with a character more', `${byCurrent}=`],
  ['another base64 text of the same digest', `${byCurrent.slice(0, -2)}x=`],
  ['an upper-case signature', byCurrent.toUpperCase()],
  ['a lower-case signature', byCurrent.toLowerCase()],
  ['the digest in hex', inHex],
  ['the digest in base64url', byCurrent.replaceAll('+', '-').replaceAll('/', '_').replace('=', '')],
  ['a space before the signature', ` ${byCurrent}`],
  ['a space behind the signature', `${byCurrent} `],
  ['a line end behind the signature', `${byCurrent}\r\n`],
  ['the header twice, joined by a comma', `${byCurrent},${byCurrent}`],
  ['the header twice, joined by a comma and a space', `${byCurrent}, ${byCurrent}`],
  ['a good signature behind a wrong one', `${byAnotherApp},${byCurrent}`],
  ['a scheme before the signature', `sha256=${byCurrent}`],
  ['an empty header', ''],
  ['no header', undefined],
];

const refused: HeaderVector[] = [
  ...refusedHeaders.map(([name, header]) => ({
    name,
    body,
    header,
    secrets: [current, previous],
    signedBy: undefined,
  })),
  ...[
    ['a body with one bit flipped', withBitFlipped(body, 100)] as const,
    ['a body without its last byte', body.subarray(0, -1)] as const,
    ['a body with a line end behind it', Buffer.concat([body, Buffer.from('\n')])] as const,
    ['a body parsed and written again', Buffer.from(JSON.stringify(JSON.parse(body.toString())))] as const,
    ['a body with its escapes resolved', Buffer.from(body.toString().replaceAll('\\/', '/'))] as const,
    ['no body', Buffer.alloc(0)] as const,
  ].map(([name, otherBody]) => ({
    name,
    body: otherBody,
    header: byCurrent,
    secrets: [current],
    signedBy: undefined,
  })),
  {
    name: 'LF line ends where CRLF were signed',
    body: Buffer.from('{\n  "id": 1\n}\n'),
    header: 'RCCh9IhPWHCc36lNEnofARuQDDEcHf/UYFgPz0S7WuQ=',
    secrets: [current],
    signedBy: undefined,
  },
  { name: 'no secrets', body, header: byCurrent, secrets: [], signedBy: undefined },
  {
    name: 'an empty secret, signed with it',
    body,
    header: 'w4QO2j5+GUKzhzfScWDJMCCgrF3Qsxii1wWOIPB16mA=',
    secrets: [''],
    signedBy: undefined,
  },
  {
    name: 'a blank secret, signed with it',
    body,
    header: 'kk/WTAjMHQucf6HLgBmcGbqUayQEl6Ud1zmzPmXxt1Y=',
    secrets: ['   '],
    signedBy: undefined,
  },
  {
    name: 'a secret with a line end',
    body,
    header: byCurrent,
    secrets: [`${current}\n`],
    signedBy: undefined,
  },
];

const headers = {
  'X-Shopify-Topic': 'customers/create',
  'X-Shopify-Hmac-Sha256': byCurrent,
  'X-Shopify-Shop-Domain': 'fake-shop.myshopify.com',
  'X-Shopify-API-Version': '2026-07',
  'X-Shopify-Webhook-Id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
  'X-Shopify-Triggered-At': '2022-01-01T00:00:01.123456789Z',
};

/** Of which Shopify has some, and some are no versions at all. */
const unknownVersions = [
  ['2027-01', '2027-01'],
  ['2099-10', '2099-10'],
  ['unstable', 'unstable'],
  ['2026-10-28.endive', '2026-10-28.endive'],
  ['Unstable', null],
  ['next month, maybe', null],
  ['ana@example.com', null],
  [' 2026-10', null],
] as const;

export const vectors: SourceVectors = {
  now: new Date('2022-01-01T00:00:02Z'),
  signatures: underHeader('x-shopify-hmac-sha256', [...accepted, ...refused]),
  sample: {
    body,
    headers,
    secret: current,
    signedAt: new Date('2022-01-01T00:00:01Z'),
    customer: {
      id: '706405506930370084',
      name: 'Bob Biller',
      email: 'bob.biller@example.com',
      registration_date: '2022-01-01T00:00:00.000Z',
      status: 'ACTIVE',
      gender: null,
      dob: null,
      metadata: { source: 'shopify', store: 'default' },
    },
  },
  accounts: { own: 'fake-shop.myshopify.com', other: 'other-shop.myshopify.com' },
  ofAccount: (account) => ({
    body,
    headers: { 'x-shopify-topic': 'customers/create', 'x-shopify-shop-domain': account },
  }),
  versions: {
    sent: (version) => ({
      body,
      headers: {
        'x-shopify-topic': 'customers/create',
        'x-shopify-shop-domain': 'fake-shop.myshopify.com',
        ...(typeof version === 'string' ? { 'x-shopify-api-version': version } : {}),
      },
    }),
    older: ['2026-07', '2025-01', '2019-04'],
    unknown: unknownVersions,
  },
  parsedHeaders: {
    'x-shopify-topic': 'customers/create',
    'x-shopify-shop-domain': 'fake-shop.myshopify.com',
  },
  says,
  nothing,
  bodies: [
    fixture('shopify/customers-create.json'),
    fixture('shopify/customers-update.json'),
    fixture('shopify/customers-create-phone-only.json'),
    fixture('shopify/customers-create-2024-07.json'),
    ...events.bodies,
  ],
  forms: { event: events },
};

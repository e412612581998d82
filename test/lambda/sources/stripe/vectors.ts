import { fixture, fixtureJson } from '../../../support/fixtures';
import { everyByte, type HeaderVector, type SourceVectors, underHeader, withBitFlipped } from '../vector';
import { nothing, says } from './says';
import { vectors as thin } from './thin/vectors';

// The signatures are frozen and none was made by the bridge. Each is the output of
//   { printf '%s.' "$t"; cat body; } | openssl dgst -sha256 -hmac "$secret"
// checked against Python's hmac.new(secret, t + b'.' + body, 'sha256'), which also made the ones of the empty
// and the blank secret. sdk.test.ts lets Stripe's own package make them again.
const body = fixture('stripe/customer-created.json');
const current = 'whsec_fake_current';
const previous = 'whsec_fake_previous';

const t = 1680893993;
const byCurrent = '89b768d5c7584a6f203a235355c04069bedc6e18c0f6cf8e8e0c6d8e7747d8ae';
const byPrevious = '1494215bbc3bdb500aa71798bd0526ed03c5c2df9858e0f0abbc5bbc79620783';
const byAnotherEndpoint = '9bf8e31bd4d9b9f8b43b64a67929e115bfb6be44a1ee6687c46f81988a9d7f2a';
const byPartOfTheSecret = 'f75fb2d78d447b6b54775bee48d2391d2df22760d3c2d5d366bf0315595bede7';
const wrong = '0'.repeat(64);

const good = `t=${t},v1=${byCurrent}`;
const after = (seconds: number) => new Date((t + seconds) * 1000);

const readsText = "Stripe's package signs the body as text and not its bytes";
const trims = 'spaces around an item are no part of it: Node joins repeated headers with a comma and a space';

const acceptedHeaders: readonly (readonly [name: string, header: string, vendorDiffers?: string])[] = [
  ['one v1', good],
  ['the v1 before the t', `v1=${byCurrent},t=${t}`],
  ['a v0 next to the v1', `${good},v0=${wrong}`],
  ['an unknown scheme next to the v1', `${good},v2=${wrong},x=y`],
  ['a wrong v1 before the good one', `t=${t},v1=${wrong},v1=${byCurrent}`],
  ['a wrong v1 behind the good one', `t=${t},v1=${byCurrent},v1=${wrong}`],
  ['a short v1 before the good one', `t=${t},v1=abc,v1=${byCurrent}`],
  ['several v1, as while a secret is rolled', `t=${t},v1=${byPrevious},v1=${byCurrent}`],
  ['the header twice, joined by a comma', `${good},${good}`],
  ['an older header before a good one: the last t counts', `t=${t - 900},v1=${wrong},${good}`],
  ['an empty item', `${good},`],
  [
    'an empty v1 next to the good one',
    `t=${t},v1=,v1=${byCurrent}`,
    'it throws at an empty v1 (a TypeError)',
  ],
  ['the header twice, joined by a comma and a space', `${good}, ${good}`],
  ['a space behind the comma', `t=${t}, v1=${byCurrent}`, trims],
  ['a line end behind the header', `${good}\r\n`, trims],
];

const refusedHeaders: readonly (readonly [
  name: string,
  header: string | undefined,
  vendorDiffers?: string,
])[] = [
  ['a wrong v1', `t=${t},v1=${wrong}`],
  ['the signature of another secret', `t=${t},v1=${byAnotherEndpoint}`],
  ['a signature by the secret without its whsec_', `t=${t},v1=${byPartOfTheSecret}`],
  ['a v1 without its last character', good.slice(0, -1)],
  ['a v1 without its first character', `t=${t},v1=${byCurrent.slice(1)}`],
  ['a v1 with a character more', `${good}0`],
  ['an upper-case v1', `t=${t},v1=${byCurrent.toUpperCase()}`],
  ['a v1 in base64', `t=${t},v1=${Buffer.from(byCurrent, 'hex').toString('base64')}`],
  ['the right digest as v0 only', `t=${t},v0=${byCurrent}`],
  ['the right digest under an upper-case V1', `t=${t},V1=${byCurrent}`],
  ['the right digest under no scheme', `t=${t},${byCurrent}`],
  ['an empty v1 only', `t=${t},v1=`],
  ['a v1 without a value', `t=${t},v1`],
  ['another t than was signed', `t=${t + 1},v1=${byCurrent}`],
  ['a good header before another t', `${good},t=${t + 1}`],
  ['no t, signed with none', 'v1=6776b8e2fcddd71603535b443811949cbccef1884dc330aace8ae201b207ec6f'],
  ['no t', `v1=${byCurrent}`],
  ['an empty t', `t=,v1=${byCurrent}`],
  ['a t that is no number', `t=soon,v1=${byCurrent}`],
  [
    'a t that is no number, signed as NaN',
    't=soon,v1=771278a7519caf2c150af355a1c9d6fd8688a872b1dde928cfa5008b295d0d41',
    'it reads any text as NaN, which is never too old; only a holder of the secret could sign that',
  ],
  [
    'a t with letters behind its digits',
    `t=${t}x,v1=${byCurrent}`,
    'it reads the leading digits and lets the rest pass',
  ],
  ['a negative t, signed so', 't=-5,v1=83a5f5546c48dd5eb9db4b6bd0d22b56550e9545f6533bdf09f8398adcd1af4d'],
  [
    'a t of 16 digits, signed so',
    't=1680893993000000,v1=dc6cf44df02da27f04289990d8195279717180b2995e36adba627e545a09aaff',
    'it takes any future for a good time; ours ends at 15 digits',
  ],
  [
    'a v1 with an equals sign behind it',
    `${good}=`,
    'it splits items at every equals sign and lets what follows the second pass',
  ],
  ['only the hex', byCurrent],
  ['an empty header', ''],
  ['only commas', ',,,'],
  ['no header', undefined],
];

const byTime: HeaderVector[] = [
  ['at once', after(0), current],
  ['300 s later', after(300), current],
  ['300.999 s later: whole seconds count', after(300.999), current],
  ['301 s later', after(301), undefined],
  ['a day later', after(86_400), undefined],
  ['one second before it was signed', after(-1), current],
  ['an hour before it was signed: clocks differ', after(-3600), current],
].map(([name, at, signedBy]) => ({
  name: `comes in ${name}`,
  body,
  header: good,
  secrets: [current],
  at: at instanceof Date ? at : after(0),
  signedBy: typeof signedBy === 'string' ? signedBy : undefined,
}));

const bySecret: HeaderVector[] = [
  {
    name: 'the first of two secrets',
    body,
    header: good,
    secrets: [current, previous],
    signedBy: current,
  },
  {
    name: 'the second of two secrets, as during a rotation',
    body,
    header: `t=${t},v1=${byPrevious}`,
    secrets: [current, previous],
    signedBy: previous,
  },
  {
    name: 'both secrets signed: the first of ours is named',
    body,
    header: `t=${t},v1=${byPrevious},v1=${byCurrent}`,
    secrets: [current, previous],
    signedBy: current,
  },
  { name: 'a secret behind an empty one', body, header: good, secrets: ['', current], signedBy: current },
  { name: 'no secrets', body, header: good, secrets: [], signedBy: undefined },
  {
    name: 'an empty secret, signed with it',
    body,
    header: `t=${t},v1=62670bcf1d839a2ce639f3bd560b76e4d15111fb21d15a248fe520382b55423a`,
    secrets: [''],
    signedBy: undefined,
  },
  {
    name: 'a blank secret, signed with it',
    body,
    header: `t=${t},v1=3baed0f4a002d11d343481137da38ba161abe1b3a6cc2c094d21433f8e4dff09`,
    secrets: ['   '],
    signedBy: undefined,
  },
  {
    name: 'a secret with a line end',
    body,
    header: good,
    secrets: [`${current}\n`],
    signedBy: undefined,
  },
];

const byBody: HeaderVector[] = [
  {
    name: 'another body and time of the same secret',
    body: fixture('stripe/customer-updated.json'),
    header: 't=1680894005,v1=41fe541f59d24b6a804a40a7ff8b5ac898fa2f6db9c5f52887cc3cc0eb47dcf7',
    secrets: [current],
    signedBy: current,
  },
  {
    name: 'CRLF line ends, signed with them',
    body: Buffer.from(body.toString().replaceAll('\n', '\r\n')),
    header: `t=${t},v1=6732d8f3bbfa386732a2c6b639ac7836d8610fb9e5cbec15ddcfa04f4708bdc1`,
    secrets: [current],
    signedBy: current,
  },
  {
    name: 'a body of every byte value',
    body: everyByte,
    header: `t=${t},v1=3f80c65d9577a434ee0d2e4902a8ed9fe92ac031f5cab8b7c115e4b13e3c5fc8`,
    secrets: [current],
    signedBy: current,
    vendorDiffers: readsText,
  },
  {
    name: 'a body with a byte order mark, signed with it',
    body: Buffer.from('\uFEFF{}'),
    header: `t=${t},v1=3b1b1b9ce864d0e509c4e37b98d36470b39bd29371ea7cab823758e2edd93f52`,
    secrets: [current],
    signedBy: current,
    vendorDiffers: readsText,
  },
  {
    name: 'an empty body',
    body: Buffer.alloc(0),
    header: `t=${t},v1=ae390b766a5069a36eb6802324bd8403661758ec15d4c7efdc1a1430fc1be314`,
    secrets: [current],
    signedBy: current,
    vendorDiffers: 'it refuses to read no body at all; ours leaves that to the parser',
  },
  ...[
    ['CRLF line ends where LF were signed', Buffer.from(body.toString().replaceAll('\n', '\r\n'))] as const,
    ['a body with one bit flipped', withBitFlipped(body, 1000)] as const,
    ['a body without its last byte', body.subarray(0, -1)] as const,
    ['a body with a line end behind it', Buffer.concat([body, Buffer.from('\n')])] as const,
    ['a body parsed and written again', Buffer.from(JSON.stringify(JSON.parse(body.toString())))] as const,
    ['no body', Buffer.alloc(0)] as const,
  ].map(([name, otherBody]) => ({
    name,
    body: otherBody,
    header: good,
    secrets: [current],
    signedBy: undefined,
  })),
];

const accepted = acceptedHeaders.map(([name, header, vendorDiffers]) => ({
  name,
  body,
  header,
  secrets: [current],
  signedBy: current,
  ...(vendorDiffers === undefined ? {} : { vendorDiffers }),
}));
const refused = refusedHeaders.map(([name, header, vendorDiffers]) => ({
  name,
  body,
  header,
  secrets: [current],
  signedBy: undefined,
  ...(vendorDiffers === undefined ? {} : { vendorDiffers }),
}));

export const vectors: SourceVectors = {
  now: after(10),
  signatures: underHeader('stripe-signature', [...accepted, ...refused, ...byTime, ...bySecret, ...byBody]),
  sample: {
    body,
    headers: { 'Stripe-Signature': good },
    secret: current,
    signedAt: after(0),
    customer: {
      id: 'cus_NffrFeUfNV2Hib',
      name: 'Jenny Rosen',
      email: 'jennyrosen@example.com',
      registration_date: '2023-04-07T18:59:53.000Z',
      status: 'ACTIVE',
      gender: null,
      dob: null,
      metadata: { source: 'stripe', store: 'default' },
    },
  },
  accounts: { own: 'acct_Fake1', other: 'acct_Fake2' },
  ofAccount: (account) => ({
    body: Buffer.from(JSON.stringify({ ...fixtureJson('stripe/customer-created.json'), account })),
    headers: {},
  }),
  versions: {
    sent: (version) => ({
      body: Buffer.from(
        JSON.stringify({ ...fixtureJson('stripe/customer-created.json'), api_version: version }),
      ),
      headers: {},
    }),
    older: ['2026-09-30.endive', '2025-03-31.basil', '2024-06-20', '2016-07-06', '2011-01-01'],
    unknown: [
      ['2026-10-29.endive', '2026-10-29.endive'],
      ['2027-03-31.fennel', '2027-03-31.fennel'],
      ['2027-03-31', '2027-03-31'],
      ['2026-10-28.preview', '2026-10-28.preview'],
      ['2025-04-30.preview', '2025-04-30.preview'],
      ['2026-10-28.endive; feature=v1', null],
      ['ana@example.com', null],
      [20261028, null],
      [{}, null],
    ],
  },
  parsedHeaders: {},
  says,
  nothing,
  bodies: [
    fixture('stripe/customer-created.json'),
    fixture('stripe/customer-updated.json'),
    fixture('stripe/customer-created-cli.json'),
    fixture('stripe/customer-created-2016.json'),
    fixture('stripe/checkout-session-completed.json'),
    // An event that nobody reads.
    Buffer.from(
      fixture('stripe/customer-created.json').toString().replace('customer.created', 'invoice.paid'),
    ),
    ...thin.bodies,
  ],
  forms: { thin },
};

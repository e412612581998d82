import { fixture, fixtureJson } from '../../../../support/fixtures';
import { type HeaderVector, type SourceVectors, underHeader, withBitFlipped } from '../../vector';
import { nothing, says } from './says';

// The signatures are frozen and none was made by the bridge. Each is the output of
//   { printf '%s.' "$t"; cat body; } | openssl dgst -sha256 -hmac "$secret"
const body = fixture('stripe/thin-customer-created.json');
const update = fixture('stripe/thin-customer-updated.json');
const current = 'whsec_fake_current';
const previous = 'whsec_fake_previous';
const t = 1793188810;
const byCurrent = '3260b0d3d74705a0d3219f45a704a8bd63b941a40945ac2272c551be6ea443d6';
const byPrevious = 'e4a5589001315a50670a352b33e2cb01bf46afedb2db5e74c6f1a7f8f855a119';
const byAnother = '81e361d32b644250f2cc767f801b22aaf3fdac1f60809f0cb937a5f8acd361f9';
const updateByCurrent = '5fb69588c694f89ee7bcdb9f864cc22d32e2e234fe05f56f06d56e03f8345fb5';

const both = [current, previous];
const signed = (v1: string) => `t=${t},v1=${v1}`;
const signatures: HeaderVector[] = [
  { name: 'the current secret', body, header: signed(byCurrent), secrets: both, signedBy: current },
  { name: 'the second of two secrets', body, header: signed(byPrevious), secrets: both, signedBy: previous },
  { name: 'another body', body: update, header: signed(updateByCurrent), secrets: both, signedBy: current },
  { name: 'another destination', body, header: signed(byAnother), secrets: both, signedBy: undefined },
  { name: 'another body’s', body, header: signed(updateByCurrent), secrets: both, signedBy: undefined },
  {
    name: 'one bit flipped',
    body: withBitFlipped(body, 100),
    header: signed(byCurrent),
    secrets: both,
    signedBy: undefined,
  },
  { name: 'no header', body, header: undefined, secrets: both, signedBy: undefined },
];

const created = fixtureJson('stripe/thin-customer-created.json');
const customer = fixtureJson('stripe/api/customer.json');

/** Stripe's thin events of customers, generally available since API version 2026-09-30.endive. */
export const vectors: SourceVectors = {
  now: new Date((t + 10) * 1000),
  signatures: underHeader('stripe-signature', signatures),
  sample: {
    body,
    headers: { 'Stripe-Signature': signed(byCurrent) },
    secret: current,
    signedAt: new Date(t * 1000),
    // The same as the snapshot event's.
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
  held: { '/v1/customers/cus_NffrFeUfNV2Hib': customer },
  accounts: { own: 'acct_Fake1', other: 'acct_Fake2' },
  ofAccount: (account) => ({
    body: Buffer.from(JSON.stringify({ ...created, context: account })),
    headers: {},
  }),
  parsedHeaders: {},
  says,
  nothing,
  bodies: [body, update],
};

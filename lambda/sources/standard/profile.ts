import { sourceProfile } from '../profile';
import { selftestType } from './selftest';
import { standard } from './source';
import { signatureOf } from './verify';

export const profile = sourceProfile({
  source: standard,
  displayName: 'Standard Webhooks',
  // For people: no event names it.
  account: {
    form: /^[a-z0-9-]+(\.[a-z0-9-]+)+$/,
    example: 'signup.example.com',
    hasModes: false,
  },
  secret: {
    what: 'the secret that the sender signs with: whsec_ and 24 to 64 random bytes in base64',
    form: /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/,
    // The keys of asymmetric signatures, which the bridge does not take.
    apiKeys: /^wh[sp]k_/,
    local: 'whsec_bG9jYWwtc3RhbmRhcmQtd2ViaG9va3Mtc2VjcmV0',
  },
  byHand: 'Have the sender send the events of customers to this address',
  neverSent: { note: 'is no member of the body: leave it out' },
  told: { company: 'never' },
  whenRefused: 'are sent again as their sender has it, if at all',
  emailsMissing: 'have the sender put `email` into `data`',

  signup({ serial, at, email, tags, values }) {
    const id = `sample-${serial}`;
    const data = {
      ...values,
      id,
      email: email ?? `sample.shopper.${serial}@example.com`,
      email_verified: true,
      name: 'Sample Shopper',
      created_at: at.toISOString(),
      updated_at: at.toISOString(),
      consent: { email_marketing: false },
      ...(tags === undefined ? {} : { tags }),
    };
    return {
      customer: id,
      body: Buffer.from(
        JSON.stringify({ type: 'customer.created', timestamp: at.toISOString(), data }, null, 2),
      ),
      headers: { 'webhook-id': `msg_sample_${serial}` },
    };
  },

  sign({ headers, body }, secret, now) {
    const timestamp = String(Math.floor(now.getTime() / 1000));
    const signature = signatureOf(secret, headers['webhook-id'] ?? '', timestamp, body);
    return { 'webhook-timestamp': timestamp, 'webhook-signature': signature ?? '' };
  },

  asSelftest: ({ headers, body }) => ({
    headers,
    body: Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), type: selftestType })),
  }),

  asNew: ({ headers, body }, now, unique) => ({
    headers: { ...headers, 'webhook-id': `msg_again_${unique}` },
    body: Buffer.from(
      body
        .toString()
        .replace(/^( {2}"timestamp": )"[^"]*"/m, `$1"${now.toISOString()}"`)
        .replace(/^( {4}"updated_at": )"[^"]*"/m, `$1"${now.toISOString()}"`),
    ),
  }),

  // Everything is in the body.
  usualHeaders: () => ({}),

  harmless: [[/^timestamp$/, /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/]],
});

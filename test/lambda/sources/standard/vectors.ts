import { fixture } from '../../../support/fixtures';
import { everyByte, type SignatureVector, type SourceVectors, withBitFlipped } from '../vector';
import { nothing, says } from './says';

// The signatures are frozen and none was made by the bridge. Each was made by the reference library for JavaScript,
//   new Webhook(secret).sign(id, date, body)   (npm: standardwebhooks 1.1.1)
// but for those that it does not make, which Python's hmac did:
//   base64.b64encode(hmac.new(base64.b64decode(secret[6:]), b'%s.%s.%s' % (id, timestamp, body), 'sha256').digest())
const body = fixture('standard/customer-created.json');
const current = 'whsec_Y3VycmVudCBmYWtlIHNlY3JldCBvZiBhIHRlc3Q=';
const previous = 'whsec_cHJldmlvdXMgZmFrZSBzZWNyZXQgb2YgYSB0ZXN0';
const byCurrent = 'v1,y8jRmiKPWQIdVhHBEKMuSuGuzwZBPolL7l0aMJN20D4=';
const byPrevious = 'v1,3Je0+Tiax2DeusA1qVzWajyV4ot0+29y/DUjoiZehoQ=';

const signedAt = new Date('2026-03-02T09:30:00.000Z');
const headers = {
  'webhook-id': 'msg_Fake1',
  'webhook-timestamp': '1772443800',
  'webhook-signature': byCurrent,
};
const after = (seconds: number) => new Date(signedAt.getTime() + seconds * 1000);

const good = { body, headers, secrets: [current], signedBy: current };
const bad = { ...good, signedBy: undefined };
const signedWith = (signature: string) => ({ ...headers, 'webhook-signature': signature });
const without = (name: keyof typeof headers) => {
  const { [name]: _, ...others } = headers;
  return others;
};

const bySignature: SignatureVector[] = [
  { ...good, name: 'one signature' },
  { ...good, name: 'the one of a rolled secret first', headers: signedWith(`${byPrevious} ${byCurrent}`) },
  { ...good, name: 'the one of a rolled secret last', headers: signedWith(`${byCurrent} ${byPrevious}`) },
  {
    ...good,
    name: 'versions that nobody knows around it',
    headers: signedWith(`v1a,${'A'.repeat(86)}== v2,abc ${byCurrent} x`),
  },
  { ...good, name: 'an entry without a version before it', headers: signedWith(`abc ${byCurrent}`) },
  { ...good, name: 'two spaces between', headers: signedWith(`${byPrevious}  ${byCurrent}`) },
  { ...bad, name: 'the right digest as v1a', headers: signedWith(byCurrent.replace('v1,', 'v1a,')) },
  { ...bad, name: 'the right digest as V1', headers: signedWith(byCurrent.replace('v1,', 'V1,')) },
  { ...bad, name: 'the right digest without a version', headers: signedWith(byCurrent.slice(3)) },
  { ...bad, name: 'the right digest and a character more', headers: signedWith(`${byCurrent}A`) },
  {
    ...bad,
    name: 'the right digest in hex',
    headers: signedWith(`v1,${Buffer.from(byCurrent.slice(3), 'base64').toString('hex')}`),
  },
  { ...bad, name: 'two, separated by a comma', headers: signedWith(`${byPrevious},${byCurrent}`) },
  { ...bad, name: 'a version alone', headers: signedWith('v1,') },
  { ...bad, name: 'spaces alone', headers: signedWith('   ') },
  { ...bad, name: 'no signature', headers: without('webhook-signature') },
  { ...bad, name: 'no headers', headers: {} },
];

const byIdAndTime: SignatureVector[] = [
  { ...good, name: 'comes in 300 s later', at: after(300) },
  { ...good, name: 'comes in 300.999 s later: whole seconds count', at: after(300.999) },
  { ...bad, name: 'comes in 301 s later', at: after(301) },
  { ...good, name: 'comes in 300 s before it was signed', at: after(-300) },
  { ...bad, name: 'comes in 301 s before it was signed', at: after(-301) },
  { ...bad, name: 'another id', headers: { ...headers, 'webhook-id': 'msg_Fake2' } },
  { ...bad, name: 'no id', headers: without('webhook-id') },
  {
    ...bad,
    name: 'an empty id, signed so',
    headers: {
      ...headers,
      'webhook-id': '',
      'webhook-signature': 'v1,djCEuRs7S87ebZliHwTxyNhA1V31+MFsH72ZZubNeoI=',
    },
  },
  {
    ...good,
    name: 'an id with a dot',
    headers: {
      ...headers,
      'webhook-id': 'msg.Fake1',
      'webhook-signature': 'v1,WRied6iYmEEaUdr6idK5BOEGj8spX6d2+Ozs5MbGIyI=',
    },
  },
  { ...bad, name: 'another timestamp', headers: { ...headers, 'webhook-timestamp': '1772443801' } },
  { ...bad, name: 'no timestamp', headers: without('webhook-timestamp') },
  ...[
    ['soon', 'v1,sPEx17RQ1BhfInBRq8UIubxcagkSBkoTEriAWsjkgy4='],
    ['-5', 'v1,rMLesWnppDifIZMSTMftsuDVMZVyeExEsZu6fth/6R8='],
    ['1772443800.5', 'v1,Yed9zKWbdC5Xuau4aQlvYX/95X6QLt4K9VerLCrcv1Y='],
  ].map(([timestamp = '', signature = '']) => ({
    ...bad,
    name: `a timestamp of ${timestamp}, signed so`,
    headers: { ...headers, 'webhook-timestamp': timestamp, 'webhook-signature': signature },
  })),
];

const bySecret: SignatureVector[] = [
  { ...good, name: 'the second of two secrets', secrets: [previous, current] },
  {
    ...good,
    name: 'both secrets signed: the first of ours is named',
    headers: signedWith(`${byCurrent} ${byPrevious}`),
    secrets: [previous, current],
    signedBy: previous,
  },
  { ...bad, name: 'another secret', secrets: [previous] },
  { ...bad, name: 'no secrets', secrets: [] },
  { ...good, name: 'a secret behind an empty one', secrets: ['', current] },
  ...['', ' ', 'whsec_', 'whsec_=='].map((empty) => ({
    ...bad,
    name: `the empty secret ${JSON.stringify(empty)}, signed with no key`,
    headers: signedWith('v1,hMcZZ1fkI+QINiOIZ4TNBVcc1R2vyBHgpoZ8lLvIZws='),
    secrets: [empty],
  })),
  {
    ...bad,
    name: 'the secret taken for a text',
    headers: signedWith('v1,1O6i9xNNGajWQhBMs1tmhrqfi4Aog4QQF+VpYhHgY8E='),
  },
  { ...bad, name: 'a secret without its whsec_', secrets: [current.slice(6)] },
  { ...bad, name: 'a secret with a line end', secrets: [`${current}\n`] },
  {
    ...good,
    name: "the reference library's own test secret",
    body: Buffer.from(
      '{"type":"contact.created","timestamp":"2022-11-03T20:26:10.344522Z","data":{"id":"1f81eb52-5198-4599-803e-771906343485"}}',
    ),
    headers: {
      'webhook-id': 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W',
      'webhook-timestamp': '1674087231',
      'webhook-signature': 'v1,ARw42xaAApl/nxRo+iPGYwSaMQaOwMo2eyH5JBRA+bQ=',
    },
    at: new Date(1_674_087_231_000),
    secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    signedBy: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  },
];

const byBody: SignatureVector[] = [
  {
    ...good,
    name: 'another body and id',
    body: fixture('standard/customer-updated.json'),
    headers: {
      ...headers,
      'webhook-id': 'msg_Fake2',
      'webhook-signature': 'v1,uBhGHMqDOOJQw3i4cOd0o/U1c4pj9ngvb/OIibIQoSM=',
    },
  },
  {
    ...good,
    name: 'CRLF line ends, signed with them',
    body: Buffer.from(body.toString().replaceAll(',', ',\r\n')),
    headers: signedWith('v1,k4TryFtp0sDwCiChvlBFDT9r3WIE2ofhNQfzcNGxyHE='),
  },
  {
    ...good,
    name: 'a body of every byte value',
    body: everyByte,
    headers: signedWith('v1,Jy/qhWL/L/ELgLyc0hoUeTvWFZONY3lqzW3bb6BHrH0='),
  },
  {
    ...good,
    name: 'an empty body',
    body: Buffer.alloc(0),
    headers: signedWith('v1,EMiAHZR1XXLvFbE6tr7UAG8/j8jVPnpoQWPbMpCMweE='),
  },
  ...[
    ['a body with one bit flipped', withBitFlipped(body, 1000)] as const,
    ['a body without its last byte', body.subarray(0, -1)] as const,
    ['a body with a line end behind it', Buffer.concat([body, Buffer.from('\n')])] as const,
    ['a body printed anew', Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 2))] as const,
  ].map(([name, other]) => ({ ...bad, name, body: other })),
];

export const vectors: SourceVectors = {
  now: after(10),
  signatures: [...bySignature, ...byIdAndTime, ...bySecret, ...byBody],
  sample: {
    body,
    headers,
    secret: current,
    signedAt,
    customer: {
      id: 'c-1001',
      name: 'Erin Example',
      email: 'erin@example.com',
      registration_date: '2026-03-02T09:29:59.000Z',
      status: 'ACTIVE',
      gender: 'FEMALE',
      dob: '1990-05-17T00:00:00.000Z',
      metadata: { source: 'standard', store: 'default' },
    },
  },
  accounts: { own: 'signup.example.com', other: 'other.example.com' },
  parsedHeaders: {},
  says,
  nothing,
  bodies: [
    ...['created', 'updated', 'deleted'].map((what) => fixture(`standard/customer-${what}.json`)),
    // An event that nobody reads.
    Buffer.from(body.toString().replace('customer.created', 'order.paid')),
  ],
  secretOf: (text) => `whsec_${Buffer.from(`a secret of ${text}`).toString('base64')}`,
};

import { createHmac } from 'node:crypto';
import type { Random } from '../chaos/random';

/** One hostile request, as bytes and header lines; nothing about it need be valid. */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Signed with the right secret after all changes: only then may it be accepted. */
  readonly authentic: boolean;
}

export const fuzzSecrets = { shopify: 'fuzz-shopify-secret', stripe: 'whsec_fuzz_stripe_secret' } as const;
type Source = keyof typeof fuzzSecrets;

const bodies: Record<Source, string> = {
  shopify: JSON.stringify({
    id: 706405506930370084n.toString(),
    admin_graphql_api_id: 'gid://shopify/Customer/706405506930370084',
    created_at: '2026-11-01T10:00:00-05:00',
    updated_at: '2026-11-01T10:00:00-05:00',
    first_name: 'Fuzz',
    last_name: 'Shopper',
    email: 'fuzz.shopper@example.com',
    phone: null,
    default_address: { name: 'Fuzz Shopper', country_code: 'CA' },
    metafields: [{ namespace: 'facts', key: 'birth_date', value: '1990-05-17', type: 'date' }],
  }),
  stripe: JSON.stringify({
    id: 'evt_fuzz',
    object: 'event',
    created: 1_790_000_000,
    type: 'customer.created',
    livemode: false,
    data: {
      object: {
        id: 'cus_fuzz',
        object: 'customer',
        created: 1_790_000_000,
        email: 'fuzz@example.com',
        name: 'Fuzz',
        metadata: {},
      },
      previous_attributes: { name: null },
    },
  }),
};

const paths = [
  '',
  '/',
  '/default',
  '/default/',
  '//default',
  '/DEFAULT',
  '/%64efault',
  '/__proto__',
  '/constructor',
  '/../default',
  '/default?x=1',
  '/default%00',
  '/..%2f',
  '/other',
  `/${'a'.repeat(3000)}`,
] as const;
const prefixes = [
  '/webhooks/shopify',
  '/webhooks/stripe',
  '/webhooks/paypal',
  '/webhooks',
  '/',
  '/webhooks/__proto__',
  '/webhooks/toString',
  '//webhooks/shopify',
  '/Webhooks/shopify',
] as const;
const methods = ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'TRACE'] as const;
const types = [
  'application/json',
  'text/plain',
  'application/octet-stream',
  'application/json; charset=utf-16',
  'multipart/form-data; boundary=x',
  '',
  'application/x-www-form-urlencoded',
] as const;
const values = [
  'null',
  'true',
  '-0',
  '1e309',
  '1e-400',
  '9007199254740993',
  '"\\ud800"',
  '"\\u0000"',
  '"\\uffff"',
  '[]',
  '{}',
  '[[[[]]]]',
  '""',
  '"\\"',
  '{"__proto__":{"x":1}}',
  '"constructor"',
  `"${'9'.repeat(400)}"`,
  '"2026-13-45T99:99:99Z"',
  '"..":1',
  '"a@b@c"',
  '-1',
  '"gid://shopify/Customer/0"',
  '"gid://shopify/Customer/../../x"',
] as const;

/** Alters a valid webhook in one to five ways. The same random numbers give the same bytes. */
export function hostileRequest(random: Random, now: number): HostileRequest {
  const source = random.pick<Source>(['shopify', 'stripe']);
  let body: Buffer = Buffer.from(bodies[source]);
  const twists = random.between(0, 4);
  for (let twist = 0; twist < twists; twist += 1) body = twisted(body, random);
  const authentic = random.chance(0.08);
  const target = authentic || random.chance(0.6) ? `/webhooks/${source}` : hostilePath(source, random);
  const signature = authentic ? signatureOf(source, body, now) : hostileSignature(source, body, now, random);
  const headers: (readonly [string, string])[] = [...signature, ...vendorHeaders(source, random, authentic)];
  const method = !authentic && random.chance(0.1) ? random.pick(methods) : 'POST';
  return { method, path: target, headers, body, authentic };
}

function hostilePath(source: Source, random: Random): string {
  return random.chance(0.6)
    ? `/webhooks/${source}${random.pick(paths)}`
    : random.pick(prefixes) + random.pick(paths);
}

function twisted(body: Buffer, random: Random): Buffer {
  const at = random.between(0, body.length);
  switch (random.between(0, 8)) {
    case 0:
      return body.subarray(0, at);
    case 1:
      return Buffer.concat([body.subarray(0, at), Buffer.from([random.between(0, 255)]), body.subarray(at)]);
    case 2:
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]);
    case 3: {
      const flipped = Buffer.from(body);
      if (flipped.length > 0) flipped[at % flipped.length] = random.between(0, 255);
      return flipped;
    }
    case 4:
      return Buffer.from(
        body
          .toString('utf8')
          .replace(/:("[^"]*"|\d+|null|\{\}|true|false)/g, (old) =>
            random.chance(0.3) ? `:${random.pick(values)}` : old,
          ),
      );
    case 5:
      return Buffer.from(
        body
          .toString('utf8')
          .replace(/"(\w+)":/g, (old, name) =>
            random.chance(0.15)
              ? `"${random.pick(['__proto__', 'constructor', 'x', name.toUpperCase()])}":`
              : old,
          ),
      );
    case 6:
      return random.chance(0.02)
        ? Buffer.concat([body, Buffer.alloc(random.between(200_000, 600_000), 0x20)])
        : body;
    case 7:
      return random.chance(0.1) ? Buffer.from(`${'['.repeat(random.between(1, 60_000))}1`) : Buffer.alloc(0);
    default:
      return Buffer.from(body.toString('utf8'), 'utf16le');
  }
}

function signatureOf(source: Source, body: Buffer, now: number): [string, string][] {
  const secret = fuzzSecrets[source];
  if (source === 'shopify')
    return [['X-Shopify-Hmac-Sha256', createHmac('sha256', secret).update(body).digest('base64')]];
  const time = Math.floor(now / 1000);
  const hex = createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex');
  return [['Stripe-Signature', `t=${time},v1=${hex}`]];
}

function hostileSignature(source: Source, body: Buffer, now: number, random: Random): [string, string][] {
  const [[name, value] = ['X', '']] = signatureOf(source, body, now);
  const wrong =
    source === 'shopify'
      ? createHmac('sha256', 'guess').update(body).digest('base64')
      : `t=${Math.floor(now / 1000)},v1=${'0'.repeat(64)}`;
  switch (random.between(0, 9)) {
    case 0:
      return [];
    case 1:
      return [[name, '']];
    case 2:
      return [[name, value.slice(0, random.between(0, value.length - 1))]];
    case 3:
      return [[name, value.toUpperCase().replace('T=', 't=').replace('V1=', 'V1=')]];
    case 4:
      return [[name, `${value}x`]];
    case 5:
      return [
        [name, wrong],
        [name, wrong],
      ];
    case 6:
      return [
        [name, `t=${Math.floor(now / 1000) - random.between(301, 1e6)}${value.slice(value.indexOf(','))}`],
      ];
    case 7:
      return [[name, value.replace('v1', 'v0').split('').reverse().join('')]];
    case 8:
      return [[name, ',=,v1,v1=,t=,t=1,t=abc,v1=zz'.repeat(random.between(1, 40))]];
    default:
      return [[name, wrong]];
  }
}

function vendorHeaders(source: Source, random: Random, authentic: boolean): [string, string][] {
  const headers: [string, string][] = [['Content-Type', random.pick(types)]];
  if (source === 'shopify') {
    const topic = random.pick([
      'customers/create',
      'customers/update',
      'customers/delete',
      'orders/create',
      '\u00ff\u0001x'.slice(0, 1),
      'x'.repeat(500),
    ]);
    if (authentic || random.chance(0.9)) headers.push(['X-Shopify-Topic', topic]);
    if (authentic || random.chance(0.9)) headers.push(['X-Shopify-Shop-Domain', 'fuzz.myshopify.com']);
    headers.push(['X-Shopify-Webhook-Id', `fuzz-${random.between(0, 1000)}`]);
    headers.push([
      'X-Shopify-Triggered-At',
      random.pick(['2026-11-01T10:00:00.123456789Z', '9999-99-99', '+275760-09-13T00:00:00Z', '']),
    ]);
  }
  if (random.chance(0.05))
    for (let extra = 0; extra < 60; extra += 1) headers.push([`X-Flood-${extra}`, 'y'.repeat(50)]);
  if (random.chance(0.05)) headers.push(['__proto__', 'x'], ['constructor', 'y']);
  return headers;
}

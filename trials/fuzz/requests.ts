import { profileOf } from '../../lambda/sources/profiles';
import { defaultStore } from '../../lambda/store-name';
import { webhookPath } from '../../lambda/webhook-address';
import type { Random } from '../chaos/random';
import { trialSources, trialVendor, trialVendors } from '../vendors/registry';
import type { UnsignedEvent } from '../vendors/vendor';

/** One hostile request, as bytes and header lines; nothing about it need be valid. */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Signed with the right secret after all changes: only then may it be accepted. */
  readonly authentic: boolean;
}

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
const prefixes: readonly [string, ...string[]] = [
  '/webhooks/paypal',
  '/webhooks',
  '/',
  '/webhooks/__proto__',
  '/webhooks/toString',
  ...trialSources.map((source) => webhookPath({ source, store: defaultStore })),
  `//webhooks/${trialSources[0]}`,
  `/Webhooks/${trialSources[0]}`,
];
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
const values: readonly [string, ...string[]] = [
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
  ...[...trialVendors.values()].flatMap(({ hostile }) => hostile.values),
];

/** Alters a valid webhook in one to five ways. The same random numbers give the same bytes. */
export function hostileRequest(random: Random, now: number): HostileRequest {
  const source = random.pick(trialSources);
  const { hostile } = trialVendor(source);
  const other = random.chance(0.4) ? hostile.others[random.between(0, hostile.others.length - 1)] : undefined;
  const serial = String(random.between(0, 1e9));
  let body: Buffer = Buffer.from((other ?? hostile).body.replaceAll('SERIAL', serial));
  const twists = random.between(0, 4);
  for (let twist = 0; twist < twists; twist += 1) body = twisted(body, random);
  const authentic = random.chance(0.08);
  const target =
    authentic || random.chance(0.6)
      ? webhookPath({ source, store: defaultStore })
      : hostilePath(source, random);
  const event = { headers: Object.fromEntries(other?.headers ?? []), body };
  const signature = authentic
    ? signatureOf(source, event, now)
    : hostileSignature(source, event, now, random);
  const headers: (readonly [string, string])[] = [
    ...signature,
    ...(other?.headers ?? []),
    ...otherHeaders(source, random, authentic),
  ];
  const method = !authentic && random.chance(0.1) ? random.pick(methods) : 'POST';
  return { method, path: target, headers, body, authentic };
}

function hostilePath(source: string, random: Random): string {
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

/** Signed with the local run's own secret. */
function signatureOf(source: string, event: UnsignedEvent, now: number): [string, string][] {
  const { sign, secret } = profileOf(source);
  return Object.entries(sign(event, secret.local, new Date(now)));
}

function hostileSignature(
  source: string,
  event: UnsignedEvent,
  now: number,
  random: Random,
): [string, string][] {
  const [[name, value] = ['X', '']] = signatureOf(source, event, now);
  const [[, wrong] = ['', '']] = Object.entries(profileOf(source).sign(event, 'guess', new Date(now)));
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

function otherHeaders(source: string, random: Random, authentic: boolean): [string, string][] {
  const headers: [string, string][] = [['Content-Type', random.pick(types)]];
  headers.push(...trialVendor(source).hostile.headers(random, authentic));
  if (random.chance(0.05))
    for (let extra = 0; extra < 60; extra += 1) headers.push([`X-Flood-${extra}`, 'y'.repeat(50)]);
  if (random.chance(0.05)) headers.push(['__proto__', 'x'], ['constructor', 'y']);
  return headers;
}

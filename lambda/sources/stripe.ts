import { isDeepStrictEqual } from 'node:util';
import * as v from 'valibot';
import { StatedConsent } from '../masivo/consent';
import { customerDraft } from '../masivo/customer';
import type { StoreSettings } from '../settings';
import { parseJson, reasonOf } from './body';
import { compareOrder } from './order';
import { equalInConstantTime, hmacSha256, usableSecrets } from './signature';
import type { Snapshot, Source } from './source';
import { birthDate, cleanEmail, cleanText, gender, localPart } from './values';

/** Stripe's own tolerance: a signature this old still passes, one second more does not. */
const toleranceSeconds = 300;

const text = v.nullish(v.string());

const StripeCustomer = v.looseObject({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
  object: v.literal('customer'),
  created: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e12)),
  email: text,
  name: text,
  individual_name: text,
  business_name: text,
  phone: text,
  description: text,
  address: v.nullish(v.object({ country: text })),
  preferred_locales: v.nullish(v.array(v.string())),
  // Stripe's values are texts. The keys are the merchant's own, so no reason to refuse may name one.
  metadata: v.nullish(v.record(v.string(), v.unknown())),
});

/** The parts that every event has. What is in `data.object` depends on `type`. */
const StripeEvent = v.object({
  id: v.string(),
  object: v.string(),
  type: v.string(),
  livemode: v.nullish(v.boolean()),
  account: text,
});

const SnapshotEvent = v.object({
  created: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(8.64e12)),
  data: v.object({
    object: StripeCustomer,
    previous_attributes: v.nullish(v.record(v.string(), v.unknown())),
  }),
});

const kinds: Readonly<Record<string, 'created' | 'updated'>> = {
  'customer.created': 'created',
  'customer.updated': 'updated',
};

const selftestType = 'masivo_bridge.selftest';

/** Stripe customer webhooks (snapshot events), https://docs.stripe.com/webhooks */
export const stripe: Source = {
  name: 'stripe',
  vendorAccount: /^acct_[A-Za-z0-9]+$/,
  signatureHeader: 'stripe-signature',
  // Everything is inside the signed body; the signature itself must not outlive ingress.
  keptHeaders: [],
  defaultMapping: { birthDate: null, gender: null, tierId: null, extras: [] },

  verify({ headers, body }, secrets, now) {
    const given = signatureHeader(headers[stripe.signatureHeader]);
    if (!given || Math.floor(now.getTime() / 1000) - Number(given.timestamp) > toleranceSeconds)
      return undefined;
    return usableSecrets(secrets).find((secret) => {
      const expected = hmacSha256(secret, [`${given.timestamp}.`, body], 'hex');
      return given.signatures.some((signature) => equalInConstantTime(signature, expected));
    });
  },

  // Ordinary events name no account: the secret does. Where one is named, it is in the body, so `parse` looks.
  checkHeaders: () => undefined,

  // The event's id is the first member of every event Stripe sends and signed with the rest, so ingress reads
  // it without parsing. A body written otherwise falls back on its bytes; then a duplicate with other bytes is
  // a delivery of its own, which finds its customer unchanged.
  eventKey({ body }) {
    const id = /^\s*\{\s*"id"\s*:\s*"([A-Za-z0-9_]{1,255})"/.exec(body.toString('latin1', 0, 300))?.[1];
    return id ?? hmacSha256('stripe event without a leading id', [body], 'base64url');
  },

  parse({ body }, store) {
    const json = parseJson(body);
    if (json.kind === 'refused') return json;
    const event = v.safeParse(StripeEvent, json.value);
    if (!event.success) return { kind: 'refused', reason: reasonOf(event.issues, json.value) };
    const { type, object, account, livemode } = event.output;
    if (object === 'v2.core.event') {
      return { kind: 'ignored', reason: 'a thin event holds no customer: subscribe to snapshot events' };
    }
    const isSelftest = type === selftestType;
    const kind = isSelftest ? 'created' : Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (object !== 'event' || !kind) {
      const name = /^[\w.]{1,80}$/.test(type) ? type : '(unreadable)';
      return { kind: 'ignored', reason: `the event type ${name} is not one the bridge handles` };
    }
    if (account && store.vendorAccount !== 'any' && account !== store.vendorAccount) {
      return { kind: 'ignored', reason: 'the event is of another Stripe account' };
    }
    if (
      !isSelftest &&
      store.mode !== 'any' &&
      typeof livemode === 'boolean' &&
      livemode !== (store.mode === 'live')
    ) {
      return {
        kind: 'ignored',
        reason: `a ${livemode ? 'live' : 'test'} event; this store takes ${store.mode} events`,
      };
    }
    const snapshot = v.safeParse(SnapshotEvent, json.value);
    if (!snapshot.success) return { kind: 'refused', reason: reasonOf(snapshot.issues, json.value) };
    const { created, data } = snapshot.output;
    return {
      kind: isSelftest ? 'selftest' : 'snapshot',
      snapshot: {
        customer: data.object.id,
        kind,
        order: { at: created * 1000, tie: null, kind },
        registeredAt: new Date(data.object.created * 1000),
        dated: true,
        fields: data.object,
        previous: data.previous_attributes ?? undefined,
      },
    };
  },

  map(snapshot, store) {
    const shopper = v.parse(StripeCustomer, snapshot.fields);
    const mapping = { ...stripe.defaultMapping, ...store.mapping };
    const email = cleanEmail(shopper.email);
    return customerDraft({
      id: snapshot.customer,
      name:
        cleanText(shopper.name) ??
        cleanText(shopper.individual_name) ??
        cleanText(shopper.business_name) ??
        localPart(email),
      email,
      registeredAt: snapshot.registeredAt,
      gender: gender(ownText(shopper.metadata, mapping.gender)),
      dob: birthDate(ownText(shopper.metadata, mapping.birthDate)),
      tierId: mapping.tierId,
      source: 'stripe',
      store: store.store,
      extras: mapping.extras,
      values: {
        phone: cleanText(shopper.phone),
        country: cleanText(shopper.address?.country),
        locale: cleanText(shopper.preferred_locales?.[0]),
        note: cleanText(shopper.description),
        tags: null,
      },
      consent: statedConsent(shopper.metadata ?? {}, store),
    });
  },

  // Stripe's `created` counts whole seconds. Of two changes within one, the later one's `previous_attributes`
  // are the earlier one's values.
  breakTie(a, b) {
    const order = compareOrder(a.order, b.order);
    if (order !== 0) return order;
    const bFollowsA = follows(b, a);
    const aFollowsB = follows(a, b);
    return bFollowsA === aFollowsB ? 0 : bFollowsA ? -1 : 1;
  },

  asSelftest: ({ headers, body }) => ({
    headers,
    body: Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), type: selftestType })),
  }),

  sign(body, secret, now) {
    const timestamp = Math.floor(now.getTime() / 1000);
    const signature = hmacSha256(secret, [`${timestamp}.`, body], 'hex');
    return { 'Stripe-Signature': `t=${timestamp},v1=${signature}` };
  },
};

interface StripeSignature {
  readonly timestamp: string;
  readonly signatures: readonly string[];
}

/** `t=1492774577,v1=<hex>,v1=<hex>,v0=<hex>`: several v1 while a secret is rolled, other schemes are ignored. */
function signatureHeader(header: string | undefined): StripeSignature | undefined {
  let timestamp: string | undefined;
  const signatures: string[] = [];
  for (const item of (header ?? '').split(',')) {
    const text = item.trim();
    if (text.startsWith('t=')) timestamp = text.slice(2);
    if (text.startsWith('v1=') && text.length > 3) signatures.push(text.slice(3));
  }
  if (!timestamp || !/^\d{1,15}$/.test(timestamp) || signatures.length === 0) return undefined;
  return { timestamp, signatures };
}

function ownText(metadata: Record<string, unknown> | null | undefined, key: string | null): string | null {
  const value = metadata && key !== null && Object.hasOwn(metadata, key) ? metadata[key] : null;
  return typeof value === 'string' ? value : null;
}

const granted = new Set(['true', 'yes', '1']);

/**
 * Stripe has no consent of its own: merchants keep it in metadata, under keys that the store's settings name.
 * Every snapshot has the whole metadata, so a key that is not there is no silence but a no.
 */
function statedConsent(metadata: Record<string, unknown>, store: StoreSettings): StatedConsent {
  const keys = store.consent === 'off' ? {} : store.consent.metadataKeys;
  const stated = Object.entries(keys).map(([purpose, key]) => {
    const value = ownText(metadata, key)?.trim().toLowerCase() ?? '';
    return [purpose, granted.has(value)] as const;
  });
  return v.parse(StatedConsent, Object.fromEntries(stated));
}

/** Whether every value that `later` replaced is the value `earlier` shows. Objects list their changed members only. */
function follows(later: Snapshot, earlier: Snapshot): boolean {
  return later.previous !== undefined && contains(earlier.fields, later.previous);
}

function contains(whole: unknown, part: unknown): boolean {
  if (!isObject(part)) return isDeepStrictEqual(whole ?? null, part ?? null);
  return isObject(whole) && Object.keys(part).every((key) => contains(whole[key], part[key]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

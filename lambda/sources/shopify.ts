import * as v from 'valibot';
import type { StatedConsent } from '../masivo/consent';
import { customerDraft } from '../masivo/customer';
import { parseJson, reasonOf } from './body';
import { compareOrder, type Order } from './order';
import { equalInConstantTime, hmacSha256, sha256, usableSecrets } from './signature';
import type { Parsed, ReceivedEvent, Source } from './source';
import {
  birthDate,
  cleanEmail,
  cleanText,
  fullName,
  gender,
  instant,
  instantMicros,
  localPart,
} from './values';

const kinds: Readonly<Record<string, 'created' | 'updated'>> = {
  'customers/create': 'created',
  'customers/update': 'updated',
  // A login was switched on or off. The body is the whole customer, so these are updates like any other.
  'customers/enable': 'updated',
  'customers/disable': 'updated',
};

// The topic is a header, which is not signed: it alone must not turn a signup into a selftest. What decides is a
// member of the body. The topic of its own keeps code that does not know the member from taking it for a signup.
const selftest = { topic: 'masivo_bridge/selftest', member: 'masivo_bridge_selftest' };

const text = v.nullish(v.string());
const Address = v.object({ name: text, company: text, phone: text, country_code: text });

/** The parts of Shopify's customer that are read. Whatever may be null or absent in some version is optional. */
const ShopifyCustomer = v.object({
  admin_graphql_api_id: text,
  // Read only where there is no GID; then it has to be a number that can be read exactly.
  id: v.fallback(v.nullish(v.number()), null),
  email: text,
  first_name: text,
  last_name: text,
  phone: text,
  note: text,
  tags: text,
  locale: text,
  created_at: text,
  updated_at: text,
  default_address: v.nullish(Address),
  // Gone since 2025-01 and 2024-01; stores on older API versions still send them.
  email_marketing_consent: v.nullish(v.object({ state: text })),
  accepts_marketing: v.nullish(v.boolean()),
  metafields: v.nullish(v.array(v.object({ namespace: text, key: text, value: v.nullish(v.unknown()) }))),
});
type ShopifyCustomer = v.InferOutput<typeof ShopifyCustomer>;

/** Shopify customer webhooks, https://shopify.dev/docs/apps/build/webhooks */
export const shopify: Source = {
  name: 'shopify',
  vendorAccount: /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/,
  signatureHeader: 'x-shopify-hmac-sha256',
  keptHeaders: [
    'x-shopify-topic',
    'x-shopify-shop-domain',
    'x-shopify-api-version',
    'x-shopify-webhook-id',
    'x-shopify-triggered-at',
    'x-shopify-event-id',
    'x-shopify-test',
  ],
  defaultMapping: { birthDate: 'facts.birth_date', gender: null, tierId: null, extras: [] },

  verify({ headers, body }, secrets) {
    const given = headers[shopify.signatureHeader];
    if (!given) return undefined;
    return usableSecrets(secrets).find((secret) =>
      equalInConstantTime(given, hmacSha256(secret, [body], 'base64')),
    );
  },

  checkHeaders(headers, store) {
    const domain = headers['x-shopify-shop-domain'];
    if (!headers['x-shopify-topic']) {
      return { status: 400, code: 'missing_topic', message: 'The header X-Shopify-Topic is missing.' };
    }
    if (!domain) {
      return { status: 400, code: 'missing_shop', message: 'The header X-Shopify-Shop-Domain is missing.' };
    }
    // One app's secret signs for every shop that installed it, so the signature alone does not name the shop.
    if (store.vendorAccount !== 'any' && domain.toLowerCase() !== store.vendorAccount) {
      return { status: 401, code: 'other_shop', message: 'This store belongs to another shop.' };
    }
    return undefined;
  },

  // X-Shopify-Webhook-Id is the documented key, but the signature does not cover it: the signed bytes count
  // too, so that no header can make one event pass for another.
  eventKey({ headers, body }) {
    return [headers['x-shopify-topic'], headers['x-shopify-webhook-id'], sha256(body, 'base64url')].join(
      '\n',
    );
  },

  parse(event, store) {
    const topic = event.headers['x-shopify-topic'] ?? '';
    const unknownTopic: Parsed = {
      kind: 'ignored',
      reason: `the topic ${topicName(topic)} is not one the bridge handles`,
    };
    const kind =
      topic === selftest.topic ? 'created' : Object.hasOwn(kinds, topic) ? kinds[topic] : undefined;
    if (!kind) return unknownTopic;
    const domain = event.headers['x-shopify-shop-domain']?.toLowerCase();
    if (store.vendorAccount !== 'any' && domain !== store.vendorAccount) {
      return { kind: 'ignored', reason: 'the event is of another shop' };
    }
    const json = parseJson(event.body);
    if (json.kind === 'refused') return json;
    const isSelftest = hasOwnMember(json.value, selftest.member);
    if (topic === selftest.topic && !isSelftest) return unknownTopic;
    const result = v.safeParse(ShopifyCustomer, json.value);
    if (!result.success) return { kind: 'refused', reason: reasonOf(result.issues, json.value) };
    const customer = customerId(result.output);
    if (!customer)
      return { kind: 'refused', reason: 'the body names no customer id that can be read exactly' };
    return {
      kind: isSelftest ? 'selftest' : 'snapshot',
      snapshot: {
        customer,
        kind,
        order: orderOf(kind, result.output, event),
        registeredAt: instant(result.output.created_at) ?? triggeredAt(event) ?? event.receivedAt,
        dated: instant(result.output.created_at) !== null,
        fields: result.output,
      },
    };
  },

  map(snapshot, store) {
    const shopper = v.parse(ShopifyCustomer, snapshot.fields);
    const mapping = { ...shopify.defaultMapping, ...store.mapping };
    const email = cleanEmail(shopper.email);
    const address = shopper.default_address;
    return customerDraft({
      id: snapshot.customer,
      name:
        fullName(shopper.first_name, shopper.last_name) ??
        cleanText(address?.name) ??
        cleanText(address?.company) ??
        localPart(email),
      email,
      registeredAt: snapshot.registeredAt,
      gender: gender(metafield(shopper, mapping.gender)),
      dob: birthDate(metafield(shopper, mapping.birthDate)),
      tierId: mapping.tierId,
      source: 'shopify',
      store: store.store,
      extras: mapping.extras,
      values: {
        phone: cleanText(shopper.phone) ?? cleanText(address?.phone),
        country: cleanText(address?.country_code),
        locale: cleanText(shopper.locale),
        note: cleanText(shopper.note),
        tags: cleanText(shopper.tags),
      },
      consent: statedConsent(shopper),
    });
  },

  breakTie: (a, b) => compareOrder(a.order, b.order),

  asSelftest: ({ headers, body }) => ({
    headers: { ...headers, 'X-Shopify-Topic': selftest.topic },
    body: Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), [selftest.member]: true })),
  }),

  sign: (body, secret) => ({ 'X-Shopify-Hmac-Sha256': hmacSha256(secret, [body], 'base64') }),
};

/** Ids can exceed 2^53, where `JSON.parse` rounds: 706405506930370084 becomes …370000. The GID is a string. */
function customerId(shopper: ShopifyCustomer): string | undefined {
  const gid = /^gid:\/\/shopify\/Customer\/(\d{1,30})$/.exec(shopper.admin_graphql_api_id ?? '')?.[1];
  if (gid) return gid;
  return Number.isSafeInteger(shopper.id) && Number(shopper.id) > 0 ? String(shopper.id) : undefined;
}

// Unsigned, and the tie-breaker of a shopper's history: a date far ahead would win forever.
const furthestAheadMs = 5 * 60_000;

function triggeredAtMicros({ headers, receivedAt }: ReceivedEvent): number | null {
  const micros = instantMicros(headers['x-shopify-triggered-at']);
  return micros === null ? null : Math.min(micros, (receivedAt.getTime() + furthestAheadMs) * 1000);
}

function triggeredAt(event: ReceivedEvent): Date | null {
  const micros = triggeredAtMicros(event);
  return micros === null ? null : new Date(Math.floor(micros / 1000));
}

function orderOf(kind: Order['kind'], shopper: ShopifyCustomer, event: ReceivedEvent): Order {
  const at = instant(shopper.updated_at) ?? triggeredAt(event) ?? event.receivedAt;
  return { at: at.getTime(), tie: triggeredAtMicros(event), kind };
}

/** Only `subscribed` is a yes; `pending` waits for the shopper's confirmation, which is no yet. */
function statedConsent(shopper: ShopifyCustomer): StatedConsent {
  const state = shopper.email_marketing_consent?.state;
  if (typeof state === 'string') return { email_marketing: state.toLowerCase() === 'subscribed' };
  return typeof shopper.accepts_marketing === 'boolean' ? { email_marketing: shopper.accepts_marketing } : {};
}

function metafield(shopper: ShopifyCustomer, path: string | null): string | null {
  if (path === null) return null;
  const found = shopper.metafields?.find(({ namespace, key }) => `${namespace}.${key}` === path);
  return typeof found?.value === 'string' ? found.value : null;
}

const hasOwnMember = (value: unknown, name: string) =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name);

/** A header is not signed and may hold anything: only what looks like a topic is repeated to people. */
function topicName(topic: string): string {
  return /^[\w./-]{1,80}$/.test(topic) ? topic : '(unreadable)';
}

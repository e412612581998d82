import * as v from 'valibot';
import type { StoreSettings } from '../../settings';
import { memberOf, parseJson, reasonOf } from '../body';
import { instant } from '../instant';
import type { Order } from '../order';
import type { Parsed, ReceivedEvent } from '../source';
import { isConsentTopic } from './consent';
import { customerId, ShopifyCustomer } from './customer';
import { parseConsent } from './parse-consent';
import { selftest } from './selftest';
import { triggeredAt, triggeredAtMicros } from './triggered-at';

const kinds: Readonly<Record<string, 'created' | 'updated'>> = {
  'customers/create': 'created',
  'customers/update': 'updated',
  // A login was switched on or off. The body is the whole customer, so these are updates like any other.
  'customers/enable': 'updated',
  'customers/disable': 'updated',
};

/** One webhook as the customer's state that it tells. */
export function parse(event: ReceivedEvent, store: StoreSettings): Parsed {
  const topic = event.headers['x-shopify-topic'] ?? '';
  const unknownTopic: Parsed = {
    kind: 'ignored',
    reason: { code: 'event-not-handled', params: { event: topicName(topic) } },
  };
  const kind = topic === selftest.topic ? 'created' : Object.hasOwn(kinds, topic) ? kinds[topic] : undefined;
  if (!kind && !isConsentTopic(topic)) return unknownTopic;
  const domain = event.headers['x-shopify-shop-domain']?.toLowerCase();
  if (store.vendorAccount !== 'any' && domain !== store.vendorAccount) {
    return { kind: 'ignored', reason: { code: 'other-account' } };
  }
  if (store.mode === 'live' && event.headers['x-shopify-test'] === 'true') {
    return { kind: 'ignored', reason: { code: 'wrong-mode', params: { event: 'test', store: 'live' } } };
  }
  const json = parseJson(event.body);
  if (json.kind === 'refused') return json;
  if (isConsentTopic(topic)) return parseConsent(topic, json.value, event);
  const isSelftest = memberOf(json.value, selftest.member) !== undefined;
  if (!kind || (topic === selftest.topic && !isSelftest)) return unknownTopic;
  const result = v.safeParse(ShopifyCustomer, json.value);
  if (!result.success) return { kind: 'refused', reason: reasonOf(result.issues, json.value) };
  const customer = customerId(result.output);
  if (!customer) return { kind: 'refused', reason: { code: 'customer-id-missing' } };
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
}

function orderOf(kind: Order['kind'], shopper: ShopifyCustomer, event: ReceivedEvent): Order {
  const at = instant(shopper.updated_at) ?? triggeredAt(event) ?? event.receivedAt;
  return { at: at.getTime(), tie: triggeredAtMicros(event), kind };
}

/** A header is not signed and may hold anything: only what looks like a topic is repeated to people. */
function topicName(topic: string): string | null {
  return /^[\w./-]{1,80}$/.test(topic) ? topic : null;
}

import * as v from 'valibot';
import { memberOf } from '../../json';
import type { StoreSettings } from '../../settings';
import { parseJson, reasonOf } from '../body';
import { instant } from '../instant';
import type { Order } from '../order';
import type { Asked, Parsed, ReceivedEvent } from '../source';
import { parseCompliance } from './compliance';
import { isConsentTopic } from './consent';
import { customerId, ShopifyCustomer } from './customer';
import { deletionTopic, parseDeletion } from './deletion';
import { isEvent } from './events/is-event';
import { parseEvent } from './events/parse';
import { header } from './headers';
import { mergeTopic, parseMerge } from './merge';
import { parseConsent } from './parse-consent';
import { selftest } from './selftest';
import { isTestNotification } from './test-notification';
import { furthestAhead, secondOf, triggeredAt, triggeredAtMicros } from './triggered-at';

const kinds: Readonly<Record<string, 'created' | 'updated'>> = {
  'customers/create': 'created',
  'customers/update': 'updated',
  // A login was switched on or off. The body is the whole customer, so these are updates like any other.
  'customers/enable': 'updated',
  'customers/disable': 'updated',
};

/** One webhook, or one Event, as the customer's state that it tells. */
export function parse(event: ReceivedEvent, store: StoreSettings): Parsed {
  const json = parseJson(event.body);
  const topic = header(event.headers, 'topic') ?? '';
  const compliance = json.kind === 'json' && complianceIn(topic, json.value, event, store);
  if (compliance) return compliance;
  // A header with an Event's topic and a body that is none, or none that can be read: the body says what is wrong.
  if (topic !== 'Customer' && !(json.kind === 'json' && isEvent(json.value))) {
    return parseWebhook(topic, json, event, store);
  }
  const foreign = foreignEvent(event, store);
  if (foreign) return foreign;
  return json.kind === 'refused' ? json : parseEvent(json.value, event, store);
}

/** Which shop it is of, nobody can say: no settings name it any more. */
export function parseRequest({ headers, body }: ReceivedEvent): Asked | undefined {
  const json = parseJson(body);
  if (json.kind !== 'json') return undefined;
  return parseCompliance(header(headers, 'topic') ?? '', json.value, { vendorAccount: 'any' });
}

/** A test of it is ignored where a live store gets one, as all tests are. */
function complianceIn(
  topic: string,
  body: unknown,
  event: ReceivedEvent,
  store: StoreSettings,
): Parsed | undefined {
  const compliance = parseCompliance(topic, body, store);
  const foreign = compliance && foreignEvent(event, store);
  return foreign?.kind === 'ignored'
    ? { kind: 'unkept', outcome: 'ignored', reason: foreign.reason }
    : compliance;
}

/** An event of another shop, or a test notification that a live store is not to take for a signup. */
function foreignEvent({ headers }: ReceivedEvent, store: StoreSettings): Parsed | undefined {
  const domain = header(headers, 'shop-domain')?.toLowerCase();
  if (store.vendorAccount !== 'any' && domain !== store.vendorAccount) {
    return { kind: 'ignored', reason: { code: 'other-account' } };
  }
  if (store.mode === 'live' && isTestNotification(headers)) {
    return { kind: 'ignored', reason: { code: 'wrong-mode', params: { event: 'test', store: 'live' } } };
  }
  return undefined;
}

function parseWebhook(
  topic: string,
  json: ReturnType<typeof parseJson>,
  event: ReceivedEvent,
  store: StoreSettings,
): Parsed {
  const unknownTopic: Parsed = {
    kind: 'ignored',
    reason: { code: 'event-not-handled', params: { event: topicName(topic) } },
  };
  const kind = topic === selftest.topic ? 'created' : Object.hasOwn(kinds, topic) ? kinds[topic] : undefined;
  const isEnd = topic === deletionTopic || topic === mergeTopic;
  if (!kind && !isConsentTopic(topic) && !isEnd) return unknownTopic;
  const foreign = foreignEvent(event, store);
  if (foreign) return foreign;
  if (json.kind === 'refused') return json;
  if (topic === deletionTopic) return parseDeletion(json.value, event);
  if (topic === mergeTopic) return parseMerge(json.value, event);
  if (isConsentTopic(topic)) return parseConsent(topic, json.value, event);
  const isSelftest = memberOf(json.value, selftest.member) !== undefined;
  if (!kind || (topic === selftest.topic && !isSelftest)) return unknownTopic;
  const result = v.safeParse(ShopifyCustomer, json.value);
  if (!result.success) return { kind: 'refused', reason: reasonOf(result.issues, json.value) };
  const customer = customerId(result.output);
  if (!customer) return { kind: 'refused', reason: { code: 'customer-id-missing' } };
  const order = orderOf(kind, result.output, event);
  return {
    kind: isSelftest ? 'selftest' : 'snapshot',
    snapshot: {
      customer,
      kind,
      order,
      registeredAt: instant(result.output.created_at) ?? triggeredAt(event) ?? event.receivedAt,
      dated: instant(result.output.created_at) !== null,
      toldAt: order.at,
      fields: { form: 'webhook', latest: furthestAhead(event), customer: result.output },
      body: json.value,
    },
  };
}

function orderOf(kind: Order['kind'], shopper: ShopifyCustomer, event: ReceivedEvent): Order {
  const at = instant(shopper.updated_at)?.getTime() ?? secondOf(event);
  return { at, tie: triggeredAtMicros(event), kind };
}

/** A header is not signed and may hold anything: only what looks like a topic is repeated to people. */
function topicName(topic: string): string | null {
  return /^[\w./-]{1,80}$/.test(topic) ? topic : null;
}

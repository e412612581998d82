import * as v from 'valibot';
import { isObject, memberOf } from '../../json';
import type { StoreSettings } from '../../settings';
import { parseJson, reasonOf } from '../body';
import type { Order } from '../order';
import type { Parsed, ReceivedEvent } from '../source';
import { WooCustomer } from './customer';
import { deletionTopic, parseDeletion } from './deletion';
import { gmtInstant } from './gmt';
import { accountIn, header } from './headers';
import { isFarAhead, receivedMicros, secondOf } from './received';
import { selftest } from './selftest';
import { isStaff } from './staff';

const kinds: Readonly<Record<string, Order['kind']>> = {
  'customer.created': 'created',
  'customer.updated': 'updated',
  [selftest.topic]: 'created',
};

/** One webhook as the customer's state that it tells. */
export function parse(event: ReceivedEvent, store: StoreSettings): Parsed {
  const topic = header(event.headers, 'topic') ?? '';
  const kind = Object.hasOwn(kinds, topic) ? kinds[topic] : undefined;
  if (!kind && topic !== deletionTopic) return unknownTopic(topic);
  if (store.vendorAccount !== 'any' && accountIn(event.headers) !== store.vendorAccount) {
    return { kind: 'ignored', reason: { code: 'other-account' } };
  }
  const json = parseJson(event.body);
  if (json.kind === 'refused') return json;
  if (isError(json.value)) return { kind: 'refused', reason: { code: 'body-is-error' } };
  if (!kind) return parseDeletion(json.value, event);
  const isSelftest = memberOf(json.value, selftest.member) !== undefined;
  if (topic === selftest.topic && !isSelftest) return unknownTopic(topic);
  const read = v.safeParse(WooCustomer, json.value);
  if (!read.success) return { kind: 'refused', reason: reasonOf(read.issues, json.value) };
  const { id, role, date_created_gmt } = read.output;
  if (isStaff(role)) return { kind: 'ignored', reason: { code: 'staff-account' } };
  const order = orderOf(kind, read.output, event);
  const created = gmtInstant(date_created_gmt);
  return {
    kind: isSelftest ? 'selftest' : 'snapshot',
    snapshot: {
      customer: id,
      kind,
      order,
      registeredAt: created ?? event.receivedAt,
      dated: created !== null,
      toldAt: order.at,
      fields: read.output,
      body: json.value,
    },
  };
}

/** A customer who never changed has no date of a change. Dates have whole seconds, and deliveries no order. */
function orderOf(kind: Order['kind'], shopper: WooCustomer, event: ReceivedEvent): Order {
  const changed = gmtInstant(shopper.date_modified_gmt) ?? gmtInstant(shopper.date_created_gmt);
  const at = changed && !isFarAhead(changed, event) ? changed.getTime() : secondOf(event);
  return { at, tie: receivedMicros(event), kind };
}

/**
 * What the REST API answers where the user who made the webhook may no longer see customers. WooCommerce signs and sends it
 * like a customer.
 */
const isError = (body: unknown): boolean =>
  isObject(body) &&
  !Object.hasOwn(body, 'id') &&
  [body.code, body.message].every((each) => typeof each === 'string');

/** A header is not signed and may hold anything: only what looks like a topic is repeated to people. */
const unknownTopic = (topic: string): Parsed => ({
  kind: 'ignored',
  reason: { code: 'event-not-handled', params: { event: /^[\w.-]{1,80}$/.test(topic) ? topic : null } },
});

import * as v from 'valibot';
import { isObject, memberOf } from '../../json';
import type { StoreSettings } from '../../settings';
import { reasonOf } from '../body';
import { instantMicros } from '../instant';
import type { Parsed, VendorAnswer, VendorRead } from '../source';
import { stripeApi } from './api';
import { CustomerId, WholeCustomer } from './customer';
import { deletionOf } from './deletion';
import { consentKeys } from './metadata-consent';

/** What a thin event is called in `object`; a snapshot event is an `event`. */
export const thinObject = 'v2.core.event';

/** A test that somebody sends from Stripe's dashboard. */
export const pingType = 'v2.core.event_destination.ping';

export const thinDeletionType = 'v1.customer.deleted';

export const thinKinds: Readonly<Record<string, 'created' | 'updated'>> = {
  'v1.customer.created': 'created',
  'v1.customer.updated': 'updated',
};

/** What stands in a URL or a header has a narrow form: a signature says whose body it is, and not what is in it. */
const ThinEvent = v.object({
  id: v.pipe(v.string(), v.regex(/^evt_\w{1,250}$/)),
  created: v.pipe(
    v.string(),
    v.check((text) => instantMicros(text) !== null),
  ),
  context: v.nullish(v.pipe(v.string(), v.regex(/^[\w/-]{0,500}$/))),
  related_object: v.object({ id: CustomerId, type: v.literal('customer') }),
});
type ThinEvent = v.InferOutput<typeof ThinEvent>;

/**
 * A thin event as the customer's state: it names the customer, who is read when the event is delivered
 * (https://docs.stripe.com/event-destinations). Its `related_object.url` is never followed.
 */
export function parseThin(
  body: unknown,
  kind: 'created' | 'updated',
  answers: readonly VendorAnswer[] | undefined,
  store: StoreSettings,
): Parsed {
  const read = v.safeParse(ThinEvent, body);
  if (!read.success) return { kind: 'refused', reason: reasonOf(read.issues, body) };
  const event = read.output;
  const customer = event.related_object.id;
  if (!answers) return { kind: 'to-read', customer, reads: readsFor(event, kind, store) };
  const [ofCustomer, ofEvent] = answers;
  return ofCustomer ? parseAnswers(event, kind, ofCustomer, ofEvent) : unclear;
}

/** A deletion needs no read: it says all that there is to say. */
export function parseThinDeletion(body: unknown): Parsed {
  const read = v.safeParse(ThinEvent, body);
  return read.success
    ? deletionOf(read.output.related_object.id, secondOf(read.output))
    : { kind: 'refused', reason: reasonOf(read.issues, body) };
}

const microsOf = ({ created }: ThinEvent) => instantMicros(created) ?? 0;
const secondOf = (event: ThinEvent) => Math.floor(microsOf(event) / 1e6) * 1000;

function readsFor(
  event: ThinEvent,
  kind: 'created' | 'updated',
  store: StoreSettings,
): readonly VendorRead[] {
  const headers = event.context ? { 'stripe-context': event.context } : {};
  const of = (collection: string, id: string): VendorRead => ({
    path: `${collection}/${encodeURIComponent(id)}`,
    call: `GET ${collection}/{id}`,
    headers,
  });
  // What the change replaced is needed for consent alone: without it, a yes of long ago would look like a new one. A
  // creation replaces nothing.
  const needsChanges = kind === 'updated' && consentKeys(store).length > 0;
  return [
    of('/v1/customers', event.related_object.id),
    ...(needsChanges ? [of('/v2/core/events', event.id)] : []),
  ];
}

/**
 * The customer as read is at least as new as the event. The order is the event's all the same: what changed since has
 * an event of its own, and a snapshot event of the same change, which counts whole seconds, has the same order and
 * brings the same customer. So the two are one change, whichever comes first.
 */
function parseAnswers(
  event: ThinEvent,
  kind: 'created' | 'updated',
  ofCustomer: VendorAnswer,
  ofEvent: VendorAnswer | undefined,
): Parsed {
  const { id } = event.related_object;
  const { body } = ofCustomer;
  if (ofCustomer.kind === 'missing') return parseMissing(body);
  if (memberOf(body, 'object') !== 'customer' || memberOf(body, 'id') !== id) return unclear;
  // Whoever was deleted is still answered with 200, and has no other member (https://docs.stripe.com/api/customers/delete).
  if (memberOf(body, 'deleted') === true) return deletionOf(id, secondOf(event));
  const customer = v.safeParse(WholeCustomer, body);
  if (!customer.success) return unclear;
  return {
    kind: 'snapshot',
    snapshot: {
      customer: id,
      kind,
      order: { at: secondOf(event), tie: microsOf(event), kind },
      registeredAt: new Date(customer.output.created * 1000),
      dated: true,
      fields: customer.output,
      read: true,
      ...(kind === 'updated' ? { previous: previousIn(ofEvent) } : {}),
    },
  };
}

/**
 * The key's account does not have the customer of whom the event is. Customers who were deleted are still answered, so
 * the key is of another account or mode: nobody may be lost for that.
 */
function parseMissing(body: unknown): Parsed {
  return memberOf(memberOf(body, 'error'), 'code') === 'resource_missing'
    ? { kind: 'refused', reason: { code: 'vendor-lacks-customer', params: { vendor: stripeApi.vendor } } }
    : unclear;
}

/**
 * The values before the change: `changes.before` is to a thin event what `previous_attributes` are to a snapshot event.
 * Where Stripe does not show them, nothing counts as changed: a yes in metadata is then no new one.
 */
function previousIn(answer: VendorAnswer | undefined): Readonly<Record<string, unknown>> {
  const before = memberOf(memberOf(answer?.body, 'changes'), 'before');
  return answer?.kind === 'found' && isObject(before) ? before : {};
}

const unclear: Parsed = {
  kind: 'unclear',
  reason: { code: 'vendor-unreadable', params: { vendor: stripeApi.vendor } },
};

import * as v from 'valibot';
import { isObject } from '../../json';
import type { Parsed, ReceivedEvent } from '../source';
import { tellsOnly } from '../tells-only';
import { customerId, Named } from './customer';
import { secondOf, triggeredAtMicros } from './triggered-at';

export const deletionTopic = 'customers/delete';

/** Every other body of a customer has some of these. */
const neverThere = ['email', 'created_at', 'updated_at', 'first_name', 'state'];
const alwaysThere = ['tax_exemptions', 'addresses'];

/**
 * `customers/delete`. Its topic is a header, which is not signed, and a deletion is final: so it is believed only from a
 * body of a form that no other topic has, a customer's id beside its tax exemptions, without any date. A bare `{"id":1}`
 * is also what other deletions look like, and what Shopify makes of a body that is too large. An id beside a phone and
 * the consent to SMS is a body of `customers_marketing_consent/update`.
 */
export function parseDeletion(body: unknown, event: ReceivedEvent): Parsed {
  const named = v.safeParse(Named, body);
  const customer = named.success ? customerId(named.output) : undefined;
  const isProven =
    isObject(body) &&
    alwaysThere.some((member) => Array.isArray(body[member])) &&
    !neverThere.some((member) => Object.hasOwn(body, member));
  return customer === undefined || !isProven
    ? { kind: 'refused', reason: { code: 'deletion-unproven' } }
    : deletionOf(customer, event);
}

/** No body of a deletion says when it was. */
export const deletionOf = (customer: string, event: ReceivedEvent): Parsed =>
  tellsOnly({ customer, only: 'deletion' }, secondOf(event), triggeredAtMicros(event));

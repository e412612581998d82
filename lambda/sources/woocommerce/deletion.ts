import * as v from 'valibot';
import { isObject } from '../../json';
import type { Parsed, ReceivedEvent } from '../source';
import { tellsOnly } from '../tells-only';
import { Id } from './customer';
import { receivedMicros, secondOf } from './received';

export const deletionTopic = 'customer.deleted';

/**
 * `{"id":25}` and nothing else. The topic is a header, which is not signed, and a deletion is final, so the body has to
 * have the form that no other event of a customer has. Orders, products and coupons that are deleted have it, too:
 * therefore the secret of a store's webhooks of customers is to sign nothing else.
 */
export function parseDeletion(body: unknown, event: ReceivedEvent): Parsed {
  const id = isObject(body) && Object.keys(body).length === 1 ? v.safeParse(Id, body.id) : undefined;
  return id?.success
    ? tellsOnly({ customer: id.output, only: 'deletion' }, secondOf(event), receivedMicros(event))
    : { kind: 'refused', reason: { code: 'deletion-unproven' } };
}

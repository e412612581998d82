import * as v from 'valibot';
import { memberOf } from '../../../json';
import type { Reason } from '../../../reasons/reason';
import type { StoreSettings } from '../../../settings';
import { reasonOf } from '../../body';
import { instant } from '../../instant';
import type { Parsed, ReceivedEvent } from '../../source';
import { customerId } from '../customer';
import { deletionOf } from '../deletion';
import { selftest } from '../selftest';
import { furthestAhead, secondOf, triggeredAt, triggeredAtMicros } from '../triggered-at';
import { EventCustomer } from './customer';
import { type Given, givenIn } from './withheld';

const kinds: Readonly<Record<string, 'created' | 'updated'>> = { create: 'created', update: 'updated' };

const Body = v.object({
  topic: v.string(),
  action: v.string(),
  query_variables: v.fallback(v.object({ customerId: v.fallback(v.nullish(v.string()), null) }), {
    customerId: null,
  }),
});

/**
 * One of Shopify's Events as the customer's state that it tells. What it is about is read from the body, which is
 * signed. `data` is the answer to the subscription's query, run after the change. A deletion has none.
 */
export function parseEvent(body: unknown, event: ReceivedEvent, store: StoreSettings): Parsed {
  // An address to download from, for a body too large to be sent. The bridge reads nothing but what was signed.
  if (memberOf(body, 'payload_url') !== undefined) {
    return { kind: 'refused', reason: { code: 'body-elsewhere' } };
  }
  const about = v.safeParse(Body, body);
  if (!about.success) return { kind: 'refused', reason: reasonOf(about.issues, body) };
  const { topic, action, query_variables: variables } = about.output;
  const name = shown(`${topic}/${action}`);
  if (topic !== 'Customer') {
    return { kind: 'ignored', reason: { code: 'event-not-handled', params: { event: name } } };
  }
  const kind = Object.hasOwn(kinds, action) ? kinds[action] : undefined;
  if (!kind && action !== 'delete') {
    // A customer has no other action today, so nothing says that it may be left out.
    return { kind: 'refused', reason: { code: 'format-unknown', params: { format: name } } };
  }
  const given = givenIn(body);
  if (!isOf(store, given.data)) return { kind: 'ignored', reason: { code: 'other-account' } };
  const told = memberOf(given.data, 'customer');
  if (!kind) return parseDeletion(told, variables.customerId, event);
  if (told === null || told === undefined) {
    return {
      kind: 'ignored',
      reason: { code: 'event-without-data', params: { event: kind, fields: [...given.withheld] } },
    };
  }
  const read = v.safeParse(EventCustomer, told);
  if (!read.success) return { kind: 'refused', reason: reasonOf(read.issues, told) };
  const shopper = read.output;
  const gid = shopper.id ?? variables.customerId;
  const customer = customerId({ admin_graphql_api_id: gid, id: shopper.legacyResourceId });
  if (customer === undefined) return { kind: 'refused', reason: { code: 'customer-id-missing' } };
  const at = instant(shopper.updatedAt)?.getTime() ?? secondOf(event);
  const createdAt = instant(shopper.createdAt);
  const notice = withheldNotice(given);
  return {
    kind: memberOf(body, selftest.member) === undefined ? 'snapshot' : 'selftest',
    snapshot: {
      customer,
      kind,
      order: { at, tie: triggeredAtMicros(event), kind },
      registeredAt: createdAt ?? triggeredAt(event) ?? event.receivedAt,
      dated: createdAt !== null,
      toldAt: at,
      fields: { form: 'event', latest: furthestAhead(event), customer: shopper },
      body: told,
      ...(notice ? { notice } : {}),
    },
  };
}

/** What was deleted is not there any more when a query runs: a body with a customer tells of something else. */
function parseDeletion(told: unknown, gid: string | null | undefined, event: ReceivedEvent): Parsed {
  const customer = gid ? customerId({ admin_graphql_api_id: gid, id: null }) : undefined;
  return customer === undefined || (told !== null && told !== undefined)
    ? { kind: 'refused', reason: { code: 'deletion-unproven' } }
    : deletionOf(customer, event);
}

/** The header that names the shop is not signed; a query that asks for the shop has it signed. */
function isOf({ vendorAccount }: StoreSettings, data: unknown): boolean {
  const domain = memberOf(memberOf(data, 'shop'), 'myshopifyDomain');
  return vendorAccount === 'any' || typeof domain !== 'string' || domain.toLowerCase() === vendorAccount;
}

function withheldNotice({ withheld, isUnclear }: Given): Reason | undefined {
  return withheld.length > 0 || isUnclear
    ? { code: 'fields-withheld', params: { fields: [...withheld] } }
    : undefined;
}

const shown = (name: string): string | null => (/^[\w./-]{1,80}$/.test(name) ? name : null);

import * as v from 'valibot';
import { memberOf } from '../../json';
import type { StoreSettings } from '../../settings';
import type { Change, ChangesAnswer, VendorChanges, Window } from '../changes';
import type { ChangesRequest } from '../changes-request';
import { stripeApi } from './api';
import { checkoutType } from './checkout';
import { CustomerId, EpochSeconds } from './customer';
import { deletionType } from './deletion';
import { stripe } from './source';
import { subscriptions } from './subscriptions/look';

const types = ['customer.created', 'customer.updated', deletionType, checkoutType];

const dayMs = 24 * 3600_000;
/** Stripe lists the events of 30 days (https://docs.stripe.com/api/events/list). One less, so that none ends meanwhile. */
const eventsMs = 29 * dayMs;

// Stripe's maximum.
const pageSize = 100;

/**
 * Stripe's events, in the bodies of its webhooks and with their ids. What is older than those are kept is read from
 * the list of customers: then shoppers who signed up are found, and changes and deletions are not.
 */
export const changes: VendorChanges = {
  source: stripe,
  subscriptions,
  vendor: stripeApi.vendor,
  baseUrl: () => stripeApi.baseUrl,
  access(entry, { mode }) {
    const key = typeof entry === 'string' ? entry.trim() : '';
    const keyMode = /^rk_(live|test)_[\x21-\x7e]{1,480}$/.exec(key)?.[1];
    // One of the other mode would find nothing that counts, and each run would be a success.
    return keyMode === undefined || (mode !== 'any' && keyMode !== mode)
      ? undefined
      : { kind: 'token', token: key };
  },
  authorised: stripeApi.headers,

  account: {
    request: { method: 'GET', path: '/v1/account', headers: {} },
    nameIn(answer) {
      const id = memberOf(answer, 'id');
      // A restricted key may hardly ever ask for the account; Stripe's refusal names it: "... on account 'acct_...'".
      const message = memberOf(memberOf(answer, 'error'), 'message');
      const named = typeof id === 'string' ? id : /\bon account '(acct_\w+)'/.exec(String(message))?.[1];
      return named !== undefined && /^acct_\w+$/.test(named) ? named : undefined;
    },
  },

  // By days: Stripe lists the newest first, so that a window is done with once its last page is read.
  windowFrom(from, now) {
    const day = from.getTime() + dayMs;
    const kept = now.getTime() - eventsMs;
    // Below the first day whose events are all kept, only customers are listed, and those in one window.
    const end = from.getTime() < kept ? kept : day;
    return { from, to: new Date(Math.min(end, now.getTime())) };
  },

  request(window, position, _store, now): ChangesRequest {
    const query = new URLSearchParams({
      limit: String(pageSize),
      'created[gte]': String(Math.floor(window.from.getTime() / 1000)),
      'created[lte]': String(Math.floor(window.to.getTime() / 1000)),
    });
    const isOfEvents = areEventsKept(window, now);
    if (isOfEvents) for (const type of types) query.append('types[]', type);
    if (position !== null) query.set('starting_after', position);
    return { method: 'GET', path: `/v1/${isOfEvents ? 'events' : 'customers'}?${query}`, headers: {} };
  },

  again: {
    request: (id) => ({
      method: 'GET',
      path: `/v1/${id.startsWith('evt_') ? 'events' : 'customers'}/${id}`,
      headers: {},
    }),
    // It has events for 30 days.
    alsoRead: 404,
    read(answer, store) {
      if (memberOf(memberOf(answer, 'error'), 'code') === 'resource_missing' || memberOf(answer, 'deleted')) {
        return { kind: 'page', changes: [], next: null };
      }
      const object = memberOf(answer, 'object') === 'customer' ? 'customer' : 'event';
      const listed = v.safeParse(Listed, answer);
      return listed.success ? pageOf([listed.output], object, store) : { kind: 'unreadable' };
    },
  },

  read(answer, window, store, now): ChangesAnswer {
    const page = v.safeParse(Page, answer);
    if (!page.success) return { kind: 'unreadable' };
    const { data, has_more: hasMore } = page.output;
    const last = data.at(-1);
    if (hasMore && !last) return { kind: 'unreadable' };
    const read = pageOf(data, areEventsKept(window, now) ? 'event' : 'customer', store);
    return read.kind === 'page' && hasMore && last ? { ...read, next: last.id } : read;
  },
};

/** Its id says what to ask for again where nothing else of it can be read. */
const Listed = v.looseObject({ id: v.pipe(v.string(), v.regex(/^\w{1,255}$/)) });
type Listed = v.InferOutput<typeof Listed>;
const Page = v.object({ object: v.literal('list'), has_more: v.boolean(), data: v.array(Listed) });

/** What is listed, the newest first, as a last page. */
function pageOf(
  data: readonly Listed[],
  object: 'event' | 'customer',
  { mode }: Pick<StoreSettings, 'mode'>,
): ChangesAnswer {
  const found: Change[] = [];
  const unreadable: string[] = [];
  for (const each of data) {
    // Another list, and no exceptions of this one.
    if (typeof each.object === 'string' && each.object !== object) return { kind: 'unreadable' };
    // Each would be ignored as one of the other mode, and the run a success.
    if (mode !== 'any' && typeof each.livemode === 'boolean' && each.livemode !== (mode === 'live')) {
      return { kind: 'other-account' };
    }
    const change = object === 'event' ? eventChange(each) : customerChange(each);
    if (change) found.push(change);
    else unreadable.push(each.id);
  }
  return { kind: 'page', changes: found.reverse(), next: null, unreadable };
}

const areEventsKept = ({ to }: Window, now: Date) => to.getTime() > now.getTime() - eventsMs;

const Event = v.looseObject({
  id: v.string(),
  object: v.literal('event'),
  livemode: v.exactOptional(v.boolean()),
});

function eventChange(value: unknown): Change | undefined {
  const event = v.safeParse(Event, value);
  if (!event.success) return undefined;
  // The id comes first, as in a webhook's body.
  const { id, ...others } = event.output;
  return { key: id, headers: {}, body: Buffer.from(JSON.stringify({ id, ...others })) };
}

const Customer = v.looseObject({
  id: CustomerId,
  object: v.literal('customer'),
  created: EpochSeconds,
  livemode: v.boolean(),
});

/**
 * In the form of `customer.updated`, at the time of the creation: whatever an event told since is newer. Not in that of
 * `customer.created`, for nobody says that it was created just now: Masivo is asked before a creation.
 */
function customerChange(value: unknown): Change | undefined {
  const customer = v.safeParse(Customer, value);
  if (!customer.success) return undefined;
  const { id, created, livemode } = customer.output;
  const event = {
    id: `evt_list_${id}`,
    object: 'event',
    type: 'customer.updated',
    created,
    livemode,
    // Nothing says when the metadata got its consent: what the shopper chose in Checkout counts as newer.
    data: { object: customer.output, previous_attributes: {} },
  };
  return { key: event.id, headers: {}, body: Buffer.from(JSON.stringify(event)) };
}

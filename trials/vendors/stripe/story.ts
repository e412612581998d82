import { stripeClient } from '../../../cli/vendors/stripe/client';
import { stripeCustomers } from '../../../cli/vendors/stripe/customers';
import { systemClock } from '../../../lambda/clock';
import { isObject, memberOf, parsedJson } from '../../../lambda/json';
import { newestVersion } from '../../../lambda/sources/stripe/api-version';
import { fingerprintKey } from '../../../lambda/sources/stripe/subscriptions/endpoint';
import { stripeEvents } from '../../../lambda/sources/stripe/subscriptions/events';
import { makeStripeApi } from '../../../local/vendors/stripe/model';
import { began, choiceOf, knownEmail, type Shopper, type Version, versionOf } from '../../chaos/shopper';
import type { TrialVendor, UnsignedEvent } from '../vendor';

export const story: TrialVendor['story'] = {
  customerId: (number) => `cus_Chaos${number}`,
  birthDate: 'birth_date',
  event,

  choices: {
    states: [
      ['opt_in', true],
      ['opt_in', true],
      ['opt_out', false],
      ['opt_out', false],
      [null, undefined],
    ],
    mayBeUndated: false,
    event: checkout,
  },

  deletion: (shopper) =>
    eventOf({
      id: `${shopper.id}_deletion`,
      created: shopper.deletedAt ?? 0,
      type: 'customer.deleted',
      object: { id: shopper.id, object: 'customer', name: 'Shopper Deleted' },
      previous: undefined,
    }),

  lists: {
    kind: 'events',
    make: makeStripeApi,
    key: (store) => `rk_live_chaos_${store}`,
    held(shopper, { version, isGone }, { body }) {
      const told: unknown = JSON.parse(body.toString());
      const newest = version === undefined ? undefined : event(shopper, version);
      const data = memberOf(parsedJson(newest?.body.toString() ?? ''), 'data');
      const customer = memberOf(data, 'object');
      return {
        [`/v1/events/${memberOf(told, 'id')}`]: told,
        [`/v1/customers/${shopper.id}`]:
          isGone || !isObject(customer) ? null : { ...customer, livemode: true },
      };
    },
    customers: (_, { url, key }) =>
      stripeCustomers({
        stripe: stripeClient({ key, origin: url }),
        now: () => new Date(),
        sleep: systemClock.sleep,
      }),
    subscriptions: {
      made: (url) => endpoint(url, 'enabled'),
      // The endpoint stays, with its secret.
      remove: (api, url) => api.put(endpoint(url, 'disabled')),
      topicOf: ({ body }) =>
        stripeEvents.snapshot.find((type) => type === memberOf(parsedJson(body.toString()), 'type')),
    },
  },

  asTest: ({ headers, body }) => ({
    headers,
    body: Buffer.from(
      body.toString().replace('"id":"evt_', '"id":"evt_test_').replace('"livemode":true', '"livemode":false'),
    ),
  }),
};

function event(shopper: Shopper, index: number): UnsignedEvent {
  const version = versionOf(shopper, index);
  const before = shopper.versions[index - 1];
  const state = ({ name, email, word, phone, birthDate }: Version) => ({
    name,
    email,
    phone,
    metadata: {
      ...(word === undefined ? {} : { newsletter: word ? 'yes' : 'no' }),
      ...(birthDate === null ? {} : { birth_date: birthDate }),
    },
  });
  return eventOf({
    id: `${shopper.id}_${index}`,
    created: version.second,
    type: index === 0 ? 'customer.created' : 'customer.updated',
    object: {
      id: shopper.id,
      object: 'customer',
      created: shopper.registeredAt ?? began / 1000,
      balance: index,
      // An empty text where an object belongs costs the address alone.
      address: index % 4 === 3 ? '' : null,
      ...state(version),
    },
    // Every change moves the balance, too, so that no two changes of one second are alike.
    previous: before ? { ...changed(state(before), state(version)), balance: index - 1 } : undefined,
  });
}

/** A choice that is about nobody is that of a guest, who is no customer. */
function checkout(shopper: Shopper, index: number): UnsignedEvent {
  const { about, state, noticedAt } = choiceOf(shopper, index);
  return eventOf({
    id: `${shopper.id}_choice_${index}`,
    created: Math.floor(noticedAt / 1000),
    type: 'checkout.session.completed',
    object: {
      id: `cs_${shopper.id}_${index}`,
      object: 'checkout.session',
      consent: index % 2 === 0 || state !== null ? { promotions: state, terms_of_service: null } : null,
      consent_collection: { promotions: 'auto' },
      customer:
        about === 'other' ? null : index % 3 === 2 ? { id: shopper.id, object: 'customer' } : shopper.id,
      customer_details: { email: knownEmail(shopper) },
    },
    previous: undefined,
  });
}

const endpoint = (url: string, status: 'enabled' | 'disabled') => ({
  '/v1/webhook_endpoints/we_Chaos': {
    id: 'we_Chaos',
    object: 'webhook_endpoint',
    created: began / 1000,
    url,
    status,
    enabled_events: stripeEvents.snapshot,
    api_version: newestVersion,
    // As `subscribe` marks what it has made.
    metadata: { [fingerprintKey]: 'chaos' },
  },
});

interface StripeEvent {
  readonly id: string;
  readonly created: number;
  readonly type: string;
  readonly object: object;
  readonly previous: object | undefined;
}

const eventOf = ({ id, created, type, object, previous }: StripeEvent): UnsignedEvent => ({
  headers: {},
  body: Buffer.from(
    JSON.stringify({
      id: `evt_${id}`,
      object: 'event',
      created,
      type,
      livemode: true,
      pending_webhooks: 1,
      request: null,
      data: { object, ...(previous ? { previous_attributes: previous } : {}) },
    }),
  ),
});

/** Stripe lists the old values of what changed; of metadata the changed members, null where there was none. */
function changed(
  before: ReturnType<typeof Object>,
  after: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { metadata: oldMetadata, ...old } = before as Record<string, unknown> & {
    metadata: Record<string, unknown>;
  };
  const newMetadata = after.metadata as Record<string, unknown>;
  const fields = Object.entries(old).filter(([key, value]) => value !== after[key]);
  const members = [...new Set([...Object.keys(oldMetadata), ...Object.keys(newMetadata)])]
    .filter((key) => oldMetadata[key] !== newMetadata[key])
    .map((key) => [key, oldMetadata[key] ?? null]);
  return {
    ...Object.fromEntries(fields),
    ...(members.length > 0 ? { metadata: Object.fromEntries(members) } : {}),
  };
}

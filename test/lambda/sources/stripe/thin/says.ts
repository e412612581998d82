import { isObject, memberOf } from '../../../../../lambda/json';
import type { Reason } from '../../../../../lambda/reasons/reason';
import { fixtureJson } from '../../../../support/fixtures';
import type { Held } from '../../../../support/sources';
import type { NothingVector, SaysVector } from '../../vector';
import { says as snapshotSays } from '../says';

type Members = Readonly<Record<string, unknown>>;

const thinId = 'evt_test_65Fake1';
const eventPath = `/v2/core/events/${thinId}`;

/** The thin event of the change that this snapshot event tells, and what Stripe's API then has. */
function asThin(snapshot: unknown): { readonly body: Buffer; readonly held: Held } {
  const data = memberOf(snapshot, 'data');
  const customer = memberOf(data, 'object');
  const id = String(memberOf(customer, 'id'));
  const thin = {
    id: thinId,
    object: 'v2.core.event',
    type: `v1.${memberOf(snapshot, 'type')}`,
    created: new Date(Number(memberOf(snapshot, 'created')) * 1000 + 330).toISOString(),
    livemode: memberOf(snapshot, 'livemode'),
    context: null,
    related_object: { id, type: 'customer', url: `/v1/customers/${id}` },
    snapshot_event: memberOf(snapshot, 'id'),
  };
  const before = memberOf(data, 'previous_attributes') ?? null;
  return {
    body: Buffer.from(JSON.stringify(thin)),
    held: { [`/v1/customers/${id}`]: customer, [eventPath]: { ...thin, changes: { before, after: {} } } },
  };
}

/** Whatever a snapshot event says of a customer, the thin event of the same change says, too: the two are one change. */
const alike: readonly SaysVector[] = snapshotSays
  .filter(({ kind }) => kind !== 'consent event')
  .map(({ event, ...vector }) => {
    const { body, held } = asThin(JSON.parse(event.body.toString()));
    return { ...vector, event: { headers: {}, body }, held };
  });

const created = fixtureJson('stripe/thin-customer-created.json');
const updated = fixtureJson('stripe/thin-customer-updated.json');
const customer = fixtureJson('stripe/api/customer.json');
const path = '/v1/customers/cus_NffrFeUfNV2Hib';

const thin = (members: Members, of: Members = created) => ({
  headers: {},
  body: Buffer.from(JSON.stringify({ ...of, ...members })),
});
const related = (members: Members, type = created.type) =>
  thin({
    type,
    related_object: { ...(isObject(created.related_object) ? created.related_object : {}), ...members },
  });
export const says: readonly SaysVector[] = [
  ...alike,
  {
    kind: 'deletion',
    name: 'as the vendor shows the customer of an update',
    event: thin({}, updated),
    held: { [path]: fixtureJson('stripe/api/customer-deleted.json') },
    customer: { id: 'cus_NffrFeUfNV2Hib' },
  },
];

const ignored = (reason: Reason) => ({ kind: 'ignored', reason }) as const;
const refused = (reason: Reason) => ({ kind: 'refused', reason }) as const;
const unclear = {
  kind: 'unclear',
  reason: { code: 'vendor-unreadable', params: { vendor: 'Stripe' } },
} as const;
const notHandled = (event: string | null) => ignored({ code: 'event-not-handled', params: { event } });
const unknown = (format: string | null) => refused({ code: 'format-unknown', params: { format } });
const outOfBounds = (field: string) =>
  refused({ code: 'field-out-of-bounds', params: { field, found: 'string' } });

const notACustomer = refused({
  code: 'field-wrong-type',
  params: { field: 'related_object.type', expected: '"customer"', found: 'string' },
});

const own = { vendorAccount: 'acct_Fake1' };

/** By what the event itself is. */
const byEvent: readonly (readonly [
  name: string,
  event: ReturnType<typeof thin>,
  end: NothingVector['end'],
  store?: NothingVector['store'],
])[] = [
  ['a deletion of something else', related({ type: 'account' }, 'v1.customer.deleted'), notACustomer],
  [
    'a test notification',
    thin({ type: 'v2.core.event_destination.ping' }),
    ignored({ code: 'test-notification' }),
  ],
  ['an event of another thing', thin({ type: 'v1.charge.failed' }), notHandled('v1.charge.failed')],
  [
    'an account that is a customer',
    thin({ type: 'v2.core.account[configuration.customer].updated' }),
    notHandled('v2.core.account[configuration.customer].updated'),
  ],
  ['a snapshot event’s name', thin({ type: 'customer.created' }), notHandled('customer.created')],
  ['a thin event’s name in a snapshot event', thin({ object: 'event' }), notHandled('v1.customer.created')],
  ['an object that is neither', thin({ object: 'v3.core.event' }), unknown('v3.core.event')],
  ['an object that cannot be shown', thin({ object: 'jane@example.com' }), unknown(null)],
  ['a name with other characters', thin({ type: 'v1.customer.created jane@example.com' }), notHandled(null)],
  [
    'nothing that it is about',
    thin({ related_object: null }),
    refused({
      code: 'field-wrong-type',
      params: { field: 'related_object', expected: 'Object', found: 'null' },
    }),
  ],
  ['something else that it is about', related({ type: 'account' }), notACustomer],
  ['another kind of id', related({ id: 'acct_Fake1' }), outOfBounds('related_object.id')],
  ['an id that leads elsewhere', related({ id: 'cus_x/../../v1/charges' }), outOfBounds('related_object.id')],
  ['an id with a query', related({ id: 'cus_x?expand[]=sources' }), outOfBounds('related_object.id')],
  ['an event’s id that leads elsewhere', thin({ id: '..' }), outOfBounds('id')],
  ['a context with a line end', thin({ context: 'acct_Fake1\r\nx: y' }), outOfBounds('context')],
  ['no date', thin({ created: 'today' }), outOfBounds('created')],
  ['another account', thin({ context: 'acct_Fake2' }), ignored({ code: 'other-account' }), own],
  [
    'an account of the store’s platform',
    thin({ context: 'acct_Fake1/acct_Fake2' }),
    ignored({ code: 'other-account' }),
    own,
  ],
  [
    'test mode',
    thin({ livemode: false }),
    ignored({ code: 'wrong-mode', params: { event: 'test', store: 'live' } }),
    { mode: 'live' },
  ],
];

/** By what the vendor answers. */
const byAnswer: readonly (readonly [name: string, answer: unknown, end: NothingVector['end']])[] = [
  ['another customer', { ...customer, id: 'cus_Another' }, unclear],
  [
    'another customer who was deleted',
    { ...fixtureJson('stripe/api/customer-deleted.json'), id: 'cus_A' },
    unclear,
  ],
  ['another object', { ...customer, object: 'account' }, unclear],
  ['a list', [customer], unclear],
  ['an error with success', fixtureJson('stripe/api/no-such-customer.json'), unclear],
  ['null', null, unclear],
  ['no date of creation', { ...customer, created: undefined }, unclear],
  ['a number for an e-mail', { ...customer, email: 5 }, unclear],
];

export const nothing: readonly NothingVector[] = [
  ...byEvent.map(([name, event, end, store]) => ({
    name,
    event,
    end,
    held: { [path]: customer },
    ...(store ? { store } : {}),
  })),
  ...byAnswer.map(([name, answer, end]) => ({
    name: `answered with ${name}`,
    event: thin({}, updated),
    end,
    held: { [path]: answer },
  })),
  {
    name: 'a customer whom the key’s account does not have',
    event: thin({}),
    held: {},
    end: refused({ code: 'vendor-lacks-customer', params: { vendor: 'Stripe' } }),
  },
];

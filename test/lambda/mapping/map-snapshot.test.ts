import type { CompiledMapping } from '../../../lambda/mapping/compiled-mapping';
import type { MasivoCustomer } from '../../../lambda/mapping/customer-mapping';
import { mapSnapshot } from '../../../lambda/mapping/map-snapshot';
import type { Mapped } from '../../../lambda/masivo/customer';
import { fixture } from '../../support/fixtures';
import { ownMapping } from '../../support/own-mapping';
import { storeWith } from '../../support/settings';
import { eventOf, snapshotIn, sourceNamed } from '../../support/sources';
import { shopifyCustomer } from '../../support/webhooks';

const source = sourceNamed('shopify');
const store = storeWith('shopify', { mapping: { extras: ['phone', 'note'], gender: 'facts.gender' } });
const headers = { 'x-shopify-topic': 'customers/update' };

type Map = Parameters<typeof ownMapping>[0];

/** The default shopper, with what differs, through a mapping of its own. */
const mapped = (map: Map | undefined, more: object = {}) => mappedBy(map && ownMapping(map), more);

function mappedBy(mapping: CompiledMapping | undefined, more: object = {}, at = store) {
  const body = JSON.stringify(shopifyCustomer({ id: 1001, ...more }));
  const snapshot = snapshotIn(source.parse(eventOf(body, headers), at));
  return mapSnapshot({ source, store: at, snapshot, mapping });
}

const customerIn = (end: ReturnType<typeof mapSnapshot>): Extract<Mapped, { kind: 'customer' }> => {
  if (end.kind !== 'customer') throw new Error(JSON.stringify(end));
  return end;
};

const and =
  (change: (customer: MasivoCustomer) => object): Map =>
  (_, customer) => ({
    ...customer,
    ...change(customer),
  });
const withMetadata = (more: object) => and(({ metadata }) => ({ metadata: { ...metadata, ...more } }));

test('without a mapping of its own, and with one that changes nothing, it is the source’s', () => {
  const metafields = [{ namespace: 'facts', key: 'birth_date', value: '1990-05-17' }];
  for (const more of [{}, { metafields }, { metafields: [] }, { first_name: null, last_name: null }]) {
    expect(mapped((_, customer) => customer, more)).toEqual(mapped(undefined, more));
  }
});

test.each<[string, Map, object]>([
  ['a name', and(() => ({ name: 'Example Ada' })), { name: 'Example Ada' }],
  ['a name that nobody types', and(() => ({ name: '\u200B Ada\u0000' })), { name: 'Ada' }],
  ['a birthday', and(() => ({ dob: '1990-05-17T00:00:00.000Z' })), { dob: '1990-05-17T00:00:00.000Z' }],
  [
    'a tier',
    and(() => ({ tier_id: '7b2a8c1e-6c1f-4e0b-9a51-2f4f3f1f0d10' })),
    { tier_id: '7b2a8c1e-6c1f-4e0b-9a51-2f4f3f1f0d10' },
  ],
  [
    'metadata',
    withMetadata({ channel: 'outlet' }),
    { metadata: expect.objectContaining({ channel: 'outlet' }) },
  ],
  [
    'metadata alone, to which source and store come back',
    and(() => ({ metadata: { channel: 'outlet' } })),
    { metadata: { source: 'shopify', store: 'default', channel: 'outlet' } },
  ],
  [
    'metadata without a member, as JSON would have it',
    withMetadata({ note: undefined }),
    { metadata: { source: 'shopify', store: 'default', phone: '+15550000000' } },
  ],
])('it may set %s', (_, map, expected) => {
  const end = customerIn(mapped(map, { phone: '+15550000000', note: 'a note' }));
  expect(end.customer).toMatchObject(expected);
});

test.each<[string, unknown, string, string]>([
  ['a promise', Promise.resolve({}), 'result', 'a promise'],
  ['nothing', undefined, 'result', 'missing'],
  ['a list', [], 'result', 'a list'],
  ['a skip that is no text', { skip: true }, 'skip', 'a boolean'],
  ['a skip without a reason', { skip: ' ' }, 'skip', 'a text that is not valid there'],
  ['a skip with an e-mail', { skip: 'ada@example.com' }, 'skip', 'a text that is not valid there'],
  ['a skip with a phone number', { skip: 'staff 5550000' }, 'skip', 'a text that is not valid there'],
  ['a skip as long as a letter', { skip: 'x'.repeat(101) }, 'skip', 'a text that is not valid there'],
])('%s is refused with its field', (_, value, field, found) => {
  expect(mapped(() => value)).toEqual({
    kind: 'refused',
    reason: { code: 'mapping-result-invalid', params: { field, found } },
  });
});

test.each<[object, string, string]>([
  [{ name: null }, 'name', 'null'],
  [{ name: 7 }, 'name', 'a number'],
  [{ name: 'x'.repeat(1001) }, 'name', 'a text that is not valid there'],
  [{ gender: 'OTHER' }, 'gender', 'a text that is not valid there'],
  [{ dob: '17.05.1990' }, 'dob', 'a text that is not valid there'],
  [{ dob: new Date(0) }, 'dob', 'an object'],
  [{ tier_id: 'gold' }, 'tier_id', 'a text that is not valid there'],
  [{ metadata: null }, 'metadata', 'null'],
  [{ metadata: { age: 7 } }, 'metadata.age', 'a number'],
  [{ metadata: { note: 'x'.repeat(5001) } }, 'metadata.note', 'a text that is not valid there'],
  [
    { metadata: Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`key${n}`, 'x'.repeat(5000)])) },
    'metadata',
    'an object',
  ],
  [{ phone: '+15550000000' }, 'phone', 'a text that is not valid there'],
  [{ consent: {} }, 'consent', 'no field of a customer'],
])('%#: what is wrong is refused, and named without its value', (change, field, found) => {
  expect(mapped(and(() => change))).toEqual({
    kind: 'refused',
    reason: { code: 'mapping-result-invalid', params: { field, found } },
  });
});

test.each<[object, string]>([
  [{ id: '1002' }, 'id'],
  [{ email: 'other@example.com' }, 'email'],
  [{ email: null }, 'email'],
  [{ registration_date: '2026-11-20T00:00:00.000Z' }, 'registration_date'],
  [{ status: 'INACTIVE' }, 'status'],
  [{ metadata: { source: 'other' } }, 'metadata.source'],
  [{ metadata: { store: 'other' } }, 'metadata.store'],
  [{ metadata: { linked: 'other/default/1' } }, 'metadata.linked'],
  [{ metadata: { linked_count: '1' } }, 'metadata.linked_count'],
  [{ metadata: { deleted_in_store: '2026-11-20' } }, 'metadata.deleted_in_store'],
])('%j is the bridge’s own, and refused', (change, field) => {
  expect(mapped(and(() => change))).toEqual({
    kind: 'refused',
    reason: { code: 'mapping-changed-field', params: { field } },
  });
});

describe('an ID of its own in Masivo', () => {
  const ownIds = { ...store, mapping: { ...store.mapping, ownIds: true } };
  const withId = (id: unknown) => mappedBy(ownMapping(and(() => ({ id }))), {}, ownIds);

  test('is kept beside the store’s', () => {
    const { customer, masivoId } = customerIn(withId('EU-77'));
    expect({ id: customer.id, masivoId }).toEqual({ id: '1001', masivoId: 'EU-77' });
  });

  test('that is the store’s is none', () => {
    expect(withId('1001')).toEqual(mapped(undefined));
  });

  test.each<[unknown, string]>([
    [77, 'a number'],
    ['', 'a text that is not valid there'],
    ['..', 'a text that is not valid there'],
    ['7 7', 'a text that is not valid there'],
    [null, 'null'],
    [undefined, 'missing'],
  ])('%j is refused', (id, found) => {
    const reason = { code: 'mapping-result-invalid', params: { field: 'id', found } };
    expect(withId(id)).toEqual({ kind: 'refused', reason });
  });

  test('leaves the rest the bridge’s own', () => {
    for (const [field, more] of [
      ['email', { email: 'other@example.com' }],
      ['metadata.store_customer', { metadata: { store_customer: '1' } }],
    ] as const) {
      const end = mappedBy(
        ownMapping((_, customer) => ({ ...customer, ...more })),
        {},
        ownIds,
      );
      expect(end).toEqual({ kind: 'refused', reason: { code: 'mapping-changed-field', params: { field } } });
    }
  });
});

test('a skip is ignored with its reason', () => {
  expect(mapped(() => ({ skip: 'business customer (B2B)' }))).toEqual({
    kind: 'ignored',
    reason: { code: 'skipped-by-mapping', params: { skip: 'business customer (B2B)' } },
  });
});

describe('a text that it did not write itself may be the shopper’s, and is not shown', () => {
  const writes = (text: string) => ['staff', 'age', 'gold'].includes(text);

  test.each<[object, string, string]>([
    [{ skip: 'staff Ada Example' }, 'skip', 'a text that does not stand in the mapping as it is'],
    [{ metadata: { age: 7 } }, 'metadata.age', 'a number'],
    [{ metadata: { Ada: 7 } }, 'metadata', 'a number'],
    [{ metadata: { '15550000000': 7 } }, 'metadata', 'a number'],
    [{ metadata: { 'ada@example.com': 7 } }, 'metadata', 'a number'],
    [{ gold: 7 }, 'gold', 'no field of a customer'],
    [{ Ada: 7 }, 'result', 'no field of a customer'],
  ])('%j', (change, field, found) => {
    const map = ownMapping((_, customer) => ('skip' in change ? change : { ...customer, ...change }), writes);
    const reason = { code: 'mapping-result-invalid', params: { field, found } };
    expect(mappedBy(map)).toEqual({ kind: 'refused', reason });
  });

  test('one that it wrote is', () => {
    expect(mappedBy(ownMapping(() => ({ skip: 'staff' }), writes)).kind).toBe('ignored');
  });
});

test('consent statements are not in its hands', () => {
  const consent = { email_marketing_consent: { state: 'subscribed' } };
  const before = customerIn(mapped(undefined, consent));
  expect(
    customerIn(
      mapped(
        and(() => ({ name: 'Other' })),
        consent,
      ),
    ).consent,
  ).toEqual(before.consent);
  expect(before.consent).not.toEqual({});
});

test.each(['consent', 'deletion', 'merge'] as const)('%s alone does not go through it', (only) => {
  const body = fixture('shopify/customers-email-marketing-consent-update.json');
  const topic = { 'x-shopify-topic': 'customers_email_marketing_consent/update' };
  const snapshot = snapshotIn(source.parse(eventOf(body, topic), store));
  const call = jest.fn();
  mapSnapshot({
    source,
    store,
    snapshot: { ...snapshot, only },
    mapping: { ...ownMapping(() => null), call },
  });
  expect(call).not.toHaveBeenCalled();
});

test('what it is given cannot be changed in place', () => {
  const map: Map = ({ body }, customer) => {
    expect(() => Reflect.apply(Object.assign, Object, [body, { email: 'other@example.com' }])).toThrow(
      TypeError,
    );
    expect(() => Object.assign(customer.metadata, { source: 'other' })).toThrow(TypeError);
    return customer;
  };
  expect(mapped(map).kind).toBe('customer');
});

describe('what a body does not say', () => {
  const silentIn = (map: Map, more: object) => customerIn(mapped(map, more)).silent;
  const born = [{ namespace: 'facts', key: 'birth_date', value: '1990-05-17' }];

  test('is absent for it, and stays unsaid', () => {
    const given = jest.fn();
    const map: Map = (_, customer) => {
      given(customer);
      return customer;
    };
    expect(silentIn(map, {})).toEqual(expect.arrayContaining(['gender', 'dob']));
    expect(given.mock.calls[0][0]).not.toHaveProperty('dob');
    expect(silentIn(map, { metafields: born })).not.toContain('dob');
    expect(given.mock.calls[1][0]).toHaveProperty('dob', '1990-05-17T00:00:00.000Z');
  });

  test.each<[string, Map, object, readonly string[], readonly string[]]>([
    ['a birthday that it adds is said', and(() => ({ dob: '1990-05-17T00:00:00.000Z' })), {}, [], ['dob']],
    ['that there is none is said, too', and(() => ({ dob: null })), {}, [], ['dob']],
    ['one that it leaves out is not', and(() => ({ dob: undefined })), { metafields: born }, ['dob'], []],
    ['an extra that it changes is said', withMetadata({ note: 'x' }), { note: undefined }, [], ['note']],
    ['one that it leaves is not', withMetadata({ other: 'x' }), { note: undefined }, ['note'], []],
    [
      'a fallback name stays one',
      and(() => ({ name: 'X' })),
      { first_name: null, last_name: null },
      ['name'],
      [],
    ],
    [
      'an address’s phone stays one',
      withMetadata({ phone: '+1' }),
      { phone: undefined, default_address: { phone: '+15550000000' } },
      ['phone'],
      [],
    ],
  ])('%s', (_, map, more, silent, said) => {
    const found = silentIn(map, more);
    expect(found).toEqual(expect.arrayContaining([...silent]));
    for (const field of said) expect(found).not.toContain(field);
  });
});

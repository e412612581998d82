import { webhookOf } from '../../../../cli/vendors/shopify/customer-node';
import { runName } from '../../../../lambda/delivery/backfill-run';
import {
  type Confirmed,
  type CustomerState,
  type KeptSnapshot,
  unknownCustomer,
} from '../../../../lambda/delivery/customer-state';
import type { Intent, LastAttempt } from '../../../../lambda/delivery/intent';
import { keptSnapshot } from '../../../../lambda/delivery/kept-snapshot';
import type { CustomerEntry } from '../../../../lambda/ledger/ledger';
import { type StoreSettings, storeOf } from '../../../../lambda/settings';
import { explained, type HeldOfShopper } from '../../../../operator/core/census/explained';
import { type Shopper, shopifyLine } from '../../../support/backfill';
import { settingsWith } from '../../../support/settings';
import { snapshotIn, sourceNamed } from '../../../support/sources';

/** What explains each shopper of a store's list: the ledger first, and then the store's own record, read anew. */
const now = new Date('2026-11-24T12:00:00Z');
const goLive = '2026-11-01T00:00:00Z';
const source = sourceNamed('shopify');
const storeWith = (more: Partial<StoreSettings> = {}): StoreSettings => {
  const store = storeOf(settingsWith(), 'shopify', 'default');
  if (!store) throw new Error('There is no shopify/default');
  return { ...store, signupsSince: goLive, ...more };
};

const signedUp = '2026-11-20T10:00:00Z';
const lineOf = (changes: object, shopper: Partial<Shopper> = {}) =>
  JSON.stringify({
    ...JSON.parse(shopifyLine({ id: '7', createdAt: signedUp, ...shopper })),
    updatedAt: signedUp,
    ...changes,
  });
const listed = (line: string, store: StoreSettings) => {
  const event = webhookOf(line, store, now);
  return { parsed: source.parse(event, store), listedAt: now };
};
/** The snapshot that a webhook of this record has left. */
function told(store: StoreSettings, changes: object = {}, shopper: Partial<Shopper> = {}): KeptSnapshot {
  const snapshot = snapshotIn(listed(lineOf(changes, shopper), store).parsed);
  const mapped = source.map(snapshot, store);
  if (mapped.kind !== 'customer') throw new Error(mapped.kind);
  return JSON.parse(JSON.stringify(keptSnapshot('delivery-1', snapshot, mapped)));
}
const entryOf = (state: Partial<CustomerState>, more: Partial<CustomerEntry> = {}): CustomerEntry => ({
  name: { source: 'shopify', store: 'default', customer: '7' },
  state: { ...unknownCustomer, ...state },
  intent: null,
  last: null,
  version: 1,
  emailKey: null,
  ...more,
});

interface Case {
  readonly store?: Partial<StoreSettings>;
  /** What the store's record has besides. */
  readonly record?: object;
  readonly shopper?: Partial<Shopper>;
  readonly held?: Partial<HeldOfShopper>;
  readonly listedSince?: Date;
}
function explain({ store: more, record = {}, shopper = {}, held = {}, listedSince }: Case) {
  const store = storeWith(more);
  const { kind, reason, fields, at } = explained(
    listed(lineOf(record, shopper), store),
    { entry: undefined, isErased: false, emailErasedAt: undefined, deadLetteredAt: undefined, ...held },
    { source, store, mapping: undefined, lateLandingMs: 60_000, listedSince: listedSince ?? null, now },
  );
  return {
    kind,
    ...(reason ? { code: reason.code } : {}),
    ...(fields ? { fields } : {}),
    ...(at === undefined ? {} : { at: new Date(at).toISOString() }),
  };
}

const since = now.getTime() - 3600_000;
const confirmed = (state: Confirmed, changes: object = {}): Case => ({
  held: { entry: entryOf({ confirmed: state, newest: told(storeWith(), changes) }) },
});
const holds: Confirmed = { masivo: 'holds', email: 'old.7@example.com', consent: null };
const owner = { source: 'shopify', store: 'default', customer: '8' };
const unlinked: Confirmed = {
  masivo: 'unlinked',
  dropped: false,
  since,
  email: 'old.7@example.com',
  reason: { code: 'email-not-verified', params: owner },
};
const attempt = (outcome: LastAttempt['outcome'], more: Partial<LastAttempt> = {}): LastAttempt => ({
  attempt: 'attempt-1',
  at: since,
  delivery: 'delivery-1',
  series: 0,
  outcome,
  reason: null,
  ...more,
});
const intent: Intent = {
  claim: 'claim-1',
  by: 'delivery-1',
  until: since,
  creates: true,
  overwrites: false,
  consentDue: false,
};
const days = (count: number) => now.getTime() - count * 24 * 3600_000;
const order = { at: since, tie: null, kind: 'updated' } as const;
/** Somebody whom Masivo lacks, after an attempt. */
const tried = (last: LastAttempt | null, more: Partial<CustomerEntry> = {}, changes: object = {}): Case => ({
  held: { entry: entryOf({ newest: told(storeWith(), changes) }, { last, ...more }) },
});

const deadLettered = (deadLetteredAt: number, ...given: Parameters<typeof tried>): Case => ({
  held: { ...tried(...given).held, deadLetteredAt },
});

/** No event has told of the customer since a backfill. */
const migrated = (state: Confirmed, tierId?: string): Case => {
  const newest = told(storeWith(tierId === undefined ? {} : { mapping: { tierId } }));
  return {
    ...(tierId === undefined ? {} : { store: { mapping: { tierId } } }),
    held: { entry: entryOf({ confirmed: state, newest: { ...newest, delivery: runName('1') } }) },
  };
};
const tierId = '7b2a8c1e-6c1f-4e0b-9a51-2f4f3f1f0d10';

test.each<[string, Case, object]>([
  ['Masivo has', confirmed(holds), { kind: 'in-masivo' }],
  ['Masivo has by a backfill, with a consent record', migrated(holds), { kind: 'given' }],
  [
    'the same with a tier, which a migration does not take',
    migrated(holds, tierId),
    { kind: 'given', code: 'without-tier' },
  ],
  [
    'the same whom Masivo had from elsewhere',
    migrated({ ...holds, told: null, elsewhere: true }, tierId),
    { kind: 'given' },
  ],
  [
    'the same that is still to show',
    migrated({ masivo: 'migrating', since, orders: 1 }, tierId),
    { kind: 'given', code: 'without-tier', at: '2026-11-24T11:00:00.000Z' },
  ],
  [
    'a backfill brought and the store has changed since',
    { ...migrated(holds), record: { lastName: 'Married', updatedAt: '2026-11-22T10:00:00Z' } },
    expect.objectContaining({ kind: 'changed', fields: ['name'] }),
  ],
  [
    'Masivo was given',
    confirmed({ masivo: 'migrating', since, orders: 1 }),
    { kind: 'given', at: '2026-11-24T11:00:00.000Z' },
  ],
  [
    'Masivo was given and does not show',
    {
      held: {
        entry: entryOf(
          { confirmed: { masivo: 'migrating', since, orders: 2 } },
          { last: attempt('refused', { reason: { code: 'migration-not-shown' } }) },
        ),
      },
    },
    { kind: 'refused', code: 'migration-not-shown' },
  ],
  ['is linked', confirmed({ masivo: 'linked', owner }), { kind: 'linked', code: 'linked-to-owner' }],
  [
    'the flood guard holds',
    confirmed({ masivo: 'held', dropped: false, since }),
    { kind: 'held', code: 'flood-guard-holds' },
  ],
  [
    'was held and dropped',
    confirmed({ masivo: 'held', dropped: true, since }),
    { kind: 'ignored', code: 'dropped' },
  ],
  ['is gone', confirmed({ masivo: 'gone', dropped: false, since }), { kind: 'gone', code: 'gone' }],
  [
    'is gone and dropped',
    confirmed({ masivo: 'gone', dropped: true, since }),
    { kind: 'ignored', code: 'dropped' },
  ],
  ['is not linked', confirmed(unlinked), { kind: 'unlinked', code: 'email-not-verified' }],
  [
    'is not linked and dropped',
    confirmed({ ...unlinked, dropped: true }),
    { kind: 'ignored', code: 'dropped' },
  ],
  ['has a tombstone', { held: { isErased: true } }, { kind: 'erased', code: 'erased' }],
  [
    'is being erased',
    { held: { entry: entryOf({ confirmed: holds, erasing: since }) } },
    { kind: 'erased', code: 'erased' },
  ],
  [
    'the store has deleted',
    {
      held: { entry: entryOf({ confirmed: holds, newest: { ...told(storeWith()), deleted: order } }) },
    },
    { kind: 'deleted', code: 'deleted-in-store' },
  ],
  [
    'the store has merged',
    {
      held: {
        entry: entryOf({ confirmed: holds, newest: { ...told(storeWith()), merged: { into: '8', order } } }),
      },
    },
    { kind: 'merged', code: 'merged-into' },
  ],
])('one that the ledger knows: %s', (_, given, expected) => {
  expect(explain(given)).toEqual(expected);
});

describe('of one whom an event says that the store', () => {
  const ends = {
    deleted: [{ deleted: order }, 'deleted-in-store'],
    merged: [{ merged: { into: '8', order } }, 'merged-into'],
  } as const;
  const minutesAfter = (minutes: number) => new Date(since + minutes * 60_000);
  const file = undefined;

  test.each<['deleted' | 'merged', string, Date | undefined, string, boolean]>([
    ['deleted', 'a file has a record of before', file, signedUp, false],
    ['deleted', 'a file has a change of later', file, minutesAfter(1).toISOString(), true],
    ['deleted', 'a file has a record without a date', file, now.toISOString(), false],
    ['deleted', 'a list of long after has a record of before', minutesAfter(31), signedUp, true],
    ['deleted', 'a list that may lag has a record of before', minutesAfter(29), signedUp, false],
    ['merged', 'a file has a record of before', file, signedUp, false],
    ['merged', 'a file has a change of later', file, minutesAfter(1).toISOString(), true],
    ['merged', 'a list of long after has a record of before', minutesAfter(31), signedUp, true],
  ])('%s, %s', (kind, _, listedSince, updatedAt, isStillListed) => {
    const [end, code] = ends[kind];
    const entry = entryOf({ confirmed: holds, newest: { ...told(storeWith()), ...end } });
    expect(
      explain({ record: { updatedAt }, held: { entry }, ...(listedSince ? { listedSince } : {}) }),
    ).toEqual(
      isStillListed ? { kind: 'still-listed', code, at: '2026-11-24T11:00:00.000Z' } : { kind, code },
    );
  });

  test('deleted, a list of long after has something that tells nothing of a shopper', () => {
    const entry = entryOf({ confirmed: holds, newest: { ...told(storeWith()), deleted: order } });
    const shopper = { email: 'none' };
    expect(explain({ shopper, held: { entry } })).toMatchObject({ kind: 'deleted' });
    expect(explain({ shopper, held: { entry }, listedSince: now })).toMatchObject({ kind: 'still-listed' });
  });
});

test.each<[string, Case, object]>([
  ['that has no e-mail', { shopper: { email: null } }, { kind: 'no-email', code: 'store-has-no-email' }],
  [
    'that nothing but its e-mail names',
    { record: { firstName: null, lastName: null } },
    { kind: 'missing', code: 'no-event', at: '2026-11-20T10:00:00.000Z' },
  ],
  ['whose e-mail is none', { shopper: { email: 'none' } }, { kind: 'refused', code: 'email-invalid' }],
  [
    'that signed up before go-live',
    { shopper: { createdAt: '2026-10-31T23:59:59Z' } },
    { kind: 'ignored', code: 'before-go-live' },
  ],
  [
    'of a store that creates none',
    { store: { creates: false } },
    { kind: 'ignored', code: 'store-creates-none' },
  ],
  [
    'with an e-mail that was erased since',
    { held: { emailErasedAt: Date.parse('2026-11-21T00:00:00Z') } },
    { kind: 'erased', code: 'email-erased' },
  ],
  [
    'with an e-mail that was erased before it signed up',
    { held: { emailErasedAt: Date.parse('2026-11-19T00:00:00Z') } },
    { kind: 'missing', code: 'no-event', at: '2026-11-20T10:00:00.000Z' },
  ],
  ['that has just signed up', { shopper: { createdAt: '2026-11-24T11:31:00Z' } }, { kind: 'recent' }],
  ['that should be in Masivo', {}, { kind: 'missing', code: 'no-event', at: '2026-11-20T10:00:00.000Z' }],
])('one that the ledger does not know, %s', (_, given, expected) => {
  expect(explain(given)).toEqual(expected);
});

test.each<[string, Case, object]>([
  [
    'is tried again and again',
    tried(attempt('retry', { reason: { code: 'email-conflict' } })),
    { kind: 'under-way', code: 'email-conflict' },
  ],
  ['is being tried', tried(null, { intent }), { kind: 'under-way' }],
  [
    'was tried so long ago that its message is gone',
    tried(attempt('retry', { at: days(15) }), { intent: { ...intent, until: days(15) } }),
    { kind: 'missing', code: 'not-brought', at: '2026-11-20T10:00:00.000Z' },
  ],
  [
    'was to be tried again, and is in the DLQ',
    deadLettered(since + 1, attempt('retry', { reason: { code: 'masivo-error', params: { status: 503 } } })),
    { kind: 'missing', code: 'not-brought', at: '2026-11-20T10:00:00.000Z' },
  ],
  [
    'was in the DLQ, and is tried again',
    deadLettered(since - 1, attempt('retry', { reason: { code: 'masivo-error', params: { status: 503 } } })),
    { kind: 'under-way', code: 'masivo-error' },
  ],
  [
    'was being tried when it went to the DLQ',
    deadLettered(since + 1, null, { intent }),
    { kind: 'missing', code: 'not-brought', at: '2026-11-20T10:00:00.000Z' },
  ],
  [
    'was given up after days without an answer',
    tried(attempt('refused', { reason: { code: 'given-up', params: { cause: null } } })),
    { kind: 'missing', code: 'not-brought', at: '2026-11-20T10:00:00.000Z' },
  ],
  [
    'was refused as the store still has it',
    tried(attempt('refused', { reason: { code: 'customer-refused', params: { status: 422 } } })),
    { kind: 'refused', code: 'customer-refused' },
  ],
  [
    'was refused, and the store has corrected it since',
    tried(
      attempt('refused', { reason: { code: 'customer-refused', params: { status: 422 } } }),
      {},
      {
        firstName: 'Wrong',
      },
    ),
    { kind: 'missing', code: 'not-brought', at: '2026-11-20T10:00:00.000Z' },
  ],
  [
    'waits for an e-mail that the store has now',
    { held: { entry: entryOf({ confirmed: { masivo: 'waiting' } }, { last: attempt('waiting') }) } },
    { kind: 'missing', code: 'not-brought', at: '2026-11-20T10:00:00.000Z' },
  ],
  [
    'waits for an e-mail that the store still lacks',
    { shopper: { email: null }, held: { entry: entryOf({ confirmed: { masivo: 'waiting' } }) } },
    { kind: 'no-email', code: 'store-has-no-email' },
  ],
  [
    'was ignored for what the settings no longer say',
    tried(attempt('ignored', { reason: { code: 'before-go-live' } })),
    { kind: 'missing', code: 'not-brought', at: '2026-11-20T10:00:00.000Z' },
  ],
])('one that Masivo lacks, and that %s', (_, given, expected) => {
  expect(explain(given)).toEqual(expected);
});

test('a body that is no customer is refused with its reason, and names nobody', () => {
  const store = storeWith();
  const nothing = { entry: undefined, isErased: false, emailErasedAt: undefined, deadLetteredAt: undefined };
  const deps = { source, store, mapping: undefined, lateLandingMs: 60_000, listedSince: null, now };
  expect(explained(listed('{"broken', store), nothing, deps)).toMatchObject({
    kind: 'refused',
    reason: { code: 'body-not-json' },
  });
});

describe('of one whom Masivo has, the store’s record', () => {
  const loyalty = { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true };
  const consent = { version: '1', loyalty, metadataKeys: {} };
  const known = (store: StoreSettings, before: object, shopper: Partial<Shopper> = {}) => ({
    entry: entryOf({ confirmed: holds, newest: told(store, before, shopper) }),
  });
  const later = { updatedAt: '2026-11-23T10:00:00Z' };

  test('is as the last event told it, though the store has touched it since', () => {
    expect(explain({ record: later, held: known(storeWith(), {}) })).toEqual({ kind: 'in-masivo' });
  });

  test('has changed without an event', () => {
    const record = { ...later, lastName: 'Married' };
    expect(explain({ record, held: known(storeWith(), {}) })).toEqual({
      kind: 'changed',
      fields: ['name'],
      at: '2026-11-23T10:00:00.000Z',
    });
  });

  test('is older than what an event has told meanwhile', () => {
    const held = known(storeWith(), { ...later, lastName: 'Married' });
    expect(explain({ held })).toEqual({ kind: 'in-masivo' });
  });

  test('has a consent statement that no event told, where consent is recorded', () => {
    const given = (settings: Partial<StoreSettings>) =>
      explain({
        store: settings,
        record: {
          ...later,
          defaultEmailAddress: {
            emailAddress: 'old.7@example.com',
            marketingState: 'SUBSCRIBED',
            marketingUpdatedAt: '2026-11-23T10:00:00Z',
          },
        },
        held: known(storeWith(settings), {}),
      });
    expect(given({ consent })).toMatchObject({ kind: 'changed', fields: ['consent.email_marketing'] });
    expect(given({ consent: 'off' })).toEqual({ kind: 'in-masivo' });
  });

  // Where the list does not say when a customer changed, its date is that of the list.
  test('of a list without dates has changed since the last event', () => {
    const record = { updatedAt: now.toISOString(), lastName: 'Married' };
    expect(explain({ record, held: known(storeWith(), {}) })).toMatchObject({
      kind: 'changed',
      at: '2026-11-20T10:00:00.000Z',
    });
  });
});

import { type BackfillDeps, Interrupted } from '../../../cli/backfill/engine/deps';
import { standingOf } from '../../../cli/backfill/engine/known';
import { marksOf } from '../../../cli/backfill/engine/mark';
import { runName } from '../../../lambda/delivery/backfill-run';
import {
  type Confirmed,
  nothingUncertain,
  type Uncertain,
  unknownCustomer,
} from '../../../lambda/delivery/customer-state';
import { landsUntil } from '../../../lambda/delivery/erase/erasing-state';
import { backfillTimes, migrationWaitMs } from '../../../lambda/retry/retry-times';
import { backfillOf, shoppers } from '../../support/backfill';
import { deletionEnvelope, shopifyEnvelope } from '../../support/envelopes';
import { harness, harnessForFile } from '../../support/harness';
import { truthOf } from '../../support/masivo-truth';
import { altered, consent, entryOf, untilEnded } from '../../support/stories';

/** What the ledger knows of a customer decides what a backfill does with it, and deliveries come first. */

const since = Date.parse('2026-11-20T12:00:00Z');
const free = { kind: 'free' };
const known = (code: string) => ({ kind: 'known', reason: { code } });

test.each<[string, Confirmed, Partial<Uncertain> | null, object]>([
  ['nobody knows', { masivo: 'unknown' }, null, free],
  ['a delivery saw and did not try to create', { masivo: 'unknown' }, {}, free],
  ['a creation may have landed of', { masivo: 'unknown' }, { created: true }, known('delivery-tried')],
  ['the flood guard has counted', { masivo: 'unknown' }, { counted: true }, known('delivery-tried')],
  ['has a conflict', { masivo: 'unknown' }, { conflictSince: since }, known('delivery-tried')],
  ['Masivo has', { masivo: 'holds', email: null, consent: null }, null, known('in-masivo')],
  ['waits for an e-mail', { masivo: 'waiting' }, null, known('waits-for-email')],
  ['is held', { masivo: 'held', dropped: false, since }, null, known('flood-guard-holds')],
  ['was dropped', { masivo: 'held', dropped: true, since }, null, known('dropped')],
  ['is gone', { masivo: 'gone', dropped: false, since }, null, known('gone')],
  [
    'is linked',
    { masivo: 'linked', owner: { source: 'shopify', store: 'default', customer: '7' } },
    null,
    known('linked-to-owner'),
  ],
])('one that %s', (_, confirmed, uncertain, standing) => {
  const state = {
    ...unknownCustomer,
    confirmed,
    uncertain: uncertain && { ...nothingUncertain, ...uncertain },
  };
  expect(standingOf(state)).toEqual(standing);
});

harnessForFile({ landsByTheClock: true, sandbox: { migrationEveryMs: 100, migrationDelayMs: 100 } });

test('one that a delivery holds is marked when the lease is over', async () => {
  const bridge = await harness.fresh();
  const run = backfillOf(bridge, shoppers(1));
  const now = () => bridge.clock.now().getTime();
  const name = { source: 'shopify', store: 'default', customer: '1' };
  const entry = await entryOf(bridge, name);
  const until = now() + 5000;
  const plans = { creates: false, overwrites: true, consentDue: false };
  const intent = { by: 'delivery', claim: 'theirs', until, ...plans };
  expect(await bridge.ledger.claim(entry, unknownCustomer, intent)).toBeDefined();
  const sentAt: number[] = [];
  const masivo = altered(run.deps.masivo, (inner) => ({
    migrate: (customers) => {
      sentAt.push(now());
      return inner.migrate(customers);
    },
  }));
  expect(await run.run({ masivo })).toMatchObject({ sent: 1, problems: 0 });
  expect(sentAt).toHaveLength(1);
  expect(sentAt[0]).toBeGreaterThanOrEqual(until);
  run.remove();
});

test('a consent record is sent under a claim alone: where a delivery is faster, it is tried again', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  const run = backfillOf(bridge, shoppers(1));
  const happened: string[] = [];
  const ledger: BackfillDeps['ledger'] = {
    ...bridge.ledger,
    async claim(...args) {
      const isFirst = !happened.includes('beaten');
      happened.push(isFirst ? 'beaten' : 'claimed');
      return isFirst ? undefined : bridge.ledger.claim(...args);
    },
  };
  const masivo = altered(run.deps.masivo, (inner) => ({
    recordConsent: (...record) => {
      happened.push('recorded');
      return inner.recordConsent(...record);
    },
  }));
  expect(await run.run({ ledger, masivo })).toMatchObject({ settled: 1, problems: 0 });
  expect(happened.slice(0, 3)).toEqual(['beaten', 'claimed', 'recorded']);
  run.remove();
});

// Nothing was left to a delivery then, and none comes that would bring it.
test('one that a delivery saw and did not try to create is sent, though the ledger was restored since', async () => {
  const signupsSince = '2026-11-20T00:00:00Z';
  const bridge = await harness.fresh({ store: { consent, signupsSince } });
  const seen = shopifyEnvelope({ id: '1', topic: 'customers/update', createdAt: '2024-03-01T10:00:00Z' });
  expect(await untilEnded(harness, bridge, seen)).toBe('ignored');
  const ledgerRestoredAt = bridge.clock.now().toISOString();
  const run = backfillOf(harness.bridge({ ...bridge.settings, ledgerRestoredAt }), shoppers(2));
  expect(await run.run()).toMatchObject({ sent: 2, settled: 2, problems: 0 });
  run.remove();
});

// The list was read a moment before, or is an old one.
test('one whom the store has deleted since is left out, and nobody is created', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  expect(await untilEnded(harness, bridge, deletionEnvelope({ id: '1' }))).toBe('ignored');
  const run = backfillOf(bridge, shoppers(2));
  expect(await run.run()).toMatchObject({ sent: 1, settled: 1, problems: 0 });
  expect(await truthOf(harness, '1')).toBeUndefined();
  run.remove();
});

const first = { source: 'shopify', store: 'default', customer: '1' };

/** The erasure of the store begins after so many questions. */
const after = (questions: number) => {
  const asked: unknown[] = [];
  return async () => asked.push(null) > questions;
};

// The process may have been suspended between mark and request, for longer than an erasure takes.
test('one who was erased after its mark is not given', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  let suspendedMs = 0;
  const run = backfillOf(bridge, shoppers(2), {
    now: () => new Date(bridge.clock.now().getTime() + suspendedMs),
    async isBeingErased() {
      const entry = await entryOf(bridge, first);
      if (entry.state.confirmed.masivo !== 'migrating') return false;
      await bridge.ledger.keep(entry, { ...unknownCustomer, erasing: entry.state.confirmed.since }, null);
      suspendedMs = backfillTimes.marksHoldMs + 1;
      return false;
    },
  });
  await run.run();
  expect(suspendedMs).toBeGreaterThan(0);
  expect(await truthOf(harness, '1')).toBeUndefined();
  expect(await truthOf(harness, '2')).toBeDefined();
  run.remove();
});

test('a mark that is made anew has the time of its request, for which an erasure waits', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  const run = backfillOf(bridge, shoppers(1), { isBeingErased: after(1) });
  await expect(run.run()).rejects.toThrow(Interrupted);
  const marked = await entryOf(bridge, first);
  const migrating = { masivo: 'migrating', since: 5, orders: 1 } as const;
  expect(marked.state.confirmed).toMatchObject({ ...migrating, since: expect.any(Number) });
  await bridge.ledger.keep(marked, { ...marked.state, confirmed: migrating }, null);
  const begun = bridge.clock.now().getTime();
  expect(await marksOf(['1'], runName('test'), run.deps)).toMatchObject([
    { customer: '1', sent: { id: '1' } },
  ]);
  const { state } = await entryOf(bridge, first);
  expect(landsUntil(state, 0)).toBeGreaterThanOrEqual(begun + backfillTimes.marksHoldMs + migrationWaitMs);
  run.remove();
});

describe('while what is held of the store is being erased', () => {
  test.each([
    ['nobody is marked', 0, false],
    ['nobody is sent', 1, true],
  ])('%s', async (_, before, isMarked) => {
    const bridge = await harness.fresh({ store: { consent } });
    const run = backfillOf(bridge, shoppers(1), { isBeingErased: after(before) });
    await expect(run.run()).rejects.toThrow(/shopify\/default is being erased/);
    const { state } = await entryOf(bridge, first);
    expect(state.confirmed.masivo).toBe(isMarked ? 'migrating' : 'unknown');
    expect(await truthOf(harness, '1')).toBeUndefined();
    expect(await run.run({ isBeingErased: async () => false })).toMatchObject({ sent: 1, settled: 1 });
    run.remove();
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { columnsIn } from '../../../cli/backfill/columns-option';
import type { BackfillDeps } from '../../../cli/backfill/engine/deps';
import { examine, isLeft } from '../../../cli/backfill/engine/examine';
import { openJournal } from '../../../cli/backfill/engine/journal';
import { mark } from '../../../cli/backfill/engine/mark';
import { checkedCsv } from '../../../cli/backfill/engine/readers/csv/reader';
import { shopifyCsv } from '../../../cli/vendors/shopify/csv';
import { runName } from '../../../lambda/delivery/backfill-run';
import { nothingUncertain, unknownCustomer } from '../../../lambda/delivery/customer-state';
import { stateOf } from '../../../lambda/delivery/intent';
import { receivedEvent } from '../../../lambda/envelope';
import { about, backfillOf, listOf, type Shopper, shoppers } from '../../support/backfill';
import { shopifyEnvelope } from '../../support/envelopes';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../../support/harness';
import {
  callsOf,
  createElsewhere,
  customersIn,
  emailMarketing,
  misbehave,
  on,
  recordElsewhere,
  truthOf,
} from '../../support/masivo-truth';
import { altered, consent, statement } from '../../support/stories';
import { temporaryFolder } from '../../support/test-bridge';

/** Rows of the tables in docs/operate/backfill.md. */
harnessForFile({ landsByTheClock: true, sandbox: { migrationEveryMs: 100, migrationDelayMs: 100 } });

const running: { remove: () => void }[] = [];
afterEach(() => {
  for (const { remove } of running.splice(0)) remove();
});
function prepared(...args: Parameters<typeof backfillOf>) {
  const run = backfillOf(...args);
  running.push(run);
  return run;
}

async function rewardsIn(): Promise<number> {
  const { customers } = (await harness.control('GET', '/record')) as {
    customers: { registrations: number }[];
  };
  return customers.reduce((sum, { registrations }) => sum + registrations, 0);
}

const leftIn = async (run: ReturnType<typeof backfillOf>) =>
  (await run.lines()).flatMap((line) => (line.is === 'sending' ? line.left : []));

const emailOf = (customer: string, store: string) => ({
  code: 'email-of-other-customer',
  params: { customer, source: 'shopify', store },
});

describe('a whole run', () => {
  test('gives everybody to Masivo once, a thousand at most at a time, and nobody a reward', async () => {
    const bridge = await harness.fresh();
    const run = prepared(bridge, shoppers(25));
    expect(await run.run()).toMatchObject({ read: 25, sent: 25, settled: 25, left: 0, problems: 0 });
    expect([await customersIn(harness), await rewardsIn()]).toEqual([25, 0]);
    expect(await callsOf(harness, 'POST /customers')).toBe(0);
    const sizes = (await run.lines()).flatMap((line) =>
      line.is === 'sending' ? [line.customers.length] : [],
    );
    expect(sizes).toEqual([10, 10, 5]);
  });

  test('records the consent of each, as the shopper said it', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    const run = prepared(bridge, [
      { id: '1', marketing: 'SUBSCRIBED' },
      { id: '2', marketing: 'UNSUBSCRIBED' },
      { id: '3', marketing: 'PENDING' },
      { id: '4' },
    ]);
    expect(await run.run()).toMatchObject({ sent: 4, settled: 4, problems: 0 });
    const said = await Promise.all(
      ['1', '2', '3', '4'].map(async (id) => (await truthOf(harness, id))?.purposes),
    );
    expect(said.map((purposes) => purposes?.email_marketing)).toEqual([true, false, false, false]);
    expect(said.map((purposes) => purposes?.coupon_campaigns)).toEqual([true, true, true, true]);
  });

  test('records the consent that a CSV file has, and never a yes that the shopper took back since', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    await bridge.run(statement('unsubscribed', 20, { id: '4' }));
    const rows = ['1,YES,2025-05-01', '2,no,', '3,,', '4,yes,2025-05-01', '5,ja,'].map((row) => {
      const [id, ...said] = row.split(',');
      return `${id},old.${id}@example.com,2024-03-01,${said.join()}`;
    });
    const { path, remove } = temporaryFolder();
    running.push({ remove });
    const file = join(path, 'customers.csv');
    writeFileSync(file, ['ID,Email,Created,Accepts,Since', ...rows].join('\n'));
    const columns = 'id=ID,email=Email,createdAt=Created,emailMarketing=Accepts,emailMarketingAt=Since';
    const given = { file, columns: columnsIn(columns), granted: ['yes'] };
    const { reader } = await checkedCsv(given, shopifyCsv, { now: bridge.clock.now(), onChecked: () => {} });
    const run = prepared(bridge, [], { reader });
    expect(await run.run()).toMatchObject({ sent: 5, settled: 5, problems: 0 });
    const said = await Promise.all(
      ['1', '2', '3', '4', '5'].map(async (id) => (await truthOf(harness, id))?.purposes),
    );
    expect(said.map((purposes) => purposes?.email_marketing)).toEqual([true, false, false, false, false]);
    expect(said.map((purposes) => purposes?.coupon_campaigns)).toEqual([true, true, true, true, true]);
  });

  // The topic of consent has told it, and the list does not.
  test('records what a shopper stated before, who was in Masivo or not', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    for (const id of ['1', '2']) {
      await bridge.run(statement('subscribed', 20, { id }));
    }
    const registration_date = '2024-11-01T10:00:00Z';
    await createElsewhere(harness, { id: '2', name: 'Own', email: 'old.2@example.com', registration_date });
    const run = prepared(bridge, shoppers(3));
    expect(await run.run()).toMatchObject({ read: 3, sent: 3, settled: 3, left: 0, problems: 0 });
    const said = await Promise.all(['1', '2', '3'].map(async (id) => (await truthOf(harness, id))?.purposes));
    expect(said.map((purposes) => purposes?.email_marketing)).toEqual([true, true, false]);
    expect([await customersIn(harness), await rewardsIn()]).toEqual([3, 1]);
  });

  describe('leaves alone who was in Masivo before', () => {
    const yes = { email_marketing: true, push_notifications: true, link_tracking: true };
    async function inMasivo(marketing?: string) {
      const bridge = await harness.fresh({ store: { consent } });
      const email = 'old.1@example.com';
      const registration_date = '2024-11-01T10:00:00Z';
      await createElsewhere(harness, { id: '1', name: 'Own', email, registration_date });
      await recordElsewhere(harness, '1', { ...consent.loyalty, ...yes }, '9');
      const shopper = marketing === undefined ? { id: '1' } : { id: '1', marketing };
      return { bridge, run: prepared(bridge, [shopper, ...shoppers(2, 2)]) };
    }

    test('its consent stays, and its next event changes what differs', async () => {
      const { bridge, run } = await inMasivo();
      expect(await run.run()).toMatchObject({ read: 3, sent: 2, left: 1, problems: 0 });
      expect(await leftIn(run)).toEqual([{ customer: '1', why: 'known', reason: { code: 'in-masivo' } }]);
      const event = shopifyEnvelope({
        id: '1',
        topic: 'customers/update',
        email: 'old.1@example.com',
        updatedAt: '2026-11-20T10:00:00Z',
        name: 'Newer',
      });
      expect(await bridge.run(event)).toEqual({ kind: 'ack' });
      expect(await truthOf(harness, '1')).toMatchObject({ name: 'Newer Shopper', purposes: yes });
    });

    test('also where a run was killed at any moment', async () => {
      const { bridge, run } = await inMasivo();
      const ledger = dying(bridge.ledger, 'keep', 'after');
      await expect(run.run({ ledger })).rejects.toBeInstanceOf(Died);
      await run.run();
      const another = prepared(bridge, shoppers(3));
      await another.run();
      expect((await truthOf(harness, '1'))?.purposes).toMatchObject(yes);
      expect((await truthOf(harness, '3'))?.purposes).toMatchObject({ email_marketing: false });
    });

    test('but not whom an earlier run gave', async () => {
      const { settings, ...silent } = await harness.fresh();
      await prepared({ settings, ...silent }, shoppers(1)).run();
      const stores = settings.stores.map((store) => ({ ...store, consent }));
      await prepared(harness.bridge({ ...settings, stores }), shoppers(1)).run();
      expect((await truthOf(harness, '1'))?.purposes).toMatchObject({ email_marketing: false });
    });

    test('but for what the shopper says in the store', async () => {
      const { run } = await inMasivo('UNSUBSCRIBED');
      await run.run();
      expect(await emailMarketing(harness, '1')).toBe(false);
    });
  });

  test('leaves out who cannot or must not be sent, with the reason', async () => {
    const bridge = await harness.fresh();
    await bridge.run(shopifyEnvelope({ id: '1', email: 'first@example.com' }));
    const run = prepared(bridge, [
      { id: '1', email: 'first@example.com' },
      { id: '2', email: null },
      { id: '3', email: 'no address' },
      { id: '4', createdAt: '2026-11-01T00:00:00Z' },
      { id: '5', email: 'Same@example.com' },
      { id: '6', email: 'same@example.com' },
      { id: '7', email: 'first@example.com' },
      { id: 'none' },
      { id: '8', createdAt: '2026-10-31T23:59:59Z' },
      { id: '8', createdAt: '2026-10-31T23:59:59Z' },
    ]);
    expect(await run.run()).toMatchObject({ read: 10, sent: 2, left: 8 });
    const left = await leftIn(run);
    expect(left.map(({ customer, why, reason }) => [customer, why, reason]).sort()).toEqual([
      [null, 'unmappable', { code: 'customer-id-missing' }],
      ['1', 'known', { code: 'in-masivo' }],
      ['2', 'unmappable', { code: 'store-has-no-email' }],
      ['3', 'unmappable', { code: 'email-invalid' }],
      ['4', 'signup', { code: 'signed-up-since-go-live' }],
      ['6', 'same-email', emailOf('5', 'default')],
      ['7', 'same-email', emailOf('1', 'default')],
      ['8', 'known', { code: 'listed-twice' }],
    ]);
    expect([await customersIn(harness), await rewardsIn()]).toEqual([3, 1]);
  });

  test('an e-mail that a customer of another store has is found in the ledger', async () => {
    const bridge = await harness.fresh();
    await bridge.run(shopifyEnvelope({ id: '90', email: 'one@example.com', store: 'second' }));
    const run = prepared(bridge, [{ id: '1', email: 'one@example.com' }]);
    await run.run();
    expect(await leftIn(run)).toEqual([
      { customer: '1', why: 'same-email', reason: emailOf('90', 'second') },
    ]);
  });

  test('an e-mail whose owner may have got it, in a creation whose answer was lost', async () => {
    const bridge = await harness.fresh();
    const name = { source: 'shopify', store: 'second', customer: '90' };
    const found = await bridge.ledger.open(name, 'long-gone');
    if (found.kind === 'newer') throw new Error('no such entry');
    const created = { ...unknownCustomer, uncertain: { ...nothingUncertain, created: true } };
    const emailKey = await bridge.deps.emailKey('old.1@example.com');
    await bridge.ledger.keep(found.customer, created, null, emailKey);
    const run = prepared(bridge, shoppers(1));
    await run.run();
    expect((await leftIn(run)).map(({ why, reason }) => [why, reason])).toEqual([
      ['same-email', { code: 'email-of-other-customer', params: name }],
    ]);
  });

  test.each([
    [
      'a name and an e-mail',
      { name: 'Newer', email: 'new.1@example.com' },
      'Newer Shopper',
      'new.1@example.com',
    ],
    ['a name, and no e-mail', { name: 'Newer', email: null }, 'Newer Shopper', 'old.1@example.com'],
  ])('sends what a webhook told since the list was made: %s', async (_, told, name, email) => {
    const bridge = await harness.fresh({ store: { signupsSince: '2026-11-01T00:00:00Z' } });
    const update = shopifyEnvelope({
      id: '1',
      topic: 'customers/update',
      createdAt: '2024-03-01T10:00:00Z',
      updatedAt: '2026-11-20T10:00:00Z',
      ...told,
    });
    await bridge.run(update);
    expect((await bridge.record(update)).outcome).toBe('ignored');
    expect(await prepared(bridge, shoppers(1)).run()).toMatchObject({ sent: 1, problems: 0 });
    expect(await truthOf(harness, '1')).toMatchObject({ name, email, registrations: 0 });
    // So the ledger finds it under the e-mail that Masivo has.
    const signup = shopifyEnvelope({ id: '77', email, store: 'second' });
    await bridge.run(signup);
    expect((await truthOf(harness, '1'))?.metadata).toMatchObject({ linked: 'shopify/second/77' });
  });

  test('a second run sends nobody again', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    await prepared(bridge, shoppers(12)).run();
    const calls = await callsOf(harness, 'POST /customers/migrate');
    const again = prepared(bridge, shoppers(12));
    expect(await again.run()).toMatchObject({ read: 12, sent: 0, left: 12 });
    expect(await callsOf(harness, 'POST /customers/migrate')).toBe(calls);
  });

  test('whom another run gave is asked about, and told as it goes', async () => {
    const bridge = await harness.fresh();
    await prepared(bridge, shoppers(60)).run();
    const again = prepared(bridge, shoppers(60));
    expect(await again.run()).toMatchObject({ read: 60, sent: 60, problems: 0 });
    const asked = (await again.lines()).flatMap((line) => (line.is === 'sending' ? [line.there.length] : []));
    expect(asked).toEqual([20, 20, 20, 0]);
  });

  test('whom another run gave is asked about, also by a run that was killed while it looked', async () => {
    const bridge = await harness.fresh();
    await prepared(bridge, shoppers(12)).run();
    const calls = await callsOf(harness, 'POST /customers/migrate');
    const again = prepared(bridge, shoppers(12));
    const journal = openJournal(again.file);
    journal.append({ is: 'begun', v: 1, run: runName('again'), at: harness.now().getTime(), about });
    journal.append({ is: 'marking', chunk: 1, customers: shoppers(12).map(({ id }) => id) });
    journal.close();
    expect(await again.run()).toMatchObject({ read: 12, sent: 12, problems: 0 });
    expect(await callsOf(harness, 'POST /customers/migrate')).toBe(calls);
  });

  test('who already makes room for others: every request but the last is full', async () => {
    const bridge = await harness.fresh();
    for (const { id } of shoppers(5, 3)) await bridge.run(shopifyEnvelope({ id }));
    const run = prepared(bridge, shoppers(30));
    await run.run();
    const sizes = (await run.lines()).flatMap((line) =>
      line.is === 'sending' ? [line.customers.length] : [],
    );
    expect(sizes).toEqual([10, 10, 5]);
  });
});

describe('a webhook that comes in between', () => {
  test('for a customer who is marked and not sent yet waits, and creates nobody', async () => {
    const bridge = await harness.fresh();
    const run = prepared(bridge, shoppers(1));
    await markFirst(run, bridge);
    const envelope = shopifyEnvelope({
      id: '1',
      topic: 'customers/update',
      updatedAt: '2026-11-20T10:00:00Z',
    });
    expect(await bridge.run(envelope)).toMatchObject({ kind: 'delay' });
    expect((await bridge.record(envelope)).reason).toEqual({ code: 'migration-queued' });
    expect(await customersIn(harness)).toBe(0);
  });

  test('for a customer who was sent ends once Masivo shows it, with its newer data and consent', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    const run = prepared(bridge, [{ id: '1', marketing: 'SUBSCRIBED' }]);
    const envelope = shopifyEnvelope({
      id: '1',
      topic: 'customers/update',
      name: 'Newer',
      updatedAt: '2026-11-20T10:00:00Z',
      more: { email_marketing_consent: { state: 'unsubscribed' } },
    });
    const whenSending = altered(run.deps.masivo, (masivo) => ({
      async migrate(customers) {
        await bridge.run(envelope);
        return masivo.migrate(customers);
      },
    }));
    expect(await run.run({ masivo: whenSending })).toMatchObject({ sent: 1, problems: 0 });
    await untilDone(() => bridge.run(envelope));
    const truth = await truthOf(harness, '1');
    expect(truth).toMatchObject({ name: 'Newer Shopper', registrations: 0 });
    expect(truth?.purposes?.email_marketing).toBe(false);
    expect(await callsOf(harness, 'POST /customers')).toBe(0);
  });

  test('before Masivo shows the customer takes back what the migration had and the store no longer says', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    const dated = (id: string, updatedAt: string, more = {}) =>
      shopifyEnvelope({
        id,
        topic: 'customers/update',
        email: `old.${id}@example.com`,
        createdAt: '2024-03-01T10:00:00Z',
        updatedAt,
        more,
      });
    const birthday = { metafields: [{ namespace: 'facts', key: 'birth_date', value: '1990-05-17' }] };
    const listed = dated('1', '2025-03-01T10:00:00Z', birthday);
    const reader: BackfillDeps['reader'] = {
      count: async () => 1,
      async *read({ after }) {
        if (after === null) yield { event: receivedEvent(listed), cursor: '1' };
      },
    };
    const run = prepared(bridge, [], { reader });
    const newer = dated('1', '2026-11-20T10:00:00Z', { metafields: [] });
    const thenNewer = altered(run.deps.masivo, (masivo) => ({
      async migrate(customers) {
        expect(customers).toMatchObject([{ dob: expect.stringContaining('1990-05-17') }]);
        const answer = await masivo.migrate(customers);
        await bridge.run(newer);
        return answer;
      },
    }));
    await run.run({ masivo: thenNewer });
    await untilDone(() => bridge.run(newer));
    expect(await harness.control('GET', '/customers/1')).toMatchObject({ customer: { dob: null } });
  });

  test('after the backfill brings what a migration cannot carry, and changes nothing else', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    await prepared(bridge, [{ id: '1', marketing: 'SUBSCRIBED' }]).run();
    expect((await truthOf(harness, '1'))?.metadata).toEqual({});
    const update = shopifyEnvelope({ id: '1', topic: 'customers/update', updatedAt: '2026-11-20T10:00:00Z' });
    await bridge.run(update);
    expect((await bridge.record(update)).outcome).toBe('updated');
    const truth = await truthOf(harness, '1');
    expect(truth?.metadata).toEqual({ source: 'shopify', store: 'default' });
    expect(truth?.purposes?.email_marketing).toBe(true);
    expect(truth?.registrations).toBe(0);
  });

  test('for another store’s signup with the same e-mail finds the customer and gives it the second id', async () => {
    const bridge = await harness.fresh();
    await prepared(bridge, shoppers(1)).run();
    const signup = shopifyEnvelope({ id: '77', email: 'old.1@example.com', store: 'second' });
    await bridge.run(signup);
    expect((await bridge.record(signup)).outcome).toBe('exists');
    const truth = await truthOf(harness, '1');
    expect(truth).toMatchObject({ metadata: { linked: 'shopify/second/77' }, registrations: 0 });
  });

  test('that is older than the list is stale', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    await prepared(bridge, shoppers(1)).run();
    const old = shopifyEnvelope({ id: '1', createdAt: '2024-03-01T10:00:00Z', name: 'Older' });
    await bridge.run(old);
    expect((await bridge.record(old)).outcome).toBe('stale');
    expect((await truthOf(harness, '1'))?.name).toBe('Old Shopper 1');
  });

  test('twenty at once, while the run goes on: nobody is rewarded and everybody is there once', async () => {
    const bridge = await harness.fresh({ store: { consent, signupsSince: '2026-11-01T00:00:00Z' } });
    const run = prepared(bridge, shoppers(60));
    const updates = Array.from({ length: 20 }, (_, index) =>
      shopifyEnvelope({
        id: String(3 * index + 1),
        email: `old.${3 * index + 1}@example.com`,
        topic: 'customers/update',
        createdAt: '2024-03-01T10:00:00Z',
        updatedAt: '2026-11-20T10:00:00Z',
        name: 'Changed',
      }),
    );
    const [counts] = await Promise.all([
      run.run(),
      ...updates.map((update) => untilDone(() => bridge.run(update))),
    ]);
    expect(counts.problems).toBe(0);
    expect([await customersIn(harness), await rewardsIn()]).toEqual([60, 0]);
    for (const { id } of shoppers(60)) {
      expect([id, await emailMarketing(harness, id)]).toEqual([id, false]);
    }
  });
});

describe('when Masivo', () => {
  const cases: [string, Record<string, unknown>][] = [
    ['loses its answer after the work', { do: 'close-after' }],
    ['breaks off before the work', { do: 'close-before' }],
    ['answers 503', { do: 'status', status: 503 }],
    ['throttles', { do: 'throttle', retryAfter: 1 }],
    ['forgets who we are', { do: 'status', status: 401 }],
    ['does the work late and never answers', { do: 'work-late', delayMs: 300 }],
  ];
  test.each(cases)('%s: everybody is there once, and nobody was given twice', async (_, rule) => {
    const bridge = await harness.fresh({ store: { consent } });
    await misbehave(harness, { ...rule, match: on.migrate, times: 1 });
    const run = prepared(bridge, shoppers(12));
    expect(await run.run()).toMatchObject({ sent: 12, settled: 12, problems: 0 });
    expect([await customersIn(harness), await rewardsIn()]).toEqual([12, 0]);
    expect(await harness.control('GET', '/summary')).toMatchObject({ skippedMigrations: 0 });
  });

  test.each([409, 413])('does not take a whole request (HTTP %i), it is given in halves', async (status) => {
    const bridge = await harness.fresh();
    await misbehave(harness, { do: 'status', status, match: on.migrate, times: 1 });
    expect(await prepared(bridge, shoppers(10)).run()).toMatchObject({ sent: 10, problems: 0 });
    expect(await callsOf(harness, 'POST /customers/migrate')).toBe(3);
  });

  test('keeps failing without saying what it did, the run stops, and goes on later', async () => {
    const bridge = await harness.fresh();
    await misbehave(harness, { do: 'status', status: 503, match: on.migrate });
    const run = prepared(bridge, shoppers(12));
    const waits = { showsWithin: 150, firstPause: 20, stopAfter: 300 };
    await expect(run.run({ waits })).rejects.toThrow('Masivo returned HTTP 503');
    await misbehave(harness);
    expect(await run.run()).toMatchObject({ sent: 12, settled: 12, problems: 0 });
  });

  test('refuses our key, that is told before anybody is marked', async () => {
    const bridge = await harness.fresh();
    await misbehave(harness, { do: 'status', status: 401, match: on.signIn });
    const run = prepared(bridge, shoppers(2));
    await expect(run.run()).rejects.toThrow(
      'Signing in to Masivo failed: Masivo rejected the credentials (HTTP 401)',
    );
    expect((await run.lines()).map(({ is }) => is)).toEqual(['begun']);
  });

  test('may still let a consent record land whose answer was lost, the ledger says so', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    const run = prepared(bridge, shoppers(1));
    const doubts: unknown[] = [];
    const look = async () => {
      const name = { source: 'shopify', store: 'default', customer: '1' };
      const found = await bridge.ledger.open(name, 'test');
      if (found.kind !== 'newer') doubts.push(stateOf(found.customer, 1000).uncertain);
    };
    const masivo = altered(run.deps.masivo, () => ({
      async recordConsent() {
        // Whoever dies here leaves this.
        await look();
        return { kind: 'lost', why: { code: 'masivo-no-answer', params: { error: 'timeout' } } };
      },
    }));
    const waits = { showsWithin: 800, firstPause: 20, stopAfter: 1 };
    await expect(run.run({ masivo, waits })).rejects.toThrow('Masivo did not answer (timeout)');
    await look();
    const open = { overwrites: true, landsUntil: expect.any(Number), consentDue: true };
    expect(doubts.length).toBeGreaterThan(1);
    for (const doubt of doubts) expect(doubt).toMatchObject(open);
  });

  test('refuses one of a request, the others go through and it is named', async () => {
    const bridge = await harness.fresh();
    // A form that our schema lets pass and the sandbox, as Masivo may, does not.
    const run = prepared(bridge, [...shoppers(9), { id: '10', email: 'a@b..example' }]);
    expect(await run.run()).toMatchObject({ sent: 9, problems: 1 });
    const refused = (await run.lines()).flatMap((line) => (line.is === 'sent' ? line.refused : []));
    expect(refused).toEqual([
      {
        customer: '10',
        what: 'refused',
        reason: { code: 'request-refused', params: { call: 'migrate', status: 400 } },
      },
    ]);
    expect(await customersIn(harness)).toBe(9);
  });

  test.each(['off', consent] as const)(
    'drops one silently (consent %#), it is told in the end',
    async (word) => {
      const bridge = await harness.fresh({ store: { consent: word } });
      await createElsewhere(harness, { id: '999', email: 'old.3@example.com' });
      const run = prepared(bridge, shoppers(3));
      expect(await run.run()).toMatchObject({ sent: 3, problems: 1 });
      const problems = (await run.lines()).flatMap((line) => (line.is === 'settled' ? line.problems : []));
      expect(problems).toMatchObject([{ customer: '3', what: 'not-shown' }]);
    },
  );

  test('stays away, the run stops, and goes on later', async () => {
    const bridge = await harness.fresh();
    await misbehave(harness, { do: 'status', status: 401, match: on.migrate });
    const run = prepared(bridge, shoppers(12));
    await expect(run.run({ waits: { showsWithin: 300, firstPause: 20, stopAfter: 300 } })).rejects.toThrow(
      'Masivo rejected the credentials (HTTP 401)',
    );
    await misbehave(harness);
    expect(await run.run()).toMatchObject({ read: 12, sent: 12, settled: 12 });
    expect([await customersIn(harness), await rewardsIn()]).toEqual([12, 0]);
  });

  test('has a failing consent endpoint for a while: it is tried until it is in', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    await misbehave(harness, { do: 'status', status: 503, match: on.consent, times: 30 });
    expect(await prepared(bridge, shoppers(12)).run()).toMatchObject({ settled: 12, problems: 0 });
  });
});

test('a run that failed does nothing more in the background', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  const run = prepared(bridge, shoppers(40));
  await misbehave(harness, { do: 'status', status: 403, match: on.consent });
  await expect(run.run({ waits: { showsWithin: 800, firstPause: 20, stopAfter: 200 } })).rejects.toThrow(
    'Masivo rejected the credentials (HTTP 403)',
  );
  await harness.sleep(300);
  const calls = await callsOf(harness, 'POST /customers/migrate');
  await harness.sleep(500);
  expect(await callsOf(harness, 'POST /customers/migrate')).toBe(calls);
  await misbehave(harness);
  expect(await run.run()).toMatchObject({ sent: 40, settled: 40, problems: 0 });
});

test('the operator stops it: the request under way is finished, and the next run goes on', async () => {
  const bridge = await harness.fresh();
  const stop = new AbortController();
  const list: Shopper[] = shoppers(40);
  const run = prepared(bridge, list);
  const reader = listOf(list);
  const stopping = {
    ...reader,
    async *read(request: Parameters<typeof reader.read>[0]) {
      for await (const item of reader.read(request)) {
        if (item.cursor === '25') stop.abort();
        yield item;
      }
    },
  };
  await expect(run.run({ reader: stopping, stopped: stop.signal })).rejects.toThrow('as you asked');
  expect(await run.run()).toMatchObject({ read: 40, sent: 40 });
  expect([await customersIn(harness), await rewardsIn()]).toEqual([40, 0]);
});

async function markFirst(run: ReturnType<typeof backfillOf>, bridge: TestBridge): Promise<void> {
  for await (const listed of run.deps.reader.read({ store: run.deps.store, since: null, after: null })) {
    const examined = examine(listed, runName('test'), run.deps);
    if (isLeft(examined)) throw new Error(examined.reason.code);
    const { kind } = await mark(examined, () => false, { ...run.deps, ledger: bridge.ledger });
    expect(kind).toBe('marked');
    return;
  }
}

/** As the queue does: again until it ends. */
async function untilDone(attempt: () => Promise<{ kind: string }>): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const action = await attempt();
    if (action.kind === 'ack') return;
    if (action.kind === 'dead-letter') throw new Error('it was refused');
    await harness.sleep(50);
  }
  throw new Error('it does not end');
}

test('stopped while a request is under way, it is finished and written down first', async () => {
  const bridge = await harness.fresh();
  const stop = new AbortController();
  const run = prepared(bridge, shoppers(25), {
    migrations: { everyMs: 1000, perHour: 1000, perRequest: 10 },
  });
  const masivo = altered(run.deps.masivo, (real) => ({
    async migrate(customers) {
      stop.abort();
      // Longer than the request has the machine to itself.
      await harness.sleep(150);
      return real.migrate(customers);
    },
  }));
  await expect(run.run({ masivo, stopped: stop.signal })).rejects.toThrow('as you asked');
  expect((await run.lines()).map(({ is }) => is).filter((is) => is === 'sending' || is === 'sent')).toEqual([
    'sending',
    'sent',
  ]);
  expect(await callsOf(harness, 'POST /customers/migrate')).toBe(1);
  // Webhooks wait for whom a run has marked: one that is to stop marks nobody else.
  expect((await run.lines()).filter(({ is }) => is === 'marking')).toHaveLength(1);
});

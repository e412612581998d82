import type { Envelope, Release } from '../../lambda/envelope';
import { actOn } from '../../lambda/new-envelope';
import { shopifyEnvelope } from '../support/envelopes';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import { callsOf, createElsewhere, customersIn, misbehave, on, truthOf } from '../support/masivo-truth';
import {
  afterTheLeaseMs,
  consent,
  diesBeforeTheRecord,
  entryOf,
  expireRecords,
  hasConsent,
  shopper,
  untilEnded,
  update,
  word,
} from '../support/stories';

/** A release is an act on a customer: it rests on the customer's item, and not on any delivery's log. */
harnessForFile();

let bridge: TestBridge;
let signup: Envelope;

const act = (release: Release, { id } = signup, series = 1): Envelope =>
  actOn(shopper, { id, series, release, at: harness.now() });

async function heldBefore(): Promise<void> {
  bridge = await harness.fresh({ store: { consent, maxCreationsPerHour: 1 } });
  await bridge.run(shopifyEnvelope({ id: '1' }));
  signup = shopifyEnvelope({ more: word('subscribed') });
  expect(await untilEnded(harness, bridge, signup)).toBe('held');
}

async function goneBefore(): Promise<void> {
  bridge = await harness.fresh({ store: { consent } });
  signup = shopifyEnvelope();
  await bridge.run(signup);
  harness.pass(120_000);
  await harness.control('POST', '/reset');
  expect(await untilEnded(harness, bridge, { ...signup, series: 1 })).toBe('gone');
}

const confirmed = async () => (await entryOf(bridge)).state.confirmed;

describe('of one who is held, whose log has expired', () => {
  beforeEach(async () => {
    await heldBefore();
    await expireRecords(harness, bridge, signup);
  });

  test('with rewards: created from the newest snapshot, with the consent that was stated', async () => {
    expect(await untilEnded(harness, bridge, act('create'))).toBe('created');
    expect(await truthOf(harness, '1001')).toMatchObject({
      name: 'First Shopper',
      registrations: 1,
      purposes: { email_marketing: true },
    });
    // The log begins with the release, and says whom it is about.
    const { customer, mapped, attempts } = await bridge.record(signup);
    expect({ customer, name: mapped?.name, series: attempts.map(({ series }) => series) }).toEqual({
      customer: '1001',
      name: 'First Shopper',
      series: [1],
    });
  });

  test('without rewards: migrated', async () => {
    expect(await untilEnded(harness, bridge, act('migrate'))).toBe('exists');
    expect(await truthOf(harness, '1001')).toMatchObject({ registrations: 0 });
  });

  test('dropped: nobody is created, and nobody waits any more; a later release creates after all', async () => {
    expect(await untilEnded(harness, bridge, act('drop'))).toBe('ignored');
    expect(await confirmed()).toMatchObject({ masivo: 'held', dropped: true });
    expect(await customersIn(harness)).toBe(1);
    expect(await untilEnded(harness, bridge, act('create', signup, 2))).toBe('created');
  });

  test('two at once create once', async () => {
    const acts = [act('create'), act('create', signup, 2)];
    await Promise.all(acts.map((each) => bridge.run(each)));
    for (const each of acts) await untilEnded(harness, bridge, each);
    expect(await truthOf(harness, '1001')).toMatchObject({ registrations: 1 });
    expect(await callsOf(harness, 'POST /customers')).toBe(2);
  });

  test('a copy of the message costs nothing', async () => {
    expect(await untilEnded(harness, bridge, act('create'))).toBe('created');
    const before = await callsOf(harness, 'GET /customers/1001');
    expect(await bridge.run(act('create'))).toEqual({ kind: 'ack' });
    expect(await callsOf(harness, 'GET /customers/1001')).toBe(before);
  });

  test('a creation that was lost is not sent again', async () => {
    await misbehave(harness, { match: on.post, times: 1, do: 'close-after' });
    expect(await untilEnded(harness, bridge, act('create'))).toBe('created');
    expect(await truthOf(harness, '1001')).toMatchObject({ registrations: 1 });
  });

  test('a drop after a creation that may have landed waits for what Masivo shows', async () => {
    await misbehave(harness, { match: on.post, times: 1, do: 'close-before' });
    expect(await bridge.run(act('create'))).toMatchObject({ kind: 'delay' });
    expect(await untilEnded(harness, bridge, act('drop', signup, 2))).toBe('ignored');
    expect(await confirmed()).toMatchObject({ masivo: 'held', dropped: true });
  });
});

test('where the log is kept, it goes on: with the event that came in, and another series', async () => {
  await heldBefore();
  const before = await bridge.record(signup);
  expect(await untilEnded(harness, bridge, act('create'))).toBe('created');
  const after = await bridge.record(signup);
  expect(after.attempts.map(({ series, outcome }) => [series, outcome])).toEqual([
    [0, 'held'],
    [1, 'created'],
  ]);
  const { body, headers, receivedAt, signedWith } = before;
  expect(after).toMatchObject({ body, headers, receivedAt, signedWith, release: 'create' });
});

describe('of one who is gone, whose log has expired', () => {
  beforeEach(async () => {
    await goneBefore();
    await expireRecords(harness, bridge, signup);
  });

  test('with rewards: created, and the consent is owed through a death', async () => {
    await misbehave(harness, { match: on.consent, times: 1, do: 'hang' });
    await diesBeforeTheRecord(bridge, act('create', signup, 2));
    expect(await customersIn(harness)).toBe(1);
    await misbehave(harness);
    harness.pass(afterTheLeaseMs);
    expect(await untilEnded(harness, bridge, act('create', signup, 2))).toBe('created');
    expect(await hasConsent(harness)).toBe(true);
  });

  test('dies before the log: the next attempt writes it', async () => {
    const ledger = dying(bridge.ledger, 'record', 'before');
    await expect(bridge.run(act('create', signup, 2), { ledger })).rejects.toBeInstanceOf(Died);
    expect(await untilEnded(harness, bridge, act('create', signup, 2))).toBe('created');
    expect(await truthOf(harness, '1001')).toMatchObject({ registrations: 1 });
  });

  test('without rewards: migrated', async () => {
    expect(await untilEnded(harness, bridge, act('migrate', signup, 2))).toBe('exists');
    expect(await truthOf(harness, '1001')).toMatchObject({ registrations: 0 });
  });

  test('without rewards: not missing where the look after it lags', async () => {
    expect(await untilEnded(harness, bridge, act('migrate', signup, 2))).toBe('exists');
    harness.pass(2000);
    await misbehave(harness, { match: on.get, times: 1, do: 'status', status: 404 });
    const before = await bridge.items.missing();
    const change = { ...update(20, { name: 'Later' }), series: 1 };
    expect(await bridge.run(change)).toMatchObject({ kind: 'delay' });
    expect(await bridge.items.missing()).toEqual(before);
    expect(await untilEnded(harness, bridge, change)).toBe('updated');
  });

  test('dropped: stays gone, waits no more, and later events end the same', async () => {
    expect(await untilEnded(harness, bridge, act('drop', signup, 2))).toBe('ignored');
    expect(await confirmed()).toMatchObject({ masivo: 'gone', dropped: true });
    expect(await untilEnded(harness, bridge, update(20, { name: 'Later' }))).toBe('ignored');
    expect(await confirmed()).toMatchObject({ masivo: 'gone', dropped: true });
    expect(await customersIn(harness)).toBe(0);
  });

  test('dropped, and back in Masivo: kept up to date', async () => {
    expect(await untilEnded(harness, bridge, act('drop', signup, 2))).toBe('ignored');
    await createElsewhere(harness, { name: 'Again', registration_date: '2026-11-01T10:00:00Z' });
    await untilEnded(harness, bridge, update(20, { name: 'Later' }));
    expect(await truthOf(harness, '1001')).toMatchObject({ name: 'Later Shopper' });
  });
});

test('dropped, though it was linked meanwhile: nobody is created, now that the owner has left Masivo', async () => {
  bridge = await harness.fresh({ store: { consent } });
  signup = shopifyEnvelope();
  await bridge.run(shopifyEnvelope({ id: '1', email: 'shopper.1001@example.com' }));
  expect(await untilEnded(harness, bridge, signup)).toBe('exists');
  await harness.control('POST', '/reset');
  expect(await untilEnded(harness, bridge, act('drop'))).toBe('ignored');
  expect(await customersIn(harness)).toBe(0);
});

// It came back in Masivo and was deleted again, and the ledger has not heard of the second deletion.
test('of one whom the ledger holds, with rewards: created, with a consent record', async () => {
  bridge = await harness.fresh({ store: { consent } });
  signup = shopifyEnvelope();
  await bridge.run(signup);
  harness.pass(120_000);
  await harness.control('POST', '/reset');
  expect(await untilEnded(harness, bridge, act('create'))).toBe('created');
  expect(await hasConsent(harness)).toBe(true);
});

// An event with an e-mail would pay rewards else, and nobody would wait for the operator any more.
describe.each(['create', 'migrate'] as const)('released (%s) and without an e-mail', (release) => {
  const noEmail = (day: number) => update(day, { email: null, name: `Day ${day}` });

  beforeEach(async () => {
    bridge = await harness.fresh({ store: { consent } });
    signup = shopifyEnvelope();
    await bridge.run(signup);
    expect(await untilEnded(harness, bridge, noEmail(2))).toBe('updated');
    harness.pass(120_000);
    await harness.control('POST', '/reset');
  });

  async function staysGone(): Promise<void> {
    expect(await untilEnded(harness, bridge, act(release, signup, 5))).toBe('gone');
    expect((await bridge.record(signup)).reason).toEqual({ code: 'email-missing' });
    expect(await confirmed()).toMatchObject({ masivo: 'gone', dropped: false });
    expect(await untilEnded(harness, bridge, update(20, { name: 'Later' }))).toBe('gone');
    expect(await customersIn(harness)).toBe(0);
    const isBack = release === 'create' ? 'created' : 'exists';
    expect(await untilEnded(harness, bridge, act(release, signup, 6))).toBe(isBack);
  }

  test('one who is gone stays gone without an e-mail', async () => {
    expect(await untilEnded(harness, bridge, noEmail(3))).toBe('gone');
    await staysGone();
  });

  test('one whom the ledger holds is gone', () => staysGone());
});

// Each pays rewards once. What somebody deletes after it is for the operator to decide anew.
describe.each(['create', 'migrate'] as const)('one who was released (%s) and deleted is gone', (release) => {
  const consentFails = { match: on.consent, times: 1, do: 'status', status: 503 };

  async function brought(): Promise<void> {
    await goneBefore();
    await misbehave(harness, consentFails);
    for (let tries = 0; (await customersIn(harness)) === 0 && tries < 5; tries += 1) {
      expect(await bridge.run(act(release, signup, 2))).toMatchObject({ kind: 'delay' });
      harness.pass(10_000);
    }
    if (release === 'migrate')
      expect(await bridge.run(act(release, signup, 2))).toMatchObject({ kind: 'delay' });
    expect(await confirmed()).toMatchObject({ masivo: 'holds' });
    harness.pass(120_000);
  }

  test('though its consent record was owed', async () => {
    await brought();
    await harness.control('POST', '/reset');
    expect(await untilEnded(harness, bridge, act(release, signup, 2))).toBe('gone');
    expect(await customersIn(harness)).toBe(0);
    expect(await untilEnded(harness, bridge, act(release, signup, 3))).toBe(
      release === 'create' ? 'created' : 'exists',
    );
  });

  test('and another release brings it again', async () => {
    await brought();
    await misbehave(harness);
    await harness.control('POST', '/reset');
    expect(await untilEnded(harness, bridge, act(release, signup, 3))).not.toBe('gone');
    expect(await customersIn(harness)).toBe(1);
  });

  test('though another event ended in between', async () => {
    await brought();
    await misbehave(harness);
    expect(await untilEnded(harness, bridge, update(20, { name: 'Later' }))).not.toBe('retry');
    harness.pass(120_000);
    await harness.control('POST', '/reset');
    expect(await untilEnded(harness, bridge, act(release, signup, 2))).toBe('gone');
    expect(await customersIn(harness)).toBe(0);
  });
});

test('of one whom the ledger does not know does nothing', async () => {
  bridge = await harness.fresh();
  signup = shopifyEnvelope();
  expect(await untilEnded(harness, bridge, act('create'))).toBe('ignored');
  expect((await bridge.record(signup)).reason).toEqual({ code: 'customer-unknown' });
  expect(await customersIn(harness)).toBe(0);
});

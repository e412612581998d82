import { shownBy } from '../../lambda/delivery/customer-state';
import type { DeliveryDeps } from '../../lambda/delivery/deps';
import type { Envelope } from '../../lambda/envelope';
import { shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import {
  createElsewhere,
  customersIn,
  emailMarketing,
  misbehave,
  on,
  truthOf,
} from '../support/masivo-truth';

import {
  afterTheLeaseMs,
  consent,
  diesBeforeTheRecord,
  expireRecords,
  hasConsent,
  missingWindowMs,
  untilEnded,
  update,
  word,
} from '../support/stories';

/**
 * A customer whom the ledger holds and Masivo no longer shows is gone: somebody deleted it there. That settles
 * whatever the store sends; only the operator's release brings the customer back.
 */
harnessForFile();

let bridge: TestBridge;
let signup: Envelope;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent, mapping: { extras: ['phone'] } } });
  signup = shopifyEnvelope();
  await bridge.run(signup);
});

const deleteInMasivo = () => harness.control('POST', '/reset');

// Each finds out in another way: a PATCH answered with 404, or a GET.
test.each<[string, () => Envelope]>([
  ['a change of the name', () => update(2, { name: 'Second' })],
  ['a change of the metadata', () => update(2, { more: { phone: '+2000' } })],
  ["an operator's replay", () => ({ ...signup, series: 1 })],
])('%s of one who is gone ends as gone, and creates nobody', async (_, envelopeOf) => {
  await deleteInMasivo();
  const envelope = envelopeOf();
  const outcome = await untilEnded(harness, bridge, envelope);
  expect({ outcome, customers: await customersIn(harness) }).toEqual({ outcome: 'gone', customers: 0 });
});

test('one who was created less than a minute ago may not be shown yet', async () => {
  await deleteInMasivo();
  const replayed = { ...signup, series: 1 };
  expect(await bridge.run(replayed)).toMatchObject({ kind: 'delay' });
  expect((await bridge.record(signup)).reason).toEqual({ code: 'not-shown-yet' });
  harness.pass(60_000);
  expect(await bridge.run(replayed)).toMatchObject({ kind: 'delay' });
  harness.pass(missingWindowMs);
  expect(await bridge.run(replayed)).toEqual({ kind: 'ack' });
  expect((await bridge.record(signup)).outcome).toBe('gone');
});

test('one who is missing and shows again within ten minutes was never gone', async () => {
  harness.pass(60_000);
  await misbehave(harness, { match: on.get, times: 1, do: 'status', status: 404 });
  const replayed = { ...signup, series: 1 };
  expect(await bridge.run(replayed)).toMatchObject({ kind: 'delay' });
  expect(await untilEnded(harness, bridge, replayed)).toBe('unchanged');
});

// How long ago it was created is not known then: looks may lag behind its first one, too.
describe('one who was first seen less than a minute ago may not be shown the next time', () => {
  const notShown = { match: on.get, times: 1, do: 'status', status: 404 };
  const no = update(2, { id: '1002', more: { ...word('unsubscribed'), phone: '+1' } });

  const nextNo = async () => {
    harness.pass(2000);
    await misbehave(harness, notShown);
    expect(await bridge.run(no)).toMatchObject({ kind: 'delay' });
    // It counts as missing to nobody, or a few of these would open the circuit.
    expect((await bridge.items.missing()).customers).toEqual([]);
    const outcome = await untilEnded(harness, bridge, no);
    return { outcome, marketing: await emailMarketing(harness, '1002') };
  };

  test.each<[string, (newcomer: Envelope) => Promise<unknown>]>([
    [
      'after a creation whose answer was lost',
      async (newcomer) => {
        await misbehave(harness, { match: on.post, times: 1, do: 'close-after' });
        await bridge.run(newcomer);
      },
    ],
    ['after a creation that died', (newcomer) => diesBeforeTheRecord(bridge, newcomer)],
    [
      'after a creation with an unreadable answer',
      () => misbehave(harness, { match: on.post, times: 1, do: 'garble' }),
    ],
  ])('%s', async (_, begin) => {
    const newcomer = shopifyEnvelope({ id: '1002', more: word('subscribed') });
    await begin(newcomer);
    harness.pass(afterTheLeaseMs);
    expect(await untilEnded(harness, bridge, newcomer)).toBe('created');
    expect(await nextNo()).toEqual({ outcome: 'updated', marketing: false });
  });

  // The consent record is not in yet, so what follows is written by another rule.
  test('while its consent record is owed', async () => {
    const newcomer = shopifyEnvelope({ id: '1002', more: word('subscribed') });
    await misbehave(harness, { match: on.post, times: 1, do: 'close-after' });
    await bridge.run(newcomer);
    harness.pass(shownBy(0, bridge.settings.masivo.lateLandingMs));
    await misbehave(harness, { match: on.consent, times: 1, do: 'status', status: 429 });
    expect(await bridge.run(newcomer)).toMatchObject({ kind: 'delay' });
    expect(await nextNo()).toEqual({ outcome: 'created', marketing: false });
  });
});

test('a change that is answered with 404 while Masivo shows the customer is sent again by the same attempt', async () => {
  harness.pass(60_000);
  await misbehave(harness, { match: on.patch, times: 1, do: 'status', status: 404 });
  const changed = update(2, { name: 'Second' });
  await bridge.run(changed);
  expect(await bridge.record(changed)).toMatchObject({ outcome: 'updated', attemptCount: 1 });
});

test('one who is found gone in doubt stays gone, whatever comes later', async () => {
  const lost = update(2, { name: 'Second' });
  await misbehave(harness, { match: on.patch, times: 1, do: 'close-before' });
  expect(await bridge.run(lost)).toMatchObject({ kind: 'delay' });
  await deleteInMasivo();
  harness.pass(20_000);
  const outcomes = [await untilEnded(harness, bridge, lost)];
  await expireRecords(harness, bridge, signup, lost);
  for (const day of [3, 4])
    outcomes.push(await untilEnded(harness, bridge, update(day, { name: `Day ${day}` })));
  expect({ outcomes, customers: await customersIn(harness) }).toEqual({
    outcomes: ['gone', 'gone', 'gone'],
    customers: 0,
  });
});

// Welcome points were given out with the creation, whether or not the consent record followed.
test('one who is deleted before the consent record is in is gone, too', async () => {
  const newcomer = shopifyEnvelope({ id: '1002' });
  await misbehave(harness, { match: on.consent, times: 1, do: 'status', status: 400 });
  expect(await bridge.run(newcomer)).toMatchObject({ kind: 'dead-letter' });
  await misbehave(harness);
  await deleteInMasivo();
  const outcome = await untilEnded(harness, bridge, newcomer);
  expect({ outcome, customers: await customersIn(harness) }).toEqual({ outcome: 'gone', customers: 0 });
});

// The consent record is owed then, as after any creation of ours.
test('a release brings back who is gone, and a death on the way leaves the consent owed', async () => {
  await deleteInMasivo();
  const last = update(2, { name: 'Second' });
  await untilEnded(harness, bridge, last);
  // So that it is gone for the release, whatever the update made of it.
  await deleteInMasivo();
  const released: Envelope = { ...last, series: 1, release: 'create' };
  await misbehave(harness, { match: on.consent, times: 1, do: 'hang' });
  await diesBeforeTheRecord(bridge, released);
  expect(await customersIn(harness)).toBe(1);
  await misbehave(harness);
  harness.pass(afterTheLeaseMs);
  const outcome = await untilEnded(harness, bridge, released);
  expect({ outcome, consent: await hasConsent(harness) }).toEqual({ outcome: 'created', consent: true });
});

// The e-mail changed while Masivo had the customer, and the release creates it with the new one.
test('one who was brought back with another e-mail is found by it', async () => {
  const email = 'new@example.com';
  await bridge.run(update(2, { email }));
  await deleteInMasivo();
  const last = update(3, { email, name: 'Second' });
  await untilEnded(harness, bridge, last);
  await deleteInMasivo();
  await untilEnded(harness, bridge, { ...last, series: 1, release: 'create' });
  expect(await customersIn(harness)).toBe(1);
  const twin = shopifyEnvelope({ id: '2', email, store: 'second' });
  expect(await untilEnded(harness, bridge, twin)).toBe('exists');
});

test('one who comes back in Masivo is kept up to date again', async () => {
  await deleteInMasivo();
  const no = word('unsubscribed');
  expect(await untilEnded(harness, bridge, update(2, { name: 'Second', more: no }))).toBe('gone');
  await createElsewhere(harness, { name: 'Again', registration_date: '2026-11-01T10:00:00Z' });
  await untilEnded(harness, bridge, update(3, { name: 'Third' }));
  expect(await truthOf(harness, '1001')).toMatchObject({
    name: 'Third Shopper',
    registrations: 1,
    purposes: { email_marketing: false },
  });
});

// What it shows then may be older than what the store has said since.
test('one who comes back as it was loses what the store took back meanwhile', async () => {
  const phone = { phone: '+15550000000' };
  await untilEnded(harness, bridge, update(2, { more: phone }));
  const entry = await harness.control('GET', '/customers/1001');
  await deleteInMasivo();
  expect(await untilEnded(harness, bridge, update(3, { name: 'Third' }))).toBe('gone');
  await harness.control('PUT', '/customers/1001', entry);
  expect((await truthOf(harness, '1001'))?.metadata).toMatchObject(phone);
  await untilEnded(harness, bridge, update(4, { name: 'Fourth', more: { phone: null, addresses: [] } }));
  const { name, metadata } = (await truthOf(harness, '1001')) ?? {};
  expect({ name, metadata }).toEqual({
    name: 'Fourth Shopper',
    metadata: { source: 'shopify', store: 'default' },
  });
});

/** Masivo has these customers for longer than reads lag behind. */
async function shoppers(count: number): Promise<readonly string[]> {
  const ids = Array.from({ length: count }, (_, index) => String(index + 1));
  for (const id of ids) expect(await untilEnded(harness, bridge, shopifyEnvelope({ id }))).toBe('created');
  harness.pass(60_000);
  return ids;
}

/** One attempt at a change of each. */
async function outcomesOf(
  ids: readonly string[],
  own: Partial<DeliveryDeps> = {},
): Promise<readonly string[]> {
  const outcomes: string[] = [];
  for (const id of ids) {
    const change = update(2, { id, name: 'Second' });
    await bridge.run(change, own);
    outcomes.push((await bridge.record(change)).outcome);
  }
  return outcomes;
}
const circuit = async () => (await bridge.items.sharedState()).circuits.masivo;

test('several at once are believed to be missing by nobody: the circuit opens, and all is retried', async () => {
  const ids = await shoppers(6);
  await deleteInMasivo();
  expect(await outcomesOf(ids.slice(0, 3))).toEqual(['retry', 'retry', 'retry']);
  expect(await circuit()).toBeUndefined();
  expect(await outcomesOf(ids.slice(3))).toEqual(['retry', 'retry', 'retry']);
  expect(await circuit()).toMatchObject({ why: 'missing' });
});

test('customers who go missing a few at a time are as many: nobody is gone', async () => {
  const ids = await shoppers(12);
  await deleteInMasivo();
  const outcomes: string[] = [];
  for (let window = 0; window < 4; window += 1) {
    outcomes.push(...(await outcomesOf(ids.slice(window * 3, window * 3 + 3))));
    if (window > 0) expect(await circuit()).toMatchObject({ why: 'missing' });
    harness.pass(missingWindowMs);
  }
  expect(new Set(outcomes)).toEqual(new Set(['retry']));
});

test('one who is missing is one, however often it is tried', async () => {
  const [first = '', second = ''] = await shoppers(2);
  await deleteInMasivo();
  for (let tries = 0; tries < 4; tries += 1) expect(await outcomesOf([first])).toEqual(['retry']);
  expect(await outcomesOf([second])).toEqual(['retry']);
  harness.pass(missingWindowMs);
  expect(await outcomesOf([first, second])).toEqual(['gone', 'gone']);
});

test('a circuit that opened for missing customers closes when Masivo shows one of them, not before', async () => {
  const ids = await shoppers(6);
  const entry = await harness.control('GET', '/customers/6');
  await deleteInMasivo();
  await outcomesOf(ids.slice(0, 4));
  const worker = bridge.worker();
  const half = async (envelope: Envelope) => {
    harness.pass(60_000);
    expect((await worker.breaker.read()).halfOpen).toBe(true);
    await bridge.run(envelope, worker.deps);
    return (await circuit())?.why;
  };
  // Neither a missing customer nor a new one says that it has back what it lost.
  expect(await half(update(3, { id: '5', name: 'Third' }))).toBe('missing');
  expect(await half(shopifyEnvelope({ id: '7' }))).toBe('missing');
  await harness.control('PUT', '/customers/6', entry);
  expect(await half(update(3, { id: '6', name: 'Third' }))).toBeUndefined();
});

// Else a store whose only customers were deleted on purpose would wait for ever.
test('it closes, too, when no more are missing than people delete', async () => {
  const ids = await shoppers(4);
  await deleteInMasivo();
  await outcomesOf(ids);
  harness.pass(2 * missingWindowMs);
  const worker = bridge.worker();
  await worker.breaker.read();
  expect(await outcomesOf(ids.slice(0, 1), worker.deps)).toEqual(['gone']);
  expect(await circuit()).toBeUndefined();
});

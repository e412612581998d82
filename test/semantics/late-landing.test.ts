import { shownBy } from '../../lambda/delivery/customer-state';
import { shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { emailMarketing, lateWorkDone, misbehave, on, truthOf } from '../support/masivo-truth';

import { afterTheLeaseMs, consent, diesBeforeTheRecord, untilEnded, update, word } from '../support/stories';

/** A request whose answer was lost may land late: nothing ends before that cannot happen any more. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent } });
});

/** It lands with `lateWorkDone`: later than our timeout and the next attempts, and sooner than `lateLandingMs`. */
const late = { times: 1, do: 'work-late' } as const;

// The consent record of a signup is in flight when the process dies. Whoever comes next must wait for it as for
// any lost change: its claim says that it may overwrite.
test('a later "no" stands, though the yes of a signup that died lands after it', async () => {
  const yes = shopifyEnvelope({ more: word('subscribed') });
  const no = update(2, { more: word('unsubscribed') });
  await misbehave(harness, { match: on.consent, ...late });
  await diesBeforeTheRecord(bridge, yes);
  harness.pass(afterTheLeaseMs);
  await bridge.run(no);
  await lateWorkDone(harness);
  await untilEnded(harness, bridge, no);
  await untilEnded(harness, bridge, yes);
  expect(await emailMarketing(harness)).toBe(false);
});

test('a later "no" stands, though the yes of a change that died lands after it', async () => {
  await bridge.run(shopifyEnvelope({ more: word('unsubscribed') }));
  const yes = update(2, { more: word('subscribed') });
  const no = update(3, { more: word('unsubscribed') });
  await misbehave(harness, { match: on.consent, ...late });
  await diesBeforeTheRecord(bridge, yes);
  harness.pass(afterTheLeaseMs);
  expect(await bridge.run(no)).toMatchObject({ kind: 'delay' });
  await lateWorkDone(harness);
  await untilEnded(harness, bridge, no);
  expect(await emailMarketing(harness)).toBe(false);
});

test('a later "no" stands, though the yes of a change whose answer was lost lands after it', async () => {
  await bridge.run(shopifyEnvelope({ more: word('unsubscribed') }));
  const yes = update(2, { more: word('subscribed') });
  const no = update(3, { more: word('unsubscribed') });
  await misbehave(harness, { match: on.consent, ...late });
  expect(await bridge.run(yes)).toMatchObject({ kind: 'delay' });
  expect(await bridge.run(no)).toMatchObject({ kind: 'delay' });
  await lateWorkDone(harness);
  await untilEnded(harness, bridge, no);
  expect(await emailMarketing(harness)).toBe(false);
});

// The owner's change carries the whole metadata. While it may land over a link, neither of the two ends.
test('a link outlasts a change of the owner that was lost and lands after it', async () => {
  const email = 'same@example.com';
  bridge = await harness.fresh({ store: { consent, mapping: { extras: ['phone'] } } });
  await bridge.run(shopifyEnvelope({ id: '1', email, more: { phone: '+1000' } }));
  const change = update(2, { id: '1', email, more: { phone: '+2000' } });
  await misbehave(harness, { match: on.patch, ...late });
  expect(await bridge.run(change)).toMatchObject({ kind: 'delay' });
  const twin = shopifyEnvelope({ id: '2', email, store: 'second' });
  expect(await bridge.run(twin)).toMatchObject({ kind: 'delay' });
  const both = { phone: '+2000', linked: 'shopify/second/2' };
  expect((await truthOf(harness, '1'))?.metadata).toMatchObject(both);
  await lateWorkDone(harness);
  expect((await truthOf(harness, '1'))?.metadata).not.toHaveProperty('linked');
  harness.pass(60_000);
  expect(await untilEnded(harness, bridge, change)).toMatch(/updated|unchanged/);
  expect(await untilEnded(harness, bridge, twin)).toBe('exists');
  expect((await truthOf(harness, '1'))?.metadata).toMatchObject(both);
});

test('a link waits for a change of the owner that died', async () => {
  const email = 'same@example.com';
  bridge = await harness.fresh({ store: { consent, mapping: { extras: ['phone'] } } });
  await bridge.run(shopifyEnvelope({ id: '1', email, more: { phone: '+1000' } }));
  await misbehave(harness, { match: on.patch, ...late });
  await diesBeforeTheRecord(bridge, update(2, { id: '1', email, more: { phone: '+2000' } }));
  harness.pass(afterTheLeaseMs);
  const twin = shopifyEnvelope({ id: '2', email, store: 'second' });
  expect(await bridge.run(twin)).toMatchObject({ kind: 'delay' });
  await lateWorkDone(harness);
  expect(await untilEnded(harness, bridge, twin)).toBe('exists');
  const both = { phone: '+2000', linked: 'shopify/second/2' };
  expect((await truthOf(harness, '1'))?.metadata).toMatchObject(both);
});

// The link's change carries the owner's whole metadata, as it was then.
test.each([
  ['that died', true],
  ['whose answer was lost', false],
])('a change of the owner stands, though the change of a link %s lands after it', async (_, dies) => {
  const email = 'same@example.com';
  bridge = await harness.fresh({ store: { consent, mapping: { extras: ['phone'] } } });
  await bridge.run(shopifyEnvelope({ id: '1', email, more: { phone: '+1000' } }));
  const twin = shopifyEnvelope({ id: '2', email, store: 'second' });
  await misbehave(harness, { match: on.patch, ...late });
  if (dies) {
    await diesBeforeTheRecord(bridge, twin);
    harness.pass(afterTheLeaseMs);
  } else expect(await bridge.run(twin)).toMatchObject({ kind: 'delay' });
  const change = update(2, { id: '1', email, more: { phone: '+2000' } });
  await bridge.run(change);
  await lateWorkDone(harness);
  await untilEnded(harness, bridge, change);
  expect((await truthOf(harness, '1'))?.metadata.phone).toBe('+2000');
  expect(await untilEnded(harness, bridge, twin)).toBe('exists');
  const both = { phone: '+2000', linked: 'shopify/second/2' };
  expect((await truthOf(harness, '1'))?.metadata).toMatchObject(both);
});

// A change is sent while an older one may still land, and its answer takes so long that the window is over when
// it comes. What counts is the moment of the request; but the window is looked at after the answer.
test('a newer change stands, though an older one lands between its request and its answer', async () => {
  await bridge.run(shopifyEnvelope());
  const older = update(2, { name: 'Older' });
  const newer = update(3, { name: 'Newer' });
  await misbehave(harness, { match: on.patch, ...late });
  expect(await bridge.run(older)).toMatchObject({ kind: 'delay' });
  // Two seconds of the window are left.
  harness.pass(shownBy(0, bridge.settings.masivo.lateLandingMs) - 2000);
  const masivo: typeof bridge.deps.masivo = (turn, endsAt) => {
    const inner = bridge.deps.masivo(turn, endsAt);
    return {
      ...inner,
      calls: inner.calls,
      change: async (id, changes) => {
        const answer = await inner.change(id, changes);
        await lateWorkDone(harness);
        harness.pass(2500);
        return answer;
      },
    };
  };
  await bridge.run(newer, { masivo });
  await lateWorkDone(harness);
  for (const envelope of [newer, older, newer, older]) {
    harness.pass(30_000);
    await bridge.run(envelope);
  }
  expect((await truthOf(harness, '1001'))?.name).toBe('Newer Shopper');
});

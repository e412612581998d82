import { shownBy } from '../../lambda/delivery/customer-state';
import type { Envelope } from '../../lambda/envelope';
import { shopifyEnvelope } from '../support/envelopes';
import { harness, harnessForFile } from '../support/harness';
import { customersIn, lateWorkDone, misbehave, on } from '../support/masivo-truth';

import {
  afterTheLeaseMs,
  altered,
  consent,
  diesBeforeTheRecord,
  entryOf,
  hasConsent,
  untilEnded,
  update,
} from '../support/stories';

/** A creation of ours that we did not see land is ours all the same: it gets its consent record. */
harnessForFile({ sandbox: { migrationEveryMs: 1, migrationDelayMs: 1 } });

// The next try finds the store's hour used up and holds the customer. That must not end the doubt about the
// first POST; but `held` is written without any.
test('who is held after a POST that may still land gets its consent once it has', async () => {
  const bridge = await harness.fresh({ store: { consent, maxCreationsPerHour: 1 } });
  const signup = shopifyEnvelope();
  await misbehave(harness, { match: on.post, times: 1, do: 'work-late' });
  await diesBeforeTheRecord(bridge, signup);
  harness.pass(afterTheLeaseMs);
  await untilEnded(harness, bridge, signup);
  await lateWorkDone(harness);
  await untilEnded(harness, bridge, update(2, { name: 'Second' }));
  expect({ customers: await customersIn(harness), consent: await hasConsent(harness) }).toEqual({
    customers: 1,
    consent: true,
  });
});

// No other event may ever come: then the signup itself has to see it.
test('who would be held after a POST that may still land is waited for', async () => {
  const bridge = await harness.fresh({ store: { consent, maxCreationsPerHour: 1 } });
  const signup = shopifyEnvelope();
  await misbehave(harness, { match: on.post, times: 1, do: 'work-late' });
  await diesBeforeTheRecord(bridge, signup);
  harness.pass(afterTheLeaseMs);
  expect(await bridge.run(signup)).toMatchObject({ kind: 'delay' });
  await lateWorkDone(harness);
  const outcome = await untilEnded(harness, bridge, signup);
  expect({ outcome, consent: await hasConsent(harness) }).toEqual({ outcome: 'created', consent: true });
});

// The window is over when Masivo's answer comes, but it was not when Masivo was asked.
test('who may not be created is waited for, though the window ends between the question and its answer', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  const signup = shopifyEnvelope();
  await misbehave(harness, { match: on.post, times: 1, do: 'work-late' });
  expect(await bridge.run(signup)).toMatchObject({ kind: 'delay' });
  const { settings } = bridge;
  const closed = harness.bridge({
    ...settings,
    stores: settings.stores.map((store) => ({ ...store, creates: false })),
  });
  harness.pass(shownBy(0, settings.masivo.lateLandingMs) - 2000);
  const masivo = altered(closed.deps.masivo, (inner) => ({
    find: async (id) => {
      const answer = await inner.find(id);
      await lateWorkDone(harness);
      harness.pass(2500);
      return answer;
    },
  }));
  expect(await closed.run(signup, { masivo })).toMatchObject({ kind: 'delay' });
  const outcome = await untilEnded(harness, closed, signup);
  expect({ outcome, consent: await hasConsent(harness) }).toEqual({ outcome: 'created', consent: true });
});

test('who is held after a POST that surely did not land is known not to be in Masivo', async () => {
  const bridge = await harness.fresh({ store: { maxCreationsPerHour: 1 } });
  const signup = shopifyEnvelope();
  await misbehave(harness, { match: on.post, times: 1, do: 'close-before' });
  await diesBeforeTheRecord(bridge, signup);
  harness.pass(3600_000);
  await bridge.run(shopifyEnvelope({ id: '2' }));
  expect(await untilEnded(harness, bridge, signup)).toBe('held');
  const { state } = await entryOf(bridge);
  expect(state).toMatchObject({ confirmed: { masivo: 'held' }, uncertain: null });
});

// Masivo took the creation, and its looks lag behind it by seconds: none of them says that it did not.
describe('a creation whose 201 cannot be read, and which shows seconds later, gets its consent', () => {
  const notShown = (times: number) => ({ match: on.get, times, do: 'status', status: 404 });
  const unreadable = { match: on.post, times: 1, do: 'garble' };

  test.each<[string, object[]]>([
    ['throttled', [notShown(2), { match: on.post, times: 1, do: 'status', status: 429 }]],
    ['in conflict', [notShown(3)]],
  ])('when the next creation is %s', async (_, rules) => {
    const bridge = await harness.fresh({ store: { consent } });
    const signup = shopifyEnvelope();
    await misbehave(harness, unreadable, ...(rules as Record<string, unknown>[]));
    for (let tries = 0; tries < 4; tries += 1) {
      await bridge.run(signup);
      harness.pass(5000);
    }
    const { outcome } = await bridge.record(signup);
    expect({ outcome, consent: await hasConsent(harness) }).toEqual({ outcome: 'created', consent: true });
  });

  test('when the store creates nobody any more', async () => {
    const bridge = await harness.fresh({ store: { consent } });
    const signup = shopifyEnvelope();
    await misbehave(harness, unreadable, notShown(2));
    expect(await bridge.run(signup)).toMatchObject({ kind: 'delay' });
    harness.pass(5000);
    const { settings } = bridge;
    const closed = harness.bridge({
      ...settings,
      stores: settings.stores.map((store) => ({ ...store, creates: false })),
    });
    const outcome = await untilEnded(harness, closed, signup);
    expect({ outcome, consent: await hasConsent(harness) }).toEqual({ outcome: 'created', consent: true });
  });
});

test('a creation that lands just before it could no more, and which shows seconds later, gets its consent', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  const signup = shopifyEnvelope();
  await misbehave(harness, { match: on.post, times: 1, do: 'work-late' });
  expect(await bridge.run(signup)).toMatchObject({ kind: 'delay' });
  harness.pass(bridge.settings.masivo.lateLandingMs - 500);
  await lateWorkDone(harness);
  harness.pass(1000);
  await misbehave(harness, { match: on.get, times: 2, do: 'status', status: 404 });
  for (let tries = 0; tries < 3; tries += 1) {
    await bridge.run(signup);
    harness.pass(5000);
  }
  const { outcome } = await bridge.record(signup);
  expect({ outcome, consent: await hasConsent(harness) }).toEqual({ outcome: 'created', consent: true });
});

// Nothing says that Masivo answers a GET with the metadata. Without it a lost creation of ours has to be known by
// something else: that it may have landed is in the ledger.
test('a creation whose answer was lost gets its consent, though Masivo shows no metadata', async () => {
  const bridge = await harness.fresh({ store: { consent } });
  const signup = shopifyEnvelope();
  await misbehave(harness, { match: on.post, times: 1, do: 'close-after' });
  expect(await bridge.run(signup)).toMatchObject({ kind: 'delay' });
  const masivo: typeof bridge.deps.masivo = (turn, endsAt) => {
    const inner = bridge.deps.masivo(turn, endsAt);
    return {
      ...inner,
      calls: inner.calls,
      find: async (id) => {
        const answer = await inner.find(id);
        if (answer.kind !== 'ok' || !answer.value) return answer;
        const customer = { ...answer.value.customer, metadata: {} };
        return { kind: 'ok', value: { ...answer.value, customer, hidesMetadata: true } };
      },
    };
  };
  for (let tries = 0; tries < 6; tries += 1) {
    harness.pass(20_000);
    await bridge.run(signup, { masivo });
  }
  expect(await hasConsent(harness)).toBe(true);
});

describe('released without rewards, the customer gets its consent once Masivo shows it', () => {
  async function outcomeAfter(giveToMasivo: 'lives' | 'dies' | 'hears nothing') {
    const bridge = await harness.fresh({ store: { consent, maxCreationsPerHour: 1 } });
    await bridge.run(shopifyEnvelope({ id: '1' }));
    const signup = shopifyEnvelope();
    expect(await untilEnded(harness, bridge, signup)).toBe('held');
    const released: Envelope = { ...signup, series: 1, release: 'migrate' };
    if (giveToMasivo === 'hears nothing')
      await misbehave(harness, { match: on.migrate, times: 1, do: 'close-after' });
    if (giveToMasivo === 'dies') await diesBeforeTheRecord(bridge, released);
    else await bridge.run(released);
    harness.pass(60_000);
    expect(await customersIn(harness)).toBe(2);
    return { outcome: await untilEnded(harness, bridge, released), consent: await hasConsent(harness) };
  }

  test('when the attempt that gave it to Masivo lives', async () => {
    expect(await outcomeAfter('lives')).toEqual({ outcome: 'exists', consent: true });
  });

  test('when the attempt that gave it to Masivo hears no answer', async () => {
    expect(await outcomeAfter('hears nothing')).toEqual({ outcome: 'exists', consent: true });
  });

  // The claim says nothing of an order without rewards that may have been taken: who shows then passes for
  // somebody else's customer.
  test('when the attempt that gave it to Masivo dies', async () => {
    expect(await outcomeAfter('dies')).toEqual({ outcome: 'exists', consent: true });
  });

  // It was there, so nobody but an operator brings it back.
  test('and one that somebody deletes before its consent record is in is gone', async () => {
    const bridge = await harness.fresh({ store: { consent, maxCreationsPerHour: 1 } });
    await bridge.run(shopifyEnvelope({ id: '1' }));
    const signup = shopifyEnvelope();
    expect(await untilEnded(harness, bridge, signup)).toBe('held');
    const released: Envelope = { ...signup, series: 1, release: 'migrate' };
    await bridge.run(released);
    harness.pass(60_000);
    await misbehave(harness, { match: on.consent, times: 1, do: 'status', status: 503 });
    expect(await bridge.run(released)).toMatchObject({ kind: 'delay' });
    expect(await customersIn(harness)).toBe(2);
    await harness.control('POST', '/reset');
    expect(await untilEnded(harness, bridge, update(2, { name: 'Second' }))).toBe('gone');
    expect(await customersIn(harness)).toBe(0);
  });
});

import { shopifyEnvelope } from '../support/envelopes';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import { emailMarketing, misbehave, on, truthOf } from '../support/masivo-truth';

import { consent, expireRecords, hasConsent, untilEnded, update, word } from '../support/stories';

/** The records of deliveries expire after ninety days. What they alone knew must not be forgotten with them. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh({ store: { consent, mapping: { extras: ['phone'] } } });
});

const monthsLater = (more = {}) => update(1, { updatedAt: '2027-03-01T10:00:00Z', more });

// The customer's own item says that it is held, and it is written before the log: where that write fails
// or the process dies, the next attempt finds the customer held and writes the log.
test('whom the flood guard held stays held, though the write after the record failed', async () => {
  bridge = await harness.fresh({ store: { consent, maxCreationsPerHour: 1 } });
  await bridge.run(shopifyEnvelope({ id: '1' }));
  const signup = shopifyEnvelope();
  const ledger = dying(bridge.ledger, 'record', 'before');
  await expect(bridge.run(signup, { ledger })).rejects.toBeInstanceOf(Died);
  expect(await bridge.run(signup)).toEqual({ kind: 'ack' });
  expect((await bridge.record(signup)).outcome).toBe('held');
  await expireRecords(harness, bridge, signup);
  expect(await untilEnded(harness, bridge, update(2, { name: 'Second' }))).toBe('held');
});

// The customer's item says that it is owed, also once the log has expired.
test('a consent record that Masivo refused is owed for good', async () => {
  const signup = shopifyEnvelope();
  await misbehave(harness, { match: on.consent, do: 'status', status: 422 });
  expect(await untilEnded(harness, bridge, signup)).toBe('refused');
  await misbehave(harness);
  await expireRecords(harness, bridge, signup);
  await untilEnded(harness, bridge, update(2, { name: 'Second' }));
  expect(await hasConsent(harness)).toBe(true);
});

// The claim's state is all that is left, and it is that of before the yes. So the "no" looks like nothing new.
test('a "no" reaches Masivo, though the records of the yes before it have expired', async () => {
  const signup = shopifyEnvelope({ more: word('not_subscribed') });
  const yes = update(2, { more: word('subscribed') });
  expect(await untilEnded(harness, bridge, signup)).toBe('created');
  expect(await untilEnded(harness, bridge, yes)).toBe('updated');
  expect(await emailMarketing(harness)).toBe(true);
  await expireRecords(harness, bridge, signup, yes);
  await untilEnded(harness, bridge, monthsLater(word('unsubscribed')));
  expect(await emailMarketing(harness)).toBe(false);
});

test('a "no" reaches Masivo while the records of the yes before it are kept', async () => {
  await untilEnded(harness, bridge, shopifyEnvelope({ more: word('not_subscribed') }));
  await untilEnded(harness, bridge, update(2, { more: word('subscribed') }));
  await untilEnded(harness, bridge, update(3, { more: word('unsubscribed') }));
  expect(await emailMarketing(harness)).toBe(false);
});

// What we told Masivo is forgotten, so a value there that the store no longer sends passes for somebody else's.
test('a field that the store took back leaves Masivo, though the records have expired', async () => {
  const signup = shopifyEnvelope();
  const phone = update(2, { more: { phone: '+2000' } });
  await untilEnded(harness, bridge, signup);
  await untilEnded(harness, bridge, phone);
  expect((await truthOf(harness, '1001'))?.metadata.phone).toBe('+2000');
  await expireRecords(harness, bridge, signup, phone);
  await untilEnded(harness, bridge, monthsLater({ phone: null, addresses: [] }));
  expect((await truthOf(harness, '1001'))?.metadata.phone).toBeUndefined();
});

import type { Envelope } from '../../lambda/envelope';
import {
  shopifyEnvelope,
  shopifyEventEnvelope,
  stripeEnvelope,
  stripeThinEnvelope,
} from '../support/envelopes';
import { harness, harnessForFile, type TestBridge } from '../support/harness';
import { customersIn, misbehave, on } from '../support/masivo-truth';
import { outcomeOf, update } from '../support/stories';

/** An event of a version that nobody has looked at is used as far as it can be read, told of, and counted. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  bridge = await harness.fresh();
  harness.lines.length = 0;
});

/** How often each was counted, and in the line of which source. */
const counted = (name: 'UnknownVersions' | 'UnknownFormats' | 'FieldsNotRead') =>
  harness.lines.flatMap((line) => {
    const { source, _aws, ...figures } = JSON.parse(line);
    if (!(name in figures)) return [];
    const [metric] = _aws.CloudWatchMetrics.filter(
      ({ Metrics }: { Metrics: { Name: string }[] }) => Metrics[0]?.Name === name,
    );
    expect(metric.Dimensions).toEqual([['environment']]);
    return [name === 'UnknownVersions' ? [source, figures[name]] : figures[name]];
  });

const version = '2027-04';
const shopper = { email: 'a@example.com', name: 'First Shopper' };
const stripeVersion = '2027-03-31.fennel';

test.each<[string, string, string, () => Envelope]>([
  ['a webhook', 'shopify', version, () => shopifyEnvelope({ version })],
  ['an Event', 'shopify', version, () => shopifyEventEnvelope({ version })],
  ['a preview', 'shopify', 'unstable', () => shopifyEnvelope({ version: 'unstable' })],
  [
    'a snapshot event',
    'stripe',
    stripeVersion,
    () => stripeEnvelope({ api_version: stripeVersion }, shopper),
  ],
])('%s of %s of version %s is used, told and counted', async (_, source, shown, envelope) => {
  const sent = envelope();
  await bridge.run(sent);
  expect(await bridge.record(sent)).toMatchObject({
    outcome: 'created',
    reason: { code: 'api-version-unknown', params: { version: shown } },
  });
  expect(counted('UnknownVersions')).toEqual([[source, 1]]);
  expect(harness.lines.join()).toContain(`"apiVersion":"${shown}"`);
});

test.each<[string, () => Envelope]>([
  ['an older version', () => shopifyEnvelope({ version: '2024-01' })],
  ['the newest', () => shopifyEventEnvelope({ version: '2026-10' })],
  ['no version', () => shopifyEnvelope()],
  ['null', () => stripeEnvelope({ api_version: null }, shopper)],
  ['an older version of Stripe', () => stripeEnvelope({ api_version: '2016-07-06' }, shopper)],
])('%s is neither told nor counted', async (_, envelope) => {
  const sent = envelope();
  await bridge.run(sent);
  expect(await bridge.record(sent)).toMatchObject({ outcome: 'created', reason: null });
  expect(counted('UnknownVersions')).toEqual([]);
});

test('a weightier reason hides the notice, and not the figures', async () => {
  await bridge.run(shopifyEnvelope());
  harness.lines.length = 0;
  const changed = update(2, { version, email: 'new.address@example.com', more: { note: {} } });
  await bridge.run(changed);
  expect((await bridge.record(changed)).reason).toEqual({ code: 'email-differs' });
  expect(counted('UnknownVersions')).toEqual([['shopify', 1]]);
  expect(counted('FieldsNotRead')).toEqual([1]);
  expect(harness.lines.join()).toContain('"unread":"note"');
});

test('a body that cannot be used is refused as ever, and its version counted', async () => {
  const sent = shopifyEnvelope({ version, more: { email: 5 } });
  await bridge.run(sent);
  expect(await bridge.record(sent)).toMatchObject({
    outcome: 'refused',
    reason: { code: 'field-wrong-type' },
  });
  expect(counted('UnknownVersions')).toEqual([['shopify', 1]]);
  expect(await customersIn(harness)).toBe(0);
});

test.each<[string, () => Envelope, string | null]>([
  [
    'a Stripe body that is neither a snapshot nor a thin event',
    () => stripeThinEnvelope({ more: { object: 'v3.core.event' } }),
    'v3.core.event',
  ],
  [
    'an action that customers do not have yet',
    () => shopifyEventEnvelope({ action: 'enable' }),
    'Customer/enable',
  ],
])('%s is refused and counted, as it may be a signup', async (_, envelope, format) => {
  const sent = envelope();
  expect(await bridge.run(sent)).toMatchObject({ kind: 'dead-letter' });
  expect(await bridge.record(sent)).toMatchObject({
    outcome: 'refused',
    reason: { code: 'format-unknown', params: { format } },
  });
  expect(counted('UnknownFormats')).toEqual([1]);
});

test('a delivery is counted once, however often it is tried', async () => {
  const sent = shopifyEnvelope({ version, more: { note: {} } });
  await misbehave(harness, { match: on.post, times: 1, do: 'status', status: 503 });
  expect(await outcomeOf(bridge, sent)).toBe('retry');
  expect([...counted('UnknownVersions'), ...counted('FieldsNotRead')]).toEqual([]);
  await misbehave(harness);
  harness.pass(120_000);
  expect(await outcomeOf(bridge, sent)).toBe('created');
  await bridge.run(sent);
  expect(counted('UnknownVersions')).toEqual([['shopify', 1]]);
  expect(counted('FieldsNotRead')).toEqual([1]);
});

const isTest = { 'x-shopify-test': 'true' };
test.each<[string, () => Envelope]>([
  ['a selftest', () => shopifyEnvelope({ version, more: { masivo_bridge_selftest: true } })],
  [
    'a test notification',
    () => {
      const envelope = shopifyEnvelope({ version });
      return { ...envelope, headers: { ...envelope.headers, ...isTest } };
    },
  ],
  ['an event that the bridge does not handle', () => shopifyEnvelope({ version, topic: 'orders/create' })],
])('%s is not counted', async (_, envelope) => {
  await bridge.run(envelope());
  expect(counted('UnknownVersions')).toEqual([]);
});

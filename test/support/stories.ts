import type { DeliveryDeps } from '../../lambda/delivery/deps';
import type { Envelope } from '../../lambda/envelope';
import type { CustomerEntry } from '../../lambda/ledger/ledger';
import type { CustomerName } from '../../lambda/ledger/table';
import type { Masivo } from '../../lambda/masivo/client';
import { consentEnvelope, type ShopperEvent, shopifyEnvelope } from './envelopes';
import { Died, dying, type Harness, type TestBridge } from './harness';
import { truthOf } from './masivo-truth';

export const consent = {
  version: '1',
  loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
  metadataKeys: {},
};

/** The default shopper. */
export const shopper: CustomerName = { source: 'shopify', store: 'default', customer: '1001' };

const on = (day: number) => `2026-11-${String(day).padStart(2, '0')}T10:00:00Z`;

/** The shopper's word in Shopify's body. */
export const word = (state: string) => ({ email_marketing_consent: { state } });

/** A change of the default shopper on a day of November 2026. */
export const update = (day: number, event: ShopperEvent = {}) =>
  shopifyEnvelope({
    topic: 'customers/update',
    updatedAt: on(day),
    ...event,
  });

/** An event about the default shopper's consent alone, of a day of November 2026. */
export const statement = (state: string, day: number, own: Parameters<typeof consentEnvelope>[1] = {}) =>
  consentEnvelope(state, { at: on(day), ...own });

/** The lease of an attempt that died is over; `lateLandingMs` from its end is not. */
export const afterTheLeaseMs = 9000;

/** An attempt whose process dies where it would write down what came of it. */
export async function diesBeforeTheRecord(bridge: TestBridge, envelope: Envelope): Promise<void> {
  const ledger = dying(bridge.ledger, ['confirm', 'keep'], 'before');
  await expect(bridge.run(envelope, { ledger })).rejects.toBeInstanceOf(Died);
}

/** An attempt whose process dies when it has written the link to the owner, and not what came of its own customer. */
export async function diesOnceLinked(bridge: TestBridge, envelope: Envelope): Promise<void> {
  let confirms = 0;
  const confirm: typeof bridge.ledger.confirm = async (...args) => {
    confirms += 1;
    // The owner's comes first.
    if (confirms === 2) throw new Died();
    return bridge.ledger.confirm(...args);
  };
  await expect(bridge.run(envelope, { ledger: { ...bridge.ledger, confirm } })).rejects.toBeInstanceOf(Died);
}

/** Somebody who is missing in Masivo is taken for deleted so long after that was seen first. */
export const missingWindowMs = 80_000;

/** One attempt, and what came of it. */
export async function outcomeOf(bridge: TestBridge, envelope: Envelope): Promise<string> {
  await bridge.run(envelope);
  return (await bridge.record(envelope)).outcome;
}

/** What the ledger knows of a customer. */
export async function entryOf(bridge: TestBridge, name = shopper): Promise<CustomerEntry> {
  const opened = await bridge.ledger.open(name, 'none');
  if (opened.kind === 'newer') throw new Error('written by another version');
  return opened.customer;
}

/** Attempts until it is off the queue; `retry` if it never is. */
export async function untilEnded(harness: Harness, bridge: TestBridge, envelope: Envelope): Promise<string> {
  for (let tries = 0; tries < 12; tries += 1) {
    const { kind } = await bridge.run(envelope);
    if (kind === 'ack' || kind === 'dead-letter') return (await bridge.record(envelope)).outcome;
    harness.pass(20_000);
  }
  return 'retry';
}

/** The records of these deliveries are older than the ledger keeps them. */
export async function expireRecords(
  harness: Harness,
  bridge: TestBridge,
  ...envelopes: readonly Envelope[]
): Promise<void> {
  harness.pass(91 * 24 * 3600_000);
  for (const { id } of envelopes) await harness.expire(`${bridge.settings.masivo.account}|delivery|${id}`);
}

/** Without a consent record Masivo treats a customer as willing. */
export async function hasConsent(harness: Harness, id = '1001'): Promise<boolean> {
  return (await truthOf(harness, id))?.purposes !== undefined;
}

/** Masivo as it is, but for some of its calls. */
export function altered(
  masivo: DeliveryDeps['masivo'],
  calls: (inner: Masivo) => Partial<Masivo>,
): DeliveryDeps['masivo'] {
  return (slots, endsAt) => {
    const inner = masivo(slots, endsAt);
    return { ...inner, ...calls(inner) };
  };
}

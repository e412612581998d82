import { type Envelope, readEnvelope } from '../../lambda/envelope';
import { ledgerKeys } from '../../lambda/ledger/table';
import type { Settings } from '../../lambda/settings';
import { modelled, type ShopperEvents, shopperEvents } from '../vendors/modelled';
import { storedBytes } from './ledger-meter';
import { measurable } from './measurable';
import type { Measured, MeasuredWebhook, OfBatch } from './measured';
import { type DeliveredBatch, type MeteredBridge, meteredBridge } from './metered-bridge';
import { startTimedStandIns } from './timed-stand-ins';
import { assumedMs, roundsWithLedger, type WebhookKind } from './traffic';

/** Of a size, so that they have ten webhooks or a multiple: a worker takes the flood guard's count in such chunks. */
const batchesOf10: Readonly<Record<number, number>> = { 1: 10, 2: 5, 5: 2 };
const otherwise = 10;

type Batches = readonly (readonly ShopperEvents[])[];

/**
 * Runs ingress, the batch, the attempt and the ledger as they are, against the local stand-ins: shoppers sign up, send an
 * update that changes nothing, and one that does, in batches of these sizes, several of each.
 */
export async function measure(settings: Settings, sizes: readonly number[]): Promise<Measured> {
  const standIns = await startTimedStandIns();
  try {
    const own = measurable(settings);
    const batchesOf = newShoppers(standIns.clock.now());
    const bridge = await meteredBridge(own, standIns);
    // What a worker learns in its first two batches is not measured.
    await deliverEach('created', batchesOf(1, 2), bridge);
    const bySize = sizes.map((size) => batchesOf(size, batchesOf10[size] ?? otherwise));
    const created = await measured('created', bySize, own, bridge);
    // Those ask for no count but the rate limit's.
    const fewer = bySize.map((batches) => batches.slice(0, 1));
    const unchanged = await measured('unchanged', fewer, own, bridge);
    const updated = await measured('updated', fewer, own, bridge);
    return {
      readsPerBatch: bridge.readsPerBatch(),
      byKind: { created, unchanged, updated },
      figures: [...bridge.figures()].sort(),
      severalStores: settings.stores.length > 1,
    };
  } finally {
    await standIns.close();
  }
}

/** Shoppers in batches, each of them new. */
function newShoppers(start: Date): (size: number, count: number) => Batches {
  let shoppers = 0;
  return (size, count) =>
    Array.from({ length: count }, () =>
      Array.from({ length: size }, () => {
        shoppers += 1;
        return shopperEvents(shoppers, start);
      }),
    );
}

/** @param bySize the smallest batches first. */
async function measured(
  kind: WebhookKind,
  bySize: readonly Batches[],
  { masivo, stores }: Settings,
  bridge: MeteredBridge,
): Promise<MeasuredWebhook> {
  const delivered = [];
  for (const batches of bySize) delivered.push(await deliverEach(kind, batches, bridge));
  const inBatches = delivered.map((each) => mean(each.map(ofBatch)));
  const largest = delivered.at(-1)?.at(-1);
  const shopper = bySize.at(-1)?.at(-1)?.[0];
  if (!largest || !shopper) throw new Error('Nothing is to be measured');
  const { messages, units, calls, receiveLogBytes, deliverLogBytes } = largest;
  const [message = '', { length }] = [messages[0], messages];
  const keys = ledgerKeys(masivo.account);
  const name = { source: modelled, store: stores[0]?.store ?? '', customer: shopper[kind].customer };
  return {
    ledger: {
      customerWrites: units.customerWrites / length,
      deliveryWrites: units.deliveryWrites / length,
      indexWrites: units.indexWrites / length,
      reads: units.reads / length,
    },
    inBatches,
    stored: {
      delivery: storedBytes(await bridge.stored(keys.delivery(envelopeIn(message).id))),
      customer: storedBytes(await bridge.stored(keys.customer(name))),
    },
    messageBytes: Buffer.byteLength(message),
    receiveLogBytes: receiveLogBytes / length,
    deliverLogBytes: deliverLogBytes / length,
    masivoCalls: calls.reduce((all, each) => all + each, 0) / length,
  };
}

async function deliverEach(kind: WebhookKind, batches: Batches, bridge: MeteredBridge) {
  const delivered = [];
  for (const shoppers of batches) delivered.push(await bridge.deliver(kind, shoppers));
  return delivered;
}

function envelopeIn(message: string): Envelope {
  const read = readEnvelope(message);
  if (read.kind !== 'envelope') throw new Error(`Ingress's message is ${read.kind}`);
  return read.envelope;
}

function ofBatch({ messages, calls, ms, units }: DeliveredBatch): OfBatch {
  const workMs = Math.max(...calls) * assumedMs.masivoMs + roundsWithLedger * assumedMs.ledgerMs;
  return {
    webhooks: messages.length,
    countWrites: units.countWrites,
    slotMs: Math.max(0, ms - workMs),
  };
}

function mean(batches: readonly OfBatch[]): OfBatch {
  const of = (figure: (batch: OfBatch) => number) =>
    batches.reduce((all, batch) => all + figure(batch), 0) / batches.length;
  return {
    webhooks: of(({ webhooks }) => webhooks),
    countWrites: of(({ countWrites }) => countWrites),
    slotMs: of(({ slotMs }) => slotMs),
  };
}

import type { Measured, OfBatch } from './measured';
import { inBatch, type Traffic, type WebhookKind } from './traffic';

/** A batch with so many webhooks of a kind: between the sizes that were measured, and beyond, it goes evenly. */
function ofBatch(webhooks: number, inBatches: readonly OfBatch[]): Omit<OfBatch, 'webhooks'> {
  const place = inBatches.findIndex((batch, index) => index > 0 && batch.webhooks >= webhooks);
  const most = place < 0 ? inBatches.at(-1) : inBatches[place];
  const least = (place < 0 ? inBatches.at(-2) : inBatches[place - 1]) ?? most;
  if (webhooks === 0 || !least || !most) return { countWrites: 0, slotMs: 0 };
  const part = most === least ? 0 : (webhooks - least.webhooks) / (most.webhooks - least.webhooks);
  return {
    countWrites: least.countWrites + part * (most.countWrites - least.countWrites),
    slotMs: least.slotMs + part * (most.slotMs - least.slotMs),
  };
}

/** What a batch takes on average because of this kind of webhooks. */
export function ofBatches(
  kind: WebhookKind,
  { byKind }: Measured,
  traffic: Traffic,
): Omit<OfBatch, 'webhooks'> {
  return inBatch(traffic.mix[kind], traffic.messagesPerBatch).reduce(
    (all, probability, webhooks) => {
      const { countWrites, slotMs } = ofBatch(webhooks, byKind[kind].inBatches);
      return {
        countWrites: all.countWrites + probability * countWrites,
        slotMs: all.slotMs + probability * slotMs,
      };
    },
    { countWrites: 0, slotMs: 0 },
  );
}

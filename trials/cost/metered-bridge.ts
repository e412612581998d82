import { marshall } from '@aws-sdk/util-dynamodb';
import { composeDelivery } from '../../lambda/composition/compose-delivery';
import { deliverBatch } from '../../lambda/delivery/batch';
import { handleWebhook } from '../../lambda/ingress/handle-webhook';
import { jsonLog } from '../../lambda/log';
import type { Reason } from '../../lambda/reasons/reason';
import type { Settings } from '../../lambda/settings';
import { profileOf } from '../../lambda/sources/profiles';
import { webhookPath } from '../../lambda/webhook-address';
import { sqsEvent } from '../../local/functions/event-source';
import { sdkDynamoDb } from '../../operator/core/sdk-calls';
import { modelled, type SampleEvent, type ShopperEvents } from '../vendors/modelled';
import { figuresOf, logBytes } from './billed-lines';
import type { Item } from './item-size';
import type { LedgerUnits } from './ledger-meter';
import { type TimedStandIns, tableName } from './timed-stand-ins';
import type { WebhookKind } from './traffic';

/** One batch that was delivered, and what it took. */
export interface DeliveredBatch {
  readonly messages: readonly string[];
  readonly receiveLogBytes: number;
  readonly deliverLogBytes: number;
  /** Of each message, to Masivo. */
  readonly calls: readonly number[];
  readonly ms: number;
  readonly units: LedgerUnits;
}

/** The code with its ledger metered. */
export interface MeteredBridge {
  /** One batch of shoppers' events, from the webhook endpoint on. */
  deliver(kind: WebhookKind, shoppers: readonly ShopperEvents[]): Promise<DeliveredBatch>;
  /** An item of the ledger. */
  stored(pk: string): Promise<Item>;
  /** Read units of the last batch's one look at what the workers share. */
  readsPerBatch(): number;
  /** Figures (custom metrics) that were logged, each a name with its dimensions. */
  figures(): ReadonlySet<string>;
}

const betweenBatchesMs = 5000;
const secret = 'a-secret-of-the-cost-model';

/**
 * Ingress, the batch, the attempt and the ledger as they are, against stand-ins that are timed and metered.
 * @param settings with one store, of the modelled vendor.
 */
export async function meteredBridge(
  settings: Settings,
  { clock, meter, masivo }: TimedStandIns,
): Promise<MeteredBridge> {
  const { now } = clock;
  const own = { ...settings, masivo: { ...settings.masivo, baseUrl: masivo.baseUrl } };
  const lines: string[] = [];
  const log = jsonLog(own.environment, (line) => lines.push(line));
  const delivery = composeDelivery({
    settings: own,
    table: { tableName, db: sdkDynamoDb(meter.client) },
    readSecret: async (name) => (name === 'masivo' ? masivo.credential : secret),
    http: masivo.send,
    clock,
    random: () => 0.5,
    log,
  });
  // A token lasts an hour, so the request for it is not counted to a webhook.
  await delivery.tokens.token();
  const batch = delivery.batch({
    delay: async () => undefined,
    inFlight: async () => 0,
    sendToDeadLetters: async (_: string, reason: Reason | null) =>
      Promise.reject(new Error(reason?.code ?? 'no reason')),
  });
  let readsPerBatch = 0;
  const figures = new Set<string>();
  const noteFigures = () => {
    for (const figure of lines.flatMap(figuresOf)) figures.add(figure);
  };

  async function receive(event: SampleEvent): Promise<string> {
    const messages: string[] = [];
    const signature = Object.entries(profileOf(modelled).sign(event, secret, now()));
    const answer = await handleWebhook(
      {
        path: webhookPath({ source: modelled, store: own.stores[0]?.store ?? '' }),
        method: 'POST',
        headers: {
          ...event.headers,
          ...Object.fromEntries(signature.map(([header, value]) => [header.toLowerCase(), value])),
        },
        body: event.body,
      },
      {
        settings: own,
        secrets: {
          read: async () => ({ kind: 'secrets', secrets: [secret] }),
          reread: async () => undefined,
        },
        enqueue: async (message) => void messages.push(message),
        ...clock,
        log,
      },
    );
    const [message] = messages;
    if (!message) throw new Error(`Ingress answered ${JSON.stringify(answer)}`);
    return message;
  }

  return {
    readsPerBatch: () => readsPerBatch,
    figures: () => figures,
    async deliver(kind, shoppers) {
      lines.length = 0;
      const messages: string[] = [];
      for (const shopper of shoppers) messages.push(await receive(shopper[kind]));
      const receiveLogBytes = logBytes(lines);
      noteFigures();
      lines.length = 0;
      meter.take();
      const circuit = await batch.readBreaker();
      readsPerBatch = meter.take().reads;
      const began = now().getTime();
      const { batchItemFailures } = await deliverBatch(sqsEvent(sentAt(began, messages)), () => 60_000, {
        ...batch,
        readBreaker: async () => circuit,
      });
      const ms = now().getTime() - began;
      noteFigures();
      const outcomes = new Set(lines.map((line) => JSON.parse(line).outcome));
      if (batchItemFailures.length > 0 || [...outcomes].join() !== kind) {
        throw new Error(`Not all were ${kind}: ${lines.join('\n')}`);
      }
      clock.pass(betweenBatchesMs);
      const calls = lines.map((line): number => JSON.parse(line).calls ?? 0);
      return { messages, receiveLogBytes, deliverLogBytes: logBytes(lines), calls, ms, units: meter.take() };
    },
    async stored(pk) {
      const item = await meter.item(marshall({ pk }).pk);
      if (!item) throw new Error(`There is no item ${pk}`);
      return item;
    },
  };
}

const sentAt = (at: number, messages: readonly string[]) =>
  messages.map((body, index) => ({
    MessageId: String(index),
    ReceiptHandle: String(index),
    Body: body,
    Attributes: { SentTimestamp: String(at), ApproximateFirstReceiveTimestamp: String(at) },
  }));

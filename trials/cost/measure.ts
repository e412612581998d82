import { marshall } from '@aws-sdk/util-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import { composeDelivery } from '../../lambda/composition/compose-delivery';
import { deliverBatch } from '../../lambda/delivery/batch';
import { type Envelope, readEnvelope } from '../../lambda/envelope';
import { handleWebhook } from '../../lambda/ingress/handle-webhook';
import { ledgerKeys } from '../../lambda/ledger/table';
import { jsonLog } from '../../lambda/log';
import { sendOverNetwork } from '../../lambda/masivo/http';
import type { Reason } from '../../lambda/reasons/reason';
import type { Settings } from '../../lambda/settings';
import { profileOf } from '../../lambda/sources/profiles';
import { webhookPath } from '../../lambda/webhook-address';
import { startDynamoDb } from '../../local/aws/dynamodb';
import { createLedgerTable } from '../../local/ledger-table';
import { startMasivoSandbox } from '../../local/masivo/sandbox';
import { sdkDynamoDb } from '../../operator/core/sdk-calls';
import { modelled, type SampleEvent, type ShopperEvents, shopperEvents } from '../vendors/modelled';
import { VirtualClock } from '../virtual-clock';
import { type LedgerUnits, meteredClient, storedBytes } from './ledger-meter';
import { measurable } from './measurable';
import { assumedMs, roundsWithLedger, type WebhookKind } from './traffic';

/** What a batch with so many webhooks of a kind takes, whatever else is in it. */
export interface OfBatch {
  readonly webhooks: number;
  /** Write units of the flood guard's and the rate limit's counts. */
  readonly countWrites: number;
  /** Ms that it waits for slots of the rate limit. */
  readonly slotMs: number;
}

/** What one webhook of a kind takes, by the code as it is. */
export interface MeasuredWebhook {
  readonly ledger: Omit<LedgerUnits, 'countWrites'>;
  /** Smaller batches first. */
  readonly inBatches: readonly OfBatch[];
  readonly stored: {
    /** The delivery with its index entries, kept for the environment's retention. */
    readonly delivery: { readonly item: number; readonly indexes: number };
    /** The customer with its index entry, kept for good. */
    readonly customer: { readonly item: number; readonly indexes: number };
  };
  /** Bytes of the queue message. */
  readonly messageBytes: number;
  /** Bytes of the log lines of each function. */
  readonly receiveLogBytes: number;
  readonly deliverLogBytes: number;
  readonly masivoCalls: number;
}

export interface Measured {
  /** Read units of a batch's one look at what the workers share. */
  readonly readsPerBatch: number;
  readonly byKind: Readonly<Record<WebhookKind, MeasuredWebhook>>;
  /** Figures (custom metrics) that these webhooks logged, each a name with its dimensions. */
  readonly figures: readonly string[];
  /** Then each message has a group, its store. */
  readonly severalStores: boolean;
}

/** Of a size, so that they have ten webhooks or a multiple: a worker takes the flood guard's count in such chunks. */
const batchesOf10: Readonly<Record<number, number>> = { 1: 10, 2: 5, 5: 2 };
const otherwise = 10;
const betweenBatchesMs = 5000;

const secret = 'a-secret-of-the-cost-model';

/**
 * Runs ingress, the batch, the attempt and the ledger as they are, against the local stand-ins: shoppers sign up, send an
 * update that changes nothing, and one that does, in batches of these sizes, several of each.
 */
export async function measure(settings: Settings, sizes: readonly number[]): Promise<Measured> {
  const dynamoDb = await startDynamoDb();
  // How busy this machine is must not count: a slot that passed while the machine did something else costs a write.
  const clock = new VirtualClock(new Date('2026-12-15T10:00:00Z'));
  const sandbox = await startMasivoSandbox({ port: 0, apiKey: 'key', now: () => clock.now().getTime() });
  const meter = meteredClient(
    {
      endpoint: dynamoDb.endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    'ledger',
  );
  /** Takes as long as it is assumed to, on the clock. */
  async function after<T>(ms: number, work: () => Promise<T>): Promise<T> {
    await clock.sleep(ms);
    return clock.during(work);
  }
  meter.client.middlewareStack.add((next) => (args) => after(assumedMs.ledgerMs, () => next(args)), {
    step: 'initialize',
    priority: 'high',
  });
  try {
    const own = measurable(settings);
    const run = bridge({ ...own, masivo: { ...own.masivo, baseUrl: sandbox.baseUrl } });
    return await run();
  } finally {
    meter.destroy();
    await sandbox.close();
    await dynamoDb.close();
  }

  function bridge(own: Settings): () => Promise<Measured> {
    const { now } = clock;
    const store = own.stores[0]?.store ?? '';
    const send = sendOverNetwork(now);
    const lines: string[] = [];
    const log = jsonLog(own.environment, (line) => lines.push(line));
    const delivery = composeDelivery({
      settings: own,
      table: { tableName: 'ledger', db: sdkDynamoDb(meter.client) },
      readSecret: async (name) => (name === 'masivo' ? '{"apiKey":"key"}' : secret),
      http: (request) => after(assumedMs.masivoMs, () => send(request)),
      clock,
      random: () => 0.5,
      log,
    });
    const batch = delivery.batch({
      delay: async () => undefined,
      inFlight: async () => 0,
      sendToDeadLetters: async (_: string, reason: Reason | null) =>
        Promise.reject(new Error(reason?.code ?? 'no reason')),
    });

    async function receive(event: SampleEvent): Promise<string> {
      const messages: string[] = [];
      const signature = Object.entries(profileOf(modelled).sign(event, secret, now()));
      const answer = await handleWebhook(
        {
          path: webhookPath({ source: modelled, store }),
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

    /** One batch of shoppers' events. */
    async function deliver(kind: WebhookKind, shoppers: readonly ShopperEvents[]) {
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
      const { batchItemFailures } = await deliverBatch(sqsEvent(messages, began), () => 60_000, {
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
    }

    /** @param bySize the smallest batches first. */
    async function measured(kind: WebhookKind, bySize: readonly Batches[]): Promise<MeasuredWebhook> {
      const delivered = [];
      for (const batches of bySize) delivered.push(await deliverEach(kind, batches));
      const inBatches = delivered.map((each) => mean(each.map(ofBatch)));
      const largest = delivered.at(-1)?.at(-1);
      const shopper = bySize.at(-1)?.at(-1)?.[0];
      if (!largest || !shopper) throw new Error('Nothing is to be measured');
      const { messages, units, calls, receiveLogBytes, deliverLogBytes } = largest;
      const [message = '', { length }] = [messages[0], messages];
      const keys = ledgerKeys(own.masivo.account);
      const name = { source: modelled, store, customer: shopper[kind].customer };
      return {
        ledger: {
          customerWrites: units.customerWrites / length,
          deliveryWrites: units.deliveryWrites / length,
          indexWrites: units.indexWrites / length,
          reads: units.reads / length,
        },
        inBatches,
        stored: {
          delivery: storedBytes(await stored(keys.delivery(envelopeIn(message).id))),
          customer: storedBytes(await stored(keys.customer(name))),
        },
        messageBytes: Buffer.byteLength(message),
        receiveLogBytes: receiveLogBytes / length,
        deliverLogBytes: deliverLogBytes / length,
        masivoCalls: calls.reduce((all, each) => all + each, 0) / length,
      };
    }

    async function deliverEach(kind: WebhookKind, batches: Batches) {
      const delivered = [];
      for (const shoppers of batches) delivered.push(await deliver(kind, shoppers));
      return delivered;
    }

    let shoppers = 0;
    const batchesOf = (size: number, count: number): Batches =>
      Array.from({ length: count }, () =>
        Array.from({ length: size }, () => {
          shoppers += 1;
          return shopperEvents(shoppers, start);
        }),
      );

    const start = now();
    let readsPerBatch = 0;
    const figures = new Set<string>();
    const noteFigures = () => {
      for (const figure of lines.flatMap(figuresOf)) figures.add(figure);
    };

    async function stored(pk: string) {
      const item = await meter.item(marshall({ pk }).pk);
      if (!item) throw new Error(`There is no item ${pk}`);
      return item;
    }

    return async () => {
      await createLedgerTable(meter.bare, 'ledger');
      // A token lasts an hour, so the request for it is not counted to a webhook.
      await delivery.tokens.token();
      // What a worker learns in its first two batches is not measured.
      await deliverEach('created', batchesOf(1, 2));
      const bySize = sizes.map((size) => batchesOf(size, batchesOf10[size] ?? otherwise));
      const created = await measured('created', bySize);
      // Those ask for no count but the rate limit's.
      const fewer = bySize.map((batches) => batches.slice(0, 1));
      const unchanged = await measured('unchanged', fewer);
      const updated = await measured('updated', fewer);
      return {
        readsPerBatch,
        byKind: { created, unchanged, updated },
        figures: [...figures].sort(),
        severalStores: settings.stores.length > 1,
      };
    };
  }
}

function envelopeIn(message: string): Envelope {
  const read = readEnvelope(message);
  if (read.kind !== 'envelope') throw new Error(`Ingress's message is ${read.kind}`);
  return read.envelope;
}

/** CloudWatch bills each event with 26 bytes more. */
const logBytes = (lines: readonly string[]) =>
  lines.reduce((all, line) => all + Buffer.byteLength(line) + 26, 0);

type Batches = readonly (readonly ShopperEvents[])[];

interface Delivered {
  readonly messages: readonly string[];
  /** Of each message, to Masivo. */
  readonly calls: readonly number[];
  readonly ms: number;
  readonly units: LedgerUnits;
}

function ofBatch({ messages, calls, ms, units }: Delivered): OfBatch {
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

function sqsEvent(messages: readonly string[], now: number): SQSEvent {
  return {
    Records: messages.map((body, index) => ({
      messageId: String(index),
      receiptHandle: String(index),
      body,
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: String(now),
        SenderId: '',
        ApproximateFirstReceiveTimestamp: String(now),
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: '',
      awsRegion: '',
    })),
  };
}

/** Each combination of a figure's name and the values of its dimensions is a metric that is billed. */
function figuresOf(line: string): string[] {
  const fields = JSON.parse(line);
  const directives: { Dimensions: string[][]; Metrics: { Name: string }[] }[] =
    fields._aws?.CloudWatchMetrics ?? [];
  return directives.flatMap(({ Dimensions, Metrics }) =>
    Metrics.flatMap(({ Name }) =>
      Dimensions.map((by) => [Name, ...by.map((name) => `${name}=${fields[name]}`)].join(' ')),
    ),
  );
}

import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type ComposeDeliveryDeps, composeDelivery } from '../../lambda/composition/compose-delivery';
import { attempt } from '../../lambda/delivery/attempt';
import type { BreakerState } from '../../lambda/delivery/circuit-breaker';
import type { DeliveryDeps } from '../../lambda/delivery/deps';
import type { MessageAction } from '../../lambda/delivery/message-action';
import type { Envelope } from '../../lambda/envelope';
import { sendOverNetwork } from '../../lambda/http/http';
import type { SendHttp } from '../../lambda/http/send-http';
import type { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import type { Ledger } from '../../lambda/ledger/ledger';
import { unpack } from '../../lambda/ledger/packed';
import { jsonLog } from '../../lambda/log';
import { networkFailure } from '../../lambda/retry/retry-policy';
import { parseSettings, type Settings, type StoreSettings } from '../../lambda/settings';
import { directDynamoDb } from '../../local/aws/direct-dynamodb';
import { createLedgerTable } from '../../local/ledger-table';
import { localSettings } from '../../local/local-settings';
import { type MasivoSandboxOptions, startMasivoSandbox } from '../../local/masivo/sandbox';
import { sdkDynamoDb } from '../../operator/core/sdk-calls';
import { VirtualClock } from '../../trials/virtual-clock';
import { AtStripe } from './at-stripe';
import { HeldTimers } from './held-timers';

interface HarnessOptions {
  readonly sandbox?: Partial<MasivoSandboxOptions>;
  /** Late work lands when its time has come, and not when the test says so. */
  readonly landsByTheClock?: true;
}

/**
 * The real attempt, ledger, token, client and sandbox in one process, without the queue: tests say when an
 * attempt runs, what time it is, and at which point it dies.
 */
export async function startHarness(own: HarnessOptions = {}) {
  const clock = new VirtualClock();
  const silences = new Silences();
  const lateWork = new HeldTimers();
  const sandbox = await startMasivoSandbox({
    port: 0,
    apiKey: 'key',
    now: () => clock.now().getTime(),
    after: own.landsByTheClock ? clock.after : lateWork.after,
    onSilence: silences.tell,
    ...own.sandbox,
  });
  const client = directDynamoDb();
  await createLedgerTable(client, 'ledger');
  client.middlewareStack.add((next) => (args) => clock.during(() => next(args)), { step: 'initialize' });
  let database: SlowDatabase | undefined;
  client.middlewareStack.add(
    (next) => async (args) => {
      const slow = database;
      slow?.onRequest?.(JSON.stringify(args.input));
      const answer = await next(args);
      if (slow) await clock.sleep(slow.ms);
      return answer;
    },
    { step: 'initialize', priority: 'high' },
  );

  const { now } = clock;
  const http = impatient(clock, silences);

  const lines: string[] = [];
  let account = 0;

  /** A bridge of its own on an empty ledger and an empty Masivo. */
  async function fresh(
    adjust: {
      store?: Partial<StoreSettings>;
      settings?: Partial<Settings>;
      masivo?: Partial<Settings['masivo']>;
    } = {},
  ) {
    await control('POST', '/reset');
    await control('PUT', '/misbehaviour', {});
    account += 1;
    const base = localSettings({ baseUrl: sandbox.baseUrl, account: `test-${account}` });
    const stores = [...base.stores, ...base.stores.map((store) => ({ ...store, store: 'second' }))];
    const settings = parseSettings({
      ...base,
      sameEmail: 'link',
      ...adjust.settings,
      masivo: { ...base.masivo, timeoutMs: 400, ...adjust.settings?.masivo, ...adjust.masivo },
      stores: stores.map((store) => ({ ...store, emailsVerified: true, ...adjust.store })),
    });
    return bridge(settings);
  }

  function bridge(settings: Settings) {
    const stripe = new AtStripe();
    const base: ComposeDeliveryDeps = {
      settings,
      table: { tableName: 'ledger', db: sdkDynamoDb(client) },
      async readSecret(name) {
        if (name === 'vendor-keys') return stripe.readSecret();
        return name === 'masivo' ? '{"apiKey":"key"}' : 'email-index-secret';
      },
      http: (request) =>
        request.vendor === undefined ? http(request) : clock.during(() => stripe.send(request)),
      clock,
      random: () => 0.5,
      log: jsonLog('test', (line) => lines.push(line)),
    };
    const { deps, items } = composeDelivery(base);
    const { ledger } = deps;
    const run = (envelope: Envelope, own: Partial<DeliveryDeps> = {}, sentAt = 0): Promise<MessageAction> =>
      attempt({ body: JSON.stringify(envelope), sentAt }, free, { ...deps, ...own });
    return {
      clock,
      settings,
      deps,
      ledger,
      items,
      http,
      stripe,
      run,
      record: (envelope: Envelope) => recordOf(ledger, envelope),
      /** A further worker on the same ledger. */
      worker: (own: Partial<ComposeDeliveryDeps> = {}) => composeDelivery({ ...base, ...own }),
    };
  }

  /** Masivo's own truth. */
  async function control(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${sandbox.controlUrl}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  }

  return {
    fresh,
    bridge,
    control,
    lines,
    now,
    during: <T>(work: () => Promise<T>) => clock.during(work),
    http,
    sandbox,
    sleep: clock.sleep,
    pass: (ms: number) => clock.pass(ms),
    /** Every answer of the database comes so much later; undefined ends that. */
    slowDatabase: (slow: SlowDatabase | undefined) => {
      database = slow;
    },
    /** Masivo does what it was to do late. Until then such work is on its way, whatever the clock says. */
    landLateWork: () => lateWork.fire(),
    /** As if another version of the code had written it. */
    setItemVersion: (pk: string, version: number) =>
      client.send(
        new UpdateItemCommand({
          TableName: 'ledger',
          Key: { pk: { S: pk } },
          UpdateExpression: 'SET v = :v',
          ExpressionAttributeValues: { ':v': { N: String(version) } },
        }),
      ),
    /** What point-in-time recovery would bring back of this moment. @returns does so. */
    async ledgerAsOfNow(): Promise<() => Promise<void>> {
      const before = await itemsIn(client);
      return async () => {
        for (const { pk } of await itemsIn(client)) {
          await client.send(new DeleteItemCommand({ TableName: 'ledger', Key: { pk: pk ?? { S: '' } } }));
        }
        for (const Item of before) await client.send(new PutItemCommand({ TableName: 'ledger', Item }));
      };
    },
    /** Of the table, for people's programs. */
    client,
    /** A second table with what the ledger holds now. */
    async copyLedgerTo(name: string): Promise<void> {
      await createLedgerTable(client, name);
      for (const Item of await itemsIn(client))
        await client.send(new PutItemCommand({ TableName: name, Item }));
    },
    /** Everything that the ledger holds, as text: keys, attributes, and what is packed in them. */
    async ledgerText(account: string): Promise<string> {
      const all = (await itemsIn(client)).map((item) => unmarshall(item));
      const items = all.filter(({ pk }) => String(pk).startsWith(`${account}|`));
      return items
        .map(({ packed, ...readable }) => {
          if (!(packed instanceof Uint8Array)) return JSON.stringify(readable);
          const { value, bytes } = unpack(packed);
          return `${JSON.stringify(readable)} ${JSON.stringify(value)} ${bytes.toString('utf8')}`;
        })
        .join('\n');
    },
    /** An item as it is stored. */
    itemOf: async (pk: string): Promise<Record<string, AttributeValue>> => {
      const { Item } = await client.send(new GetItemCommand({ TableName: 'ledger', Key: { pk: { S: pk } } }));
      return Item ?? {};
    },
    /** As DynamoDB does when an item's time is over. */
    expire: (pk: string) =>
      client.send(new DeleteItemCommand({ TableName: 'ledger', Key: { pk: { S: pk } } })),
    async close() {
      clock.stop();
      client.destroy();
      await sandbox.close();
    },
  };
}

async function itemsIn(client: DynamoDBClient): Promise<readonly Record<string, AttributeValue>[]> {
  const { Items = [], LastEvaluatedKey } = await client.send(new ScanCommand({ TableName: 'ledger' }));
  if (LastEvaluatedKey) throw new Error('a ledger of more than one page');
  return Items;
}

export interface SlowDatabase {
  readonly ms: number;
  readonly onRequest?: (input: string) => void;
}

/** Requests that the sandbox will never answer. */
class Silences {
  readonly #asked = new Map<string, (() => void)[]>();
  readonly tell = (call: string): void => this.#asked.get(call)?.shift()?.();
  /** Resolves when one of these calls is left without an answer. */
  of(call: string): { readonly begun: Promise<void>; readonly forget: () => void } {
    const asked = this.#asked.get(call) ?? [];
    this.#asked.set(call, asked);
    let tell = () => {};
    const begun = new Promise<void>((resolve) => {
      tell = resolve;
    });
    asked.push(tell);
    return { begun, forget: () => asked.includes(tell) && asked.splice(asked.indexOf(tell), 1) };
  }
}

/** HTTP whose timeouts take no time: they are over as soon as it is clear that no answer comes. */
function impatient(clock: VirtualClock, silences: Silences): SendHttp {
  const send = sendOverNetwork(clock.now);
  return async (request) => {
    if (request.timeoutMs <= 0) return send(request);
    const path = new URL(request.url).pathname.replace('/api/storefront/v1', '');
    const silence = silences.of(`${request.method} ${path}`);
    const timedOut = silence.begun.then(() => networkFailure('timeout'));
    const answer = send({ ...request, timeoutMs: longEnoughMs });
    return clock.during(() => Promise.race([answer, timedOut])).finally(silence.forget);
  };
}
// Whatever a busy machine needs for an answer.
const longEnoughMs = 100_000;

export type Harness = Awaited<ReturnType<typeof startHarness>>;

/** The test file's own, after `harnessForFile()`: what is in test/ is loaded anew for each file. */
export let harness: Harness;

/** Starts a harness before the first test of a file, and closes it after the last. */
export function harnessForFile(own?: HarnessOptions): void {
  beforeAll(async () => {
    harness = await startHarness(own);
  });
  afterAll(() => harness.close());
}

export type TestBridge = Awaited<ReturnType<Harness['fresh']>>;

const free: BreakerState = {
  halfOpen: false,
  delayFor: () => undefined,
  hasTested: () => false,
};

async function recordOf(ledger: Ledger, { id }: Envelope): Promise<DeliveryRecord> {
  const record = await ledger.delivery(id);
  if (!record || record === 'newer') throw new Error(`no record of ${id}`);
  return record;
}

/** A process that dies at a point: whatever comes after it is never done. */
export class Died extends Error {}

type Write = keyof Pick<
  Ledger,
  'claim' | 'confirm' | 'keep' | 'record' | 'writeTombstones' | 'deleteDeliveries' | 'deleteCustomer'
>;

/** The ledger of a process that dies instead of doing the first of these writes, or right after it. */
export function dying(ledger: Ledger, writes: Write | readonly Write[], when: 'before' | 'after'): Ledger {
  const died =
    (write: Write) =>
    async (...args: unknown[]) => {
      if (when === 'after') await Reflect.apply(ledger[write], ledger, args);
      throw new Died();
    };
  return { ...ledger, ...Object.fromEntries([writes].flat().map((write) => [write, died(write)])) };
}

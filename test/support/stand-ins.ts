import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../lambda/clock';
import { composeLedger } from '../../lambda/composition/compose-ledger';
import type { Confirmed, KeptSnapshot } from '../../lambda/delivery/customer-state';
import type { LastAttempt } from '../../lambda/delivery/intent';
import type { Outcome } from '../../lambda/delivery/outcome';
import type { Envelope } from '../../lambda/envelope';
import type { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import { itemVersions } from '../../lambda/ledger/item-versions';
import type { Ledger } from '../../lambda/ledger/ledger';
import type { SharedItems } from '../../lambda/ledger/shared-items';
import { envelopeToStore } from '../../lambda/ledger/stored-envelope';
import type { CustomerName } from '../../lambda/ledger/table';
import { envelopeOf } from '../../lambda/new-envelope';
import type { Reason } from '../../lambda/reasons/reason';
import { emailIndexKey } from '../../lambda/secrets/email-index-key';
import { keyedHash } from '../../lambda/secrets/keyed-hash';
import type { Settings } from '../../lambda/settings';
import { directDynamoDb } from '../../local/aws/direct-dynamodb';
import { startSecretsManager } from '../../local/aws/secrets-manager';
import { type Sqs, startSqs } from '../../local/aws/sqs';
import { createLedgerTable } from '../../local/ledger-table';
import type { Operator } from '../../operator/core/operator';
import { sdkDynamoDb } from '../../operator/core/sdk-calls';
import { secretsClient, sqsClient } from './aws-clients';
import { operatorOf, type TestEnvironment } from './operator';
import { settingsWith } from './settings';
import { sourceNamed } from './sources';

/** A clock that moves when somebody sleeps, and when a test moves it. */
export class TestClock implements Clock {
  #now = Date.parse('2026-11-20T12:30:00Z');
  readonly slept: number[] = [];
  readonly now = () => new Date(this.#now);
  readonly sleep = async (ms: number) => {
    this.slept.push(ms);
    this.pass(ms);
  };
  pass(ms: number): void {
    this.#now += ms;
  }
  agoMs = (ms: number) => new Date(this.#now - ms);
}

export const storeNames = ['shopify/default', 'shopify/second', 'stripe/default'] as const;

const testSettings = (account: string): Settings =>
  settingsWith({
    masivo: { account, baseUrl: 'https://masivo.example.com', timeoutMs: 3000, lateLandingMs: 60_000 },
    stores: storeNames.map((name) => {
      const [source, store] = name.split('/');
      return { source, store, vendorAccount: 'any', mode: 'any', consent: 'off' };
    }),
  });

export interface Operated {
  readonly environment: TestEnvironment;
  readonly operator: Operator;
  readonly clock: TestClock;
  /** Writes a delivery as `deliver` does. */
  readonly put: (delivery: TestDelivery) => Promise<DeliveryRecord>;
  /** Writes a customer's item as `deliver` does. */
  readonly putCustomer: (customer: TestCustomer) => Promise<CustomerName>;
  /** Deliveries as `put` writes them, in few requests. */
  readonly putMany: (deliveries: readonly TestDelivery[]) => Promise<DeliveryRecord[]>;
  readonly ledger: Ledger;
  readonly items: SharedItems;
  readonly emailKey: (email: string) => Promise<string>;
}

/** The stand-ins of AWS, with an environment of its own for each account asked for. */
export async function startStandIns(): Promise<{
  readonly sqs: Sqs;
  readonly database: DynamoDBClient;
  readonly environmentOf: (account: string) => Operated;
  readonly close: () => Promise<void>;
}> {
  const clock = new TestClock();
  const sqs = await startSqs({
    queues: [
      { name: 'dead-letters', visibilityTimeoutSeconds: 30 },
      {
        name: 'events',
        visibilityTimeoutSeconds: 30,
        deadLetterQueue: 'dead-letters',
        maxReceiveCount: 1000,
      },
    ],
  });
  const secretValue = 'test-email-index';
  const secretsManager = await startSecretsManager({
    secrets: { 'the-email-index': { current: secretValue } },
  });
  const database = directDynamoDb();
  const queues = sqsClient(sqs.endpoint);
  const secrets = secretsClient(secretsManager.endpoint);
  await createLedgerTable(database, 'ledger');

  function environmentOf(account: string): Operated {
    const environment: TestEnvironment = {
      name: 'test',
      settings: testSettings(account),
      ledger: { client: database, tableName: 'ledger' },
      queues: {
        client: queues,
        eventsUrl: sqs.queueUrl('events'),
        deadLettersUrl: sqs.queueUrl('dead-letters'),
        oldestMs: async () => sqs.oldestMs('events'),
      },
      queue: { client: queues, url: sqs.queueUrl('events') },
      secrets: {
        client: secrets,
        ids: { webhooks: 'none', masivo: 'none', 'email-index': 'the-email-index', admin: 'none' },
      },
      webhookUrls: {},
      who: 'arn:aws:iam::000000000000:user/somebody',
    };
    const ledgerOn = (client: DynamoDBClient) =>
      composeLedger({
        db: sdkDynamoDb(client),
        hash: keyedHash(async () => secretValue),
        tableName: 'ledger',
        account,
        now: clock.now,
        keepDeliveriesDays: 90,
        ledgerRestoredAt: undefined,
      });
    const { ledger, items } = ledgerOn(database);
    return {
      environment,
      operator: operatorOf(environment, clock),
      clock,
      ledger,
      items,
      emailKey: emailIndexKey(async () => secretValue),
      async put(delivery) {
        const record = recordOf(delivery, clock.now());
        if (!(await ledger.record(record, 0))) throw new Error(`${record.id} is there already`);
        return record;
      },
      async putCustomer({
        at = 'shopify/default',
        customer,
        confirmed,
        delivery = 'a'.repeat(32),
        last = null,
        statements = {},
        deleted,
      }) {
        const [source = '', store = ''] = at.split('/');
        const name = { source, store, customer };
        const opened = await ledger.open(name, 'none');
        if (opened.kind === 'newer') throw new Error('of a newer version');
        const newest = { ...snapshotOf(name, delivery), statements, ...(deleted ? { deleted } : {}) };
        const state = { confirmed, newest, uncertain: null };
        if (!(await ledger.keep(opened.customer, state, last))) throw new Error('somebody was faster');
        return name;
      },
      async putMany(deliveries) {
        const records = deliveries.map((delivery) => recordOf(delivery, clock.now()));
        const made = await itemsPutBy(async (client) => {
          for (const record of records) await ledgerOn(client).ledger.record(record, 0);
        });
        for (let index = 0; index < made.length; index += 25) {
          const puts = made.slice(index, index + 25).map((Item) => ({ PutRequest: { Item } }));
          await database.send(new BatchWriteItemCommand({ RequestItems: { ledger: puts } }));
        }
        return records;
      },
    };
  }

  return {
    sqs,
    database,
    environmentOf,
    async close() {
      for (const client of [database, queues, secrets]) client.destroy();
      await Promise.all([sqs.close(), secretsManager.close()]);
    },
  };
}

/** What is put into a table by whoever gets this client, which sends nothing. */
async function itemsPutBy(
  act: (client: DynamoDBClient) => Promise<void>,
): Promise<Record<string, AttributeValue>[]> {
  const client = new DynamoDBClient({ region: 'us-east-1' });
  const items: Record<string, AttributeValue>[] = [];
  client.middlewareStack.add(
    () => async (args) => {
      items.push((args.input as PutItemCommandInput).Item ?? {});
      return { output: { $metadata: {} }, response: {} };
    },
    { step: 'initialize' },
  );
  await act(client);
  client.destroy();
  return items;
}

export interface TestDelivery {
  /** `source/store`. */
  readonly at?: string;
  readonly customer?: string | null;
  readonly email?: string;
  readonly outcome?: Outcome;
  readonly reason?: Reason | null;
  readonly receivedAt?: Date;
  readonly secret?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly more?: Partial<DeliveryRecord>;
}

export interface TestCustomer {
  /** `source/store`. */
  readonly at?: string;
  readonly customer: string;
  readonly confirmed: Confirmed;
  /** That brought the newest snapshot. */
  readonly delivery?: string;
  readonly last?: LastAttempt | null;
  readonly statements?: KeptSnapshot['statements'];
  readonly deleted?: NonNullable<KeptSnapshot['deleted']>;
}

const snapshotOf = ({ source, store, customer }: CustomerName, delivery: string): KeptSnapshot => ({
  delivery,
  order: { at: Date.parse('2026-11-01T10:00:00Z'), tie: null, kind: 'created' },
  customer: {
    id: customer,
    name: 'Ada Example',
    email: `shopper.${customer}@example.com`,
    registration_date: '2026-11-01T10:00:00.000Z',
    status: 'ACTIVE',
    gender: null,
    dob: null,
    metadata: { source, store },
  },
  statements: {},
  dated: true,
});

let serial = 0;

/** An envelope as ingress makes it. */
export function envelopeFor(delivery: TestDelivery, now: Date): Envelope {
  serial += 1;
  const [source = '', store = ''] = (delivery.at ?? 'shopify/default').split('/');
  const id = delivery.customer ?? String(1000 + serial);
  const email = delivery.email ?? `shopper.${id}@example.com`;
  const body =
    source === 'shopify'
      ? {
          admin_graphql_api_id: `gid://shopify/Customer/${id}`,
          email,
          first_name: 'Ada',
          last_name: 'Example',
          created_at: '2026-11-01T10:00:00Z',
          updated_at: '2026-11-01T10:00:00Z',
          // Equal bodies are copies of one event.
          last_order_id: serial,
        }
      : {
          id: `evt_${serial}`,
          object: 'event',
          type: 'customer.created',
          created: 1_790_000_000,
          data: { object: { id, object: 'customer', created: 1_790_000_000, email, name: 'Grace Example' } },
        };
  const headers = source === 'shopify' ? { 'x-shopify-topic': 'customers/create' } : {};
  return envelopeOf({
    source: sourceNamed(source),
    store,
    request: {
      headers: { ...headers, ...delivery.headers, 'x-shopify-webhook-id': `webhook-${serial}` },
      body: Buffer.from(delivery.body ?? JSON.stringify(body)),
    },
    secret: delivery.secret ?? 'secret',
    receivedAt: delivery.receivedAt ?? now,
  });
}

export function recordOf(delivery: TestDelivery, now: Date): DeliveryRecord {
  const envelope = envelopeFor(delivery, now);
  const { outcome = 'created', reason = null } = delivery;
  const at = new Date(Date.parse(envelope.receivedAt) + 1000).toISOString();
  return {
    v: itemVersions.delivery,
    ...envelopeToStore(envelope),
    customer: delivery.customer === undefined ? String(1000 + serial) : delivery.customer,
    outcome,
    reason,
    attempts: [{ id: 'attempt-1', series: 0, at, ms: 250, outcome, reason, calls: [] }],
    attemptCount: 1,
    triedSince: Date.parse(at),
    ...delivery.more,
  };
}

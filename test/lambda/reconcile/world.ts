import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { DynamoDb } from '../../../lambda/aws/dynamodb';
import { readStandings } from '../../../lambda/aws/dynamodb-reconciliations';
import {
  composeReconciliation,
  type StoreAddresses,
} from '../../../lambda/composition/compose-reconciliation';
import type { Envelope } from '../../../lambda/envelope';
import type { SendHttp } from '../../../lambda/http/send-http';
import type { LogFields, Metric } from '../../../lambda/log';
import { noOthers } from '../../../lambda/own-addresses';
import { parseSettings, type Settings, storeOf } from '../../../lambda/settings';
import { messageGroupOf, parseStoreKey } from '../../../lambda/store-name';
import { sdkDynamoDb, sdkSecrets } from '../../../operator/core/sdk-calls';
import { queued } from '../../support/queue';
import { settingsFile } from '../../support/settings';
import type { Operated, startStandIns } from '../../support/stand-ins';
import { KeyVersions } from './key-versions';
import { ShopifyAdmin } from './shopify-admin';
import { StripeApi } from './stripe-api';
import { WooShop } from './woo-shop';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

type StandIns = Awaited<ReturnType<typeof startStandIns>>;

/** The real run with a queue, a ledger and vendors, of which a test has some calls fail. */
export class World {
  readonly shopify = new ShopifyAdmin();
  readonly stripe = new StripeApi();
  readonly woo = new WooShop();
  readonly keyVersions = new KeyVersions(
    (call) => this.beforeCall(call),
    (call) => this.afterCall(call),
  );
  readonly logged: { readonly fields: LogFields; readonly metrics: readonly Metric[] }[] = [];
  /** What a run dies of, before or after a call does its work. */
  beforeCall: (call: string) => unknown = () => {};
  afterCall: (call: string) => void = () => {};
  /** So many items DynamoDB reads at once. */
  mostRead = Number.POSITIVE_INFINITY;
  addresses: StoreAddresses = {
    urls: {
      'shopify/default': 'https://hooks.example.com/webhooks/shopify',
      'stripe/default': 'https://hooks.example.com/webhooks/stripe',
      'woocommerce/default': 'https://hooks.example.com/webhooks/woocommerce',
    },
    own: noOthers,
  };
  byHand = false;
  #runs = 0;

  private constructor(
    readonly operated: Operated,
    readonly settings: Settings,
  ) {
    this.keys = {
      'shopify/default': ShopifyAdmin.token,
      'stripe/default': StripeApi.key,
      'woocommerce/default': WooShop.key,
    };
    this.shopify.now = operated.clock.now;
  }

  /** The secret `reconcile-keys`. */
  get keys(): unknown {
    const { value } = this.keyVersions;
    return value === undefined ? undefined : JSON.parse(value);
  }

  set keys(keys: unknown) {
    this.keyVersions.set(keys === undefined ? undefined : JSON.stringify(keys));
  }

  static of(
    standIns: StandIns,
    account: string,
    stores: readonly object[] = [{}, {}],
    more: object = { reconcile: { everyMinutes: 10, overlapMinutes: 5 } },
  ): World {
    const settings = parseSettings({
      ...settingsFile,
      masivo: { ...settingsFile.masivo, account },
      stores: settingsFile.stores.map((store, place) => ({
        ...store,
        subscriptions: 'off',
        ...stores[place],
      })),
      ...more,
    });
    return new World(standIns.environmentOf(account), settings);
  }

  get now(): Date {
    return this.operated.clock.now();
  }

  /** The second that was so long ago, as vendors write it. */
  ago(ms: number): string {
    return new Date(Math.floor((this.now.getTime() - ms) / 1000) * 1000).toISOString().replace('.000Z', 'Z');
  }

  get place() {
    const { client, tableName } = this.operated.environment.ledger;
    return { tableName, account: this.settings.masivo.account, db: sdkDynamoDb(client) };
  }

  /** One run of a process of its own. */
  async run(name: string, runMs = 4 * minuteMs, since?: Date) {
    const { operated, settings } = this;
    const { queues } = operated.environment;
    const { tableName, db } = this.place;
    const run = composeReconciliation({
      ...operated.clock,
      settings,
      table: { tableName, db: this.#watched(db) },
      readSecret: async (secret) =>
        secret === 'email-index'
          ? sdkSecrets(operated.environment.secrets.client)('the-email-index')
          : this.#key(),
      keyVersions: this.keyVersions,
      enqueue: async (MessageBody, MessageGroupId) => {
        this.beforeCall('enqueue');
        await queues.client.send(
          new SendMessageCommand({ QueueUrl: queues.eventsUrl, MessageBody, MessageGroupId }),
        );
        this.afterCall('enqueue');
      },
      http: this.#http,
      addresses: this.addresses,
      newId: () => `run-${++this.#runs}`,
      log: (fields, ...metrics) => this.logged.push({ fields, metrics }),
    });
    const parsed = parseStoreKey(name);
    const store = parsed && storeOf(settings, parsed.source, parsed.store);
    if (!store) throw new Error(`There is no ${name}`);
    if (messageGroupOf(store) !== name) throw new Error('no');
    return run(store, new Date(this.now.getTime() + runMs), this.byHand, since);
  }

  /** The report of a run that ended. */
  async report(name: string, runMs?: number, since?: Date) {
    const ran = await this.run(name, runMs, since);
    if (ran.kind !== 'ended') throw new Error(ran.kind);
    const { found, fed, known, failure } = ran.report;
    return { found, fed, known, failure };
  }

  async standing(name: string) {
    const store = parseStoreKey(name);
    const [standing] = await readStandings(store ? [store] : [], this.place);
    return standing;
  }

  /** What is on the queue; it is taken off. */
  queued = (): Promise<Envelope[]> => queued(this.operated);

  #key(): string | undefined {
    this.beforeCall('key');
    return this.keyVersions.value;
  }

  #http: SendHttp = async (request) => {
    this.beforeCall('vendor');
    const vendor = { Shopify: this.shopify, Stripe: this.stripe, WooCommerce: this.woo }[
      request.vendor ?? ''
    ];
    if (!vendor) throw new Error(`A request to ${request.vendor}`);
    const answer = await vendor.send(request);
    this.afterCall('vendor');
    return answer;
  };

  #watched(db: DynamoDb): DynamoDb {
    return {
      ...db,
      updateItem: async (input) => {
        const call = String(input.UpdateExpression).includes('progress')
          ? 'advance'
          : String(input.UpdateExpression).includes('#last')
            ? 'end'
            : 'begin';
        await this.beforeCall(call);
        const answer = await db.updateItem(input);
        this.afterCall(call);
        return answer;
      },
      batchGetItem: async (input) => {
        this.beforeCall('look-up');
        const [[table, { Keys = [] }] = ['', {}]] = Object.entries(input.RequestItems ?? {});
        const [read, unread] = [Keys.slice(0, this.mostRead), Keys.slice(this.mostRead)];
        const answer = await db.batchGetItem({ RequestItems: { [table]: { Keys: read } } });
        return unread.length > 0 ? { ...answer, UnprocessedKeys: { [table]: { Keys: unread } } } : answer;
      },
    };
  }
}

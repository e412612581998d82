import {
  BatchGetItemCommand,
  type DynamoDBClient,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Outcome, outcomes } from '../lambda/delivery/outcome';
import { readDelivery } from '../lambda/ledger/delivery-item';
import type { Attempt, DeliveryRecord } from '../lambda/ledger/delivery-record';
import { ledgerKeys, table } from '../lambda/ledger/table';

/** A delivery as operators see it in lists. No field of it holds personal data. */
export interface DeliverySummary {
  readonly id: string;
  readonly source: string;
  readonly store: string;
  /** The shopper's id in the store and in Masivo; null where the event named none. */
  readonly customer: string | null;
  readonly receivedAt: string;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly attemptCount: number;
  readonly attempts: readonly Attempt[];
}

export interface DeliveryPage {
  readonly deliveries: readonly DeliverySummary[];
  /** Where the next page begins; absent on the last one. */
  readonly next?: string;
}

export interface LedgerReader {
  /** Newest first, of one outcome or of all. `before` is an earlier page's `next`. */
  list(query: { limit: number; outcome?: Outcome; before?: string }): Promise<DeliveryPage>;
  get(id: string): Promise<DeliverySummary | undefined>;
  /** The whole record, with what came in: it holds personal data. */
  record(id: string): Promise<DeliveryRecord | undefined>;
  /** The next number of a series of attempts; no two callers get the same. */
  reserveSeries(id: string): Promise<number>;
}

/** Reads the ledger for people: the console and the command line. */
export function ledgerReader(options: {
  client: DynamoDBClient;
  tableName: string;
  account: string;
}): LedgerReader {
  const { client, tableName: TableName } = options;
  const keys = ledgerKeys(options.account);

  /** The newest keys of one outcome: `listedAt` sorts by time of receipt. */
  async function newest(outcome: Outcome, limit: number, before: string | undefined) {
    const { hash, range, name } = table.byOutcome;
    const answer = await client.send(
      new QueryCommand({
        TableName,
        IndexName: name,
        KeyConditionExpression: `${hash} = :outcome${before === undefined ? '' : ` AND ${range} < :before`}`,
        ExpressionAttributeValues: marshall({
          ':outcome': keys.outcome(outcome),
          ...(before === undefined ? {} : { ':before': before }),
        }),
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return (answer.Items ?? []).map((item) => {
      const { pk, listedAt } = unmarshall(item);
      return { pk: String(pk), listedAt: String(listedAt) };
    });
  }

  async function records(pks: readonly string[]): Promise<Map<string, DeliveryRecord>> {
    const found = new Map<string, DeliveryRecord>();
    let open = pks.map((pk) => marshall({ pk }));
    while (open.length > 0) {
      const batch = open.splice(0, 100);
      const answer = await client.send(
        new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: batch, ConsistentRead: true } } }),
      );
      for (const item of answer.Responses?.[TableName] ?? []) {
        const { pk, ...record } = unmarshall(item);
        found.set(String(pk), readDelivery(record));
      }
      open = [...open, ...(answer.UnprocessedKeys?.[TableName]?.Keys ?? [])];
    }
    return found;
  }

  return {
    async list({ limit, outcome, before }) {
      const wanted = outcome ? [outcome] : outcomes;
      const lists = await Promise.all(wanted.map((each) => newest(each, limit, before)));
      // The index lags: for a moment a delivery may stand under its old outcome and its new one.
      const page = [...new Map(lists.flat().map((entry) => [entry.pk, entry])).values()]
        .sort((a, b) => (a.listedAt < b.listedAt ? 1 : -1))
        .slice(0, limit);
      const found = await records(page.map(({ pk }) => pk));
      const last = page.at(-1);
      return {
        deliveries: page.flatMap(({ pk }) => found.get(pk) ?? []).map(summaryOf),
        ...(page.length === limit && last ? { next: last.listedAt } : {}),
      };
    },

    async get(id) {
      const record = await this.record(id);
      return record && summaryOf(record);
    },

    async reserveSeries(id) {
      const answer = await client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall({ pk: keys.share(`series|${id}`) }),
          UpdateExpression: 'ADD #used :one',
          ExpressionAttributeNames: { '#used': 'used' },
          ExpressionAttributeValues: marshall({ ':one': 1 }),
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return Number(unmarshall(answer.Attributes ?? {}).used);
    },

    async record(id) {
      const pk = keys.delivery(id);
      return (await records([pk])).get(pk);
    },
  };
}

function summaryOf(record: DeliveryRecord): DeliverySummary {
  const { id, source, store, customer, receivedAt, outcome, reason, attemptCount, attempts } = record;
  return { id, source, store, customer, receivedAt, outcome, reason, attemptCount, attempts };
}

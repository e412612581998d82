import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Outcome } from '../lambda/delivery/outcome';
import type { DeliveryRecord } from '../lambda/ledger/delivery-record';
import { ledgerKeys } from '../lambda/ledger/table';
import { wallClock } from './clock';
import type { DeliverySummary as FullSummary } from './operator';
import { type LedgerPlace, readRecords } from './records';
import { search } from './search';

/** What the record alone tells, without the settings of its store. */
export type DeliverySummary = Omit<FullSummary, 'maskedEmail' | 'latencyMs'>;

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

// Longer ones are none of ours, and DynamoDB refuses long keys.
const longestId = 100;

/** Reads the ledger for people: the console and the command line. */
export function ledgerReader(place: LedgerPlace, clock = wallClock): LedgerReader {
  const keys = ledgerKeys(place.account);

  return {
    async list({ limit, outcome, before }) {
      const query = { limit, ...(outcome ? { outcomes: [outcome] } : {}), ...(before ? { before } : {}) };
      const { records, next } = await search(query, place, clock);
      return { deliveries: records.map(summaryOf), ...(next === undefined ? {} : { next }) };
    },

    async get(id) {
      const record = await this.record(id);
      return record && summaryOf(record);
    },

    async reserveSeries(id) {
      const answer = await place.client.send(
        new UpdateItemCommand({
          TableName: place.tableName,
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
      if (id.length > longestId) return undefined;
      const pk = keys.delivery(id);
      return (await readRecords([pk], place, clock)).get(pk);
    },
  };
}

function summaryOf(record: DeliveryRecord): DeliverySummary {
  const { id, source, store, customer, receivedAt, outcome, reason, attemptCount, attempts } = record;
  return { id, source, store, customer, receivedAt, outcome, reason, attemptCount, attempts };
}

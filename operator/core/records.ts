import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDb } from '../../lambda/aws/dynamodb';
import type { Clock } from '../../lambda/clock';
import { entryOf, readCustomer } from '../../lambda/ledger/customer-item';
import { readDelivery } from '../../lambda/ledger/delivery-item';
import type { DeliveryRecord } from '../../lambda/ledger/delivery-record';
import type { CustomerEntry } from '../../lambda/ledger/ledger';
import { type CustomerName, ledgerKeys } from '../../lambda/ledger/table';
import type { OperatedEnvironment } from './environment';

/** Where a ledger is; `account` begins every key. */
export interface LedgerPlace {
  readonly db: DynamoDb;
  readonly tableName: string;
  readonly account: string;
}

export const placeOf = ({ ledger, settings }: OperatedEnvironment): LedgerPlace => ({
  db: ledger.db,
  tableName: ledger.tableName,
  account: settings.masivo.account,
});

type Item = Record<string, unknown>;

const mostPerRead = 100;
const firstWaitMs = 50;
const longestWaitMs = 5000;
const mostWaits = 10;

/** The items under these keys, where they exist; read from the table and not an index, so nothing lags. */
export async function readItems(
  pks: readonly string[],
  { db, tableName }: LedgerPlace,
  { sleep }: Pick<Clock, 'sleep'>,
): Promise<Map<string, Item>> {
  const found = new Map<string, Item>();
  let open: Record<string, AttributeValue>[] = [...new Set(pks)].map((pk) => marshall({ pk }));
  let waits = 0;
  while (open.length > 0) {
    const batch = open.splice(0, mostPerRead);
    const answer = await db.batchGetItem({
      RequestItems: { [tableName]: { Keys: batch, ConsistentRead: true } },
    });
    for (const item of answer.Responses?.[tableName] ?? []) {
      const { pk, ...read } = unmarshall(item);
      found.set(String(pk), read);
    }
    const unread = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
    open = [...unread, ...open];
    // Keys come back unread where an answer would exceed 16 MB, and where the table is throttled.
    if (unread.length < batch.length) waits = 0;
    else {
      waits += 1;
      if (waits > mostWaits) throw new Error('DynamoDB is throttled: it read nothing of what was asked for');
      await sleep(Math.min(longestWaitMs, firstWaitMs * 2 ** (waits - 1)));
    }
  }
  return found;
}

// Longer ids are not ours, and DynamoDB refuses long keys.
const longestId = 100;
const longestCustomer = 255;

/** One delivery's whole record with what was received: personal data. Undefined where there is none. */
export async function readRecord(
  id: string,
  place: LedgerPlace,
  clock: Pick<Clock, 'sleep'>,
): Promise<DeliveryRecord | undefined> {
  if (id.length > longestId) return undefined;
  const pk = ledgerKeys(place.account).delivery(id);
  return (await readRecords([pk], place, clock)).get(pk);
}

/** Customers as their items tell, in this order; whoever has no item is left out. */
export async function readCustomers(
  names: readonly CustomerName[],
  place: LedgerPlace,
  clock: Pick<Clock, 'sleep'>,
): Promise<readonly CustomerEntry[]> {
  const keys = ledgerKeys(place.account);
  const known = names.filter(({ customer }) => customer.length <= longestCustomer);
  const items = await readItems(known.map(keys.customer), place, clock);
  return known.flatMap((name) => {
    const item = items.get(keys.customer(name));
    return item ? entryOf(name, readCustomer(item)) : [];
  });
}

export async function readRecords(
  pks: readonly string[],
  place: LedgerPlace,
  clock: Pick<Clock, 'sleep'>,
): Promise<Map<string, DeliveryRecord>> {
  const items = await readItems(pks, place, clock);
  return new Map([...items].map(([pk, item]) => [pk, readDelivery(item)]));
}

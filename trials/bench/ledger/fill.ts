import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import stores from 'dynalite/db/index.js';
import { startDynamoDb } from '../../../local/aws/dynamodb';
import { createLedgerTable } from '../../../local/ledger-table';
import { formOfItems, type Item, itemMaker, tableName } from './deliveries';

const cache = join(__dirname, '..', '..', '..', 'node_modules', '.cache', 'masivo-bridge-bench');
const perBatch = 1000;

/**
 * A folder of the local DynamoDB with so many deliveries in it. The first time it is filled, which takes minutes
 * for a million; it is kept beside the packages, for as long as the ledger's items keep their form.
 */
export async function filledLedger(size: number, onProgress: (done: number) => void): Promise<string> {
  const folder = join(cache, `ledger-${size}-${await formOfItems()}`);
  if (existsSync(folder)) return folder;
  // Whole or not there: a run that is stopped half-way leaves nothing that looks full.
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  try {
    await createTable(unfinished);
    await fill(unfinished, size, onProgress);
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return folder;
}

async function createTable(path: string): Promise<void> {
  const { endpoint, close } = await startDynamoDb({ path });
  const client = new DynamoDBClient({ ...localAccess, endpoint });
  await createLedgerTable(client, tableName);
  client.destroy();
  await close();
}

/** For clients of the stand-in. */
export const localAccess = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
};

/** What dynalite does for a BatchWriteItem, without HTTP, and many items at once. */
async function fill(path: string, size: number, onProgress: (done: number) => void): Promise<void> {
  const store = stores.create({ path });
  await store.db.open();
  try {
    const table = await promisify(store.getTable)(tableName);
    const indexes = table.GlobalSecondaryIndexes ?? [];
    const make = itemMaker();
    for (let done = 0; done < size; done += perBatch) {
      const items: Item[] = [];
      for (let each = done; each < Math.min(size, done + perBatch); each += 1) items.push(await make(each));
      const puts = items.map((item) => put(stores.createKey(item, table), item));
      const inIndexes = items.flatMap((item) => stores.getIndexActions(indexes, null, item, table).puts);
      await write(store.getItemDb(tableName), puts);
      for (const name of new Set(inIndexes.map(({ index }) => index))) {
        const ofIndex = inIndexes.filter(({ index }) => index === name);
        await write(
          store.getIndexDb('global', tableName, name),
          ofIndex.map(({ key, item }) => put(key, item)),
        );
      }
      onProgress(done + items.length);
    }
  } finally {
    await store.db.close();
  }
}

const put = (key: string, value: object) => ({ type: 'put', key, value }) as const;

type Part = ReturnType<ReturnType<typeof stores.create>['getItemDb']>;

function write(part: Part, puts: readonly ReturnType<typeof put>[]): Promise<void> {
  return new Promise((resolve, reject) => part.batch(puts, (error) => (error ? reject(error) : resolve())));
}

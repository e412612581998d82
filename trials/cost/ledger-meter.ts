import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { table } from '../../lambda/ledger/table';
import { entryOf, type Item, indexWriteUnits, itemBytes, readUnits, writeUnits } from './item-size';

/** What DynamoDB would bill for requests, by what they read or write. */
export interface LedgerUnits {
  readonly customerWrites: number;
  readonly deliveryWrites: number;
  readonly indexWrites: number;
  /** Of the flood guard's and the rate limit's counts. */
  readonly countWrites: number;
  readonly reads: number;
}

const nothing: LedgerUnits = {
  customerWrites: 0,
  deliveryWrites: 0,
  indexWrites: 0,
  countWrites: 0,
  reads: 0,
};

/**
 * A DynamoDB client that counts what its requests would be billed. Items are read before and after each write, so that
 * conditions and expressions need not be interpreted.
 */
export function meteredClient(connect: () => DynamoDBClient, tableName: string) {
  const client = connect();
  const bare = connect();
  let units = nothing;
  const add = (more: Partial<LedgerUnits>) => {
    units = sum(units, { ...nothing, ...more });
  };

  async function item(pk: AttributeValue | undefined): Promise<Item | undefined> {
    const { Item } = await bare.send(
      new GetItemCommand({ TableName: tableName, Key: { pk: pk ?? { S: '' } }, ConsistentRead: true }),
    );
    return Item;
  }

  async function countWrite<T>(pk: AttributeValue | undefined, write: () => Promise<T>): Promise<T> {
    const before = await item(pk);
    const written = await write().catch((error: unknown) => {
      // One that failed on its condition is billed too.
      if (before) add(writeOf(before, before));
      throw error;
    });
    const after = await item(pk);
    if (!after) throw new Error('The ledger deletes nothing');
    add(writeOf(before, after));
    return written;
  }

  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const { input } = args;
        switch (commandName) {
          case 'PutItemCommand':
            return countWrite('Item' in input ? input.Item?.pk : undefined, () => next(args));
          case 'UpdateItemCommand':
            return countWrite('Key' in input ? input.Key?.pk : undefined, () => next(args));
          case 'GetItemCommand':
            if ('Key' in input) {
              const consistent = 'ConsistentRead' in input && input.ConsistentRead === true;
              add({ reads: readUnits(await item(input.Key?.pk), consistent) });
            }
            return next(args);
          case 'BatchGetItemCommand':
            for (const request of 'RequestItems' in input ? Object.values(input.RequestItems ?? {}) : []) {
              if (!('Keys' in request)) continue;
              for (const key of request.Keys ?? [])
                add({ reads: readUnits(await item(key.pk), request.ConsistentRead === true) });
            }
            return next(args);
          default:
            throw new Error(`Nobody has said yet how ${commandName} is billed`);
        }
      },
    { step: 'initialize' },
  );

  return {
    client,
    /** Not counted. */
    bare,
    item,
    /** What was counted since the last call. */
    take(): LedgerUnits {
      const taken = units;
      units = nothing;
      return taken;
    },
    destroy() {
      client.destroy();
      bare.destroy();
    },
  };
}

/** What counts, with its clients. */
export type LedgerMeter = ReturnType<typeof meteredClient>;

const indexes = [table.byOutcome, table.byOwner];

function writeOf(before: Item | undefined, after: Item): Partial<LedgerUnits> {
  const own = writeUnits(before, after);
  const indexWrites = indexes.reduce<number>(
    (all, index) =>
      all + indexWriteUnits(entryOf(before, table.key, index), entryOf(after, table.key, index)),
    0,
  );
  const kind = after.pk?.S?.split('|')[1];
  if (kind === 'delivery') return { deliveryWrites: own, indexWrites };
  return kind === 'customer' ? { customerWrites: own, indexWrites } : { countWrites: own, indexWrites };
}

/** Bytes that an item is billed to be stored with, and its index entries: 100 more for each. */
export function storedBytes(item: Item): { item: number; indexes: number } {
  const entries = indexes.map((index) => entryOf(item, table.key, index));
  return {
    item: itemBytes(item) + 100,
    indexes: entries.reduce((all, entry) => all + (entry ? itemBytes(entry) + 100 : 0), 0),
  };
}

export function sum(a: LedgerUnits, b: LedgerUnits): LedgerUnits {
  return {
    customerWrites: a.customerWrites + b.customerWrites,
    deliveryWrites: a.deliveryWrites + b.deliveryWrites,
    indexWrites: a.indexWrites + b.indexWrites,
    countWrites: a.countWrites + b.countWrites,
    reads: a.reads + b.reads,
  };
}

import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { CustomerState } from '../delivery/customer-state';
import { entryOf, readCustomer } from '../ledger/customer-item';
import { readDelivery, storedDelivery } from '../ledger/delivery-item';
import { itemVersion } from '../ledger/delivery-record';
import type { Claim, CustomerEntry, Ledger, Opened } from '../ledger/ledger';
import { pack } from '../ledger/packed';
import { type CustomerName, customerNameOf, ledgerKeys, listedAtOf, table } from '../ledger/table';
import { whetherConditionHeld } from './condition';

export interface DynamoDbLedgerOptions {
  readonly tableName: string;
  /** The label of the Masivo account. */
  readonly account: string;
  /** How long deliveries are kept. Customers are kept for good: they are what "exactly once" rests on. */
  readonly keepDeliveriesMs: number;
  readonly now: () => Date;
  /** Names a claim: no two may ever have the same. */
  readonly newId?: (() => string) | undefined;
  readonly client: DynamoDBClient;
}

type Item = Record<string, unknown>;

/** A record that a newer version of this code wrote is a value, an item that no version wrote is a bug. */
class NewerItem extends Error {}

export function dynamoDbLedger(options: DynamoDbLedgerOptions): Ledger {
  const { tableName: TableName, now, newId = randomUUID, client } = options;
  const keys = ledgerKeys(options.account);

  async function read(...pks: readonly string[]): Promise<Map<string, Item>> {
    const answer = await client.send(
      new BatchGetItemCommand({
        RequestItems: {
          [TableName]: { Keys: [...new Set(pks)].map((pk) => marshall({ pk })), ConsistentRead: true },
        },
      }),
    );
    // DynamoDB hands keys back unread when throttled. To take that for "no such item" would create twice.
    if (answer.UnprocessedKeys?.[TableName])
      throw new Error('DynamoDB read only a part of what was asked for');
    const items = (answer.Responses?.[TableName] ?? []).map((item) => unmarshall(item));
    return new Map(items.map((item) => [String(item.pk), item]));
  }

  async function put(item: Item, condition: string, values: Item): Promise<boolean> {
    const Item: Record<string, AttributeValue> = marshall(item, { removeUndefinedValues: true });
    return whetherConditionHeld(
      client.send(
        new PutItemCommand({
          TableName,
          Item,
          ConditionExpression: condition,
          ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: marshall(values) } : {}),
        }),
      ),
    );
  }

  async function entry(name: CustomerName, known: Map<string, Item>): Promise<CustomerEntry> {
    const item = parsed(readCustomer, known.get(keys.customer(name)));
    if (!item) return entryOf(name, undefined, undefined, now());
    const claimantKey = keys.delivery(item.claim.delivery);
    const claimant = known.get(claimantKey) ?? (await read(claimantKey)).get(claimantKey);
    return entryOf(name, item, parsed(readDelivery, claimant), now());
  }

  /** A later claimant has another id: then the state is no longer ours to write. */
  async function writeState(claim: Claim, state: CustomerState, update: string, values: Item): Promise<void> {
    await whetherConditionHeld(
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: marshall({ pk: keys.customer(claim.customer) }),
          UpdateExpression: update,
          ConditionExpression: 'claim.id = :claim',
          ExpressionAttributeNames: {
            '#state': 'state',
            ...(':over' in values ? { '#until': 'until' } : {}),
          },
          ExpressionAttributeValues: marshall(
            { ...values, ':state': pack(state), ':claim': claim.id },
            { removeUndefinedValues: true },
          ),
        }),
      ),
    );
  }

  return {
    async open(name, delivery): Promise<Opened> {
      const known = await read(keys.customer(name), keys.delivery(delivery));
      const opened = await unlessNewer(async () => ({
        kind: 'open' as const,
        customer: await entry(name, known),
        delivery: parsed(readDelivery, known.get(keys.delivery(delivery))),
      }));
      return opened === 'newer' ? { kind: 'newer' } : opened;
    },

    async delivery(id) {
      const known = await read(keys.delivery(id));
      return unlessNewer(async () => parsed(readDelivery, known.get(keys.delivery(id))));
    },

    async claim({ entry: { name, version, emailKey: knownKey }, delivery, believeIfWeDie, until, emailKey }) {
      const id = newId();
      const owner = emailKey === null ? knownKey : keys.email(emailKey);
      const item = {
        pk: keys.customer(name),
        v: itemVersion,
        version: version + 1,
        state: pack(believeIfWeDie),
        claim: { id, delivery, until },
        // Keys that stay as they are cost no write to the index.
        ...(owner === null ? {} : { ownerKey: owner, listedAt: 'customer' }),
      };
      const held =
        version === 0
          ? await put(item, 'attribute_not_exists(pk)', {})
          : await put(item, 'version = :seen', { ':seen': version });
      return held ? { id, customer: name } : undefined;
    },

    async remember(claim, state) {
      await writeState(claim, state, 'SET #state = :state', {});
    },

    async release(claim, state) {
      await writeState(claim, state, 'SET #state = :state, claim.#until = :over', {
        ':over': now().getTime(),
      });
    },

    async record(record, seenAttempts) {
      const item = {
        pk: keys.delivery(record.id),
        ...storedDelivery(record),
        outcomeKey: keys.outcome(record.outcome),
        listedAt: listedAtOf(record),
        ...(record.customer === null
          ? {}
          : { ownerKey: keys.customer({ ...record, customer: record.customer }) }),
        expiresAt: Math.floor((now().getTime() + options.keepDeliveriesMs) / 1000),
      };
      return seenAttempts === 0
        ? put(item, 'attribute_not_exists(pk)', {})
        : put(item, 'attemptCount = :seen', { ':seen': seenAttempts });
    },

    async customersWithEmail(emailKey, self) {
      const answer = await client.send(
        new QueryCommand({
          TableName,
          IndexName: table.byOwner.name,
          KeyConditionExpression: `${table.byOwner.hash} = :email`,
          ExpressionAttributeValues: marshall({ ':email': keys.email(emailKey) }),
        }),
      );
      const pks = (answer.Items ?? []).map((item) => String(unmarshall(item).pk));
      const others = pks.filter((pk) => pk !== keys.customer(self)).slice(0, 50);
      if (others.length === 0) return [];
      const known = await read(...others);
      return unlessNewer(() => Promise.all([...known.keys()].map((pk) => entry(customerNameOf(pk), known))));
    },
  };
}

function parsed<T>(readItem: (item: Item) => T, item: Item | undefined): T | undefined {
  if (item === undefined) return undefined;
  if (typeof item.v === 'number' && item.v > itemVersion) throw new NewerItem();
  return readItem(item);
}

async function unlessNewer<T>(read: () => Promise<T>): Promise<T | 'newer'> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof NewerItem) return 'newer';
    throw error;
  }
}

import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { emailToldOf, entryOf, isKeptForAWhile, readCustomer, storedCustomer } from '../ledger/customer-item';
import { readDelivery, storedDelivery } from '../ledger/delivery-item';
import type { CustomerEntry, Ledger, Opened } from '../ledger/ledger';
import { masivoIdHmac, storedReservation } from '../ledger/reservation';
import { type CustomerName, customerNameOf, ledgerKeys, listedAtOf, table } from '../ledger/table';
import { storedTask, taskId } from '../ledger/task';
import { type Erased, erasedHmac, readTombstone, storedTombstone } from '../ledger/tombstone';
import { emailKeyWith } from '../secrets/email-index-key';
import type { KeyedHash } from '../secrets/keyed-hash';
import { whetherConditionHeld } from './condition';
import type { DynamoDb } from './dynamodb';
import { dynamoDbItems, type Item, mostListed, parsed, unlessNewer } from './dynamodb-items';

export interface DynamoDbLedgerOptions {
  readonly tableName: string;
  /** The label of the Masivo account. */
  readonly account: string;
  /**
   * How long deliveries are kept. Customers are kept for good: they are what "exactly once" rests on. Only whom Masivo
   * lacks is not, unless something may be there or somebody decided.
   */
  readonly keepDeliveriesMs: number;
  /** When this table was attached, if it was restored from an earlier second, epoch ms. */
  readonly restoredAt?: number;
  /** Names tombstones. */
  readonly hash: KeyedHash;
  readonly now: () => Date;
  /** An id that nobody else has. */
  readonly newId: () => string;
  readonly db: DynamoDb;
}

/** How long whom Masivo lacks is kept after its last event, at least. */
const keepLackingMs = 90 * 24 * 3600_000;

export function dynamoDbLedger(options: DynamoDbLedgerOptions): Ledger {
  const { tableName: TableName, hash, now, newId, db, restoredAt } = options;
  const restored = restoredAt === undefined ? {} : { restored: restoredAt };
  const keys = ledgerKeys(options.account);
  const { read, readAs, put, listedUnder } = dynamoDbItems(TableName, db);

  const emailKeyOf = emailKeyWith(hash);
  const tombstoneOf = async (erased: Erased) => keys.erased(await erasedHmac(erased, hash));

  /**
   * When these were erased. Read as cheaply as can be, and surely up to date all the same: whoever is being erased has an
   * item, which is deleted long after its tombstones are written.
   */
  async function erasures(all: readonly Erased[]): Promise<readonly (number | undefined)[]> {
    const pks = await Promise.all(all.map(tombstoneOf));
    const known = await readAs(pks, false);
    return pks.map((pk) => parsed(readTombstone, known.get(pk)));
  }

  const customerIn = (name: CustomerName, items: Map<string, Item>): CustomerEntry =>
    entryOf(name, parsed(readCustomer, items.get(keys.customer(name))), restoredAt);

  /**
   * Writes a customer's item on condition that nobody wrote it since it was read.
   * A write that is refused may be our own: the AWS client repeats one whose answer was lost.
   */
  async function write(
    { name, version }: CustomerEntry,
    content: Parameters<typeof storedCustomer>[1],
    condition: { readonly expression: string; readonly values: Item },
  ): Promise<boolean> {
    const pk = keys.customer(name);
    // What could be replayed of the customer is never older than what is known of it.
    const keepMs = Math.max(keepLackingMs, options.keepDeliveriesMs);
    const expiresAt = Math.floor((now().getTime() + keepMs) / 1000);
    const told = emailToldOf(content);
    const toldKey = told === null ? null : await emailKeyOf(told);
    const item = {
      pk,
      ...storedCustomer(name, { ...content, ...restored }, version + 1, keys, toldKey),
      ...(isKeptForAWhile(content) ? { expiresAt } : {}),
    };
    if (await put(item, condition.expression, condition.values)) return true;
    const stored = parsed(readCustomer, (await read(pk)).get(pk));
    return stored?.packed.wrote === content.wrote;
  }

  const unwritten = ({ version }: CustomerEntry) =>
    version === 0
      ? { expression: 'attribute_not_exists(pk)', values: {} }
      : { expression: 'version = :seen', values: { ':seen': version } };

  return {
    async open(name, delivery, email = null): Promise<Opened> {
      const [known, logs] = await Promise.all([
        read(keys.customer(name)),
        readAs([keys.delivery(delivery)], false),
      ]);
      const opened = await unlessNewer(async () => ({
        customer: customerIn(name, known),
        delivery: parsed(readDelivery, logs.get(keys.delivery(delivery))),
      }));
      if (opened === 'newer') return { kind: 'newer' };
      const { customer } = opened;
      if (customer.version > 0) {
        const { erasing } = customer.state;
        return erasing === undefined
          ? { kind: 'open', ...opened }
          : { kind: 'erased', at: erasing, ...opened };
      }
      const erased = await unlessNewer(() => erasures(email === null ? [name] : [name, { email }]));
      if (erased === 'newer') return { kind: 'newer' };
      const [at, emailErasedAt] = erased;
      if (at !== undefined) return { kind: 'erased', at, ...opened };
      return { kind: 'open', ...opened, ...(emailErasedAt === undefined ? {} : { emailErasedAt }) };
    },

    async erasedAt(erased) {
      const [at] = await erasures([erased]);
      return at;
    },

    async delivery(id) {
      const known = await read(keys.delivery(id));
      return unlessNewer(async () => parsed(readDelivery, known.get(keys.delivery(id))));
    },

    async claim(entry, state, intent, emailKey = null) {
      const { last } = entry;
      const content = { state, intent, last, emailKey: emailKey ?? entry.emailKey, wrote: intent.claim };
      if (!(await write(entry, content, unwritten(entry)))) return undefined;
      return {
        intent,
        entry: { ...written(entry), state, version: entry.version + 1, intent, emailKey: content.emailKey },
      };
    },

    async confirm({ intent, entry }, state, last) {
      const content = { state, intent: null, last, emailKey: entry.emailKey, wrote: newId() };
      const condition = { expression: 'claim = :claim', values: { ':claim': intent.claim } };
      if (!(await write(entry, content, condition))) return undefined;
      return { ...entry, state, intent: null, last, version: entry.version + 1 };
    },

    async keep(entry, state, last, emailKey = null) {
      const content = { state, intent: null, last, emailKey: emailKey ?? entry.emailKey, wrote: newId() };
      return write(entry, content, unwritten(entry));
    },

    async record(record, seenAttempts) {
      const item = {
        pk: keys.delivery(record.id),
        ...storedDelivery(record),
        outcomeKey: keys.outcome(record.outcome, record.id),
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

    async writeTombstones(all, at) {
      for (const pk of await Promise.all(all.map(tombstoneOf))) {
        await db.putItem({ TableName, Item: marshall({ pk, ...storedTombstone(at) }) });
      }
    },

    async deleteDeliveries(name, isTimeLeft) {
      for (let after = '0'; ; ) {
        const answer = await db.query({
          TableName,
          IndexName: table.byOwner.name,
          KeyConditionExpression: `${table.byOwner.hash} = :owner AND ${table.byOwner.range} > :after`,
          Limit: mostListed,
          ExpressionAttributeValues: marshall({ ':owner': keys.customer(name), ':after': after }),
        });
        const listed = (answer.Items ?? []).map((item) => unmarshall(item));
        for (const { pk } of listed) await db.deleteItem({ TableName, Key: marshall({ pk }) });
        if (listed.length < mostListed) return true;
        if (!isTimeLeft()) return false;
        after = String(listed.at(-1)?.listedAt);
      }
    },

    deleteCustomer: ({ intent, entry }) =>
      whetherConditionHeld(
        db.deleteItem({
          TableName,
          Key: marshall({ pk: keys.customer(entry.name) }),
          // The AWS client repeats it where its answer was lost.
          ConditionExpression: 'attribute_not_exists(pk) OR claim = :claim',
          ExpressionAttributeValues: marshall({ ':claim': intent.claim }),
        }),
      ),

    async reserveMasivoId(id, owner) {
      const reservation = storedReservation(await erasedHmac(owner, hash));
      return put(
        { pk: keys.masivoId(await masivoIdHmac(id, hash)), ...reservation },
        'attribute_not_exists(pk) OR reservedFor = :owner',
        { ':owner': reservation.reservedFor },
      );
    },

    async writeTask(task) {
      await put(
        { pk: keys.task(taskId(task)), ...storedTask(task), outcomeKey: keys.tasks },
        'attribute_not_exists(pk) OR attribute_exists(doneAt)',
        {},
      );
    },

    async deleteTask(task) {
      await db.deleteItem({ TableName, Key: marshall({ pk: keys.task(taskId(task)) }) });
    },

    subjectOf: (erased) => erasedHmac(erased, hash),

    async customersWithEmail(emailKey, self) {
      // Its owner is among the first: only those who try to get it at this moment stand beside it.
      const pks = await listedUnder(keys.email(emailKey));
      const others = pks.filter((pk) => pk !== keys.customer(self));
      if (others.length === 0) return [];
      const known = await read(...others);
      return unlessNewer(async () => [...known.keys()].map((pk) => customerIn(customerNameOf(pk), known)));
    },

    async customersToldWithEmail(emailKey) {
      return (await listedUnder(keys.emailTold(emailKey))).map(customerNameOf);
    },
  };
}

/** What is written is no longer as it was restored. */
const written = ({ restoredAt: _, ...entry }: CustomerEntry): CustomerEntry => entry;

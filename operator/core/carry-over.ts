import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { whetherConditionHeld } from '../../lambda/aws/condition';
import type { Clock } from '../../lambda/clock';
import { composeLedger, composeSharedItems } from '../../lambda/composition/compose-ledger';
import type { CustomerState } from '../../lambda/delivery/customer-state';
import { whileErasing } from '../../lambda/delivery/erase/erasing-state';
import { stateAsWritten } from '../../lambda/delivery/intent';
import { type CustomerItem, entryOf, readCustomer } from '../../lambda/ledger/customer-item';
import { itemVersions } from '../../lambda/ledger/item-versions';
import type { CustomerEntry } from '../../lambda/ledger/ledger';
import type { ErasedShop } from '../../lambda/ledger/shared-items';
import { type CustomerName, customerNameOf, ledgerKeys } from '../../lambda/ledger/table';
import { readTask } from '../../lambda/ledger/task';
import { erasedHmac, readTombstone, storedTombstone } from '../../lambda/ledger/tombstone';
import type { MasivoId } from '../../lambda/masivo/masivo-id';
import type { KeyedHash } from '../../lambda/secrets/keyed-hash';
import type { Settings } from '../../lambda/settings';
import { parseCustomerKey, parseStoreKey, type StoreName, storeKey } from '../../lambda/store-name';
import { fixedSince, perhapsCreated, statedSince } from './carried-since';
import { markErased } from './erase-shop/erase-shop';
import { heldOfShop } from './erase-shop/held-of-shop';
import { pause } from './pause';
import { type Item, itemsOf } from './scan';
import { sdkDynamoDb, sdkScan } from './sdk-calls';

export interface CarryOverDeps {
  readonly client: DynamoDBClient;
  /** The table that is being replaced. */
  readonly from: string;
  /** The one that was restored from an earlier second. */
  readonly to: string;
  readonly settings: Settings;
  readonly hash: KeyedHash;
  readonly clock: Pick<Clock, 'now'>;
  readonly onProgress?: (read: number) => void;
}

export interface CarriedOver {
  readonly tombstones: number;
  /** Customers whose later consent is in the restored ledger now. */
  readonly consents: number;
  /** For operators, also those that were done. */
  readonly tasks: number;
  /** Items about erased customers and shops that were deleted from the restored ledger. */
  readonly deleted: number;
  /** Items of the replaced ledger that cannot be read. */
  readonly unreadable: number;
}

/**
 * Brings into a restored ledger what must not be forgotten: tombstones and which shops were erased, after which whatever
 * it holds of those people and shops is deleted again; the consent statements made since; which IDs in Masivo are reserved
 * and fixed; and tasks. Each step can be repeated. Only at its end `deliver` may use
 * the ledger (lambda/delivery/carried-over.ts).
 */
export async function carryOver(deps: CarryOverDeps): Promise<CarriedOver> {
  const { client, from, to, settings, hash, clock, onProgress = () => {} } = deps;
  const { account, lateLandingMs } = settings.masivo;
  const keys = ledgerKeys(account);
  const begun = clock.now().getTime();
  const { ledger } = composeLedger({
    tableName: to,
    db: sdkDynamoDb(client),
    account,
    hash,
    now: clock.now,
    keepDeliveriesDays: settings.keepDeliveriesDays,
    // What is carried over says nothing of what Masivo was told since.
    ledgerRestoredAt: undefined,
  });
  const erased = new Set<string>();
  const shops = await shopsErasedSince(deps);
  /** Of such a shop's new life: nothing older is known of them. */
  const anew = new Set<string>();
  /** Whose erasures go on in the restored ledger: Masivo has them by these IDs. */
  const erasing: { readonly name: CustomerName; readonly at: number; readonly masivoId: MasivoId }[] = [];
  let tasks = 0;
  let tombstones = 0;
  let consents = 0;
  let deleted = 0;
  let unreadable = 0;
  let read = 0;

  async function writeTombstone(pk: string, at: number): Promise<void> {
    erased.add(pk);
    tombstones += 1;
    await whetherConditionHeld(
      client.send(
        new PutItemCommand({
          TableName: to,
          Item: marshall({ pk, ...storedTombstone(at) }),
          ConditionExpression: 'attribute_not_exists(pk) OR erasedAt < :at',
          ExpressionAttributeValues: marshall({ ':at': at }),
        }),
      ),
    );
  }

  const copy = (item: Item) =>
    client.send(new PutItemCommand({ TableName: to, Item: marshall(item, { removeUndefinedValues: true }) }));

  /** What is known of a customer since, as far as it must not be forgotten. */
  async function carryCustomer(name: CustomerName, later: CustomerItem): Promise<void> {
    const pk = keys.customer(name);
    const { Item: stored } = await client.send(
      new GetItemCommand({ TableName: to, Key: marshall({ pk }), ConsistentRead: true }),
    );
    const masivoId = fixedSince(name, later, settings);
    if (!stored) {
      // Its next event has to ask Masivo by this ID, and no other.
      if (masivoId !== undefined) await keep(entryOf(name, undefined), { ...perhapsCreated, masivoId });
      return;
    }
    const entry = entryOf(name, readCustomer(unmarshall(stored)));
    const before = stateAsWritten(entry, lateLandingMs);
    const named = masivoId === undefined ? before : { ...before, masivoId };
    const after = later.version > entry.version ? statedSince(named, later.packed.state) : undefined;
    if (after) {
      await keep(entry, after);
      consents += 1;
    } else if (named.masivoId !== before.masivoId) await keep(entry, named);
  }

  /** Else Masivo would show the id of somebody erased again, with the customer's next change. */
  async function carryNobodyErased(name: CustomerName, item: CustomerItem): Promise<void> {
    const entry = entryOf(name, item);
    const { links = [], ...state } = stateAsWritten(entry, lateLandingMs);
    const left: string[] = [];
    for (const link of links) {
      const linked = parseCustomerKey(link);
      if (!linked || !erased.has(keys.erased(await erasedHmac(linked, hash)))) left.push(link);
    }
    if (left.length < links.length) await keep(entry, left.length > 0 ? { ...state, links: left } : state);
  }

  async function keep(entry: CustomerEntry, state: CustomerState): Promise<void> {
    if (await ledger.keep(entry, state, entry.last)) return;
    throw new Error(
      'Somebody writes into the restored ledger: stop deliver first, then run the command again',
    );
  }

  for await (const item of itemsOf({ tableName: from, account, scan: sdkScan(client) })) {
    const pk = String(item.pk);
    read += 1;
    onProgress(read);
    if (pk.startsWith(keys.erased(''))) await writeTombstone(pk, readTombstone(item));
    else if (pk.startsWith(keys.masivoId(''))) await copy(item);
    else if (pk.startsWith(keys.task(''))) {
      await copy(item);
      tasks += 1;
    } else if (pk.startsWith(customersOf(account))) {
      const name = customerNameOf(pk);
      const customer = customerIn(item);
      const erasingSince = customer?.packed.state.erasing;
      if (!customer) unreadable += 1;
      else if (erasingSince === undefined && shops.some((shop) => !shop.open && heldOfShop(item, shop))) {
        await copy(item);
        anew.add(pk);
      } else if (erasingSince === undefined) await carryCustomer(name, customer);
      else {
        await writeTombstone(keys.erased(await erasedHmac(name, hash)), erasingSince);
        const masivoId = customer.packed.state.masivoId ?? fixedSince(name, customer, settings);
        if (masivoId !== undefined) erasing.push({ name, at: erasingSince, masivoId });
      }
    }
  }

  for await (const item of itemsOf({ tableName: to, account, scan: sdkScan(client) })) {
    read += 1;
    onProgress(read);
    const [owner] = [item.pk, item.ownerKey]
      .map(String)
      .filter((key) => key.startsWith(customersOf(account)));
    const isOfErasedShop =
      !anew.has(String(item.pk)) && shops.some((shop) => heldOfShop(item, shop, shop.at));
    const subject =
      owner === undefined ? askedBy(item, keys.task('')) : await erasedHmac(customerNameOf(owner), hash);
    const isOfErased = subject !== undefined && erased.has(keys.erased(subject));
    if (!isOfErasedShop && !isOfErased) {
      const customer = owner === item.pk ? customerIn(item) : undefined;
      if (customer) await carryNobodyErased(customerNameOf(String(item.pk)), customer);
      continue;
    }
    await client.send(new DeleteItemCommand({ TableName: to, Key: marshall({ pk: item.pk }) }));
    deleted += 1;
  }

  const place = { db: sdkDynamoDb(client), tableName: to, account };
  // What else the restored ledger had of them is deleted by now.
  for (const { name, at, masivoId } of erasing) {
    await keep(entryOf(name, undefined), whileErasing({ at, landsUntil: 0, masivoId }, undefined, []));
  }

  for (const { source, store, ...shop } of shops) {
    const name = storeKey({ source, store });
    await markErased(name, shop, place);
    // Its erasure is not over: the same command goes on, and until then the store waits here, too.
    if (shop.open || shop.resumes) {
      await pause([name], { ledger: place, stores: [], beforeChanging: async () => {} });
    }
  }
  await client.send(
    new UpdateItemCommand({
      TableName: to,
      Key: marshall({ pk: keys.sharedState }),
      UpdateExpression: 'SET #v = :v, carriedOver = :at',
      ExpressionAttributeNames: { '#v': 'v' },
      ExpressionAttributeValues: marshall({ ':v': itemVersions.shared, ':at': begun }),
    }),
  );
  return { tombstones, consents, tasks, deleted, unreadable };
}

/** Shops that were erased after the second to which the ledger is restored. */
async function shopsErasedSince({
  client,
  from,
  to,
  settings,
}: CarryOverDeps): Promise<readonly (StoreName & ErasedShop)[]> {
  const { account } = settings.masivo;
  const stateOf = (tableName: string) =>
    composeSharedItems({ tableName, account, db: sdkDynamoDb(client) }).sharedState();
  const [{ erasedShops: now = {} }, { erasedShops: before = {} }] = await Promise.all([
    stateOf(from),
    stateOf(to),
  ]);
  return Object.entries(now).flatMap(([name, shop]) => {
    const store = parseStoreKey(name);
    const known = before[name];
    return store && (known === undefined || known.open || known.at < shop.at) ? [{ ...store, ...shop }] : [];
  });
}

/** Who asks for their data by this item. */
function askedBy(item: Item, prefix: string): string | undefined {
  if (!String(item.pk).startsWith(prefix)) return undefined;
  const { kind, subject } = readTask(item);
  return kind === 'data-request' ? (subject ?? undefined) : undefined;
}

const customersOf = (account: string) => `${account}|customer|`;

/** Undefined where nobody can read it: a damaged ledger, for which one is restored, has such items. */
function customerIn(item: Item): CustomerItem | undefined {
  try {
    return readCustomer(item);
  } catch {
    return undefined;
  }
}

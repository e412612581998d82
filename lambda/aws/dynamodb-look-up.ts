import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Clock } from '../clock';
import { entryOf, readCustomer } from '../ledger/customer-item';
import { ledgerKeys } from '../ledger/table';
import { erasedHmac } from '../ledger/tombstone';
import { foundByReconciliation } from '../origin';
import type { Held, LookUp, ToLookUp } from '../reconcile/known';
import type { KeyedHash } from '../secrets/keyed-hash';
import type { DynamoDb } from './dynamodb';

export interface LookUpDeps extends Pick<Clock, 'sleep'> {
  readonly tableName: string;
  /** The label of the Masivo account. */
  readonly account: string;
  readonly db: DynamoDb;
  /** Names tombstones. */
  readonly hash: KeyedHash;
}

const loggedBy = (item: Record<string, unknown> | undefined): Held['logged'] =>
  item && (item.signedWith === foundByReconciliation ? 'found' : 'told');

/** Three items of each: DynamoDB reads a hundred at once, and 16 MB. */
const atOnce = 25;
const mostTries = 5;
const firstPauseMs = 200;

/**
 * Reads the customers, the logs and the tombstones of many changes. As cheaply as can be: what lags is fed once more,
 * and `deliver` knows it. Whoever is being erased has an item, which is deleted long after its tombstone is written.
 */
export function dynamoDbLookUp({ tableName, account, db, hash, sleep }: LookUpDeps): LookUp {
  const keys = ledgerKeys(account);

  async function read(
    pks: readonly string[],
    isOver: () => boolean,
  ): Promise<ReadonlyMap<string, Record<string, unknown>> | undefined> {
    const found = new Map<string, Record<string, unknown>>();
    let Keys = [...new Set(pks)].map((pk) => marshall({ pk }));
    for (let tries = 1; ; tries += 1) {
      if (isOver()) return undefined;
      const answer = await db.batchGetItem({ RequestItems: { [tableName]: { Keys } } });
      const items = (answer.Responses?.[tableName] ?? []).map((item) => unmarshall(item));
      for (const item of items) found.set(String(item.pk), item);
      // To take what was not read for what is not there would put an erased person's data on the queue.
      const unread = answer.UnprocessedKeys?.[tableName]?.Keys ?? [];
      if (unread.length === 0) return found;
      // Asked for with the others again, as many would be left again: an answer has 16 MB at most.
      Keys = unread;
      if (tries === mostTries) throw new Error('DynamoDB read only a part of what was asked for');
      await sleep(firstPauseMs * 2 ** (tries - 1));
    }
  }

  async function lookUpSome(
    asked: readonly ToLookUp[],
    isOver: () => boolean,
  ): Promise<readonly Held[] | undefined> {
    const named = await Promise.all(
      asked.map(async ({ name, delivery }) => ({
        log: keys.delivery(delivery),
        customer:
          name === undefined
            ? undefined
            : { name, pk: keys.customer(name), erased: keys.erased(await erasedHmac(name, hash)) },
      })),
    );
    const pks = named.flatMap(({ log, customer }) =>
      customer ? [log, customer.pk, customer.erased] : [log],
    );
    const found = await read(pks, isOver);
    if (!found) return undefined;
    return named.map(({ log, customer }) => {
      const item = customer && found.get(customer.pk);
      // An item of a newer version of this code cannot be read: then the run fails, and nothing is fed.
      const entry = customer && entryOf(customer.name, item && readCustomer(item));
      return {
        customer: entry,
        logged: loggedBy(found.get(log)),
        isErased:
          entry?.state.erasing !== undefined || (customer !== undefined && found.has(customer.erased)),
      };
    });
  }

  return async (asked, isOver) => {
    const held: Held[] = [];
    for (let first = 0; first < asked.length; first += atOnce) {
      const some = await lookUpSome(asked.slice(first, first + atOnce), isOver);
      if (!some) return undefined;
      held.push(...some);
    }
    return held;
  };
}

import { BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Clock } from '../../../lambda/clock';
import type { StoreName } from '../../../lambda/store-name';
import type { ErasingShop, HeldOfShop } from '../answers/erased-shop';
import type { LedgerPlace } from '../records';
import { itemsOf } from '../scan';
import { heldOfShop, nothingHeld } from './held-of-shop';

export interface DeleteHeldDeps extends Pick<ErasingShop, 'onProgress' | 'stopped'> {
  readonly place: LedgerPlace;
  readonly clock: Pick<Clock, 'sleep'>;
}

const perWrite = 25;
const firstWaitMs = 50;
const longestWaitMs = 5000;
const mostWaits = 10;

/** How much the ledger holds of a shop. It reads the whole table: no index lists customers by store. */
export async function countHeld(
  store: StoreName,
  { place, onProgress = () => {} }: Pick<DeleteHeldDeps, 'place' | 'onProgress'>,
): Promise<HeldOfShop> {
  let held = nothingHeld;
  let read = 0;
  for await (const item of itemsOf(place.tableName, place.account, place.client)) {
    read += 1;
    onProgress(read, 0);
    held = with1(held, heldOfShop(item, store));
  }
  return held;
}

/**
 * Deletes what the ledger holds of a shop, page by page. One that was stopped begins again, with less to do.
 * @param before deliveries that came in later stay.
 */
export async function deleteHeld(
  store: StoreName,
  before: number,
  { place, clock, stopped, onProgress = () => {} }: DeleteHeldDeps,
): Promise<{ readonly deleted: HeldOfShop; readonly isAll: boolean }> {
  let deleted = nothingHeld;
  let read = 0;
  let pks: string[] = [];
  const flush = async () => {
    await deleteItems(pks, place, clock);
    pks = [];
    const { customers, deliveries, dataRequests } = deleted;
    onProgress(read, customers + deliveries + dataRequests);
  };
  for await (const item of itemsOf(place.tableName, place.account, place.client)) {
    read += 1;
    const kind = heldOfShop(item, store, before);
    if (kind) {
      deleted = with1(deleted, kind);
      pks.push(String(item.pk));
    }
    if (pks.length === perWrite) await flush();
    if (stopped?.aborted) break;
  }
  await flush();
  return { deleted, isAll: !stopped?.aborted };
}

const with1 = (held: HeldOfShop, kind: keyof HeldOfShop | undefined): HeldOfShop =>
  kind ? { ...held, [kind]: held[kind] + 1 } : held;

async function deleteItems(
  pks: readonly string[],
  { client, tableName }: LedgerPlace,
  { sleep }: Pick<Clock, 'sleep'>,
): Promise<void> {
  let open: readonly WriteRequest[] = pks.map((pk) => ({ DeleteRequest: { Key: marshall({ pk }) } }));
  for (let waits = 0; open.length > 0; waits += 1) {
    const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: [...open] } }));
    // DynamoDB hands back what it did not do when throttled.
    open = answer.UnprocessedItems?.[tableName] ?? [];
    if (open.length === 0) return;
    if (waits === mostWaits)
      throw new Error('DynamoDB is throttled: it deletes nothing of what was asked for');
    await sleep(Math.min(longestWaitMs, firstWaitMs * 2 ** waits));
  }
}

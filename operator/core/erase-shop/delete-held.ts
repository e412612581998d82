import { marshall } from '@aws-sdk/util-dynamodb';
import type { Clock } from '../../../lambda/clock';
import type { StoreName } from '../../../lambda/store-name';
import type { HeldOfShop } from '../answers/erased-shop';
import type { LedgerPlace } from '../records';
import { type Item, pagesOf, type Scan } from '../scan';
import { heldOfShop, nothingHeld } from './held-of-shop';

/** A part of a walk through the whole ledger: no index lists customers by store. */
export interface ShopPart {
  readonly held: HeldOfShop;
  /** Items of the ledger that were read. */
  readonly read: number;
  /** Where the next part begins; null at the end. */
  readonly next: string | null;
}

export interface ShopPartDeps {
  readonly place: LedgerPlace;
  readonly scan: Scan;
  readonly clock: Pick<Clock, 'now'>;
}

/** Each part ends within a call. */
const mostMs = 8000;
const atOnce = 25;

/** How much the ledger holds of a shop. */
export const countHeld = (
  store: StoreName,
  start: string | undefined,
  deps: ShopPartDeps,
): Promise<ShopPart> =>
  walk(
    (item) => heldOfShop(item, store),
    async () => {},
    start,
    deps,
  );

/**
 * Deletes what the ledger holds of a shop. One that was stopped begins again, with less to do.
 * @param before deliveries that came in later stay.
 */
export const deleteHeld = (
  store: StoreName,
  before: number,
  start: string | undefined,
  deps: ShopPartDeps,
): Promise<ShopPart> =>
  walk(
    (item) => heldOfShop(item, store, before),
    (pks) => deleteItems(pks, deps.place),
    start,
    deps,
  );

async function walk(
  kindOf: (item: Item) => keyof HeldOfShop | undefined,
  act: (pks: readonly string[]) => Promise<void>,
  start: string | undefined,
  { place, scan, clock }: ShopPartDeps,
): Promise<ShopPart> {
  const until = clock.now().getTime() + mostMs;
  const isLate = () => clock.now().getTime() >= until;
  let held = nothingHeld;
  let read = 0;
  let meant: string[] = [];
  for await (const { items, next } of pagesOf({ ...place, scan }, start)) {
    for (const item of items) {
      read += 1;
      const kind = kindOf(item);
      if (!kind) continue;
      const pk = String(item.pk);
      held = { ...held, [kind]: held[kind] + 1 };
      meant.push(pk);
      if (meant.length < atOnce) continue;
      await act(meant);
      meant = [];
      // A scan goes on after any key, also one that is not there any more.
      if (isLate()) return { held, read, next: pk };
    }
    await act(meant);
    meant = [];
    if (next !== undefined && isLate()) return { held, read, next };
  }
  return { held, read, next: null };
}

async function deleteItems(pks: readonly string[], { db, tableName }: LedgerPlace): Promise<void> {
  await Promise.all(pks.map((pk) => db.deleteItem({ TableName: tableName, Key: marshall({ pk }) })));
}

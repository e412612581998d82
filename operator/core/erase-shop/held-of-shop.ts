import { readCustomer } from '../../../lambda/ledger/customer-item';
import { customerNameOf, readListedAt } from '../../../lambda/ledger/table';
import { readTask } from '../../../lambda/ledger/task';
import { type StoreName, storeKey } from '../../../lambda/store-name';
import type { HeldOfShop } from '../answers/erased-shop';
import type { Item } from '../scan';

export const nothingHeld: HeldOfShop = { customers: 0, deliveries: 0, dataRequests: 0 };

/**
 * What an item of the ledger holds of a shop that is to go with it; undefined for any other. What stays: tombstones, the
 * tasks to delete erased customers in Masivo, customers whose own erasure is under way, and deliveries since `before`.
 * Pure.
 */
export function heldOfShop(item: Item, store: StoreName, before = Infinity): keyof HeldOfShop | undefined {
  const pk = String(item.pk);
  const [, kind] = pk.split('|');
  const isOfStore = (name: StoreName | undefined) => name !== undefined && storeKey(name) === storeKey(store);
  switch (kind) {
    case 'customer':
      return isOfStore(customerNameOf(pk)) && !isBeingErased(item) ? 'customers' : undefined;
    case 'delivery': {
      const listed = readListedAt(String(item.listedAt));
      const isMeant = isOfStore(listed) && Date.parse(listed?.receivedAt ?? '') < before;
      return isMeant ? 'deliveries' : undefined;
    }
    case 'task': {
      const task = readTask(item);
      return isOfStore(task) && task.kind === 'data-request' ? 'dataRequests' : undefined;
    }
    default:
      return undefined;
  }
}

/** Nothing of the person is in such an item any more, and its e-mail's HMAC is needed. */
function isBeingErased(item: Item): boolean {
  try {
    return readCustomer(item).packed.state.erasing !== undefined;
  } catch {
    // Nobody can read it, and it may hold a shopper's data.
    return false;
  }
}

/** Keys of Masivo's metadata that every customer has: where the customer comes from. A mapping gets them and leaves them. */
export const whereFrom = ['source', 'store'] as const;

/**
 * Keys of Masivo's metadata that the bridge writes by itself: who else is this person, when the store deleted it, and the
 * ID in the store of whoever has another one in Masivo.
 */
export const writtenByBridge = {
  linked: 'linked',
  linkedCount: 'linked_count',
  deleted: 'deleted_in_store',
  storeCustomer: 'store_customer',
} as const;

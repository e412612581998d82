import type { CustomerMapping } from '../customer-mapping';

interface Place {
  readonly source?: string;
  readonly store?: string;
}

/** A mapping for one source or store alone: `onlyAt({ store: 'japan' }, …)`. Customers of others stay as they are. */
export const onlyAt =
  ({ source, store }: Place, mapping: CustomerMapping): CustomerMapping =>
  (event, customer) =>
    (source ?? event.source) === event.source && (store ?? event.store) === event.store
      ? mapping(event, customer)
      : customer;

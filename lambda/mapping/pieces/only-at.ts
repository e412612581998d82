import type { CustomerMapping } from '../customer-mapping';
import type { Place } from '../declaration';
import { declared } from './declared';

/** A mapping for one source or store alone: `onlyAt({ store: 'japan' }, …)`. Customers of others stay as they are. */
export function onlyAt(place: Place, mapping: CustomerMapping): CustomerMapping {
  const { source, store } = place;
  return declared(
    (event, customer) =>
      (source ?? event.source) === event.source && (store ?? event.store) === event.store
        ? mapping(event, customer)
        : customer,
    // The first tells the place itself, which may be misspelt.
    [{ piece: 'onlyAt', reads: {}, places: [] }, ...(mapping.declares ?? [])].map((each) => ({
      ...each,
      places: [place, ...each.places],
    })),
  );
}

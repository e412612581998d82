import type { CustomerMapping } from '../customer-mapping';
import type { Declaration, Reads } from '../declaration';

type Map = (...args: Parameters<CustomerMapping>) => ReturnType<CustomerMapping>;

/** The function with what it declares. It is another one: whoever gave it keeps theirs as it is. */
export const declared = (map: Map, declares: readonly Declaration[]): CustomerMapping =>
  Object.assign((...args: Parameters<Map>) => map(...args), { declares });

/** A piece with what it reads, wherever it applies. */
export const declaredPiece = (piece: string, reads: Reads, map: Map): CustomerMapping =>
  declared(map, [{ piece, reads, places: [] }]);

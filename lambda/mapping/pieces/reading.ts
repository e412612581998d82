import type { CustomerMapping } from '../customer-mapping';
import type { Reads } from '../declaration';
import { declaredPiece } from './declared';

/**
 * A function of your own that says what it reads: `reading({ values: ['custom.card'] }, …)`. Before a deployment it is
 * then refused where a store does not get that, as with the ready-made pieces.
 */
export const reading = (reads: Reads, mapping: CustomerMapping): CustomerMapping =>
  declaredPiece('reading', reads, mapping);

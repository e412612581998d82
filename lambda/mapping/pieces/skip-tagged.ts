import type { CustomerMapping } from '../customer-mapping';
import { declaredPiece } from './declared';
import { hasTag } from './tags';

/** Skips shoppers with one of these tags, such as staff. A body that says nothing of tags skips nobody. */
export const skipTagged = (tags: readonly string[], skip: string): CustomerMapping =>
  declaredPiece('skipTagged', { tags: true }, ({ details }, customer) =>
    tags.some((tag) => hasTag(details, tag)) ? { skip } : customer,
  );

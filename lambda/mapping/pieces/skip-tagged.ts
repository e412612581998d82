import type { CustomerMapping } from '../customer-mapping';
import { hasTag } from './tags';

/** Skips shoppers with one of these tags, such as staff. A body that says nothing of tags skips nobody. */
export const skipTagged =
  (tags: readonly string[], skip: string): CustomerMapping =>
  ({ details }, customer) =>
    tags.some((tag) => hasTag(details, tag)) ? { skip } : customer;

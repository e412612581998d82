import type { VendorChanges } from './changes';
import * as registered from './registered-changes';

/** The sources whose vendors can be asked what has changed, by name. No bundle but that of `reconcile` carries it. */
export const vendorChanges: ReadonlyMap<string, VendorChanges> = new Map(Object.entries(registered));

import { cleanText } from '../../sources/values';
import type { CustomerMapping } from '../customer-mapping';

/** Skips shoppers whose body names a company: business customers. */
export const skipCompanies =
  (skip: string): CustomerMapping =>
  ({ details }, customer) =>
    cleanText(details.company) === null ? customer : { skip };

import { cleanText } from '../../sources/values';
import type { CustomerMapping } from '../customer-mapping';
import { declaredPiece } from './declared';

/** Skips shoppers whose body names a company: business customers. */
export const skipCompanies = (skip: string): CustomerMapping =>
  declaredPiece('skipCompanies', { company: true }, ({ details }, customer) =>
    cleanText(details.company) === null ? customer : { skip },
  );

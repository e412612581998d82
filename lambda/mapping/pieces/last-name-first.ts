import { cleanText } from '../../sources/values';
import type { CustomerMapping } from '../customer-mapping';

/** `Doe Jane`, or `Doe, Jane` with the separator `', '`. Where the body lacks one of the two, the name stays. */
export const lastNameFirst =
  (separator = ' '): CustomerMapping =>
  ({ details }, customer) => {
    const [first, last] = [cleanText(details.firstName), cleanText(details.lastName)];
    return first === null || last === null ? customer : { ...customer, name: [last, first].join(separator) };
  };

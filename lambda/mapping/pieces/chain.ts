import type { CustomerMapping } from '../customer-mapping';
import { declared } from './declared';

/** Several mappings as one: each gets what the one before it returned, and the first skip ends it. */
export const chain = (...mappings: readonly CustomerMapping[]): CustomerMapping =>
  declared(
    (event, given) => {
      let customer = given;
      for (const mapping of mappings) {
        const result = mapping(event, customer);
        if ('skip' in result) return result;
        customer = result;
      }
      return customer;
    },
    mappings.flatMap(({ declares = [] }) => declares),
  );

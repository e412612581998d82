/** Ready-made pieces for a `mapping.ts`, and its types. docs/mapping.md has the table. */
export type { CustomerMapping, MappingEvent, MappingResult, MasivoCustomer, Skip } from '../customer-mapping';
export { birthDateFrom } from './birth-date-from';
export { chain } from './chain';
export { idFrom } from './id-from';
export { lastNameFirst } from './last-name-first';
export { onlyAt } from './only-at';
export { reading } from './reading';
export { skipCompanies } from './skip-companies';
export { skipEmails } from './skip-emails';
export { skipTagged } from './skip-tagged';
export { tierByTag } from './tier-by-tag';
export { valueIntoMetadata } from './value-into-metadata';

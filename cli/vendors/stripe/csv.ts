import type { CsvCustomer } from '../../backfill/engine/readers/csv/customer';
import type { CsvForm } from '../../backfill/engine/readers/csv/reader';
import { partialMetadata } from '../partial-metadata';
import { listedEvent } from './customers';

/**
 * A row of a CSV file as the list has a customer. What the file has no column for is left out, and so is metadata that it
 * has none of: without it nothing in it is taken back.
 */
export const stripeCsv: CsvForm = {
  lacks: ['tags'],
  eventOf(
    { id, email, phone, country, company, locale, note, createdAt, updatedAt, values, ...names },
    store,
  ) {
    const livemode = store.mode === 'live';
    const customer = {
      id,
      object: 'customer',
      created: Math.floor(createdAt.getTime() / 1000),
      livemode,
      email: email ?? null,
      name: nameOf(names),
      phone,
      business_name: company,
      description: note,
      metadata: partialMetadata(values, store),
      ...(country === undefined ? {} : { address: { country } }),
      ...(locale === undefined ? {} : { preferred_locales: locale === null ? [] : [locale] }),
    };
    return listedEvent({ customer, id, livemode }, updatedAt);
  },
};

/** Undefined where the file has no column for it. */
function nameOf({ name, firstName, lastName }: Pick<CsvCustomer, 'name' | 'firstName' | 'lastName'>) {
  const columns = [name, firstName, lastName].filter((each) => each !== undefined);
  if (columns.length === 0) return undefined;
  const parts = [firstName, lastName].filter((part) => typeof part === 'string');
  return name ?? (parts.length === 0 ? null : parts.join(' '));
}

import type { CsvCustomer } from '../../backfill/engine/readers/csv/customer';

/** A row of a CSV file as the bulk operation would have written it. */
export function nodeOf({ id, name, createdAt, updatedAt, ...row }: CsvCustomer): object {
  const address =
    name === undefined && row.country === undefined ? null : { name, countryCodeV2: row.country };
  return {
    id: `gid://shopify/Customer/${id.replace(/^gid:\/\/shopify\/Customer\//, '')}`,
    email: row.email ?? null,
    firstName: row.firstName ?? null,
    lastName: row.lastName ?? null,
    phone: row.phone ?? null,
    locale: row.locale,
    note: row.note,
    tags: row.tags,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    defaultAddress: address,
  };
}

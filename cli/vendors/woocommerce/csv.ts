import { listedHeaders } from '../../../lambda/sources/woocommerce/rest';
import type { FromCsv } from '../../backfill/engine/readers/csv/reader';

/** A row of a CSV file as the REST API lists a customer. */
export const wooFromCsv: FromCsv = (row, store) => {
  const [firstName = row.name ?? '', lastName = ''] = [row.firstName, row.lastName];
  const customer = {
    id: row.id,
    email: row.email ?? '',
    role: 'customer',
    // Without a zone: it is GMT.
    date_created_gmt: gmt(row.createdAt),
    date_modified_gmt: gmt(row.updatedAt),
    first_name: firstName,
    last_name: lastName,
    billing: { country: row.country ?? '', phone: row.phone ?? '' },
    meta_data: [],
  };
  return {
    headers: listedHeaders(store),
    body: Buffer.from(JSON.stringify(customer)),
    receivedAt: row.updatedAt,
  };
};

const gmt = (at: Date) => at.toISOString().slice(0, 19);

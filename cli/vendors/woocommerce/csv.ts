import { listedHeaders } from '../../../lambda/sources/woocommerce/rest';
import type { CsvCustomer } from '../../backfill/engine/readers/csv/customer';
import type { CsvForm } from '../../backfill/engine/readers/csv/reader';
import { partialMetadata } from '../partial-metadata';

/** A row of a CSV file as the REST API lists a customer. What the file has no column for is left out. */
export const wooCsv: CsvForm = {
  lacks: ['locale', 'note', 'tags'],
  eventOf({ id, email, phone, country, company, createdAt, updatedAt, values, ...names }, store) {
    const hasBilling = [phone, country, company].some((each) => each !== undefined);
    const metadata = partialMetadata(values, store);
    const customer = {
      id,
      email: email ?? '',
      role: 'customer',
      // Without a zone: it is GMT.
      date_created_gmt: gmt(createdAt),
      date_modified_gmt: gmt(updatedAt),
      ...namesOf(names),
      ...(hasBilling
        ? { billing: { country: orEmpty(country), phone: orEmpty(phone), company: orEmpty(company) } }
        : {}),
      ...(metadata ? { meta_data: Object.entries(metadata).map(([key, value]) => ({ key, value })) } : {}),
    };
    return {
      headers: listedHeaders(store),
      body: Buffer.from(JSON.stringify(customer)),
      receivedAt: updatedAt,
    };
  },
};

/** A name in one column stands where the first name is: there is no member for it. */
function namesOf({ name, firstName, lastName }: Pick<CsvCustomer, 'name' | 'firstName' | 'lastName'>) {
  const isWhole = name !== undefined && !firstName && !lastName;
  return isWhole
    ? { first_name: orEmpty(name), last_name: '' }
    : { first_name: orEmpty(firstName), last_name: orEmpty(lastName) };
}

/** The API has empty texts where others have null. */
const orEmpty = (text: string | null | undefined) => (text === null ? '' : text);

const gmt = (at: Date) => at.toISOString().slice(0, 19);

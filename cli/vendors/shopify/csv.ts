import type { CsvForm } from '../../backfill/engine/readers/csv/reader';
import { webhookOf } from './customer-node';

/** A row of a CSV file as the bulk operation would have written it. What the file has no column for is left out. */
export const shopifyCsv: CsvForm = {
  lacks: [],
  eventOf({ id, email, name, country, createdAt, updatedAt, ...texts }, store) {
    const hasAddress = name !== undefined || country !== undefined;
    const node = {
      ...texts,
      id: `gid://shopify/Customer/${id.replace(/^gid:\/\/shopify\/Customer\//, '')}`,
      email: email ?? null,
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
      ...(hasAddress ? { defaultAddress: { name, countryCodeV2: country } } : {}),
    };
    return webhookOf(JSON.stringify(node), store, updatedAt);
  },
};

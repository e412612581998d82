import { defaultMapping } from '../../../lambda/sources/shopify/map';
import { metafieldName } from '../../../lambda/sources/shopify/metafield-name';
import type { CsvForm } from '../../backfill/engine/readers/csv/reader';
import { aliasesOf, webhookOf } from './customer-node';

/** A row of a CSV file as the bulk operation would have written it. What the file has no column for is left out. */
export const shopifyCsv: CsvForm = {
  lacks: [],
  eventOf({ id, email, name, country, company, createdAt, updatedAt, values, ...texts }, store) {
    const hasAddress = [name, country, company].some((each) => each !== undefined);
    const metafields = aliasesOf({ ...defaultMapping, ...store.mapping }).flatMap(([alias, path]) => {
      const value = path === null ? undefined : values[path];
      if (value === undefined) return [];
      return [[alias, value === null ? null : { ...metafieldName(path), value }] as const];
    });
    const node = {
      ...texts,
      ...Object.fromEntries(metafields),
      id: `gid://shopify/Customer/${id.replace(/^gid:\/\/shopify\/Customer\//, '')}`,
      email: email ?? null,
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
      ...(hasAddress ? { defaultAddress: { name, company, countryCodeV2: country } } : {}),
    };
    return webhookOf(JSON.stringify(node), store, updatedAt);
  },
};

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { customersQuery } from '../../../../../cli/vendors/shopify/customer-node';
import { documents } from '../../../../../cli/vendors/shopify/documents';

const root = join(__dirname, '..', '..', '..', '..', '..');

/** The mutation that the guide shows, without the signs that its shell needs. */
function guided(): string {
  const guide = readFileSync(join(root, 'docs/deploy.md'), 'utf8');
  const [, shown = ''] = /^\{"query":"(mutation.*)",$/m.exec(guide) ?? [];
  return shown.replaceAll('\\$', '$');
}

/** Everything that Shopify's Admin API is asked, by code or by people. */
export const asked: Readonly<Record<string, string>> = {
  ...documents,
  customers: customersQuery({ birthDate: 'facts.birth_date', gender: 'custom.gender' }, new Date(0)),
  customersWithoutMetafields: customersQuery({ birthDate: null, gender: null }, null),
  guided: guided(),
};

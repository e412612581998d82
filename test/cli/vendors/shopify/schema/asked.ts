import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { customersQuery } from '../../../../../cli/vendors/shopify/customer-node';
import { documents } from '../../../../../cli/vendors/shopify/documents';
import { customersPage } from '../../../../../lambda/sources/shopify/changes-query';
import { eventsQuery } from '../../../../../lambda/sources/shopify/events/query';
import { storeWith } from '../../../../support/settings';

const root = join(__dirname, '..', '..', '..', '..', '..');

const guide = (path: string) => readFileSync(join(root, path), 'utf8');
const [deploying, alarms] = [guide('docs/deploy.md'), guide('docs/operate/alarms.md')];
export const guides = [deploying, alarms];

/** The document that a guide shows, without the signs that its shell needs. */
function shown(page: string, begin: string): string {
  const [, document = ''] = new RegExp(`\\{"query":"(${begin}.*)"[,}]`).exec(page) ?? [];
  return document.replaceAll('\\$', '$');
}

/** Stores whose Events carry the least, and all that a mapping can ask for. */
export const usualStore = storeWith('shopify');
export const wholeStore = storeWith('shopify', {
  mapping: { gender: 'custom.gender', extras: ['phone', 'country', 'locale', 'note', 'tags'] },
  consent: {
    version: '1',
    loyalty: { behavioral_campaigns: true, coupon_campaigns: true, punchcard_campaigns: true },
    smsPurpose: 'push_notifications',
  },
});

const storeWithCompany = storeWith('shopify', { mapping: { values: ['company'] } });

/** Everything that Shopify's Admin API is asked, by code or by people, and what Shopify is to ask itself. */
export const asked: Readonly<Record<string, string>> = {
  ...documents,
  customers: customersQuery({ birthDate: 'facts.birth_date', gender: 'custom.gender' }, new Date(0)),
  customersWithoutMetafields: customersQuery({ birthDate: null, gender: null }, null),
  events: eventsQuery(usualStore),
  eventsOfAll: eventsQuery(wholeStore),
  eventsWithCompany: eventsQuery(storeWithCompany),
  changes: customersPage(usualStore),
  changesOfAll: customersPage(wholeStore),
  shownForDeploying: shown(deploying, 'mutation'),
  shownForAlarms: shown(alarms, '\\{ webhookSubscriptions'),
};

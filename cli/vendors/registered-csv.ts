// One line for each source whose customers are read from a CSV file, named like it. It needs no API.
export { shopifyCsv as shopify } from './shopify/csv';
export { standardCsv as standard } from './standard/csv';
export { stripeCsv as stripe } from './stripe/csv';
export { wooCsv as woocommerce } from './woocommerce/csv';

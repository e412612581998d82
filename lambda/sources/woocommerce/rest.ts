import type { StoreSettings } from '../../settings';
import type { RequestHeaders } from '../source';
import { gmtInstant } from './gmt';

/** WooCommerce's REST API, below the shop's address: https://woocommerce.github.io/woocommerce-rest-api-docs/ */
export const restPath = '/wp-json/wc/v3';

/** Its maximum. */
export const pageSize = 100;

/** `consumer key:consumer secret` of the REST API. */
export const keyForm = /^ck_[0-9a-f]{40}:cs_[0-9a-f]{40}$/;

/** Basic authentication; the key is never in an address, which logs show. */
export const authorisedBy = (key: string) => ({
  authorization: `Basic ${Buffer.from(key).toString('base64')}`,
});

/** What is read of a customer in the list; WordPress leaves out the rest. */
const fields = [
  ...['id', 'email', 'role', 'date_created_gmt', 'date_modified_gmt'],
  ...['first_name', 'last_name', 'billing', 'meta_data'],
];

/**
 * A page of the shop's customers. Of all roles: without that WooCommerce lists only those with the role `customer`, and
 * shoppers may have another (staff.ts). It has no place to go on from but a number of rows.
 */
export const customersPath = (order: {
  readonly orderby: 'id' | 'registered_date';
  readonly order: 'asc' | 'desc';
  readonly offset: number;
  readonly limit?: number;
  /** Of each customer the id alone. */
  readonly idsOnly?: true;
}): string => {
  const { orderby, order: direction, offset, limit = pageSize, idsOnly } = order;
  const query = new URLSearchParams({
    role: 'all',
    orderby,
    order: direction,
    per_page: String(limit),
    offset: String(offset),
    _fields: idsOnly ? 'id' : fields.join(),
  });
  return `${restPath}/customers?${query}`;
};

/** One customer of any role. */
export const customerPath = (id: string): string =>
  `${restPath}/customers/${id}?${new URLSearchParams({ _fields: fields.join() })}`;

/** The headers with which a customer of the list is read like the webhook of a change. */
export const listedHeaders = ({ vendorAccount }: Pick<StoreSettings, 'vendorAccount'>): RequestHeaders => ({
  'x-wc-webhook-topic': 'customer.updated',
  'x-wc-webhook-source': `https://${vendorAccount}/`,
});

/**
 * When a customer was registered, in epoch ms; WordPress writes zeros where nobody knows, and lists those as the
 * oldest. Undefined where it cannot be read.
 */
export function registeredMs({ date_created_gmt: date }: { readonly date_created_gmt: string | null }) {
  return date === null || /^(-?0|$)/.test(date) ? 0 : gmtInstant(date)?.getTime();
}

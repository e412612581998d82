import type { VendorAnswer } from '../vendor';
import { error } from './error';

type Customer = Readonly<Record<string, unknown>>;

/** The values that each parameter may have. WordPress does not look at parameters that it does not know. */
const known: Readonly<Record<string, { readonly form: RegExp; readonly told: string }>> = {
  orderby: {
    form: /^(id|include|name|registered_date)$/,
    told: 'orderby is not one of id, include, name, and registered_date.',
  },
  order: { form: /^(asc|desc)$/, told: 'order is not one of asc and desc.' },
  per_page: { form: /^([1-9]\d?|100)$/, told: 'per_page must be between 1 (inclusive) and 100 (inclusive)' },
  page: { form: /^[1-9]\d*$/, told: 'page must be greater than or equal to 1' },
  offset: { form: /^\d+$/, told: 'offset is not of type integer.' },
  role: {
    form: /^(all|administrator|editor|author|contributor|subscriber|customer|shop_manager)$/,
    told: 'role is not one of all, administrator, editor, author, contributor, subscriber, customer, and shop_manager.',
  },
};

/** `WC_REST_Customers_Controller::get_items`, https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-customers */
export function listed(stored: readonly Customer[], query: URLSearchParams): VendorAnswer {
  const faults = Object.entries(known).filter(([name, { form }]) => {
    const value = query.get(name);
    return value !== null && !form.test(value);
  });
  if (faults.length > 0) {
    const names = faults.map(([name]) => name).join(', ');
    const params = Object.fromEntries(faults.map(([name, { told }]) => [name, told]));
    return error(400, 'rest_invalid_param', `Invalid parameter(s): ${names}`, { params });
  }
  const role = query.get('role') ?? 'customer';
  const sign = query.get('order') === 'desc' ? -1 : 1;
  const rank = ranks[query.get('orderby') ?? 'name'] ?? nameOf;
  const all = stored
    .filter((each) => role === 'all' || each.role === role)
    .sort((a, b) => sign * compared(rank(a), rank(b)));
  const perPage = Number(query.get('per_page') ?? 10);
  // An offset wins over a page.
  const first = Number(query.get('offset') ?? 0) || (Number(query.get('page') ?? 1) - 1) * perPage;
  const fields = query.get('_fields')?.split(',');
  return {
    status: 200,
    headers: {
      'x-wp-total': String(all.length),
      'x-wp-totalpages': String(Math.ceil(all.length / perPage)),
    },
    body: all.slice(first, first + perPage).map((each) => (fields ? only(each, fields) : each)),
  };
}

/** `WC_REST_Customers_Controller::get_item` */
export function shown(stored: readonly Customer[], id: string, query: URLSearchParams): VendorAnswer {
  const found = stored.find((each) => String(each.id) === id);
  if (!found) return error(404, 'woocommerce_rest_invalid_id', 'Invalid resource ID.');
  const fields = query.get('_fields')?.split(',');
  return { status: 200, body: fields ? only(found, fields) : found };
}

const nameOf = (each: Customer) => String(each.username);

const ranks: Readonly<Record<string, (each: Customer) => string | number>> = {
  id: (each) => Number(each.id),
  registered_date: (each) => String(each.date_created_gmt ?? ''),
  name: nameOf,
};

const compared = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

const only = (each: Customer, fields: readonly string[]) =>
  Object.fromEntries(Object.entries(each).filter(([name]) => fields.includes(name)));

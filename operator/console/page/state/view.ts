import { type Outcome, outcomes } from '../../../../lambda/delivery/outcome';
import { parseCustomerKey, type StoreName, storeKey } from '../../../../lambda/store-name';

export const periods = {
  '': 'any time',
  '1h': 'last hour',
  '24h': 'last 24 hours',
  '7d': 'last 7 days',
} as const;
export type Period = keyof typeof periods | 'between';

export interface Filter {
  readonly outcomes: readonly Outcome[];
  readonly source: string;
  readonly store: string;
  readonly period: Period;
  /** Of the period `between`, as ISO instants; empty where it has no such end. */
  readonly since: string;
  readonly until: string;
  /** A shopper's id in the store, or an e-mail. */
  readonly search: string;
}

/** What the page shows. It is kept in the address, so that a reload or bookmark shows the same. */
export interface View {
  /** The delivery that is open. */
  readonly delivery: string | null;
  /** The customer whose page is open, as `source/store/id`; a delivery that is open comes before it. */
  readonly customer: string | null;
  /** Customers that wait for a decision, instead of deliveries. */
  readonly waiting: boolean;
  readonly filter: Filter;
  /** The page of the list, as its `Link` header names it. */
  readonly before: string;
}

export const noFilter: Filter = {
  outcomes: [],
  source: '',
  store: '',
  period: '',
  since: '',
  until: '',
  search: '',
};

export const isFiltered = (filter: Filter): boolean =>
  hashOf({ delivery: null, customer: null, waiting: false, filter, before: '' }) !== '#/' ||
  filter.search !== '';

/** The filter with what somebody searches for: `source/store/id` of a store that there is names the store, too. */
export function searchedFor(text: string, filter: Filter, stores: readonly StoreName[]): Filter {
  const named = parseCustomerKey(text);
  if (!named || !stores.some((each) => storeKey(each) === storeKey(named)))
    return { ...filter, search: text };
  return { ...filter, source: named.source, store: named.store, search: named.customer };
}

export const isEmail = (search: string) => search.includes('@');

/** An e-mail is left out of the address: browsers keep addresses for long, and some send them elsewhere. */
export function hashOf({ delivery, customer, waiting, filter, before }: View): string {
  const { outcomes: wanted, search, ...rest } = filter;
  const parameters = new URLSearchParams();
  if (wanted.length > 0) parameters.set('outcome', wanted.join(','));
  for (const [name, value] of Object.entries(rest)) if (value) parameters.set(name, value);
  if (search && !isEmail(search)) parameters.set('search', search);
  if (before) parameters.set('before', before);
  const query = parameters.toString();
  return `#/${pathOf({ delivery, customer, waiting })}${query ? `?${query}` : ''}`;
}

function pathOf({ delivery, customer, waiting }: Pick<View, 'delivery' | 'customer' | 'waiting'>): string {
  if (delivery) return `deliveries/${encodeURIComponent(delivery)}`;
  if (customer) return `customers/${customer.split('/').map(encodeURIComponent).join('/')}`;
  return waiting ? 'waiting' : '';
}

export function viewOf(hash: string, email: string): View {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const parameters = new URLSearchParams(query);
  const text = (name: string) => parameters.get(name) ?? '';
  const [, delivery] = /^deliveries\/(.+)$/.exec(path) ?? [];
  const [, customer] = /^customers\/(.+)$/.exec(path) ?? [];
  const period = text('period');
  const wanted = text('outcome').split(',');
  return {
    delivery: delivery === undefined ? null : decoded(delivery),
    customer: customer === undefined ? null : decoded(customer),
    waiting: path === 'waiting',
    filter: {
      outcomes: outcomes.filter((outcome) => wanted.includes(outcome)),
      source: text('source'),
      store: text('store'),
      period: period === 'between' || Object.hasOwn(periods, period) ? (period as Period) : '',
      since: instant(text('since')),
      until: instant(text('until')),
      search: text('search') || email,
    },
    before: text('before'),
  };
}

const instant = (text: string): string =>
  /^\d{4}-\d{2}-\d{2}T/.test(text) && !Number.isNaN(Date.parse(text)) ? text : '';

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const hours: Readonly<Record<string, number>> = { '1h': 1, '24h': 24, '7d': 7 * 24 };

/** The filter as the API takes it. */
export function apiQuery(filter: Filter, at = Date.now()): URLSearchParams {
  const query = new URLSearchParams();
  for (const outcome of filter.outcomes) query.append('outcome', outcome);
  if (filter.source) query.set('source', filter.source);
  if (filter.store) query.set('store', filter.store);
  const span = hours[filter.period];
  if (span) query.set('since', new Date(at - span * 3600_000).toISOString());
  if (filter.period === 'between') {
    if (filter.since) query.set('since', filter.since);
    if (filter.until) query.set('until', filter.until);
  }
  const search = filter.search.trim();
  if (search) query.set(isEmail(search) ? 'email' : 'customer', search);
  return query;
}

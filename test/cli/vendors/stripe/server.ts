import type { ServerResponse } from 'node:http';
import { type Asked, listen } from '../../../lambda/masivo/server';
import { denied, json, refuse } from './answers';
import { type DestinationsOptions, destinationsOf } from './destinations';

interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly enabled_events: readonly string[];
  readonly status: 'enabled' | 'disabled';
  readonly metadata: Readonly<Record<string, string>>;
  readonly api_version: string | null;
}

type Permission = 'endpoints' | 'destinations' | 'account' | 'customers' | 'events';

export interface StripeOptions extends DestinationsOptions {
  readonly endpoints?: readonly Partial<Endpoint>[];
  readonly keys?: readonly string[];
  /** What a restricted key may not. */
  readonly forbidden?: readonly Permission[];
  readonly account?: string;
  readonly customers?: readonly object[];
}

const permissions: Readonly<Record<Permission, readonly [path: RegExp, name: string]>> = {
  endpoints: [/^\/v1\/webhook_endpoints\b/, 'rak_webhook_write'],
  destinations: [/^\/v2\/core\/event_destinations\b/, 'rak_event_destination_write'],
  account: [/^\/v1\/account$/, 'rak_accounts_kyc_basic_read'],
  customers: [/^\/v1\/customers\b/, 'rak_customer_read'],
  events: [/^\/v2\/core\/events\b/, 'rak_event_read'],
};

/** Stripe's API as far as subscribing and reading customers go, checking form, parameters and key as Stripe does. */
export async function startStripe(options: StripeOptions = {}) {
  const { keys = ['rk_test_fake'], forbidden = [] } = options;
  let next = 1;
  const whole = (each: Partial<Endpoint>): Endpoint => ({
    id: `we_${next++}`,
    url: 'https://else.example.com',
    enabled_events: [
      'customer.created',
      'customer.updated',
      'customer.deleted',
      'checkout.session.completed',
    ],
    status: 'enabled',
    metadata: {},
    api_version: null,
    ...each,
  });
  const endpoints = (options.endpoints ?? []).map(whole);
  const changes: string[] = [];

  const thin = destinationsOf(options, changes);

  const { url, asked } = await listen((response, request) => {
    const key = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!keys.includes(key)) return refuse(response, 401, 'Invalid API Key provided');
    if (/^sk_org_/.test(key) && request.headers['stripe-context'] === undefined) {
      return refuse(response, 400, 'Organization API keys need the Stripe-Context header');
    }
    const address = new URL(request.path, 'http://stripe');
    const { pathname, searchParams } = address;
    const barred = forbidden.find((each) => permissions[each][0].test(pathname));
    if (barred) return denied(response, permissions[barred][1]);
    if (pathname === '/v1/account')
      return json(response, 200, { id: options.account ?? 'acct_1Fake', object: 'account' });
    if (pathname === '/v1/customers')
      return json(response, 200, { object: 'list', has_more: false, data: options.customers ?? [] });
    if (/^\/v1\/customers\/\w+$/.test(pathname))
      return refuse(response, 404, 'No such customer', { code: 'resource_missing', param: 'id' });
    if (/^\/v2\/core\/events\/\w+$/.test(pathname))
      return refuse(response, 404, 'No such event', { code: 'not_found' });
    if (pathname.startsWith('/v2/')) return thin.answer(response, request, address);
    const [, id] = /^\/v1\/webhook_endpoints(?:\/(we_\w+))?$/.exec(pathname) ?? [];
    return dispatch(response, request, id, searchParams);
  });

  function dispatch(
    response: ServerResponse,
    { method, headers, body }: Asked,
    id: string | undefined,
    query: URLSearchParams,
  ) {
    const index = endpoints.findIndex((each) => each.id === id);
    const found = endpoints[index];
    if (id !== undefined && !found)
      return refuse(response, 404, 'No such webhook endpoint', { code: 'resource_missing', param: 'id' });
    if (method === 'GET') return json(response, 200, page(query));
    if (method === 'DELETE' && found) {
      changes.push(`delete ${found.id}`);
      if (!options.forgetful) endpoints.splice(index, 1);
      return json(response, 200, { id, object: 'webhook_endpoint', deleted: true });
    }
    if (headers['content-type'] !== 'application/x-www-form-urlencoded') {
      return refuse(response, 400, 'Invalid request');
    }
    const form = new URLSearchParams(body);
    const stranger = [...form.keys()].find((name) => !isKnown(name, found !== undefined));
    if (stranger)
      return refuse(response, 400, 'Unknown parameter', { code: 'parameter_unknown', param: stranger });
    const events = eventsOf(form);
    if (!found) {
      const address = form.get('url') ?? '';
      if (!address.startsWith('https://'))
        return refuse(response, 400, 'Not a valid URL', { code: 'url_invalid', param: 'url' });
      if (events.length === 0)
        return refuse(response, 400, 'Missing required param', { param: 'enabled_events' });
      const created = whole({ url: address, enabled_events: events, api_version: form.get('api_version') });
      if (!options.forgetful) endpoints.push(created);
      changes.push(`create ${created.id}`);
      const secret = options.silent ? {} : { secret: `whsec_of_${created.id}` };
      return json(response, 200, { ...shown(created), ...secret });
    }
    const metadata = [...form].flatMap(([name, value]) => {
      const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
      return key === undefined ? [] : [[key, value] as const];
    });
    const changed: Endpoint = {
      ...found,
      ...(events.length > 0 ? { enabled_events: events } : {}),
      ...(form.get('disabled') === 'false' ? { status: 'enabled' } : {}),
      metadata: { ...found.metadata, ...Object.fromEntries(metadata) },
    };
    if (!options.forgetful) endpoints.splice(index, 1, changed);
    changes.push(`update ${found.id}`);
    return json(response, 200, shown(changed));
  }

  /** Newest first, as all of Stripe's lists are. */
  function page(query: URLSearchParams) {
    const limit = Number(query.get('limit') ?? 10);
    const all = [...endpoints].reverse();
    const after = query.get('starting_after');
    const from = after ? all.findIndex(({ id }) => id === after) + 1 : 0;
    const data = all.slice(from, from + limit);
    return {
      object: 'list',
      url: '/v1/webhook_endpoints',
      has_more: from + limit < all.length,
      data: data.map(shown),
    };
  }

  return { origin: url, asked, endpoints, destinations: thin.destinations, changes };
}

const shown = (endpoint: Endpoint) => ({ object: 'webhook_endpoint', livemode: false, ...endpoint });

const isKnown = (name: string, isUpdate: boolean) =>
  /^(url|description|enabled_events\[\d*\]|metadata\[\w+\])$/.test(name) ||
  name === (isUpdate ? 'disabled' : 'api_version');

const eventsOf = (form: URLSearchParams) =>
  [...form].flatMap(([name, value]) => (name.startsWith('enabled_events[') ? [value] : []));

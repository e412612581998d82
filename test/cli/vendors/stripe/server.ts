import type { ServerResponse } from 'node:http';
import { type Asked, listen } from '../../../lambda/masivo/server';

interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly enabled_events: readonly string[];
  readonly status: 'enabled' | 'disabled';
  readonly metadata: Readonly<Record<string, string>>;
  readonly api_version: string | null;
}

export interface StripeOptions {
  readonly endpoints?: readonly Partial<Endpoint>[];
  readonly keys?: readonly string[];
  /** A restricted key that may not touch webhook endpoints, or not ask for its account. */
  readonly forbidden?: readonly ('endpoints' | 'account')[];
  readonly forgetful?: boolean;
  /** Creations are answered without the signing secret. */
  readonly silent?: boolean;
}

/** Stripe's API as far as webhook endpoints go, checking form, parameters and key as Stripe does. */
export async function startStripe(options: StripeOptions = {}) {
  const { keys = ['rk_test_fake'], forbidden = [] } = options;
  let next = 1;
  const whole = (each: Partial<Endpoint>): Endpoint => ({
    id: `we_${next++}`,
    url: 'https://else.example.com',
    enabled_events: ['customer.created', 'customer.updated', 'checkout.session.completed'],
    status: 'enabled',
    metadata: {},
    api_version: null,
    ...each,
  });
  const endpoints = (options.endpoints ?? []).map(whole);
  const changes: string[] = [];

  const { url, asked } = await listen((response, request) => {
    const key = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!keys.includes(key)) return refuse(response, 401, 'Invalid API Key provided');
    const { pathname, searchParams } = new URL(request.path, 'http://stripe');
    const about = pathname === '/v1/account' ? 'account' : 'endpoints';
    if (forbidden.includes(about)) return refuse(response, 403, 'The provided key does not have access');
    if (about === 'account') return json(response, 200, { id: 'acct_1Fake', object: 'account' });
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

  return { origin: url, asked, endpoints, changes };
}

const shown = (endpoint: Endpoint) => ({ object: 'webhook_endpoint', livemode: false, ...endpoint });

const isKnown = (name: string, isUpdate: boolean) =>
  /^(url|description|enabled_events\[\d*\]|metadata\[\w+\])$/.test(name) ||
  name === (isUpdate ? 'disabled' : 'api_version');

const eventsOf = (form: URLSearchParams) =>
  [...form].flatMap(([name, value]) => (name.startsWith('enabled_events[') ? [value] : []));

function refuse(response: ServerResponse, status: number, message: string, more: object = {}): void {
  json(response, status, { error: { type: 'invalid_request_error', message, ...more } });
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_fake' });
  response.end(JSON.stringify(body));
}

import { isObject, memberOf, parsedJson } from '../../../lambda/json';
import type { LocalSubscription, VendorRequest } from '../vendor';

const snapshots = '/v1/webhook_endpoints';
const thin = '/v2/core/event_destinations';
const changes = {
  snapshot: /^\/v1\/webhook_endpoints\/we_\w+$/,
  thin: /^(\/v2\/core\/event_destinations\/ed_\w+)(\/enable)?$/,
};

type Answer =
  | { readonly kind: 'changed'; readonly path: string; readonly value: object }
  | { readonly kind: 'shown'; readonly body: object }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string };

/**
 * What Stripe is asked about endpoints, but for the list of `/v1`, which is one like the others: what is there is shown,
 * enabled, and has its events set. Undefined for any other request.
 */
export function endpointAnswer(
  { method, path, query, headers, body }: VendorRequest,
  stored: ReadonlyMap<string, unknown>,
): Answer | undefined {
  if (method === 'GET' && path === thin) {
    const isShown = query.get('include[0]') === 'webhook_endpoint.url';
    const data = [...stored]
      .filter(([at]) => at.startsWith(`${thin}/`))
      // Without `include` the address is left out.
      .map(([, each]) => (isShown || !isObject(each) ? each : { ...each, webhook_endpoint: null }));
    return { kind: 'shown', body: { data, next_page_url: null, previous_page_url: null } };
  }
  if (method !== 'POST') return undefined;
  const [, destination, enables] = changes.thin.exec(path) ?? [];
  const at = changes.snapshot.test(path) ? path : destination;
  if (at === undefined) return undefined;
  const was = stored.get(at);
  if (!isObject(was)) return refused(404, `No such webhook endpoint: '${at.split('/').at(-1)}'`);
  if (destination === undefined) return snapshotChange(at, was, headers['content-type'], body);
  if (headers['content-type'] !== 'application/json') return refused(400, 'The body has to be JSON.');
  if (enables) return { kind: 'changed', path: at, value: { ...was, status: 'enabled' } };
  const events = memberOf(parsedJson(body), 'enabled_events');
  if (!Array.isArray(events)) return refused(400, 'Missing required param: enabled_events.');
  return { kind: 'changed', path: at, value: { ...was, enabled_events: events } };
}

function snapshotChange(path: string, was: object, type: string | undefined, body: string): Answer {
  if (type !== 'application/x-www-form-urlencoded') return refused(400, 'The body has to be a form.');
  const form = new URLSearchParams(body);
  const stranger = [...form.keys()].find((name) => !/^(enabled_events\[\]|disabled|url)$/.test(name));
  if (stranger !== undefined) return refused(400, `Received unknown parameter: ${stranger}`);
  const events = form.getAll('enabled_events[]');
  const disabled = form.get('disabled');
  const value = {
    ...was,
    ...(events.length > 0 ? { enabled_events: events } : {}),
    ...(disabled === null ? {} : { status: disabled === 'true' ? 'disabled' : 'enabled' }),
  };
  return { kind: 'changed', path, value };
}

/** Those that are enabled, with the events they send. */
export const enabledIn = (stored: ReadonlyMap<string, unknown>): readonly LocalSubscription[] =>
  [...stored].flatMap(([at, each]) => {
    if (!isEndpoint(at) || memberOf(each, 'status') !== 'enabled') return [];
    const events = memberOf(each, 'enabled_events');
    const address = memberOf(each, 'url') ?? memberOf(memberOf(each, 'webhook_endpoint'), 'url');
    return [{ address: String(address), topics: Array.isArray(events) ? events.map(String) : [] }];
  });

export const isEndpoint = (path: string): boolean =>
  path.startsWith(`${snapshots}/`) || path.startsWith(`${thin}/`);

const refused = (status: number, message: string) => ({ kind: 'refused', status, message }) as const;

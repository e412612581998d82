import type { ServerResponse } from 'node:http';
import { isObject, parsedJson } from '../../../../lambda/json';
import type { Asked } from '../../../lambda/masivo/server';
import { json, refuse } from './answers';

export interface Destination {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly event_payload: 'thin' | 'snapshot';
  readonly enabled_events: readonly string[];
  readonly status: 'enabled' | 'disabled';
  readonly metadata: Readonly<Record<string, string>>;
  readonly url: string;
}

export interface DestinationsOptions {
  readonly destinations?: readonly Partial<Destination>[];
  /** Changes are answered, and nothing is changed. */
  readonly forgetful?: boolean;
  /** Creations are answered without the signing secret. */
  readonly silent?: boolean;
}

const creatable = [
  'name',
  'type',
  'event_payload',
  'enabled_events',
  'webhook_endpoint',
  'events_from',
  'snapshot_api_version',
  'description',
  'metadata',
  'include',
];
const updatable = ['name', 'enabled_events', 'webhook_endpoint', 'description', 'metadata', 'include'];
const thinEvents = /^v1\.(customer\.(created|updated|deleted)|checkout\.session\.completed)$/;

/** `/v2/core/event_destinations`, checking requests as Stripe does. Changes are noted. */
export function destinationsOf(
  { destinations: given = [], forgetful, silent }: DestinationsOptions,
  changes: string[],
) {
  let next = 1;
  const whole = (each: Partial<Destination>): Destination => ({
    id: `ed_${next++}`,
    name: 'x',
    type: 'webhook_endpoint',
    event_payload: 'thin',
    enabled_events: ['v1.customer.created', 'v1.customer.updated', 'v1.customer.deleted'],
    status: 'enabled',
    metadata: {},
    url: 'https://else.example.com',
    ...each,
  });
  const destinations = given.map(whole);

  function store(changed: Destination): void {
    const index = destinations.findIndex(({ id }) => id === changed.id);
    if (!forgetful) destinations.splice(index === -1 ? destinations.length : index, 1, changed);
  }

  function answer(response: ServerResponse, asked: Asked, url: URL) {
    if (asked.headers['stripe-version'] === undefined)
      return refuse(response, 400, 'Please provide a Stripe-Version header', { code: 'missing_version' });
    const [, id, act] =
      /^\/v2\/core\/event_destinations(?:\/(ed_\w+)(?:\/(enable))?)?$/.exec(url.pathname) ?? [];
    const found = destinations.find((each) => each.id === id);
    if (id !== undefined && !found)
      return refuse(response, 404, 'No such event destination', { code: 'not_found' });
    if (asked.method === 'GET') return list(response, url.searchParams);
    if (asked.headers['content-type'] !== 'application/json') {
      return refuse(response, 400, 'The body of a v2 request is JSON', { code: 'invalid_content_type' });
    }
    if (asked.method === 'DELETE' && found) {
      changes.push(`delete ${found.id}`);
      if (!forgetful) destinations.splice(destinations.indexOf(found), 1);
      return json(response, 200, { id: found.id });
    }
    if (found && act === 'enable') {
      changes.push(`enable ${found.id}`);
      const enabled: Destination = { ...found, status: 'enabled' };
      store(enabled);
      return json(response, 200, shown(enabled, []));
    }
    const body = parsedJson(asked.body);
    const wrong = isObject(body) ? faultOf(body, found !== undefined) : 'the body';
    if (!isObject(body) || wrong !== undefined) {
      return refuse(response, 400, `Some fields in the request were invalid: '${wrong}'`, {
        code: 'invalid_fields',
      });
    }
    const included = textsOf(body.include);
    const fields = {
      ...(body.enabled_events === undefined ? {} : { enabled_events: textsOf(body.enabled_events) }),
      ...(isObject(body.webhook_endpoint) ? { url: String(body.webhook_endpoint.url) } : {}),
    };
    const metadata = Object.entries(isObject(body.metadata) ? body.metadata : {});
    const changed: Destination = {
      ...(found ?? whole({ enabled_events: [], ...fields })),
      ...fields,
      metadata: {
        ...found?.metadata,
        ...Object.fromEntries(metadata.map(([key, value]) => [key, String(value)])),
      },
    };
    store(changed);
    changes.push(`${found ? 'update' : 'create'} ${changed.id}`);
    const secret = found === undefined && included.includes('webhook_endpoint.signing_secret') && !silent;
    const answered = shown(changed, included);
    return json(response, 200, {
      ...answered,
      webhook_endpoint: {
        ...answered.webhook_endpoint,
        ...(secret ? { signing_secret: `whsec_of_${changed.id}` } : {}),
      },
    });
  }

  /** The next page has an address; no parameter of the first one asks for it. */
  function list(response: ServerResponse, query: URLSearchParams) {
    const stranger = [...query.keys()].find((name) => !/^(limit|page|include\[\d+\])$/.test(name));
    if (stranger)
      return refuse(response, 400, `Some fields were invalid: '${stranger}'`, { code: 'invalid_fields' });
    const included = [...query].flatMap(([name, value]) => (name.startsWith('include') ? [value] : []));
    const limit = Number(query.get('limit') ?? 10);
    const from = Number(query.get('page') ?? 0);
    const rest = new URLSearchParams(query);
    rest.set('page', String(from + limit));
    json(response, 200, {
      data: destinations.slice(from, from + limit).map((each) => shown(each, included)),
      next_page_url: from + limit < destinations.length ? `/v2/core/event_destinations?${rest}` : null,
      previous_page_url: null,
    });
  }

  return { destinations, answer };
}

/** The member that Stripe would not take. */
function faultOf(body: Readonly<Record<string, unknown>>, isUpdate: boolean): string | undefined {
  const known = isUpdate ? updatable : creatable;
  const stranger = Object.keys(body).find((member) => !known.includes(member));
  if (stranger !== undefined) return stranger;
  const events = textsOf(body.enabled_events);
  if (
    body.enabled_events !== undefined &&
    (events.length === 0 || !events.every((each) => thinEvents.test(each)))
  )
    return 'enabled_events';
  if (isUpdate) return undefined;
  const missing = ['name', 'type', 'event_payload', 'enabled_events'].find(
    (member) => body[member] === undefined,
  );
  if (missing !== undefined) return missing;
  if (body.event_payload === 'thin' && body.snapshot_api_version !== undefined) return 'snapshot_api_version';
  const url = isObject(body.webhook_endpoint) ? body.webhook_endpoint.url : undefined;
  return typeof url === 'string' && url.startsWith('https://') ? undefined : 'webhook_endpoint.url';
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

function shown({ url, ...rest }: Destination, included: readonly string[]) {
  return {
    object: 'v2.core.event_destination',
    created: '2026-11-27T05:00:00.000Z',
    updated: '2026-11-27T05:00:00.000Z',
    description: '',
    livemode: false,
    ...rest,
    webhook_endpoint: included.includes('webhook_endpoint.url') ? { url } : {},
  };
}

import { isObject, memberOf, parsedJson } from '../../../../lambda/json';
import type { VendorAnswer } from '../../../../local/vendors/vendor';
import { error } from '../../../../local/vendors/woocommerce/error';
import { makeWooCommerceApi } from '../../../../local/vendors/woocommerce/model';
import { type Asked, listen } from '../../../lambda/masivo/server';

interface Webhook {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly topic: string;
  readonly delivery_url: string;
  readonly secret: string;
}

export interface WooOptions {
  readonly webhooks?: readonly Partial<Webhook>[];
  readonly customers?: readonly object[];
  /** It may read and not write. */
  readonly readOnly?: boolean;
  /** It accepts everything, and does nothing. */
  readonly forgetful?: boolean;
  /** Statuses of the first answers. */
  readonly failures?: readonly number[];
  /** What comes before each answer's JSON. */
  readonly noise?: string;
}

export const wooKey = `ck_${'1'.repeat(40)}:cs_${'2'.repeat(40)}`;
const path = '/wp-json/wc/v3/webhooks';
const shopWebhook = 'woocommerce_rest_shop_webhook';

/** WooCommerce's REST API as far as subscribing and reading customers go: it checks requests as WooCommerce does. */
export async function startWooCommerce(options: WooOptions = {}) {
  let next = 1;
  const whole = (each: Partial<Webhook>): Webhook => ({
    id: next++,
    name: 'Somebody’s webhook',
    status: 'active',
    topic: 'customer.created',
    delivery_url: 'https://else.example.com/hooks',
    secret: '',
    ...each,
  });
  const webhooks = (options.webhooks ?? []).map(whole);
  const changes: string[] = [];
  const failures = [...(options.failures ?? [])];
  const state = { customers: [...(options.customers ?? [])] };

  const { url, asked } = await listen((response, request) => {
    const failure = failures.shift();
    const { status, body, headers } =
      failure === undefined ? answer(request) : error(failure, 'internal', 'x');
    const text = (options.noise ?? '') + JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
  });

  function answer({ method, path: address, headers, body }: Asked): VendorAnswer {
    const model = makeWooCommerceApi([wooKey]);
    model.put(Object.fromEntries(state.customers.map((each, place) => [`/${place}`, each])));
    const { pathname, searchParams: query } = new URL(address, 'http://shop');
    const { authorization } = headers;
    const given = { authorization };
    const isOfWebhooks = pathname === path || pathname.startsWith(`${path}/`);
    if (!isOfWebhooks) return model.answer({ method, path: pathname, query, headers: given, body });
    const access = model.answer({
      ...{ method: 'GET', path: '/wp-json/wc/v3/customers', query: new URLSearchParams() },
      ...{ headers: given, body: '' },
    });
    if (access.status !== 200) return access;
    if (options.readOnly && method !== 'GET') {
      return error(
        401,
        'woocommerce_rest_authentication_error',
        'The API key does not have write permissions.',
      );
    }
    return dispatch(
      method,
      pathname,
      query,
      headers['content-type'] === 'application/json' ? parsedJson(body) : {},
    );
  }

  function dispatch(method: string, pathname: string, query: URLSearchParams, body: unknown): VendorAnswer {
    const [, id] = /^\/wp-json\/wc\/v3\/webhooks\/(\d+)$/.exec(pathname) ?? [];
    if (id === undefined && method === 'GET') return list(query);
    if (id === undefined && method === 'POST') return create(body);
    const place = webhooks.findIndex((each) => String(each.id) === id);
    const found = webhooks[place];
    if (!found) return error(404, `${shopWebhook}_invalid_id`, 'Invalid ID.');
    if (method === 'DELETE') {
      if (query.get('force') !== 'true') {
        return error(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.');
      }
      if (!options.forgetful) webhooks.splice(place, 1);
      changes.push(`delete ${id}`);
      return { status: 200, body: shown(found) };
    }
    const status = memberOf(body, 'status');
    if (typeof status !== 'string' || !/^(active|paused|disabled)$/.test(status)) return invalid('status');
    if (!options.forgetful) webhooks.splice(place, 1, { ...found, status });
    changes.push(`update ${id}`);
    return { status: 200, body: shown({ ...found, status }) };
  }

  function list(query: URLSearchParams): VendorAnswer {
    const perPage = Number(query.get('per_page') ?? 10);
    if (!(perPage >= 1 && perPage <= 100)) return invalid('per_page');
    if (!/^(date|id|title)$/.test(query.get('orderby') ?? 'date')) return invalid('orderby');
    if (!/^(all|active|paused|disabled)$/.test(query.get('status') ?? 'all')) return invalid('status');
    const sign = query.get('order') === 'asc' ? 1 : -1;
    const first = (Number(query.get('page') ?? 1) - 1) * perPage;
    const all = [...webhooks].sort((a, b) => sign * (a.id - b.id));
    return { status: 200, body: all.slice(first, first + perPage).map(shown) };
  }

  function create(body: unknown): VendorAnswer {
    const text = (name: string) => String(memberOf(body, name) ?? '');
    if (
      !isObject(body) ||
      !/^(customer|order|product|coupon)\.(created|updated|deleted)$/.test(text('topic'))
    ) {
      return error(400, `${shopWebhook}_invalid_topic`, 'Webhook topic is required and must be valid.');
    }
    if (!/^https?:\/\//.test(text('delivery_url'))) {
      return error(400, `${shopWebhook}_invalid_delivery_url`, 'Webhook delivery URL must be a valid URL.');
    }
    const made = whole({
      ...{ name: text('name'), topic: text('topic'), delivery_url: text('delivery_url') },
      ...{ secret: text('secret'), status: text('status') || 'active' },
    });
    if (!options.forgetful) webhooks.push(made);
    changes.push(`create ${made.id}`);
    return { status: 201, body: shown(made) };
  }

  return { origin: url, asked, webhooks, changes, state };
}

/** WooCommerce shows no secret. */
const shown = ({ secret: _, ...others }: Webhook) => ({ ...others, resource: others.topic.split('.')[0] });

const invalid = (name: string) => error(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`);

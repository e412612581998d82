import { isObject, memberOf, parsedJson } from '../../../lambda/json';
import { restPath } from '../../../lambda/sources/woocommerce/rest';
import type { VendorAnswer, VendorRequest } from '../vendor';
import { error } from './error';

export const webhooksPath = `${restPath}/webhooks`;

export interface Webhook {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly topic: string;
  readonly delivery_url: string;
  readonly secret: string;
}

/** A shop's webhooks, by their ids. */
export type Webhooks = Map<number, Webhook>;

const code = (fault: string) => `woocommerce_rest_shop_webhook_${fault}`;
const statusForm = /^(active|paused|disabled)$/;

/** `WC_REST_Webhooks_Controller`, https://woocommerce.github.io/woocommerce-rest-api-docs/#webhooks */
export function webhooksAnswer(request: VendorRequest, webhooks: Webhooks): VendorAnswer {
  const { method, path, query, headers, body } = request;
  const given = headers['content-type'] === 'application/json' ? parsedJson(body) : {};
  if (path === webhooksPath && method === 'GET') return list(query, webhooks);
  if (path === webhooksPath && method === 'POST') return create(given, webhooks);
  const [, id] = /\/(\d+)$/.exec(path) ?? [];
  const found = webhooks.get(Number(id));
  if (!found) return error(404, code('invalid_id'), 'Invalid ID.');
  if (method === 'GET') return { status: 200, body: shown(found) };
  if (method === 'DELETE') {
    if (query.get('force') !== 'true') {
      return error(501, 'woocommerce_rest_trash_not_supported', 'Webhooks do not support trashing.');
    }
    webhooks.delete(found.id);
    return { status: 200, body: shown(found) };
  }
  const status = memberOf(given, 'status');
  if (typeof status !== 'string' || !statusForm.test(status)) return invalid('status');
  const changed = { ...found, status };
  webhooks.set(found.id, changed);
  return { status: 200, body: shown(changed) };
}

function list(query: URLSearchParams, webhooks: Webhooks): VendorAnswer {
  const perPage = Number(query.get('per_page') ?? 10);
  if (!(perPage >= 1 && perPage <= 100)) return invalid('per_page');
  if (!/^(date|id|title)$/.test(query.get('orderby') ?? 'date')) return invalid('orderby');
  const status = query.get('status') ?? 'all';
  if (status !== 'all' && !statusForm.test(status)) return invalid('status');
  const sign = query.get('order') === 'asc' ? 1 : -1;
  const first = (Number(query.get('page') ?? 1) - 1) * perPage;
  const all = [...webhooks.values()]
    .filter((each) => status === 'all' || each.status === status)
    .sort((a, b) => sign * (a.id - b.id));
  return { status: 200, body: all.slice(first, first + perPage).map(shown) };
}

function create(given: unknown, webhooks: Webhooks): VendorAnswer {
  const text = (name: string) => String(memberOf(given, name) ?? '');
  const isTopic = /^(customer|order|product|coupon)\.(created|updated|deleted|restored)$/.test(text('topic'));
  if (!isObject(given) || !isTopic) {
    return error(400, code('invalid_topic'), 'Webhook topic is required and must be valid.');
  }
  if (!/^https?:\/\//.test(text('delivery_url'))) {
    return error(400, code('invalid_delivery_url'), 'Webhook delivery URL must be a valid URL.');
  }
  const id = 1 + Math.max(0, ...webhooks.keys());
  const made = {
    ...{ id, name: text('name'), topic: text('topic'), delivery_url: text('delivery_url') },
    ...{ secret: text('secret'), status: text('status') || 'active' },
  };
  webhooks.set(id, made);
  return { status: 201, body: shown(made) };
}

/** WooCommerce shows no secret. */
const shown = ({ secret: _, ...others }: Webhook) => ({ ...others, resource: others.topic.split('.')[0] });

const invalid = (name: string) => error(400, 'rest_invalid_param', `Invalid parameter(s): ${name}`);

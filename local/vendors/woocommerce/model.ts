import { isObject } from '../../../lambda/json';
import { restPath } from '../../../lambda/sources/woocommerce/rest';
import type { LocalVendorApi } from '../vendor';
import { error } from './error';
import { listed, shown } from './list';
import { type Webhooks, webhooksAnswer, webhooksPath } from './webhooks';

const customers = `${restPath}/customers`;

interface Shop {
  readonly webhooks?: Webhooks;
  /** The key's permission is Read, and not Read/Write. */
  readonly readOnly?: boolean;
}

/**
 * As much of WooCommerce's REST API as the bridge uses: the list of customers, and webhooks.
 * @param keys each with its secret behind a colon
 */
export function makeWooCommerceApi(
  keys: readonly string[],
  { webhooks = new Map(), readOnly = false }: Shop = {},
): LocalVendorApi {
  const stored = new Map<string, unknown>();
  return {
    put(held) {
      for (const [path, customer] of Object.entries(held)) stored.set(path, customer);
    },

    subscriptions: () =>
      [...webhooks.values()]
        .filter(({ status }) => status === 'active')
        .map(({ delivery_url: address, topic }) => ({ address, topics: [topic] })),

    removeSubscriptions: () => webhooks.clear(),

    answer(request) {
      const { method, path, query, headers } = request;
      const denied = accessFault(headers.authorization, keys);
      if (denied !== undefined) return error(401, 'woocommerce_rest_authentication_error', denied);
      if (headers.authorization === undefined) {
        return error(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.');
      }
      if (readOnly && method !== 'GET') {
        const said = 'The API key provided does not have write permissions.';
        return error(401, 'woocommerce_rest_authentication_error', said);
      }
      if (path === webhooksPath || path.startsWith(`${webhooksPath}/`)) {
        return webhooksAnswer(request, webhooks);
      }
      const all = [...stored.values()].filter(isObject);
      const [, id] = /^\/(\d+)$/.exec(path.startsWith(customers) ? path.slice(customers.length) : '') ?? [];
      if (id !== undefined && method === 'GET') return shown(all, id, query);
      return path === customers && method === 'GET'
        ? listed(all, query)
        : error(404, 'rest_no_route', 'No route was found matching the URL and request method.');
    },
  };
}

/** Without a header WordPress asks as nobody, who may see nothing. */
function accessFault(given: string | undefined, keys: readonly string[]): string | undefined {
  if (given === undefined) return undefined;
  const [, encoded = ''] = /^Basic (\S+)$/.exec(given) ?? [];
  const [key, secret] = Buffer.from(encoded, 'base64').toString().split(':');
  const known = keys.map((each) => each.split(':')).find(([each]) => each === key);
  if (!known) return 'Consumer key is invalid.';
  return known[1] === secret ? undefined : 'Consumer secret is invalid.';
}

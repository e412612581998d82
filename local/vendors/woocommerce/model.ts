import { isObject } from '../../../lambda/json';
import { restPath } from '../../../lambda/sources/woocommerce/rest';
import type { MakeVendorApi } from '../vendor';
import { error } from './error';
import { listed } from './list';

const customers = `${restPath}/customers`;

/** As much of WooCommerce's REST API as the bridge reads: the list of customers, for a key that only reads. */
export const makeWooCommerceApi: MakeVendorApi = (keys) => {
  const stored = new Map<string, unknown>();
  return {
    put(held) {
      for (const [path, customer] of Object.entries(held)) stored.set(path, customer);
    },

    answer({ method, path, query, headers }) {
      const denied = accessFault(headers.authorization, keys);
      if (denied !== undefined) return error(401, 'woocommerce_rest_authentication_error', denied);
      if (headers.authorization === undefined) {
        return error(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.');
      }
      if (path !== customers) {
        return error(404, 'rest_no_route', 'No route was found matching the URL and request method.');
      }
      if (method !== 'GET') {
        const said = 'The API key provided does not have write permissions.';
        return error(401, 'woocommerce_rest_authentication_error', said);
      }
      return listed([...stored.values()].filter(isObject), query);
    },
  };
};

/** Without a header WordPress asks as nobody, who may see nothing. */
function accessFault(given: string | undefined, keys: readonly string[]): string | undefined {
  if (given === undefined) return undefined;
  const [, encoded = ''] = /^Basic (\S+)$/.exec(given) ?? [];
  const [key, secret] = Buffer.from(encoded, 'base64').toString().split(':');
  const known = keys.map((each) => each.split(':')).find(([each]) => each === key);
  if (!known) return 'Consumer key is invalid.';
  return known[1] === secret ? undefined : 'Consumer secret is invalid.';
}

import { memberOf } from '../../../lambda/json';
import type { MakeListingApi } from '../vendor';
import { enabledIn, endpointAnswer, isEndpoint } from './endpoints';
import { listed } from './lists';

/** The calls that the bridge reads by. */
const calls = {
  customer: /^\/v1\/customers\/cus_\w+$/,
  event: /^\/v2\/core\/events\/evt_\w+$/,
  snapshotEvent: /^\/v1\/events\/evt_\w+$/,
  list: /^\/v1\/(events|customers|webhook_endpoints)$/,
};

/**
 * As much of Stripe's API as the bridge reads: customers, events and endpoints, for a restricted key, with Stripe's own
 * errors.
 */
export const makeStripeApi: MakeListingApi = (
  keys,
  changedAt = () => undefined,
  accountOf = () => undefined,
) => {
  const stored = new Map<string, unknown>();
  const createdOf = (held: unknown) => {
    const ms = changedAt(held);
    return ms === undefined ? Number(memberOf(held, 'created')) : Math.floor(ms / 1000);
  };
  return {
    put(held) {
      for (const [path, value] of Object.entries(held)) {
        stored.set(path, value);
        // Whom an event is about is in the account, too.
        const customer = memberOf(memberOf(value, 'data'), 'object');
        const at = `/v1/customers/${memberOf(customer, 'id')}`;
        if (calls.customer.test(at) && !stored.has(at)) stored.set(at, customer);
      }
    },

    subscriptions: () => enabledIn(stored),
    removeSubscriptions() {
      for (const path of stored.keys()) if (isEndpoint(path)) stored.delete(path);
    },

    answer(request) {
      const { method, path, query, headers } = request;
      const [, key] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? [];
      if (key === undefined || !keys.includes(key)) {
        return error(401, { message: `Invalid API Key provided: ${shortened(key)}` });
      }
      // The second version of the API has no default version.
      if (path.startsWith('/v2/') && !headers['stripe-version']) {
        return error(400, { message: 'The Stripe-Version header is required.' });
      }
      if (method === 'GET' && path === '/v1/account') return error(403, { message: refusal(accountOf(key)) });
      const endpoint = endpointAnswer(request, stored);
      switch (endpoint?.kind) {
        case 'refused':
          return error(endpoint.status, { message: endpoint.message });
        case 'shown':
          return { status: 200, body: endpoint.body };
        case 'changed':
          stored.set(endpoint.path, endpoint.value);
          return { status: 200, body: endpoint.value };
        case undefined:
          break;
        default:
          return endpoint satisfies never;
      }
      if (method !== 'GET' || !Object.values(calls).some((call) => call.test(path))) {
        return error(404, { message: `Unrecognized request URL (${method}: ${path})` });
      }
      if (calls.list.test(path)) {
        const list = listed(path, stored, query, createdOf);
        if (list.kind === 'page') return { status: 200, body: list.body };
        return error(400, { message: list.message, param: list.param });
      }
      const held = stored.get(path) ?? undefined;
      if (held !== undefined) return { status: 200, body: held };
      const id = path.split('/').at(-1);
      if (calls.event.test(path)) return error(404, { code: 'not_found', message: `No such event: '${id}'` });
      const what = calls.snapshotEvent.test(path) ? 'event' : 'customer';
      return error(404, { code: 'resource_missing', message: `No such ${what}: '${id}'`, param: 'id' });
    },
  };
};

const error = (status: number, what: Readonly<Record<string, string>>) => ({
  status,
  body: { error: { ...what, type: 'invalid_request_error' } },
});

/** Hardly any restricted key may ask for its account; Stripe names it all the same. */
const refusal = (account = 'acct_LocalStripe') =>
  `The provided key does not have the required permissions for this endpoint on account '${account}'.`;

/** Stripe repeats the last four characters. */
const shortened = (key = '') => `${'*'.repeat(Math.max(0, key.length - 4))}${key.slice(-4)}`;

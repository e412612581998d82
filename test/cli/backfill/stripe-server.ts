import type { ServerResponse } from 'node:http';
import { listen } from '../../lambda/masivo/server';

export interface StripeCustomersOptions {
  readonly count: number;
  readonly key?: string;
  /** A restricted key without "Customers: Read". */
  readonly forbidden?: boolean;
  /** Statuses of the first answers. */
  readonly failures?: readonly number[];
  readonly more?: object;
  /** Whose key it is; null where the key may not ask. */
  readonly account?: string | null;
}

const first = Date.parse('2024-01-01T00:00:00Z') / 1000;
const parameters = new Set(['limit', 'starting_after', 'ending_before', 'created[gte]', 'email']);

/** Stripe's list of customers, which checks key and parameters as Stripe does. Its clock is an hour behind. */
export async function startStripeCustomers(options: StripeCustomersOptions) {
  const { count, key = 'rk_live_fake', forbidden, more, account = 'acct_1Fake' } = options;
  const failures = [...(options.failures ?? [])];
  const created = (serial: number) => first + serial * 60;
  const customers = Array.from({ length: count }, (_, index) => count - index).map((serial) => ({
    id: `cus_${serial}`,
    object: 'customer',
    created: created(serial),
    email: `customer.${serial}@example.com`,
    name: `Customer ${serial}`,
    livemode: true,
    metadata: {},
    ...more,
  }));

  const { url, asked } = await listen((response, { method, path, headers }) => {
    const { pathname, searchParams } = new URL(path, 'http://stripe');
    if (method !== 'GET' || !['/v1/customers', '/v1/account'].includes(pathname))
      return refuse(response, 404, 'Unrecognized request URL');
    if (headers.authorization !== `Bearer ${key}`) return refuse(response, 401, 'Invalid API Key provided');
    if (pathname === '/v1/account') {
      return account === null
        ? refuse(response, 403, 'The provided key does not have the required permissions')
        : answer(response, 200, { id: account, object: 'account' });
    }
    if (forbidden) return refuse(response, 403, 'The provided key does not have the required permissions');
    const failure = failures.shift();
    if (failure) return refuse(response, failure, 'Not now');
    const unknown = [...searchParams.keys()].find((name) => !parameters.has(name));
    if (unknown) return refuse(response, 400, `Received unknown parameter: ${unknown}`);
    const limit = Number(searchParams.get('limit') ?? 10);
    if (!(limit >= 1 && limit <= 100))
      return refuse(response, 400, 'This value must be less than or equal to 100');
    const after = searchParams.get('starting_after');
    const at = after === null ? -1 : customers.findIndex(({ id }) => id === after);
    if (after !== null && at < 0) return refuse(response, 400, `No such customer: '${after}'`);
    const since = Number(searchParams.get('created[gte]') ?? 0);
    const rest = customers.slice(at + 1).filter((customer) => customer.created >= since);
    const data = rest.slice(0, limit);
    return answer(response, 200, {
      object: 'list',
      url: '/v1/customers',
      has_more: rest.length > limit,
      data,
    });
  });
  return { origin: url, asked, createdAt: (serial: number) => new Date(created(serial) * 1000) };
}

/** What time it is for the server. */
export const serverNow = new Date('2026-11-20T10:00:00Z');

const refuse = (response: ServerResponse, status: number, message: string) =>
  answer(response, status, { error: { type: 'invalid_request_error', message } });

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'request-id': 'req_fake',
    date: serverNow.toUTCString(),
  });
  response.end(JSON.stringify(body));
}

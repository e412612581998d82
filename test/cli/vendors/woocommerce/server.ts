import { error } from '../../../../local/vendors/woocommerce/error';
import { makeWooCommerceApi } from '../../../../local/vendors/woocommerce/model';
import { type Webhook, type Webhooks, webhooksPath } from '../../../../local/vendors/woocommerce/webhooks';
import { type Asked, listen } from '../../../lambda/masivo/server';

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

const doings: Readonly<Record<string, string>> = { POST: 'create', PUT: 'update', DELETE: 'delete' };

/** WooCommerce's REST API over HTTP, and what was changed there. */
export async function startWooCommerce(options: WooOptions = {}) {
  const given = (options.webhooks ?? []).map(
    (each, index): Webhook => ({
      ...{ id: index + 1, name: 'Somebody’s webhook', status: 'active', topic: 'customer.created' },
      ...{ delivery_url: 'https://else.example.com/hooks', secret: '' },
      ...each,
    }),
  );
  const webhooks: Webhooks = new Map(given.map((each) => [each.id, each]));
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

  function answer({ method, path: address, headers, body }: Asked) {
    const { pathname: path, searchParams: query } = new URL(address, 'http://shop');
    const { readOnly = false, forgetful } = options;
    const api = makeWooCommerceApi([wooKey], {
      webhooks: forgetful ? new Map(webhooks) : webhooks,
      readOnly,
    });
    api.put(Object.fromEntries(state.customers.map((each, place) => [`/${place}`, each])));
    const { authorization } = headers;
    const sent = { authorization, 'content-type': headers['content-type'] };
    const answered = api.answer({ method, path, query, headers: sent, body });
    const doing = doings[method];
    if (doing && path.startsWith(webhooksPath) && answered.status < 300) {
      changes.push(`${doing} ${Reflect.get(Object(answered.body), 'id')}`);
    }
    return answered;
  }

  return { origin: url, asked, webhooks, changes, state };
}

import { makeWooCommerceApi } from '../../../local/vendors/woocommerce/model';

/** The small WooCommerce of the local run checks requests as WooCommerce does. */
const key = 'ck_own:cs_own';
const api = makeWooCommerceApi([key]);
api.put(
  Object.fromEntries(
    ['customer', 'customer', 'administrator', 'subscriber'].map((role, index) => [
      `/wp-json/wc/v3/customers/${index}`,
      { id: index + 1, role, username: `u${9 - index}`, date_created_gmt: `2026-11-2${index}T08:00:00` },
    ]),
  ),
);
const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
const ask = (address: string, headers: Readonly<Record<string, string>> = basic(key), method = 'GET') => {
  const { pathname: path, searchParams: query } = new URL(address, 'https://shop.example.com');
  return api.answer({ method, path, query, headers, body: '' });
};
const list = '/wp-json/wc/v3/customers';

test.each<[string, string, number[]]>([
  ['by name, of the role customer', list, [2, 1]],
  ['of all roles, the newest first', `${list}?role=all&orderby=registered_date&order=desc`, [4, 3, 2, 1]],
  ['by pages', `${list}?role=all&orderby=id&per_page=3&page=2`, [4]],
  ['from an offset, whatever the page', `${list}?role=all&orderby=id&per_page=2&page=2&offset=1`, [2, 3]],
  ['behind the last one', `${list}?role=all&offset=9`, []],
  ['whatever parameters it does not know', `${list}?role=all&orderby=id&modified_after=2026`, [1, 2, 3, 4]],
])('lists customers %s', (_, address, ids) => {
  const { status, body } = ask(address);
  expect([status, body]).toEqual([200, ids.map((id) => expect.objectContaining({ id }))]);
});

test('says how many there are, and answers only the fields that are wanted', () => {
  const { headers, body } = ask(`${list}?role=all&orderby=id&per_page=3&_fields=id,role`);
  expect(headers).toEqual({ 'x-wp-total': '4', 'x-wp-totalpages': '2' });
  expect(body).toContainEqual({ id: 1, role: 'customer' });
});

test.each<[string, string, Readonly<Record<string, string>>, string, number, string]>([
  ['nobody', list, {}, 'GET', 401, 'woocommerce_rest_cannot_view'],
  ['another key', list, basic('ck_other:cs_own'), 'GET', 401, 'woocommerce_rest_authentication_error'],
  ['another secret', list, basic('ck_own:cs_other'), 'GET', 401, 'woocommerce_rest_authentication_error'],
  ['what it does not do', list, basic(key), 'POST', 404, 'rest_no_route'],
  ['another address', '/wp-json/wc/v3/orders', basic(key), 'GET', 404, 'rest_no_route'],
  ['an order that is none', `${list}?orderby=date_modified`, basic(key), 'GET', 400, 'rest_invalid_param'],
  ['too long a page', `${list}?per_page=101`, basic(key), 'GET', 400, 'rest_invalid_param'],
  ['a role that is none', `${list}?role=any`, basic(key), 'GET', 400, 'rest_invalid_param'],
])('refuses %s', (_, address, headers, method, status, code) => {
  const answer = ask(address, headers, method);
  expect(answer).toMatchObject({ status, body: { code, data: { status } } });
});

describe('its webhooks', () => {
  const json = { ...basic(key), 'content-type': 'application/json' };
  const path = '/wp-json/wc/v3/webhooks';
  const shop = (readOnly = false) => makeWooCommerceApi([key], { readOnly });
  const send = (at: typeof api, method: string, address: string, body: object = {}) => {
    const { pathname, searchParams: query } = new URL(address, 'https://shop.example.com');
    return at.answer({ method, path: pathname, query, headers: json, body: JSON.stringify(body) });
  };
  const webhook = { topic: 'customer.created', delivery_url: 'https://hooks.example.com', secret: 'hush' };

  test('are made, listed without their secrets, changed and deleted', () => {
    const at = shop();
    expect(send(at, 'POST', path, webhook)).toMatchObject({ status: 201, body: { id: 1, status: 'active' } });
    expect(JSON.stringify(send(at, 'GET', `${path}?status=all`).body)).not.toContain('hush');
    send(at, 'PUT', `${path}/1`, { status: 'disabled' });
    expect(send(at, 'GET', `${path}?status=active`).body).toEqual([]);
    expect(send(at, 'DELETE', `${path}/1`).status).toBe(501);
    expect(send(at, 'DELETE', `${path}/1?force=true`).status).toBe(200);
    expect(send(at, 'GET', `${path}/1`).status).toBe(404);
  });

  test.each<[string, string, string, object, number]>([
    ['of another topic', 'POST', path, { ...webhook, topic: 'customer.read' }, 400],
    ['without an address', 'POST', path, { ...webhook, delivery_url: '' }, 400],
    ['too many at once', 'GET', `${path}?per_page=101`, {}, 400],
    ['by their topics', 'GET', `${path}?orderby=topic`, {}, 400],
    ['that it does not have', 'PUT', `${path}/9`, { status: 'active' }, 404],
  ])('are refused %s', (_, method, address, body, status) => {
    expect(send(shop(), method, address, body).status).toBe(status);
  });

  test('are not changed by a key that only reads', () => {
    expect(send(shop(true), 'POST', path, webhook).status).toBe(401);
    expect(send(shop(true), 'GET', path).status).toBe(200);
  });
});

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
  ['a key that only reads', list, basic(key), 'POST', 401, 'woocommerce_rest_authentication_error'],
  ['another address', '/wp-json/wc/v3/orders', basic(key), 'GET', 404, 'rest_no_route'],
  ['an order that is none', `${list}?orderby=date_modified`, basic(key), 'GET', 400, 'rest_invalid_param'],
  ['too long a page', `${list}?per_page=101`, basic(key), 'GET', 400, 'rest_invalid_param'],
  ['a role that is none', `${list}?role=any`, basic(key), 'GET', 400, 'rest_invalid_param'],
])('refuses %s', (_, address, headers, method, status, code) => {
  const answer = ask(address, headers, method);
  expect(answer).toMatchObject({ status, body: { code, data: { status } } });
});

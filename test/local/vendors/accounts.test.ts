import type { Settings } from '../../../lambda/settings';
import type { ChangesAnswer, VendorChanges } from '../../../lambda/sources/changes';
import { profileOf } from '../../../lambda/sources/profiles';
import { changes as shopifyChanges } from '../../../lambda/sources/shopify/changes';
import { changes as stripeChanges } from '../../../lambda/sources/stripe/changes';
import { localSettings } from '../../../local/local-settings';
import { makeShopifyApi } from '../../../local/vendors/shopify/model';
import { makeStripeApi } from '../../../local/vendors/stripe/model';
import type { LocalVendorApi } from '../../../local/vendors/vendor';

/** `reconcile` asks whose key it has: the local vendors know it from the start, and of each store what is its own. */
const accounts: Readonly<Record<string, string>> = {
  'key-eu': 'acme-eu.myshopify.com',
  'key-us': 'acme-us.myshopify.com',
  'key-stripe': 'acct_1AcmeDev',
};
const accountOf = (key: string) => accounts[key];
const at = new Date('2026-11-28T10:00:00Z');
const window = { from: new Date(at.getTime() - 1000), to: new Date(at.getTime() + 1000) };
const [anyStore] = localSettings({ baseUrl: 'https://masivo.example.com', account: 'a' }).stores;

const storeOf = (vendorAccount: string): Settings['stores'][number] => {
  if (!anyStore) throw new Error('the local run has no store');
  return { ...anyStore, vendorAccount };
};

function asked(
  api: LocalVendorApi,
  changes: VendorChanges,
  token: string,
  { method, path, headers, body = '' }: ReturnType<VendorChanges['request']>,
) {
  const url = new URL(path, 'http://127.0.0.1');
  const all = { ...changes.authorised(token), ...headers };
  return api.answer({ method, path: url.pathname, query: url.searchParams, headers: all, body });
}

describe('a small Shopify of two shops', () => {
  const shopify = makeShopifyApi(Object.keys(accounts), undefined, accountOf);
  const page = (key: string, vendorAccount: string) => {
    const store = storeOf(vendorAccount);
    const { body } = asked(shopify, shopifyChanges, key, shopifyChanges.request(window, null, store, at));
    return shopifyChanges.read(body, window, store, at, null);
  };

  test.each(['eu', 'us'])('%s is the shop of its key before it has a customer', (name) => {
    expect(page(`key-${name}`, `acme-${name}.myshopify.com`)).toMatchObject({ kind: 'page', changes: [] });
  });

  test('another shop’s key is told as such', () => {
    expect(page('key-us', 'acme-eu.myshopify.com')).toEqual({ kind: 'other-account' });
  });

  test('a lost signup is in its own shop alone, whichever was the last', () => {
    const { signup, changesKey } = profileOf('shopify');
    const lost = (serial: number, vendorAccount: string) => {
      const sample = signup({ serial, at, vendorAccount, live: true });
      shopify.put(changesKey?.held(sample) ?? {});
      return sample.customer;
    };
    const eu = lost(1, 'acme-eu.myshopify.com');
    const us = lost(2, 'acme-us.myshopify.com');
    expect(customersOf(page('key-eu', 'acme-eu.myshopify.com'))).toEqual([eu]);
    expect(customersOf(page('key-us', 'acme-us.myshopify.com'))).toEqual([us]);
  });
});

const customersOf = (answer: ChangesAnswer) =>
  answer.kind === 'page'
    ? answer.changes.map(({ body }) => /gid:\/\/shopify\/Customer\/(\d+)/.exec(body.toString())?.[1])
    : answer.kind;

test('the small Stripe names the account of the key, as Stripe does to a restricted one', () => {
  const { account } = stripeChanges;
  if (!account) throw new Error('Stripe is asked for its account');
  const stripe = makeStripeApi(Object.keys(accounts), undefined, accountOf);
  const { status, body } = asked(stripe, stripeChanges, 'key-stripe', account.request);
  expect(status).toBe(403);
  expect(account.nameIn(body)).toBe('acct_1AcmeDev');
});

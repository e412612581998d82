import { parseStoreKey, storeKey } from '../../lambda/store-name';
import { parseWebhookPath, webhookPath, webhookUrls } from '../../lambda/webhook-address';

const shop = { source: 'shopify', store: 'default' };
const second = { source: 'shopify', store: 'eu' };

test.each([
  [shop, '/webhooks/shopify'],
  [second, '/webhooks/shopify/eu'],
])('%j has the path %s, and the other way round', (store, path) => {
  expect(webhookPath(store)).toBe(path);
  expect(parseWebhookPath(path)).toEqual(store);
});

test('the default store may be named, too', () => {
  expect(parseWebhookPath('/webhooks/shopify/default')).toEqual(shop);
});

test.each(['', '/', '/webhooks', '/webhooks/', '/webhooks/shopify/', '/webhooks/a/b/c', '/x/webhooks/a'])(
  '%j is no webhook path',
  (path) => {
    expect(parseWebhookPath(path)).toBeUndefined();
  },
);

test('each store has its address by its key', () => {
  expect(webhookUrls([shop, second], 'https://hooks.example.com')).toEqual({
    'shopify/default': 'https://hooks.example.com/webhooks/shopify',
    'shopify/eu': 'https://hooks.example.com/webhooks/shopify/eu',
  });
});

test('a key of a store is read back', () => {
  expect(parseStoreKey(storeKey(second))).toEqual(second);
  for (const key of ['', 'shopify', 'shopify/', '/eu', 'a/b/c']) expect(parseStoreKey(key)).toBeUndefined();
});

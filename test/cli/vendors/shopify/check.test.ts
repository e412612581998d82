import { checkShopify } from '../../../../cli/vendors/shopify/check';
import { storeWith } from '../../../support/settings';
import { startShopify } from './server';

const url = 'https://hooks.example.com/webhooks/shopify';

test('a store that sends Events needs no classic topics, and no API shows whether its Events come', async () => {
  const { origin } = await startShopify({});
  const check = (more: object) =>
    checkShopify({
      store: storeWith('shopify', { vendorAccount: 'some-shop.myshopify.com', ...more }),
      kept: { token: 'shpat_fake' },
      url,
      held: async () => [],
      variables: { SHOPIFY_TEST_ORIGIN: origin },
    });
  expect(await check({})).toMatchObject({ level: 'failure' });
  expect(await check({ events: true })).toMatchObject({
    level: 'ok',
    what: expect.stringContaining('declared in shopify.app.toml, which no API shows; besides, 0 topics'),
  });
});

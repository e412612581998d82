import { approveReading } from '../../../../cli/vendors/shopify/approve-reading';
import { changes } from '../../../../lambda/sources/shopify/changes';
import { storeWith } from '../../../support/settings';
import { approvalCallback } from './approval-callback';
import { startShopify } from './server';

const shop = 'some-shop.myshopify.com';
const store = storeWith('shopify', { vendorAccount: shop });
const app = { clientId: 'client', clientSecret: 'hush' };

async function approve(lasting: boolean, kept?: Record<string, string>) {
  const { origin } = await startShopify({ app, sameOrganisation: false, codes: ['the-code'], lasting });
  const said: string[] = [];
  const browsed: Promise<unknown>[] = [];
  const key = await approveReading.approve(store, {
    clientId: 'client',
    options: { callbackPort: 0 },
    kept,
    terminal: {
      environment: { SHOPIFY_TEST_ORIGIN: origin },
      askSecret: async () => 'hush',
      askMeanwhile: async () => undefined,
      err(line) {
        said.push(line);
        if (line.startsWith(`${origin}/admin/oauth/authorize?`))
          browsed.push(fetch(approvalCallback(line, shop)));
      },
    },
  });
  await Promise.all(browsed);
  expect(said.join()).not.toMatch(/hush|shpat_|shprt_/);
  return key;
}

test('what an approval grants is a key that reconcile renews', async () => {
  const key = await approve(false);
  expect(key).toMatchObject({ clientId: 'client', token: 'shpat_fake_1', refreshToken: 'shprt_fake_1' });
  expect(changes.access(key, store)).toMatchObject({ kind: 'renewed', token: 'shpat_fake_1' });
});

test('a token that lasts is one', async () => {
  expect(changes.access(await approve(true), store)).toEqual({ kind: 'token', token: 'shpat_fake' });
});

test('the app of subscribe is refused: another approval would end its tokens', async () => {
  const time = '2026-11-27T10:00:00.000Z';
  const kept = { ...app, token: 't', expires: time, refreshToken: 'r', refreshExpires: time };
  await expect(approve(false, kept)).rejects.toMatchObject({
    message: expect.stringContaining('another approval would end'),
  });
  await approve(false, { ...kept, clientId: 'another' });
});

import { clientCredentialsToken } from '../../../../cli/vendors/shopify/access';
import { approvalInBrowser, isAuthenticCallback } from '../../../../cli/vendors/shopify/approval';
import { approvalCallback } from './approval-callback';
import { type ShopifyOptions, startShopify } from './server';

const app = { clientId: 'client', clientSecret: 'hush' };
const shop = 'some-shop.myshopify.com';

describe('the client-credentials grant', () => {
  test.each<[string, ShopifyOptions, string | RegExp]>([
    ['inside the organisation', { app }, 'shpat_fake'],
    ["at another organisation's shop", { app, sameOrganisation: false }, /shop_not_permitted/],
    ['with a wrong secret', { app: { ...app, clientSecret: 'other' } }, /does not accept the client id/],
  ])('%s', async (_, options, expected) => {
    const { origin } = await startShopify(options);
    const ended = await clientCredentialsToken(origin, app).catch(String);
    expect(ended).toEqual(expected instanceof RegExp ? expect.stringMatching(expected) : expected);
    expect(ended).not.toContain(app.clientSecret);
  });
});

describe("Shopify's signature of a callback", () => {
  const signed = (more: string) => new URLSearchParams(`code=0907a61c0c8d55e99db179b68161bc00&${more}`);

  test.each([
    // The examples of Shopify's documentation, under the secret "hush".
    ['4712bf92ffc2917d15a2f5a273e39f0116667419aa4b6ac0b3baaf26fa3c4d20', '', true],
    ['700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf', '&state=0.6784241404160823', true],
    ['4712bf92ffc2917d15a2f5a273e39f0116667419aa4b6ac0b3baaf26fa3c4d21', '', false],
    ['4712bf92ffc2917d15a2f5a273e39f0116667419aa4b6ac0b3baaf26fa3c4d20', '&more=1', false],
    ['', '', false],
  ])('%s%s', (hmac, more, authentic) => {
    const query = signed(`hmac=${hmac}&shop=${shop}&timestamp=1337178173${more}`);
    expect(isAuthenticCallback(query, 'hush')).toBe(authentic);
  });
});

describe('an approval in the browser', () => {
  const callback = (address: string, changes?: Readonly<Record<string, string>>, secret?: string) =>
    approvalCallback(address, shop, changes, secret);

  /** @param browse opens addresses as the owner's browser does, and tells what the pages answered. */
  async function approve(browse: (address: string) => Promise<unknown>, timeoutMs = 5000) {
    const { origin, asked } = await startShopify({ app, codes: ['the-code'] });
    let browsed: Promise<unknown> = Promise.resolve();
    const show = (address: string) => {
      browsed = browse(address);
    };
    const ended = await approvalInBrowser({ app, shop, origin, port: 0, timeoutMs, show }).catch(String);
    return { ended, answers: await browsed, asked };
  }

  const statusOf = async (url: string, method = 'GET') => (await fetch(url, { method })).status;

  test('ends with a token', async () => {
    const { ended, answers, asked } = await approve((address) => statusOf(callback(address)));
    expect([ended, answers]).toEqual(['shpat_fake', 200]);
    expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toEqual({
      client_id: 'client',
      client_secret: 'hush',
      code: 'the-code',
    });
  });

  test('asks for no more than it needs', async () => {
    let shown = '';
    await approve(async (address) => {
      shown = address;
      return statusOf(callback(address));
    });
    const query = new URL(shown).searchParams;
    expect([new URL(shown).pathname, query.get('client_id'), query.get('scope')]).toEqual([
      '/admin/oauth/authorize',
      'client',
      'read_customers',
    ]);
    expect(query.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/approved$/);
    expect(query.get('state')).toMatch(/^[\w-]{32}$/);
    expect(shown).not.toContain('hush');
  });

  test.each<[string, string, (address: string) => string]>([
    ['a forged signature', 'GET', (address) => callback(address, {}, 'guessed')],
    ['the state of another approval', 'GET', (address) => callback(address, { state: 'other' })],
    ['another shop', 'GET', (address) => callback(address, { shop: 'other-shop.myshopify.com' })],
    ['another path', 'GET', (address) => callback(address).replace('/approved', '/')],
    ['another method', 'POST', (address) => callback(address)],
    ['no code', 'GET', (address) => callback(address, { code: '' })],
  ])('%s is not believed, and the real one still is', async (_, method, forged) => {
    const { ended, answers } = await approve(async (address) => [
      await statusOf(forged(address), method),
      await statusOf(callback(address)),
    ]);
    expect([ended, answers]).toEqual(['shpat_fake', [400, 200]]);
  });

  test('nobody comes', async () => {
    const { ended } = await approve(async () => undefined, 30);
    expect(ended).toContain(`Nobody approved the app at ${shop} in time`);
  });
});

import { clientCredentialsToken } from '../../../../cli/vendors/shopify/access';
import { approvalInBrowser } from '../../../../cli/vendors/shopify/approval';
import { isAuthenticCallback } from '../../../../cli/vendors/shopify/callback';
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

  interface Approving {
    /** Opens addresses as the owner's browser does, and tells what the pages answered. */
    readonly browse?: (address: string) => Promise<unknown>;
    /** What is pasted one after the other, by the address to approve at; then nothing more comes. */
    readonly paste?: (address: string) => readonly string[];
    readonly timeoutMs?: number;
    readonly shopify?: ShopifyOptions;
  }

  async function approve({ browse, paste, timeoutMs = 5000, shopify }: Approving) {
    const { origin, asked } = await startShopify({ app, codes: ['the-code'], lasting: true, ...shopify });
    let browsed: Promise<unknown> = Promise.resolve();
    let pasted: string[] | undefined;
    const said: string[] = [];
    const say = (line: string) => {
      said.push(line);
      if (!line.startsWith(origin)) return;
      browsed = browse?.(line) ?? browsed;
      pasted = paste && [...paste(line)];
    };
    const ask = (_: string, over: AbortSignal) => {
      const text = pasted?.shift();
      if (text !== undefined) return Promise.resolve(text);
      return new Promise<undefined>((resolve) => over.addEventListener('abort', () => resolve(undefined)));
    };
    const now = () => new Date('2026-11-27T10:00:00Z');
    const request = { app, shop, origin, port: 0, timeoutMs, now, say, ask };
    const ended = await approvalInBrowser(request).catch(String);
    return { ended, answers: await browsed, asked, said };
  }
  const lasting = { kind: 'lasting', token: 'shpat_fake' };

  const statusOf = async (url: string, method = 'GET') => (await fetch(url, { method })).status;

  test('ends with a token', async () => {
    const { ended, answers, asked } = await approve({ browse: (address) => statusOf(callback(address)) });
    expect([ended, answers]).toEqual([lasting, 200]);
    expect(Object.fromEntries(new URLSearchParams(asked[0]?.body))).toEqual({
      client_id: 'client',
      client_secret: 'hush',
      code: 'the-code',
      expiring: '1',
    });
  });

  test('ends with tokens that expire where Shopify grants those', async () => {
    const { ended } = await approve({
      browse: (address) => statusOf(callback(address)),
      shopify: { lasting: false },
    });
    expect(ended).toEqual({
      kind: 'expiring',
      tokens: {
        ...app,
        token: 'shpat_fake_1',
        expires: expect.stringMatching(/^2026-11-27T11:00:00/),
        refreshToken: 'shprt_fake_1',
        refreshExpires: expect.stringMatching(/^2027-02-25T10:00:00/),
      },
    });
  });

  test.each<[string, (back: string) => string[], number]>([
    ['as it is', (back) => [back], 0],
    ['with spaces, in quotes', (back) => [`  "${back}" `], 0],
    ['in brackets', (back) => [`<${back}>`], 0],
    ['without its scheme', (back) => [back.replace('http://', '')], 0],
    ['with what the page left behind', (back) => [`${back}#_=_`], 0],
    ['after nothing, and half of it', (back) => ['', back.slice(0, 60), back], 2],
    ['after the address to approve at', (back) => ['https://example.com/admin/oauth/authorize?a=b', back], 1],
  ])('the address that a browser elsewhere ends with is pasted, %s', async (_, texts, misses) => {
    const { ended, said, asked } = await approve({ paste: (address) => texts(callback(address)) });
    expect([ended, asked.length]).toEqual([lasting, 1]);
    expect(said.filter((line) => line.startsWith('That is not the address'))).toHaveLength(misses);
    expect(said.join()).not.toMatch(/hush|the-code/);
  });

  test.each<[string, (address: string) => string]>([
    ['a forged signature', (address) => callback(address, {}, 'guessed')],
    ['the state of another approval', (address) => callback(address, { state: 'other' })],
    ['another shop', (address) => callback(address, { shop: 'other-shop.myshopify.com' })],
    ['no code', (address) => callback(address, { code: '' })],
    ['another path', (address) => callback(address).replace('/approved', '/')],
    ['what is no address', () => 'http://['],
  ])('%s is not believed where it is pasted, either', async (_, forged) => {
    const { ended, said } = await approve({
      paste: (address) => [forged(address), callback(address)],
    });
    expect(ended).toEqual(lasting);
    expect(said.at(-1)).toMatch(/^That is not the address/);
  });

  test('whichever comes first counts, and the other one ends', async () => {
    const { ended, answers } = await approve({
      browse: (address) => statusOf(callback(address)),
      paste: () => ['not it'],
    });
    expect([ended, answers]).toEqual([lasting, 200]);
  });

  test('asks for no more than it needs', async () => {
    let shown = '';
    await approve({
      browse: async (address) => {
        shown = address;
        return statusOf(callback(address));
      },
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
    const { ended, answers } = await approve({
      browse: async (address) => [await statusOf(forged(address), method), await statusOf(callback(address))],
    });
    expect([ended, answers]).toEqual([lasting, [400, 200]]);
  });

  test('nobody comes', async () => {
    const { ended } = await approve({ timeoutMs: 30 });
    expect(ended).toContain(`Nobody approved the app at ${shop} in time`);
  });
});

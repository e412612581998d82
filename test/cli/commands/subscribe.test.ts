import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readVersions } from '../../../cli/secret-value';
import { fingerprintOf } from '../../../lambda/sources/signature';
import { WooShop } from '../../lambda/reconcile/woo-shop';
import { type AtBridge, startAtBridge } from '../../support/at-bridge';
import { secretsClientOf } from '../../support/aws-clients';
import { approvalCallback } from '../vendors/shopify/approval-callback';
import { startShopify } from '../vendors/shopify/server';
import { startStripe } from '../vendors/stripe/server';
import { startWooCommerce, wooKey } from '../vendors/woocommerce/server';

const tunnel = ['--tunnel', 'https://hooks.example.com'];
const shop = ['--shop', 'some-shop.myshopify.com'];
const app = { clientId: 'client', clientSecret: 'hush' };

describe('subscribe', () => {
  let at: AtBridge;
  beforeAll(async () => {
    at = await startAtBridge();
  });
  afterAll(() => at.stop());

  const keptNow = async ({ test: { bridge } }: AtBridge = at) => {
    const client = secretsClientOf(bridge);
    const { current } = await readVersions({ client, id: 'admin' });
    client.destroy();
    return current?.value ?? '';
  };

  const fingerprints = async (source: string) => {
    const { out } = await at.run(['--json', 'secrets', 'list', source]);
    return JSON.parse(out).secrets.map((each: { fingerprint: string }) => each.fingerprint);
  };

  test('shopify: as an app of the shop’s organisation; the second time with what was kept', async () => {
    const { origin, changes, subscriptions } = await startShopify({ app });
    const environment = { SHOPIFY_TEST_ORIGIN: origin };
    const entry = ['--access', 'client-credentials', '--client-id', 'client'];
    const command = ['subscribe', 'shopify', ...shop, ...tunnel];

    const first = await at.run([...command, ...entry], { input: 'hush', environment });
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toContain(
      'shopify/default is subscribed to https://hooks.example.com/webhooks/shopify.',
    );
    expect(changes).toHaveLength(7);
    expect(subscriptions[0]?.metafieldNamespaces).toEqual(['facts']);
    expect((await fingerprints('shopify'))[0]).toBe(fingerprintOf('hush'));

    const second = await at.run(['--json', ...command], { environment });
    expect(JSON.parse(second.out)).toMatchObject({ kind: 'subscribed', changed: false });
    expect(changes).toHaveLength(7);
    for (const said of [first, second]) expect(said.out + said.err).not.toMatch(/hush|shpat_/);
  });

  test('shopify: what was kept brings no revoked secret back', async () => {
    const { origin } = await startShopify({ app });
    const environment = { SHOPIFY_TEST_ORIGIN: origin };
    at.test.bridge.secrets.set('admin', { current: JSON.stringify({ 'shopify/default': app }) });
    await at.run(['secrets', 'set', 'shopify'], { input: 'hush' });
    await at.run(['secrets', 'set', 'shopify'], { input: 'fresh' });
    const leaked = fingerprintOf('hush');
    const revoked = await at.run(['secrets', 'revoke', 'shopify', '--fingerprint', leaked]);
    expect([revoked.code, revoked.err]).toEqual([
      0,
      expect.stringContaining('still keeps it for shopify/default'),
    ]);
    const again = await at.run(['subscribe', 'shopify', ...shop, ...tunnel], { environment });
    expect([again.code, again.err]).toEqual([0, expect.stringContaining('it may have been revoked')]);
    expect(await fingerprints('shopify')).not.toContain(leaked);
  });

  test.each<[string, boolean]>([
    ['with a token that lasts', true],
    ['with tokens that expire', false],
  ])('shopify: approved in a browser by the owner of another organisation’s shop, %s', async (_, lasting) => {
    const own = await startAtBridge();
    const options = { app, sameOrganisation: false, codes: ['the-code'], lasting };
    const { origin, changes, renewed } = await startShopify(options);
    const environment = { SHOPIFY_TEST_ORIGIN: origin };
    const command = ['subscribe', 'shopify', ...shop, ...tunnel];
    const entry = ['--client-id', 'client', '--callback-port', '0'];

    const refused = await own.run([...command, ...entry, '--access', 'client-credentials'], {
      input: 'hush',
      environment,
    });
    expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('--access browser')]);

    const browsed: Promise<number>[] = [];
    const approved = await own.run([...command, ...entry, '--access', 'browser'], {
      input: 'hush',
      environment,
      onSaid(line) {
        if (!line.startsWith(`${origin}/admin/oauth/authorize?`)) return;
        const back = approvalCallback(line, 'some-shop.myshopify.com');
        browsed.push(fetch(back).then(({ status }) => status));
      },
    });
    expect(await Promise.all(browsed)).toEqual([200]);
    expect(approved).toMatchObject({ code: 0 });
    expect(changes).toHaveLength(7);
    // Nobody has to approve again.
    const again = await own.run(['--json', ...command], { environment });
    expect(again.json()).toMatchObject({ kind: 'subscribed', changed: false });
    // An hour later.
    const kept = JSON.parse(await keptNow(own))['shopify/default'];
    expect(kept).toMatchObject(lasting ? { token: 'shpat_fake' } : { refreshToken: 'shprt_fake_1' });
    const due = { ...kept, ...(lasting ? {} : { expires: new Date().toISOString() }) };
    own.test.bridge.secrets.set('admin', { current: JSON.stringify({ 'shopify/default': due }) });
    const later = await own.run(['--json', ...command], { environment });
    expect(later.json()).toMatchObject({ kind: 'subscribed', changed: false });
    expect(renewed).toEqual(lasting ? [] : ['shprt_fake_1']);
    expect(JSON.parse(await keptNow(own))['shopify/default']).toMatchObject(
      lasting ? due : { refreshToken: 'shprt_fake_2', clientSecret: 'hush' },
    );
    for (const said of [refused, approved, again, later]) {
      expect(said.out + said.err).not.toMatch(/hush|shpat_|shprt_/);
    }
    await own.stop();
  });

  test.each([
    ['stripe', ['--client-id', 'client'], 'Stripe has no approval in a browser'],
    ['shopify', [], 'The app is not named'],
    ['shopify', ['--client-id', 'client'], 'This store accepts any shop'],
  ])('%s: no key for reconcile from a browser, %j', async (source, more, said) => {
    const { code, err } = await at.run(['secrets', 'set', source, '--reconcile', '--browser', ...more]);
    expect([code, err]).toEqual([2, expect.stringContaining(said)]);
  });

  test('shopify: approved by somebody who sits elsewhere: the address is pasted', async () => {
    const own = await startAtBridge();
    const { origin, changes } = await startShopify({ app, codes: ['the-code'] });
    const environment = { SHOPIFY_TEST_ORIGIN: origin };
    let shown = '';
    const entry = ['--client-id', 'client', '--callback-port', '0', '--access', 'browser'];
    const approved = await own.run(['subscribe', 'shopify', ...shop, ...tunnel, ...entry], {
      input: 'hush',
      environment,
      onSaid(line) {
        if (line.startsWith(`${origin}/admin/oauth/authorize?`)) shown = line;
      },
      paste: async () => approvalCallback(shown, 'some-shop.myshopify.com'),
    });
    await own.stop();
    expect(approved).toMatchObject({ code: 0 });
    expect(changes).toHaveLength(7);
    expect(approved.out + approved.err).not.toMatch(/hush|the-code|shpat_|shprt_/);
  });

  test.each<[string, string[], boolean]>([
    ['takes the place of the tokens that it voids, also where nothing else comes of it', [], true],
    ['takes nothing’s place with --no-keep', ['--no-keep'], false],
    ['takes their place in a dry run', ['--dry-run'], true],
  ])('shopify: another approval %s', async (_, more, isReplaced) => {
    const own = await startAtBridge();
    const uri = 'https://other.example.com/webhooks/shopify';
    const subscriptions = [{ topic: 'CUSTOMERS_CREATE', uri }];
    const { origin } = await startShopify({ app, codes: ['the-code'], subscriptions });
    const moment = new Date().toISOString();
    const tokens = { token: 'shpat_old', expires: moment, refreshToken: 'shprt_old', refreshExpires: moment };
    const current = JSON.stringify({ 'shopify/default': { ...app, ...tokens } });
    own.test.bridge.secrets.set('admin', { current });
    const entry = ['--client-id', 'client', '--callback-port', '0', '--access', 'browser', ...more];
    const ended = await own.run(['subscribe', 'shopify', ...shop, ...tunnel, ...entry], {
      input: 'hush',
      environment: { SHOPIFY_TEST_ORIGIN: origin },
      onSaid(line) {
        if (!line.startsWith(`${origin}/admin/oauth/authorize?`)) return;
        void fetch(approvalCallback(line, 'some-shop.myshopify.com'));
      },
    });
    const kept = JSON.parse(await keptNow(own))['shopify/default'];
    await own.stop();
    expect(ended).toMatchObject({ code: 4 });
    expect(kept.refreshToken).toBe(isReplaced ? 'shprt_fake_1' : 'shprt_old');
  });

  test('stripe: with a key; the second time with what was kept', async () => {
    const { origin, changes } = await startStripe();
    const environment = { STRIPE_TEST_ORIGIN: origin };
    const command = ['subscribe', 'stripe', ...tunnel];

    const first = await at.run(command, { input: 'rk_test_fake', environment });
    expect(first).toMatchObject({ code: 0 });
    expect((await fingerprints('stripe'))[0]).toBe(fingerprintOf('whsec_of_we_1'));
    expect(changes).toEqual(['create we_1', 'update we_1']);

    const second = await at.run(command, { environment });
    expect([second.code, second.out]).toEqual([0, expect.stringContaining('as it was before')]);
    for (const said of [first, second]) expect(said.out + said.err).not.toMatch(/whsec_|rk_test/);
  });

  test('a dry run asks, changes nothing and keeps nothing', async () => {
    const own = await startAtBridge();
    const { origin, changes } = await startStripe();
    const environment = { STRIPE_TEST_ORIGIN: origin };
    const dry = await own.run(['subscribe', 'stripe', ...tunnel, '--dry-run'], {
      input: 'rk_test_fake',
      environment,
    });
    const again = await own.run(['subscribe', 'stripe', ...tunnel], { environment });
    await own.stop();
    expect([dry.code, dry.out, dry.err]).toEqual([
      0,
      'Nothing was changed. Without --dry-run it is done.',
      expect.stringContaining(
        'would create an endpoint for customer.created, customer.updated, customer.deleted, checkout.session.completed',
      ),
    ]);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('Nothing was entered')]);
    expect(changes).toEqual([]);
  });

  test('stripe: a kept key that was revoked gives way to another one', async () => {
    at.test.bridge.secrets.set('admin', { current: '{"stripe/default":{"key":"rk_test_revoked"}}' });
    const { origin } = await startStripe();
    const environment = { STRIPE_TEST_ORIGIN: origin };
    const command = ['subscribe', 'stripe', ...tunnel];
    expect(await at.run(command, { environment })).toMatchObject({
      code: 3,
      err: expect.stringContaining('--access token'),
    });
    expect(
      (await at.run([...command, '--access', 'token'], { input: 'rk_test_fake', environment })).code,
    ).toBe(0);
    expect((await at.run(command, { environment })).code).toBe(0);
  });

  test.each([
    ['stripe', 'rk_test_fake', ['--access', 'token']],
    ['shopify', 'hush', [...shop, '--access', 'client-credentials', '--client-id', 'client']],
  ])(
    '%s: another bridge is left alone, and so is what was kept: exit code 4',
    async (source, input, args) => {
      const uri = `https://other.example.com/webhooks/${source}`;
      const stripe = await startStripe({ endpoints: [{ url: uri }] });
      const shopify = await startShopify({ app, subscriptions: [{ topic: 'CUSTOMERS_CREATE', uri }] });
      const environment = { STRIPE_TEST_ORIGIN: stripe.origin, SHOPIFY_TEST_ORIGIN: shopify.origin };
      const current = '{"shopify/default":{"token":"shpat_kept"},"stripe/default":{"key":"rk_test_kept"}}';
      at.test.bridge.secrets.set('admin', { current });
      const { code, err } = await at.run(['subscribe', source, ...tunnel, ...args], { input, environment });
      expect([code, err]).toEqual([4, expect.stringContaining('Another bridge is registered')]);
      expect(await keptNow()).toBe(current);
    },
  );

  test('what is kept and cannot be read is not wiped out, and another way in takes its place', async () => {
    const { origin } = await startStripe();
    const environment = { STRIPE_TEST_ORIGIN: origin };
    const command = ['subscribe', 'stripe', ...tunnel];
    const others = { 'shopify/default': { token: 'shpat_kept', note: 'of another version' } };
    const current = JSON.stringify({ ...others, 'stripe/default': 'rk_test_odd' });
    at.test.bridge.secrets.set('admin', { current });
    expect(await at.run(command, { input: 'rk_test_fake', environment })).toMatchObject({
      code: 1,
      err: expect.stringContaining('keeps for stripe/default cannot be read'),
    });
    const entered = [...command, '--access', 'token'];
    expect(await at.run(entered, { input: 'rk_test_fake', environment })).toMatchObject({ code: 0 });
    expect(JSON.parse(await keptNow())).toEqual({ ...others, 'stripe/default': { key: 'rk_test_fake' } });
  });

  test.each<[string, string[], number, string]>([
    ['a local address', ['stripe'], 2, 'No vendor reaches http://127.0.0.1'],
    ['a tunnel without TLS', ['stripe', '--tunnel', 'http://hooks.example.com'], 2, 'https address'],
    ['a tunnel with a path', ['stripe', '--tunnel', 'https://hooks.example.com/a'], 2, 'without a path'],
    ['another source', ['paypal', ...tunnel], 2, "'paypal' is invalid for argument 'source'"],
    ['no shop', ['shopify', ...tunnel], 2, 'accepts any shop'],
    ['a shop that is none', ['shopify', ...tunnel, '--shop', 'acme.com'], 2, 'is no shop'],
    ['declaring events that it has not', ['stripe', '--events'], 2, 'Stripe has no events'],
    ['a way that is none', ['shopify', ...tunnel, ...shop, '--access', 'guess'], 2, 'Allowed choices'],
    ['no client id', ['shopify', ...tunnel, ...shop, '--access', 'browser'], 2, 'The app is not named'],
    ['another way', ['stripe', ...tunnel, '--access', 'browser'], 2, 'Stripe knows no browser'],
    ['no key', ['stripe', ...tunnel, '--no-keep'], 2, 'Nothing was entered'],
    ['no address of a shop', ['woocommerce', ...tunnel], 2, 'accepts any shop'],
    ['an address within', ['woocommerce', ...tunnel, '--shop', '10.0.0.8'], 4, 'no public address'],
    ['thin events of a shop', ['woocommerce', ...tunnel, '--thin'], 2, 'has no thin events'],
  ])('%s is not tried', async (_, args, code, err) => {
    const own = { STRIPE_TEST_ORIGIN: 'http://127.0.0.1:9', SHOPIFY_TEST_ORIGIN: 'http://127.0.0.1:9' };
    // What an earlier test kept would open the store.
    at.test.bridge.secrets.set('admin', {});
    const ended = await at.run(['subscribe', ...args], { environment: own });
    expect([ended.code, ended.err]).toEqual([code, expect.stringContaining(err)]);
  });

  test.each([
    ['standard', 'Standard Webhooks', 'Have the sender send the events of customers to this address'],
  ])('%s: by hand; where to, and what to put in, is told', async (source, name, how) => {
    const { code, out, err } = await at.run(['subscribe', source]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`${name} cannot be subscribed by the bridge.\n${how}`);
    expect(err).toMatch(
      new RegExp(`: http://127\\.0\\.0\\.1:\\d+/webhooks/${source}\nThen put in the secret `),
    );
    expect(err).toContain(`\`secrets set ${source}\``);
    const tunnelled = await at.run(['subscribe', source, ...tunnel]);
    expect(tunnelled.err).toContain(`: https://hooks.example.com/webhooks/${source}\n`);
  });

  test('woocommerce: with a key; the second time, and to read its customers, with what was kept', async () => {
    const customers = [WooShop.customer(1, '2026-01-01T08:00:00Z')];
    const { origin, changes, webhooks } = await startWooCommerce({ customers });
    const environment = { WOOCOMMERCE_TEST_ORIGIN: origin };
    const named = ['--shop', 'shop.example.com'];
    const command = ['subscribe', 'woocommerce', ...named, ...tunnel];

    const mistyped = await at.run(command, { input: wooKey.replace(':', ' '), environment });
    expect([mistyped.code, mistyped.err]).toEqual([2, expect.stringContaining('That is no key')]);
    const first = await at.run(command, { input: `${wooKey}\n`, environment });
    expect(first).toMatchObject({ code: 0 });
    expect(changes).toHaveLength(3);
    expect([...webhooks.values()][0]?.delivery_url).toBe('https://hooks.example.com/webhooks/woocommerce');
    expect((await fingerprints('woocommerce'))[0]).toBe(
      fingerprintOf([...webhooks.values()][0]?.secret ?? ''),
    );

    const second = await at.run(['--json', ...command], { environment });
    expect(JSON.parse(second.out)).toMatchObject({ kind: 'subscribed', changed: false });
    const counted = await at.run(['backfill', 'woocommerce', ...named], { environment });
    expect([counted.code, counted.out]).toEqual([0, expect.stringContaining('1 customer read.')]);
    for (const { out, err } of [mistyped, first, second, counted]) expect(out + err).not.toMatch(/c[ks]_\d/);
  });

  test('shopify: its Events are declared, and nothing is changed there', async () => {
    const environment = { SHOPIFY_TEST_ORIGIN: 'http://127.0.0.1:9' };
    const file = join(mkdtempSync(join(tmpdir(), 'events-')), 'events.toml');
    const command = ['subscribe', 'shopify', ...tunnel, '--events'];
    const printed = await at.run(command, { environment });
    expect(printed).toMatchObject({ code: 0, err: '' });
    expect(printed.out).toContain('uri = "https://hooks.example.com/webhooks/shopify"');
    expect(printed.out).toContain('`shopify app deploy`');
    // All of it is TOML, to be piped into a file.
    expect(printed.out).toMatch(/\n# Put it into the app's shopify\.app\.toml and deploy it: .*$/);

    const written = await at.run([...command, file], { environment });
    expect(written).toMatchObject({ code: 0, err: '' });
    expect(written.out).toMatch(/ has the section\.\nPut it into the app's shopify\.app\.toml /);
    expect(printed.out).toContain(readFileSync(file, 'utf8').trim());
    const again = await at.run([...command, file], { environment });
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('is there already')]);
    const { out: help } = await at.run(['subscribe', '--help']);
    expect(help).toMatch(/--events \[file\] +Shopify:\s+print\s+what\s+declares\s+its\s+Events/);
    const others = await at.run(['subscribe', 'stripe', ...tunnel, '--events'], { environment });
    expect([others.code, others.err]).toEqual([2, expect.stringContaining('Stripe has no events')]);
  });

  test('credentials go to no other address than the vendor’s or this machine’s', async () => {
    const environment = { STRIPE_TEST_ORIGIN: 'https://evil.example.com' };
    const { code } = await at.run(['subscribe', 'stripe', ...tunnel], {
      input: 'rk_test_fake',
      environment,
    });
    expect(code).toBe(4);
  });
});

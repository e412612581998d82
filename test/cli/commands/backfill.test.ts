import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { approvedAccess } from '../../../cli/vendors/shopify/access';
import { type AtBridge, startAtBridge } from '../../support/at-bridge';
import { type Shopper, shopifyLine, shoppers } from '../../support/backfill';
import { temporaryFolder } from '../../support/test-bridge';
import { startShopifyBulk } from '../backfill/shopify-server';
import { startStripeCustomers } from '../backfill/stripe-server';

/** Every shopper of stripe/own is to have it. */
const tierId = '7b2a8c1e-6c1f-4e0b-9a51-2f4f3f1f0d10';

describe('backfill', () => {
  let at: AtBridge;
  let folder: ReturnType<typeof temporaryFolder>;
  beforeAll(async () => {
    at = await startAtBridge({
      sandboxLimits: { migrationEveryMs: 150 },
      adjustSettings: (settings) => ({
        ...settings,
        stores: settings.stores.flatMap((store) =>
          store.source === 'stripe'
            ? [
                store,
                { ...store, store: 'own', vendorAccount: 'acct_1Fake', mode: 'test', mapping: { tierId } },
              ]
            : [store],
        ),
      }),
    });
  });
  afterAll(() => at.stop());
  beforeEach(async () => {
    folder = temporaryFolder();
    await at.test.control('POST', '/reset');
  });
  afterEach(() => folder.remove());

  const fileOf = (list: readonly Shopper[]) => {
    const file = join(folder.path, 'customers.jsonl');
    writeFileSync(file, list.map((shopper) => `${shopifyLine(shopper)}\n`).join(''));
    return file;
  };
  const pace = () => ['--every', '200', '--state', join(folder.path, 'state')];
  const inMasivo = () => at.test.control<{ customers: number; registrations: number }>('GET', '/summary');
  const report = (store = 'shopify-default') => {
    const file = join(folder.path, 'state', 'local', store, 'report.jsonl');
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  };

  test('of a file only tells what would be sent, and how long it takes, unless --yes is given', async () => {
    const file = fileOf([...shoppers(3, 100), { id: '200', email: null }]);
    const { code, out } = await at.run(['backfill', 'shopify', '--file', file, ...pace()]);
    expect(code).toBe(0);
    expect(out).toMatch(/3 +to send/);
    expect(out).toMatch(/1 +unmappable +The store has no e-mail for this shopper/);
    expect(out).toContain('Nothing was sent. With --yes it is done.');
    expect(await inMasivo()).toMatchObject({ customers: 0 });
  });

  test('of a CSV file brings over its rows, and fails where one was left out, with its line', async () => {
    const example = join(__dirname, '..', '..', '..', 'docs', 'operate', 'customers.example.csv');
    const columns =
      'id=Customer ID,email=Email,createdAt=Signed Up,firstName=First Name,lastName=Last Name,phone=Phone,country=Country,tags=Tags';
    const command = ['backfill', 'shopify', '--csv', example, '--columns', columns, ...pace()];
    const looked = await at.run(command);
    expect([looked.code, looked.err]).toEqual([1, expect.stringContaining('1 row was left out: line 5.')]);
    expect(looked.out).toMatch(/3 +to send/);
    const { code, out } = await at.run([...command, '--yes']);
    expect([code, await inMasivo()]).toMatchObject([1, { customers: 3, registrations: 0 }]);
    expect(out).toMatch(/3 +sent/);
    expect(report()).toContainEqual({
      customer: null,
      line: 5,
      what: 'unmappable',
      reason: { code: 'row-time-unknown' },
      text: 'This row of the file has no time of signing up or changing that can be read',
    });
  });

  test('tells before --yes what is lost, and the consent of those alone who are to be sent', async () => {
    const file = join(folder.path, 'customers.csv');
    const rows = [
      'cus_Fake1,a@example.com,2025-01-01,yes',
      'cus_Fake2,b@example.com,2025-01-01,yes',
      'cus_Fake2,c@example.com,2025-01-01,yes',
      'cus_Fake3,,2025-01-01,yes',
    ];
    writeFileSync(file, `ID,Mail,Joined,News\n${rows.join('\n')}\n`);
    const columns = 'id=ID,email=Mail,createdAt=Joined,emailMarketing=News';
    const list = ['--csv', file, '--columns', columns, '--consent-yes', 'yes'];
    const command = ['backfill', 'stripe', 'own', ...list, ...pace()];
    const looked = await at.run(command);
    const text = 'Without the tier that the mapping gives: a migration takes none';
    expect(looked.out).toMatch(new RegExp(`^1 +to send +${text}`, 'm'));
    expect(looked.err).toMatch(/^emailMarketing +1 +0 +0$/m);
    const told = JSON.parse((await at.run([...command, '--json'])).out);
    expect(told).toMatchObject({
      toSend: 1,
      withoutTier: 1,
      consent: { emailMarketing: { yes: 1, no: 0, empty: 0 } },
    });
    const { out } = await at.run([...command, '--yes']);
    expect(out).toMatch(new RegExp(`^1 +sent +${text}`, 'm'));
    const reason = { code: 'without-tier' };
    expect(report('stripe-own')).toContainEqual({ customer: 'cus_Fake1', what: 'sent', reason, text });
  });

  test('a CSV file that cannot be read leaves everything as it was, also an interrupted run', async () => {
    const file = join(folder.path, 'customers.csv');
    writeFileSync(file, Buffer.from('ID,Email,Created\n1,peña@example.com,2025-03-01\n', 'latin1'));
    const state = join(folder.path, 'state', 'local', 'shopify-default');
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, 'journal.jsonl'), 'of an interrupted run');
    const { out: before } = await at.run(['actions']);
    const list = ['--csv', file, '--columns', 'id=ID,email=Email,createdAt=Created'];
    const { code, out, err } = await at.run([
      'backfill',
      'shopify',
      ...list,
      '--yes',
      '--restart',
      ...pace(),
    ]);
    expect([code, out, err]).toEqual([1, '', expect.stringContaining('Line 2 of')]);
    expect(readFileSync(join(state, 'journal.jsonl'), 'utf8')).toBe('of an interrupted run');
    expect((await at.run(['actions'])).out).toBe(before);
  });

  test('a file of another editor may begin with a byte order mark and end its lines in two characters', async () => {
    const file = join(folder.path, 'customers.jsonl');
    writeFileSync(
      file,
      `\ufeff${shoppers(2, 110)
        .map((shopper) => `${shopifyLine(shopper)}\r\n`)
        .join('')}`,
    );
    const { code, out } = await at.run(['backfill', 'shopify', '--file', file, ...pace()]);
    expect([code, out]).toEqual([0, expect.stringMatching(/2 +to send/)]);
  });

  describe.each([[[]], [['--yes']]])('of a file that yields nothing usable fails, %j', (yes) => {
    test.each([
      ['an empty one', '', 'The file holds no customers.'],
      ['a byte order mark alone', '\ufeff\r\n', 'The file holds no customers.'],
      ['a list in one piece', `[${shopifyLine({ id: '1' })}]`, 'Nothing in the file can be used.'],
      ['a table', 'id,email\n1,fake@example.com\n', 'Nothing in the file can be used.'],
      ['orders', '{"id":"gid://shopify/Order/1"}\n', 'Nothing in the file can be used.'],
      [
        'shoppers without an e-mail',
        shopifyLine({ id: '1', email: null }),
        'Nothing in the file can be used.',
      ],
    ])('%s', async (_, content, why) => {
      const file = join(folder.path, 'customers.jsonl');
      writeFileSync(file, content);
      const { code, err } = await at.run(['backfill', 'shopify', '--file', file, ...yes, ...pace()]);
      expect([code, err]).toEqual([1, expect.stringContaining(why)]);
      expect(await inMasivo()).toMatchObject({ customers: 0 });
    });
  });

  test('with --yes brings them over, once, and says what became of each', async () => {
    const file = fileOf([...shoppers(3, 300), { id: '400', email: null }]);
    const command = ['backfill', 'shopify', '--file', file, '--yes', ...pace()];
    const first = await at.run(command);
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toMatch(/3 +sent/);
    expect(await inMasivo()).toMatchObject({ customers: 3, registrations: 0 });
    expect(report()).toEqual([
      {
        customer: '400',
        what: 'unmappable',
        reason: { code: 'store-has-no-email' },
        text: expect.any(String),
      },
      ...['300', '301', '302'].map((customer) => ({ customer, what: 'sent' })),
    ]);
    expect(JSON.stringify(report()) + first.out + first.err).not.toContain('example.com');
    const looked = await at.run(command.filter((word) => word !== '--yes'));
    expect(looked.out).toMatch(/0 +to send/);
    expect(looked.out).toMatch(/3 +to ask about +Marked by an earlier run: sent if Masivo does not have it/);
    const again = await at.run(['--json', ...command]);
    expect(JSON.parse(again.out).tally).toContainEqual({ what: 'sent', code: null, text: '', count: 3 });
    expect((await at.test.masivo()).requests['POST /customers/migrate']?.['202']).toBe(1);
    const { out } = await at.run(['actions']);
    expect(out).toMatch(/backfill.*shopify\/default/);
  });

  test('lets Shopify write the file, asks for what the mapping needs, and keeps nothing of it', async () => {
    const { origin, queries } = await startShopifyBulk([
      shopifyLine({ id: '500' }),
      shopifyLine({ id: '501' }),
    ]);
    const entry = ['--shop', 'some-shop.myshopify.com', '--access', 'token', '--since', '2024-01-01'];
    const command = ['--json', 'backfill', 'shopify', '--yes', ...entry, ...pace()];
    const given = { input: 'shpat_fake', environment: { SHOPIFY_TEST_ORIGIN: origin } };
    const { code, out, err } = await at.run(command, given);
    expect([code, JSON.parse(out).tally]).toEqual([0, [{ what: 'sent', code: null, text: '', count: 2 }]]);
    expect(queries[0]).toContain(`customers(query: "updated_at:>='2024-01-01T00:00:00.000Z'")`);
    expect(queries[0]).toContain('birthDate: metafield(namespace: "facts", key: "birth_date")');
    expect(existsSync(join(folder.path, 'state', 'local', 'shopify-default', 'customers.jsonl'))).toBe(false);
    expect(out + err).not.toMatch(/shpat_|example\.com/);
  });

  test.each<[string[], string[], RegExp]>([
    [
      [],
      ['read_orders'],
      /ACCESS_DENIED: the app lacks the scope read_customers\. .*grant the app the scope/,
    ],
    [['--yes'], ['read_orders'], /ACCESS_DENIED: the app lacks the scope read_customers\. /],
    [
      ['--yes'],
      ['read_customers'],
      /the app has the scope read_customers, so what it lacks is access to pro/,
    ],
  ])('a list that Shopify denies is no empty shop, %j of an app with %j', async (yes, scopes, why) => {
    const { origin } = await startShopifyBulk([shopifyLine({ id: '500' })], { denied: true, scopes });
    const entry = ['--shop', 'some-shop.myshopify.com', '--access', 'token'];
    const given = { input: 'shpat_fake', environment: { SHOPIFY_TEST_ORIGIN: origin } };
    const { code, out, err } = await at.run(['backfill', 'shopify', ...entry, ...yes, ...pace()], given);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(why);
  });

  test('renews the kept tokens of Shopify’s that are due', async () => {
    const app = { clientId: 'client', clientSecret: 'hush' };
    const { origin, renewed } = await startShopifyBulk([shopifyLine({ id: '502' })], {
      tokens: { app, codes: ['one'] },
    });
    const access = await approvedAccess(origin, app, 'one', new Date());
    if (access.kind === 'lasting') throw new Error('It does not expire');
    const due = { ...access.tokens, expires: new Date().toISOString() };
    at.test.bridge.secrets.set('admin', { current: JSON.stringify({ 'shopify/default': due }) });
    const command = ['backfill', 'shopify', '--shop', 'some-shop.myshopify.com', ...pace()];
    const { code, err } = await at.run(command, { environment: { SHOPIFY_TEST_ORIGIN: origin } });
    at.test.bridge.secrets.set('admin', {});
    expect([code, renewed]).toEqual([0, ['shprt_fake_1']]);
    expect(err).not.toMatch(/hush|shpat_|shprt_/);
  });

  test.each([[[]], [['--yes']]])('a shop without customers is one, %j', async (yes) => {
    const { origin } = await startShopifyBulk([]);
    const entry = ['--shop', 'some-shop.myshopify.com', '--access', 'token'];
    const given = { input: 'shpat_fake', environment: { SHOPIFY_TEST_ORIGIN: origin } };
    const { code } = await at.run(['backfill', 'shopify', ...entry, ...yes, ...pace()], given);
    expect(code).toBe(0);
  });

  test('reads Stripe’s list with a key that is asked for', async () => {
    const { origin } = await startStripeCustomers({ count: 120, key: 'rk_test_fake' });
    const given = { input: 'rk_test_fake', environment: { STRIPE_TEST_ORIGIN: origin } };
    const { code, out, err } = await at.run(
      ['--json', 'backfill', 'stripe', '--store', 'default', '--yes', ...pace()],
      given,
    );
    expect([code, JSON.parse(out).tally]).toEqual([0, [{ what: 'sent', code: null, text: '', count: 120 }]]);
    expect(await inMasivo()).toMatchObject({ customers: 120, registrations: 0 });
    expect(out + err).not.toMatch(/rk_test|example\.com/);
  });

  test.each([
    ['of another account', 'rk_test_fake', 'acct_1Other', 4],
    ['of an organisation', 'sk_org_test_fake', 'acct_1Fake', 2],
    ['of the other mode', 'rk_live_fake', 'acct_1Fake', 4],
    ['that is none of its API', 'whsec_fake', 'acct_1Fake', 2],
    ['of the store’s account', 'rk_test_fake', 'acct_1Fake', 0],
    ['that may not tell its account', 'rk_test_fake', null, 0],
  ])('a key of Stripe %s', async (_, key, account, exit) => {
    const { origin, asked } = await startStripeCustomers({
      count: 3,
      key,
      account,
      more: { livemode: false },
    });
    const given = { input: key, environment: { STRIPE_TEST_ORIGIN: origin } };
    const { code } = await at.run(['backfill', 'stripe', '--store', 'own', ...pace()], given);
    expect([code, asked.some(({ path }) => path.startsWith('/v1/customers'))]).toEqual([exit, exit === 0]);
  });

  test('goes on where a killed run stopped, and not with something else', async () => {
    const file = fileOf(shoppers(3, 600));
    const command = ['backfill', 'shopify', '--file', file, '--yes', ...pace()];
    const journal = join(folder.path, 'state', 'local', 'shopify-default', 'journal.jsonl');
    await at.run([...command.filter((word) => word !== '--yes')]);
    // As a run leaves it that was killed after its marks were announced.
    const about = {
      environment: 'local',
      account: 'sandbox',
      source: 'shopify',
      store: 'default',
      since: null,
      until: '2026-01-01T00:00:00.000Z',
      input: `${file} of ${readFileSync(file).length} bytes`,
    };
    const lines = [
      { is: 'begun', v: 1, run: 'backfill-killed', at: 1, about },
      { is: 'marking', chunk: 1, customers: ['600', '601', '602'] },
    ];
    writeFileSync(journal, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

    const other = await at.run([...command, '--until', '2025-01-01']);
    expect([other.code, other.err]).toEqual([4, expect.stringContaining('--restart')]);
    const { code, err, out } = await at.run(command);
    expect([code, err]).toEqual([0, expect.stringContaining('Resuming:')]);
    expect(out).toMatch(/3 +sent/);
  });

  test.each([
    ['a file that is not there', ['shopify', '--file', '/nowhere.jsonl'], 2, 'There is no file'],
    ['a file for WooCommerce', ['woocommerce', '--file', 'x'], 2, 'leave --file out'],
    ['a CSV file without its columns', ['shopify', '--csv', 'x'], 2, '--csv and --columns go together'],
    [
      'a CSV file without a column that is needed',
      ['shopify', '--csv', 'x', '--columns', 'id=ID'],
      2,
      '--columns lacks email, createdAt',
    ],
    [
      'a field that is none',
      ['shopify', '--csv', 'x', '--columns', 'id=ID,emial=Email'],
      2,
      'Did you mean email?',
    ],
    ['a list of a source without one', ['standard'], 2, 'Give them in a CSV file, with --csv and --columns.'],
    [
      'a field that the source does not have',
      ['woocommerce', '--csv', 'x', '--columns', 'id=ID,email=Email,createdAt=Created,tags=Tags'],
      2,
      'Customers of woocommerce have no tags',
    ],
    ['a field named twice', ['shopify', '--csv', 'x', '--columns', 'id=ID,id=No'], 2, 'id is named twice'],
    [
      'consent of which nobody says what a yes is',
      ['shopify', '--csv', 'x', '--columns', 'id=ID,email=Email,createdAt=Created,sms=SMS'],
      2,
      'nothing says what counts as a yes there.',
    ],
    [
      'a yes of no column',
      ['shopify', '--csv', 'x', '--columns', 'id=I,email=E,createdAt=C', '--consent-yes', 'yes'],
      2,
      '--columns names no column of consent.',
    ],
    [
      'the time of a consent that has no column',
      ['shopify', '--csv', 'x', '--columns', 'id=I,email=E,createdAt=C,smsAt=T', '--consent-yes', 'yes'],
      2,
      '--columns lacks sms',
    ],
    ['a source that is none', ['woo'], 2, 'There is no woo'],
    ['--restart of a dry run', ['stripe', '--restart'], 2, 'Add --yes'],
    ['no way into the shop', ['shopify', '--shop', 'a.myshopify.com'], 2, '--access'],
  ])('%s is told', async (_, args, exit, message) => {
    const ran = await at.run(['backfill', ...args, ...pace()]);
    expect([ran.code, ran.err]).toEqual([exit, expect.stringContaining(message)]);
  });
});

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../../lambda/settings';
import { fingerprintOf } from '../../lambda/sources/signature';
import { thinForm } from '../../lambda/sources/stripe/thin-profile';
import { readRunFile } from '../../local/run-file';
import { sampleSignup } from '../../local/send/sample-signup';
import type { DeliveryPage } from '../../operator/core/answers/deliveries';
import type { ExportedCustomer } from '../../operator/core/answers/exported-customer';
import type { MappingComparison } from '../../operator/core/answers/mapping';
import type { ShownDelivery } from '../../operator/core/answers/shown-delivery';
import { Command } from '../bridge/local-run';
import { bridge, type Outside } from '../support/command-line';
import { localStores } from '../support/sources';
import { TestBridge } from '../support/test-bridge';
import {
  freshId,
  secrets,
  shopify,
  shopifyCustomer,
  stripe,
  stripeCustomer,
  stripeEvent,
} from '../support/webhooks';

/** The commands that only look, against a running local bridge. */
const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-cli-'));
const at: Outside = { environment: { DATA_DIR: folder } };
const run = (...args: readonly string[]) => bridge(args, at);

let test_: TestBridge;
const id = freshId();
let created = '';
let refused = '';
let ofStripe = '';
beforeAll(async () => {
  test_ = await TestBridge.start({ dataDir: folder });
  created = (
    await test_.settled(
      shopify(shopifyCustomer({ id, email: 'ada.private@example.com', phone: '+15550100' })),
    )
  ).id;
  refused = (await test_.settled(shopify(shopifyCustomer({ id: freshId(), email: 'no address' })))).id;
  ofStripe = (
    await test_.settled(
      stripe(stripeEvent('customer.created', stripeCustomer({ id: 'cus_Looked', name: 'Grace Private' }))),
    )
  ).id;
});
afterAll(async () => {
  await Command.killAll();
  await test_.stop();
  // Nobody is sent to a bridge that has stopped.
  expect(readRunFile(folder)).toBeUndefined();
  rmSync(folder, { recursive: true, force: true });
});

test('through npm an answer for machines is JSON alone, as it is documented', async () => {
  const command = ['npm', 'run', '--silent', 'bridge', '--', 'deliveries', '--outcome', 'refused', '--json'];
  const { code, stdout, stderr } = await new Command(command, { DATA_DIR: folder }).exit;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const page: DeliveryPage = JSON.parse(stdout);
  expect(page.deliveries.map((delivery) => delivery.id)).toEqual([refused]);
});

test('export writes all that is held on a customer into a file that only its owner can read, once', async () => {
  const file = join(folder, 'person.json');
  const args = ['export', '--customer', `shopify/default/${id}`, '--file', file];
  const { code, out } = await run(...args);
  expect(code).toBe(0);
  expect(out).not.toContain('ada.private@example.com');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const exported: ExportedCustomer = JSON.parse(readFileSync(file, 'utf8'));
  expect(exported).toMatchObject({
    customer: { source: 'shopify', store: 'default', customer: String(id) },
    known: { state: { newest: { customer: { email: 'ada.private@example.com' } } } },
    deliveries: [{ id: created, outcome: 'created', body: { id, phone: '+15550100' } }],
  });
  expect((await run('actions', '--limit', '1')).out).toMatch(new RegExp(`reveal +shopify/default/${id}`));
  expect((await run(...args)).code).toBe(2);
  const unknown = await run(
    'export',
    '--customer',
    'shopify/default/404',
    '--file',
    join(folder, 'nobody.json'),
  );
  expect(unknown.code).toBe(1);
  expect(existsSync(join(folder, 'nobody.json'))).toBe(false);
});

describe('deliveries', () => {
  test('lists them newest first, with their reasons', async () => {
    const { code, out, err } = await run('deliveries');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n');
    expect(lines[0]).toMatch(/^received +delivery +store +customer +outcome +reason$/);
    expect(lines.slice(1).map((line) => /[0-9a-f]{32}/.exec(line)?.[0])).toEqual([
      ofStripe,
      refused,
      created,
    ]);
    expect(lines[2]).toMatch(
      /Z {2}[0-9a-f]{32} {2}shopify\/default +\d+ +refused +The e-mail address is not valid$/,
    );
  });

  test.each<[string, readonly string[], () => readonly string[]]>([
    ['an outcome', ['--outcome', 'refused'], () => [refused]],
    ['several outcomes', ['--outcome', 'refused,waiting', '--outcome', 'held'], () => [refused]],
    ['a source', ['--source', 'stripe'], () => [ofStripe]],
    ['a store', ['--store', 'shopify/default'], () => [refused, created]],
    ['a shopper by id', ['--customer', String(id)], () => [created]],
    ['a shopper by e-mail, as written', ['--email', ' Ada.Private@example.com'], () => [created]],
    ['the secret it was signed with', ['--signed-with', fingerprintOf(secrets.stripe)], () => [ofStripe]],
    ['a time', ['--since', '1h'], () => [ofStripe, refused, created]],
    ['another time', ['--until', '2026-01-01'], () => []],
  ])('finds by %s', async (_, args, expected) => {
    const found = (await run('deliveries', '--json', ...args)).json<DeliveryPage>();
    expect(found.deliveries.map((each) => each.id)).toEqual(expected());
  });

  test('asks for an e-mail that is to stand in no list of processes', async () => {
    const piped = { environment: { DATA_DIR: folder }, input: 'ada.private@example.com\n' };
    const found = await bridge(['deliveries', '--json', '--email', '--limit', '1'], piped);
    expect(found.json<DeliveryPage>().deliveries.map((each) => each.id)).toEqual([created]);
    expect(found.err).not.toContain('ada.private');
    const nobody = await bridge(['deliveries', '--email', 'nobody@example.com'], piped);
    expect(nobody).toMatchObject({ code: 0, out: 'none' });
    expect(nobody.err).toContain('An e-mail finds shoppers whom the bridge created');
    const none = await bridge(['deliveries', '--email'], { ...piped, input: 'ada' });
    expect(none).toMatchObject({ code: 2, out: '' });
    expect(none.err).toContain('That is no e-mail address.');
  });

  test('leads from page to page by the command it tells', async () => {
    const seen: string[] = [];
    let args: readonly string[] = ['deliveries', '--limit', '1', '--since', '2026-01-01', '--json'];
    for (let pages = 0; args.length > 0 && pages < 9; pages += 1) {
      const page = await run(...args);
      seen.push(...page.json<DeliveryPage>().deliveries.map((each) => each.id));
      const [, next] = /^More: npm run bridge -- (.*)$/.exec(page.err) ?? [];
      args = next?.split(' ').map((word) => word.replace(/^'|'$/g, '')) ?? [];
    }
    expect(seen).toEqual([ofStripe, refused, created]);
  });

  test('says so where there is none', async () => {
    expect(await run('held')).toMatchObject({ code: 0, out: 'none' });
  });

  test('colours only where it is asked to', async () => {
    const inColours = await bridge(['deliveries'], { ...at, colours: true });
    expect(inColours.out).toContain('\u001b[31mrefused');
    expect((await run('deliveries')).out).not.toContain('\u001b');
  });
});

describe('show', () => {
  test('tells everything but the person', async () => {
    const { code, out, err } = await run('show', created);
    expect(code).toBe(0);
    for (const part of [
      `delivery  ${created}`,
      'store     shopify/default',
      `signed with ${fingerprintOf(secrets.shopify)}`,
      'POST /customers 201 (',
      'x-shopify-topic: customers/create',
      `"admin_graphql_api_id": "gid://shopify/Customer/${id}"`,
      'customer sent to Masivo',
      'a•••@e•••.com',
    ]) {
      expect(out).toContain(part);
    }
    expect(out).toMatch(/^wallet {4}[0-9a-f-]{36}$/m);
    expect(out + err).not.toMatch(/ada\.private|Ada|Example\b/);
    expect(err).toContain('--reveal');
  });

  test('reveals on demand, and records that', async () => {
    const { out } = await run('show', created, '--reveal');
    expect(out).toContain('ada.private@example.com');
    const [newest] = (await run('actions', '--json')).json<readonly object[]>();
    expect(newest).toMatchObject({ who: 'local', what: 'reveal', about: created });
    expect((await run('actions')).out).toMatch(new RegExp(`local +reveal +${created}`));
  });

  test('gives all of it to machines', async () => {
    const shown = (await run('--json', 'show', refused)).json<ShownDelivery>();
    expect(shown).toMatchObject({ id: refused, outcome: 'refused', mapped: null, revealed: false });
  });

  test.each(['banana', 'f'.repeat(8), 'F'.repeat(32)])('%s is no ID', async (id) => {
    const { code, out, err } = await run('show', id);
    expect({ code, out, err }).toEqual({
      code: 2,
      out: '',
      err: `\`${id}\` is no delivery ID (32 hex digits).`,
    });
  });

  test('knows no other', async () => {
    const { code, out, err } = await run('show', 'f'.repeat(32));
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^f+ in local: Accepted and not tried yet, or unknown\.\nIf the store was told this ID/,
    );
  });
});

test('console names the page of the bridge that runs', async () => {
  expect(await run('console')).toMatchObject({ code: 0, out: test_.bridge.consoleLink });
  expect((await fetch(test_.bridge.consoleUrl)).status).toBe(200);
  const { out } = await run('console', '--show', 'outcome=refused,retry');
  expect(out).toMatch(/\/#\/\?outcome=refused%2Cretry&token=[0-9a-f]{48}$/);
  expect((await run('console', '--show', 'waiting')).out).toMatch(/\/#\/waiting\?token=/);
  for (const wrong of ['outcome=refusd', 'search=a@example.com', 'all']) {
    expect(await run('console', '--show', wrong)).toMatchObject({ code: 2 });
  }
});

describe('map', () => {
  const file = join(folder, 'body.json');
  beforeAll(() => writeFileSync(file, JSON.stringify(shopifyCustomer({ id: 42, first_name: 'Ada' }))));

  test('tells of a delivery where each value comes from', async () => {
    const { code, out } = await run('map', '--delivery', created);
    expect(code).toBe(0);
    expect(out).toMatch(/^id +\d+ +\/admin_graphql_api_id/m);
    expect(out).toMatch(/^name +••• +\/first_name, \/last_name$/m);
    expect(out).toMatch(/^email +a•••@e•••\.com +\/email$/m);
    expect(out).toMatch(/^gender +null +nothing$/m);
    expect(out).toMatch(/^metadata\.source +shopify +fixed$/m);
  });

  test('maps the body in a file, or piped in', async () => {
    const ofFile = await run('map', file, '--source', 'shopify', '--json');
    expect(ofFile.json()).toMatchObject({
      store: 'shopify/default',
      unmapped: null,
      customer: { id: '42', name: '•••', email: 'a•••@e•••.com' },
      origins: expect.arrayContaining([{ to: 'email', from: ['/email'] }]),
    });
    const piped = await bridge(['map', '-', '--store', 'stripe/default', '--reveal'], {
      ...at,
      input: stripe(stripeEvent('customer.created', stripeCustomer({ id: 'cus_Piped' }))).body.toString(),
    });
    expect(piped.out).toMatch(/^name +Grace Example +\/data\/object\/name$/m);
  });

  test('a byte order mark before the body is none of it', async () => {
    const marked = join(folder, 'marked.json');
    writeFileSync(marked, `\ufeff${readFileSync(file, 'utf8')}`);
    const [plain, behind] = [
      await run('map', file, '--source', 'shopify', '--reveal', '--json'),
      await run('map', marked, '--source', 'shopify', '--reveal', '--json'),
    ];
    expect(behind.json()).toEqual(plain.json());
    expect(behind.json()).toMatchObject({
      origins: expect.arrayContaining([{ to: 'email', from: ['/email'] }]),
    });
  });

  test.each<[string, readonly string[], string]>([
    [
      'with a header',
      ['--source', 'shopify', '--header', 'X-Shopify-Topic: orders/create'],
      'shopify/default: nothing would be sent. The bridge does not handle orders/create events.',
    ],
    ['of another source', ['--source', 'stripe'], 'stripe/default: nothing would be sent. '],
  ])('ends with 1 where nothing would be sent: %s', async (_, args, said) => {
    const { code, out } = await run('map', file, ...args);
    expect(code).toBe(1);
    expect(out).toContain(said);
  });

  test('does not say of a thin event that nothing would be sent', async () => {
    const thin = join(folder, 'thin.json');
    writeFileSync(thin, sampleSignup(thinForm, new Date()).body);
    const { code, out } = await run('map', thin, '--source', 'stripe');
    expect(code).toBe(1);
    expect(out).toMatch(
      /^stripe\/default: The event names a customer, .* at Stripe\. `map` does not read it there/,
    );
  });

  test('a store whose vendor cannot be asked is not reconciled, and that is said', async () => {
    const { code, out } = await run('reconcile', 'standard');
    expect(code).toBe(1);
    expect(out).toBe(
      'standard/default: no reconciliation for this source, only for shopify, stripe, woocommerce',
    );
    const unnamed = await run('reconcile');
    expect(unnamed.code).toBe(2);
    expect(unnamed.err).toContain('any of shopify/default, stripe/default, woocommerce/default: name it');
  });

  test('compares what was sent with what would be, and shows no person', async () => {
    const same = await run('map', '--diff', '--since', '24h');
    expect(same).toMatchObject({ code: 0 });
    expect(same.out).toMatch(/^2 deliveries compared, 0 differ\.\n1 not compared/);
  });

  test('tells what a changed mapping would send otherwise, and shows no person', async () => {
    const settings = join(folder, 'settings.json');
    const before = readFileSync(settings, 'utf8');
    const { stores, ...rest }: Settings = JSON.parse(before);
    const changed = stores.map((store) =>
      store.source === 'shopify' ? { ...store, mapping: { extras: ['phone'] } } : store,
    );
    writeFileSync(settings, JSON.stringify({ ...rest, stores: changed }));
    try {
      const masked = await run('map', '--diff');
      expect(masked.code).toBe(1);
      expect(masked.out.split('\n').slice(1)).toEqual([
        expect.stringMatching(new RegExp(`^${created} +shopify/default +metadata\\.phone +- +•••$`)),
        '2 deliveries compared, 1 differ.',
        expect.stringMatching(/^1 not compared/),
      ]);
      const revealed = (await run('map', '--diff', '--reveal', '--json')).json<MappingComparison>();
      expect(revealed.differences).toMatchObject([
        { id: created, unmapped: null, fields: [{ field: 'metadata.phone', mapped: '+15550100' }] },
      ]);
      expect((await run('actions', '--limit', '1')).out).toContain('reveal');
    } finally {
      writeFileSync(settings, before);
    }
  });

  test.each<[readonly string[], RegExp]>([
    [[], /^Give one of: a file, --delivery, or --diff\.$/],
    [['x.json', '--diff'], /^Give one of/],
    [
      ['x.json'],
      new RegExp(
        `^The store may be any of ${localStores.join(', ')}: name it as source/store with --store\\.`,
      ),
    ],
    [['nowhere.json', '--source', 'shopify'], /^nowhere\.json cannot be read \(ENOENT/],
    [[file, '--source', 'shopify', '--header', 'topic'], /^"topic" is no header\./],
    [[file, '--store', 'shopify/second'], /^There is no store shopify\/second\./],
    [[file, '--source', 'stripe', '--store', 'shopify/default'], /is none of the source stripe/],
  ])('map %j is refused', async (args, said) => {
    const { code, err } = await run('map', ...args);
    expect(code).toBe(2);
    expect(err).toMatch(said);
  });
});

test('show tells what Masivo answered to calls that failed, without the person', async () => {
  await test_.misbehave({ do: 'close-before', match: { method: 'POST', path: '/customers' }, times: 1 });
  const quoted = freshId();
  const signup = shopify(shopifyCustomer({ id: quoted, email: 'eve.private@example.com' }));
  const found = await test_.settled(signup);
  expect(found.outcome).toBe('created');
  // It asked whether the lost creation had landed, and the sandbox's answer quotes the id.
  const answers = found.attempts.flatMap(({ calls }) => calls.map(({ answered }) => answered));
  expect(answers).toContain('not_found: no customer has the id •••');
  const { out } = await run('show', found.id);
  expect(out).toMatch(/ {2}GET \/customers\/\{id\} 404: not_found: no customer has the id •••$/m);
  const calls = (await run('--json', 'show', found.id)).json<ShownDelivery>().attempts;
  expect(JSON.stringify(calls)).not.toMatch(new RegExp(`${quoted}|eve|private`));
  expect(test_.logLines.join()).not.toContain('no customer has');
});

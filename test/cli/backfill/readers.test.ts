import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { examine } from '../../../cli/backfill/engine/examine';
import { countLines, linesOf } from '../../../cli/backfill/engine/readers/json-lines';
import { UnreadableStore } from '../../../cli/backfill/engine/readers/reader';
import { fetchShopifyCustomers } from '../../../cli/vendors/shopify/bulk';
import { customersQuery, webhookOf } from '../../../cli/vendors/shopify/customer-node';
import { shopifyCustomers } from '../../../cli/vendors/shopify/customers';
import { memberOf } from '../../../lambda/json';
import type { CompiledMapping } from '../../../lambda/mapping/compiled-mapping';
import { sources } from '../../../lambda/sources/registry';
import { listen } from '../../lambda/masivo/server';
import { shopifyLine } from '../../support/backfill';
import { ownMapping } from '../../support/own-mapping';
import { storeWith } from '../../support/settings';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-readers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (content: string) => {
  const path = join(folder, 'lines.jsonl');
  writeFileSync(path, content);
  return path;
};

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('lines of a file', () => {
  test.each([
    ['with an end', 'a\nb\n', ['a@2', 'b@4'], 2],
    ['without one', 'a\nb', ['a@2', 'b@3'], 2],
    ['with empty ones', 'a\n\nb\n', ['a@2', '@3', 'b@5'], 2],
    ['with a byte order mark, which belongs to no line', '\ufeffa\nb\n', ['a@5', 'b@7'], 2],
    ['with nothing but a byte order mark', '\ufeff', [], 0],
    ['with a byte order mark before an empty line', '\ufeff\na', ['@4', 'a@5'], 1],
    ['with a byte order mark inside, as of two files in one', 'a\n\ufeffb\n', ['a@2', 'b@7'], 2],
    ['with characters of several bytes', 'é\n😀\n', ['é@3', '😀@8'], 2],
    ['none', '', [], 0],
  ])('%s', async (_, content, lines, count) => {
    const path = file(content);
    expect((await all(linesOf(path, 0))).map(({ text, end }) => `${text}@${end}`)).toEqual(lines);
    expect(await countLines(path)).toBe(count);
  });

  test('longer than the chunks they are read in, and from any line on', async () => {
    const long = 'x'.repeat(200_000);
    const path = file(`${long}\n${long}y\nz\n`);
    const lines = await all(linesOf(path, 0));
    expect(lines.map(({ text }) => text.length)).toEqual([200_000, 200_001, 1]);
    expect((await all(linesOf(path, lines[1]?.end ?? 0))).map(({ text }) => text)).toEqual(['z']);
  });

  test('too long to be a customer: the file is none of a bulk operation', async () => {
    await expect(all(linesOf(file('x'.repeat(4_100_000)), 0))).rejects.toThrow(UnreadableStore);
  });
});

const shopify = sources.get('shopify');
if (!shopify) throw new Error('no shopify');
const range = { since: new Date('2024-01-01T00:00:00Z'), until: new Date('2026-11-01T00:00:00Z') };
const examined = (line: string, more: object = {}, mapping?: CompiledMapping) => {
  const store = storeWith('shopify', { vendorAccount: 'shop.myshopify.com', ...more });
  const event = webhookOf(line, store, new Date('2026-11-20T00:00:00Z'));
  return examine({ event, cursor: '1' }, 'backfill-1', { source: shopify, store, range, mapping });
};

describe('a customer of Shopify’s bulk operation', () => {
  const node = {
    id: 'gid://shopify/Customer/706405506930370084',
    firstName: ' Fake ',
    lastName: 'Shopper',
    locale: 'fr',
    note: 'A note',
    tags: ['one', 'two'],
    state: 'ENABLED',
    createdAt: '2024-05-01T10:00:00Z',
    updatedAt: '2025-05-01T10:00:00Z',
    verifiedEmail: true,
    defaultEmailAddress: {
      emailAddress: 'Fake@Example.com',
      marketingState: 'SUBSCRIBED',
      marketingUpdatedAt: '2025-02-01T10:00:00Z',
    },
    defaultPhoneNumber: {
      phoneNumber: '+15550100',
      smsMarketingConsent: { state: 'NEVER_SUBSCRIBED', updatedAt: null },
    },
    defaultAddress: { name: 'Fake', company: null, phone: null, countryCodeV2: 'CA' },
    birthDate: { namespace: 'facts', key: 'birth_date', value: '1990-05-17' },
    gender: null,
  };

  test('goes through the environment’s own mapping, as its webhooks do', () => {
    const line = JSON.stringify(node);
    const renames = ownMapping((_, customer) => ({ ...customer, name: 'Shopper Fake' }));
    expect(examined(line, {}, renames)).toMatchObject({ snapshot: { customer: { name: 'Shopper Fake' } } });
    expect(
      examined(
        line,
        {},
        ownMapping(() => ({ skip: 'staff' })),
      ),
    ).toMatchObject({
      why: 'unmappable',
      reason: { code: 'skipped-by-mapping' },
    });
  });

  const order = { at: Date.parse('2025-05-01T10:00:00Z'), tie: null, kind: 'created' };

  test('is mapped as its webhook would be, with consent as of when the shopper gave it', () => {
    const mapping = { extras: ['phone', 'country', 'locale', 'note', 'tags'] };
    expect(examined(JSON.stringify(node), { mapping })).toEqual({
      customer: '706405506930370084',
      email: 'fake@example.com',
      snapshot: {
        delivery: 'backfill-1',
        order,
        dated: true,
        emailVerified: true,
        statements: {
          email_marketing: {
            granted: true,
            order: { ...order, at: Date.parse('2025-02-01T10:00:00Z') },
            told: order,
          },
          sms: { granted: false, order, undated: true, unasked: true },
        },
        customer: {
          id: '706405506930370084',
          name: 'Fake Shopper',
          email: 'fake@example.com',
          registration_date: '2024-05-01T10:00:00.000Z',
          status: 'ACTIVE',
          gender: null,
          dob: '1990-05-17T00:00:00.000Z',
          metadata: {
            source: 'shopify',
            store: 'default',
            phone: '+15550100',
            country: 'CA',
            locale: 'fr',
            note: 'A note',
            tags: 'one, two',
          },
        },
      },
    });
  });

  test('of an older API version has its e-mail and consent elsewhere', () => {
    const { defaultEmailAddress: _email, defaultPhoneNumber: _phone, ...older } = node;
    const line = {
      ...older,
      email: 'old@example.com',
      emailMarketingConsent: { marketingState: 'UNSUBSCRIBED', consentUpdatedAt: null },
      smsMarketingConsent: { marketingState: 'SUBSCRIBED', consentUpdatedAt: '2025-03-01T10:00:00Z' },
    };
    expect(examined(JSON.stringify(line))).toMatchObject({
      email: 'old@example.com',
      snapshot: {
        statements: {
          email_marketing: { granted: false, order },
          sms: { granted: true, order: { ...order, at: Date.parse('2025-03-01T10:00:00Z') } },
        },
      },
    });
  });

  const silentAbout = (line: object, more?: object) =>
    Object.keys(memberOf(memberOf(examined(JSON.stringify(line), more), 'snapshot'), 'asOf') ?? {});

  test('of a file without metafields says nothing of them', () => {
    const { birthDate: _, gender: __, ...less } = node;
    expect(silentAbout(less)).toContain('dob');
    expect(silentAbout(node)).not.toContain('dob');
    expect(silentAbout({ ...node, birthDate: null })).not.toContain('dob');
  });

  test('of a file with one of two metafields of a namespace says nothing of the other', () => {
    const mapping = { birthDate: 'facts.birth_date', gender: 'facts.gender' };
    const { gender: _, ...less } = node;
    expect(silentAbout(less, { mapping })).toEqual(['gender']);
    expect(silentAbout({ ...less, gender: null }, { mapping })).toEqual([]);
  });

  test.each<[string, object, string[]]>([
    ['note', { note: {} }, ['note']],
    ['tags', { tags: [5] }, ['tags']],
    ['address', { defaultAddress: '' }, ['country']],
    ['phone', { defaultPhoneNumber: '+34' }, ['phone']],
    ['whether the e-mail is verified', { verifiedEmail: 'x' }, ['emailVerified']],
    ['metafield', { birthDate: 'x' }, ['dob']],
  ])('with an odd type for its %s loses that alone', (_, members, silent) => {
    const mapping = { gender: 'custom.gender', extras: ['phone', 'country', 'locale', 'note', 'tags'] };
    expect(examined(JSON.stringify({ ...node, ...members }), { mapping })).toMatchObject({
      customer: '706405506930370084',
      email: 'fake@example.com',
      snapshot: { customer: { name: 'Fake Shopper' } },
    });
    expect(silentAbout({ ...node, ...members }, { mapping }).sort()).toEqual([...silent].sort());
  });

  test('of a file that tells less states no more than it tells', () => {
    expect(examined(shopifyLine({ id: '1' }))).toMatchObject({ snapshot: { statements: {} } });
  });

  test.each<[string, string, object]>([
    ['no JSON', '{', { customer: null, why: 'unmappable', reason: { code: 'body-not-json' } }],
    ['another object', '{"id":"gid://shopify/Order/1"}', { customer: null, why: 'unmappable' }],
    ['without an e-mail', shopifyLine({ id: '1', email: null }), { customer: '1', why: 'unmappable' }],
    ['before --since', shopifyLine({ id: '1', createdAt: '2023-12-31T23:59:59Z' }), { why: 'earlier' }],
    ['since go-live', shopifyLine({ id: '1', createdAt: '2026-11-01T00:00:00Z' }), { why: 'signup' }],
  ])('%s is left out', (_, line, left) => {
    expect(examined(line)).toMatchObject(left);
  });

  test('is asked for with the metafields that the mapping names, and no others', () => {
    const none = customersQuery({ birthDate: null, gender: null }, null);
    expect(none).not.toMatch(/metafield|query:/);
    const some = customersQuery({ birthDate: 'facts.birth_date', gender: 'custom.the"gender' }, range.since);
    expect(some).toContain(
      'birthDate: metafield(namespace: "facts", key: "birth_date") { namespace key value }',
    );
    expect(some).toContain('gender: metafield(namespace: "custom", key: "the\\"gender")');
    expect(some).toContain(`customers(query: "updated_at:>='2024-01-01T00:00:00.000Z'")`);
  });
});

test('a file is read from any customer on', async () => {
  const path = file(['1', '2', '3'].map((id) => `${shopifyLine({ id })}\n`).join(''));
  const reader = shopifyCustomers(path, () => new Date());
  const store = storeWith('shopify');
  const [first] = await all(reader.read({ store, since: null, after: null }));
  const rest = await all(reader.read({ store, since: null, after: first?.cursor ?? null }));
  expect(rest.map(({ event }) => JSON.parse(event.body.toString()).admin_graphql_api_id)).toEqual([
    'gid://shopify/Customer/2',
    'gid://shopify/Customer/3',
  ]);
  expect(await reader.count()).toBe(3);
});

describe('a bulk operation', () => {
  const id = 'gid://shopify/BulkOperation/1';
  const operation = (more: object) => ({
    node: { status: 'RUNNING', errorCode: null, objectCount: '0', url: null, ...more },
  });

  function shop(answers: readonly object[]) {
    const asked: string[] = [];
    const left = [...answers];
    return {
      asked,
      graphQl: async (query: string, variables: object) => {
        asked.push(`${/^\w+ (\w+)/.exec(query)?.[1]} ${JSON.stringify(variables)}`);
        return left.shift();
      },
      sleep: async () => {},
      onProgress: () => {},
    };
  }
  const started = { bulkOperationRunQuery: { bulkOperation: { id }, userErrors: [] } };
  const target = () => join(folder, 'customers.jsonl');

  test('is started, waited for and downloaded, for its owner’s eyes only', async () => {
    const { url } = await listen((response) => void response.end('{"id":"1"}\n'));
    const vendor = shop([
      started,
      operation({ objectCount: '1' }),
      operation({ status: 'COMPLETED', objectCount: 1, url }),
    ]);
    await fetchShopifyCustomers('{ customers }', target(), vendor);
    expect(readFileSync(target(), 'utf8')).toBe('{"id":"1"}\n');
    expect(statSync(target()).mode & 0o777).toBe(0o600);
    expect(vendor.asked).toEqual([
      'Start {"query":"{ customers }"}',
      `Look {"id":"${id}"}`,
      `Look {"id":"${id}"}`,
    ]);
  });

  test('of a shop without customers leaves an empty file', async () => {
    await fetchShopifyCustomers('', target(), shop([started, operation({ status: 'COMPLETED' })]));
    expect(readFileSync(target(), 'utf8')).toBe('');
  });

  const scopes = (handle: string) => ({ currentAppInstallation: { accessScopes: [{ handle }] } });
  const refused = {
    bulkOperationRunQuery: {
      bulkOperation: null,
      userErrors: [{ message: 'A bulk query operation is already in progress' }],
    },
  };
  test.each<[string, readonly object[], string]>([
    [
      'is refused',
      [refused],
      'does not start the bulk operation: A bulk query operation is already in progress',
    ],
    [
      'fails',
      [started, operation({ status: 'FAILED', errorCode: 'ACCESS_DENIED' })],
      'as FAILED, ACCESS_DENIED: the app lacks the scope read_customers',
    ],
    [
      'fails for want of the scope',
      [started, operation({ status: 'FAILED', errorCode: 'ACCESS_DENIED' }), scopes('read_orders')],
      'ACCESS_DENIED: the app lacks the scope read_customers. In the developer dashboard, grant',
    ],
    [
      'fails in spite of the scope',
      [started, operation({ status: 'FAILED', errorCode: 'ACCESS_DENIED' }), scopes('read_customers')],
      'so what it lacks is access to protected customer data (name, e-mail, phone, address). Request access',
    ],
    [
      'completes with an error',
      [started, operation({ status: 'COMPLETED', errorCode: 'ACCESS_DENIED' })],
      'as COMPLETED, ACCESS_DENIED: the app lacks the scope read_customers',
    ],
    [
      'completes without the file of its customers',
      [started, operation({ status: 'COMPLETED', objectCount: '7' })],
      'as COMPLETED, without a file',
    ],
    [
      'fails without a count',
      [started, operation({ status: 'FAILED', objectCount: null, errorCode: 'INTERNAL_SERVER_ERROR' })],
      'as FAILED, INTERNAL_SERVER_ERROR. Run the command again.',
    ],
    ['is forgotten', [started, { node: null }], 'has forgotten'],
    [
      'has a file that is gone',
      [started, operation({ status: 'COMPLETED', url: 'http://127.0.0.1:9/gone' })],
      'cannot be downloaded',
    ],
  ])('that %s is told', async (_, answers, message) => {
    await expect(fetchShopifyCustomers('', target(), shop(answers))).rejects.toThrow(message);
  });
});

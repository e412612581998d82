import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { CensusAnswer } from '../../../cli/census/lines';
import { connectLocally } from '../../../cli/connection/local';
import { composeLedger } from '../../../lambda/composition/compose-ledger';
import { type Confirmed, type CustomerState, unknownCustomer } from '../../../lambda/delivery/customer-state';
import type { LastAttempt } from '../../../lambda/delivery/intent';
import type { Ledger } from '../../../lambda/ledger/ledger';
import { ledgerKeys } from '../../../lambda/ledger/table';
import { keyedHash } from '../../../lambda/secrets/keyed-hash';
import { namedSecrets } from '../../../lambda/secrets/named-secrets';
import { profileOf } from '../../../lambda/sources/profiles';
import type { Entry } from '../../../local/masivo/model';
import { sampleSignup } from '../../../local/send/sample-signup';
import { sdkDynamoDb, sdkSecrets } from '../../../operator/core/sdk-calls';
import { shopifyLine } from '../../support/backfill';
import { bridge, type Outside } from '../../support/command-line';
import { TestBridge, temporaryFolder } from '../../support/test-bridge';
import { freshId, shopify, shopifyCustomer } from '../../support/webhooks';
import { startStripeCustomers } from '../backfill/stripe-server';

const person = /Ada|Private|@example/;
const daysAgo = (days: number) =>
  new Date(Math.floor(Date.now() / 1000 - days * 86_400) * 1000).toISOString();
const goLive = daysAgo(10);

const folder = temporaryFolder();
const dataDir = join(folder.path, 'data');
let test_: TestBridge;
let ledger: Ledger;
/** The moment of Masivo's next free slot. */
let nextFreeSlot: () => Promise<number>;
let disconnect: () => void;
beforeAll(async () => {
  test_ = await TestBridge.start({
    dataDir,
    adjustSettings: (settings) => ({
      ...settings,
      sameEmail: 'link',
      reconcile: { everyMinutes: 10, overlapMinutes: 5 },
      masivo: { ...settings.masivo, rateLimit: { perSecond: 50, perDay: 5000 } },
      stores: settings.stores.map((store) => ({ ...store, signupsSince: goLive })),
    }),
  });
  const { environment, close } = await connectLocally(dataDir);
  disconnect = close;
  const { settings, secrets } = environment;
  const readSecret = namedSecrets(sdkSecrets(secrets.client), secrets.ids);
  const db = sdkDynamoDb(environment.ledger.client);
  nextFreeSlot = async () => {
    const pk = ledgerKeys(settings.masivo.account).slots('masivo|second');
    const { Item = {} } = await db.getItem({
      TableName: environment.ledger.tableName,
      Key: marshall({ pk }),
      ConsistentRead: true,
    });
    return Number(unmarshall(Item).nextFree);
  };
  ({ ledger } = composeLedger({
    tableName: environment.ledger.tableName,
    account: settings.masivo.account,
    hash: keyedHash(() => readSecret('email-index')),
    db,
    keepDeliveriesDays: settings.keepDeliveriesDays,
    ledgerRestoredAt: undefined,
    now: () => new Date(),
  }));
});
afterAll(async () => {
  disconnect?.();
  await test_?.stop();
  folder.remove();
});

const createdAt = daysAgo(2);
const signup = (id: number, changes: Record<string, unknown> = {}) =>
  shopifyCustomer({
    id,
    email: `ada.private.${id}@example.com`,
    first_name: 'Ada',
    last_name: 'Private',
    created_at: createdAt,
    updated_at: createdAt,
    ...changes,
  });
/** As the store's list has whom a webhook has told. */
const listed = (id: number, changes: Record<string, unknown> = {}) => ({
  ...JSON.parse(shopifyLine({ id: String(id), email: `ada.private.${id}@example.com`, createdAt })),
  firstName: 'Ada',
  lastName: 'Private',
  updatedAt: createdAt,
  ...changes,
});
const nameOf = (id: number) => ({ source: 'shopify', store: 'default', customer: String(id) });
const told = (id: number, changes?: Record<string, unknown>, topic?: string) =>
  test_.settled(shopify(signup(id, changes), topic === undefined ? {} : { topic }));

/** What takes hours, or an operator, to come about. */
async function put(id: number, state: Partial<CustomerState>, last: LastAttempt | null = null) {
  const opened = await ledger.open(nameOf(id), 'test');
  if (opened.kind !== 'open') throw new Error(opened.kind);
  expect(await ledger.keep(opened.customer, { ...opened.customer.state, ...state }, last)).toBe(true);
}
const putConfirmed = (id: number, confirmed: Confirmed) => put(id, { ...unknownCustomer, confirmed });

const lastAttempt = { attempt: 'attempt-1', at: Date.now(), delivery: 'delivery-1', series: 0 } as const;
type Six = [number, number, number, number, number, number];

function fileOf(lines: readonly object[]): string {
  const file = join(folder.path, `list-${freshId()}.jsonl`);
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return file;
}
const state = join(folder.path, 'state');
const run = (args: readonly string[], outside: Outside = {}) =>
  bridge(args, { ...outside, environment: { DATA_DIR: dataDir, ...outside.environment } });
const census = (lines: readonly object[], ...more: readonly string[]) =>
  run(['census', 'shopify', 'default', '--file', fileOf(lines), '--state', state, ...more]);
const answer = async (lines: readonly object[], ...more: readonly string[]) => {
  const { code, out } = await census(lines, '--json', ...more);
  expect(out).not.toMatch(person);
  return { code, ...(JSON.parse(out) as CensusAnswer) };
};
const countsOf = ({ counts }: CensusAnswer) =>
  Object.fromEntries(counts.map(({ kind, code, count }) => [[kind, code].filter(Boolean).join(' '), count]));

test('a store of whom everybody is in Masivo, or is not for a reason, has nobody left', async () => {
  const owner = freshId();
  const [linked, unlinked, waiting, deleted, merged, held] = [0, 1, 2, 3, 4, 5].map(freshId) as Six;
  const [gone, dropped, given, erased, retried, here] = [0, 1, 2, 3, 4, 5].map(freshId) as Six;
  const ofOwner = { email: `ada.private.${owner}@example.com` };
  const shown = { defaultEmailAddress: { emailAddress: ofOwner.email } };
  for (const id of [here, owner, deleted, merged]) await told(id);
  await told(linked, ofOwner);
  await told(unlinked, { ...ofOwner, verified_email: false });
  await told(waiting, { email: null });
  await told(deleted, {}, 'customers/update');
  // A store no longer has whom it deleted or merged: the list is older.
  const triggered = { 'X-Shopify-Triggered-At': new Date().toISOString() };
  const gid = (id: number) => `gid://shopify/Customer/${id}`;
  const deletion = { phone: null, addresses: [], tax_exemptions: [], admin_graphql_api_id: gid(deleted) };
  await test_.settled(shopify({ id: deleted, ...deletion }, { topic: 'customers/delete', ...triggered }));
  const merge = {
    admin_graphql_api_customer_kept_id: gid(here),
    admin_graphql_api_customer_deleted_id: gid(merged),
    admin_graphql_api_job_id: null,
    status: 'completed',
    errors: [],
  };
  await test_.settled(shopify(merge, { topic: 'customers/merge', ...triggered }));
  const since = Date.now();
  await putConfirmed(held, { masivo: 'held', dropped: false, since });
  await putConfirmed(gone, { masivo: 'gone', dropped: false, since });
  await putConfirmed(dropped, { masivo: 'gone', dropped: true, since });
  await putConfirmed(given, { masivo: 'migrating', since, orders: 1 });
  await put(retried, {}, { ...lastAttempt, outcome: 'retry', reason: { code: 'email-conflict' } });
  await ledger.writeTombstones([nameOf(erased)], since);

  const { code, ...answered } = await answer([
    ...[here, owner, deleted, merged, held, gone, dropped, given, erased, retried].map((id) => listed(id)),
    listed(linked, shown),
    listed(unlinked, { ...shown, verifiedEmail: false }),
    listed(waiting, { defaultEmailAddress: null }),
    listed(freshId(), { createdAt: daysAgo(20) }),
    listed(freshId(), { createdAt: new Date().toISOString() }),
    listed(freshId(), { defaultEmailAddress: { emailAddress: 'none' } }),
  ]);
  expect(answered.read).toBe(16);
  expect(countsOf(answered)).toEqual({
    'in-masivo': 2,
    given: 1,
    'linked linked-to-owner': 1,
    'no-email store-has-no-email': 1,
    'ignored before-go-live': 1,
    'ignored dropped': 1,
    'held flood-guard-holds': 1,
    'gone gone': 1,
    'unlinked email-not-verified': 1,
    'refused email-invalid': 1,
    'erased erased': 1,
    'deleted deleted-in-store': 1,
    'merged merged-into': 1,
    'under-way email-conflict': 1,
    recent: 1,
  });
  // Masivo does not show yet what it was given just now.
  expect(answered).toMatchObject({
    remainder: [],
    sample: { asked: 4, differences: [], stopped: null },
    waysHome: [],
  });
  expect(code).toBe(0);
});

describe('whoever is left', () => {
  test('is named, in a file that nobody else reads, with the command that brings all home', async () => {
    const [lost, changed, here] = [freshId(), freshId(), freshId()];
    await told(changed);
    await told(here);
    const list = [
      listed(here),
      listed(lost),
      listed(changed, { lastName: 'Private-Married', updatedAt: daysAgo(1) }),
    ];
    const report = join(folder.path, 'left.jsonl');
    writeFileSync(report, 'of before', { mode: 0o644 });
    const { code, out } = await census(list, '--report', report);
    expect(code).toBe(1);
    expect(out).not.toMatch(person);
    expect(out).toContain('3 shoppers = 1 in Masivo + 0 explained + 2 left');
    expect(out).toMatch(new RegExp(`^${lost} +missing +${createdAt} +No event of it has come$`, 'm'));
    expect(out).toMatch(new RegExp(`^${changed} +changed +\\S+ +name$`, 'm'));
    expect(out).toContain(`npm run bridge -- reconcile shopify --store default --since ${createdAt}\n`);
    expect(statSync(report).mode & 0o777).toBe(0o600);
    const lines = readFileSync(report, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).customer).sort()).toEqual(
      [String(lost), String(changed)].sort(),
    );
    expect(lines.join()).not.toMatch(person);
  });

  test('of whom an event came is to be replayed', async () => {
    const waiting = freshId();
    await told(waiting, { email: null });
    const answered = await answer([listed(waiting)]);
    expect(countsOf(answered)).toEqual({ 'missing not-brought': 1 });
    expect(answered.waysHome.map(({ command }) => command)).toEqual([
      'replay --source shopify --store default --outcome ignored,refused,waiting',
    ]);
  });

  test('is asked about once more at the end, because its webhook may have been on its way', async () => {
    const late = freshId();
    const answered = await run(
      ['census', 'shopify', '--file', fileOf([listed(late)]), '--json', '--state', state],
      {
        // The command's pause before it asks again.
        sleep: async () => void (await told(late)),
      },
    );
    expect(answered.code).toBe(0);
  });
});

test('of a paused store it says at its head that the result is provisional', async () => {
  const lost = freshId();
  expect(await run(['pause', '--store', 'shopify/default'])).toMatchObject({ code: 0 });
  const answered = await answer([listed(lost)]);
  const { out } = await census([listed(lost)]);
  expect(await run(['resume', '--store', 'shopify/default'])).toMatchObject({ code: 0 });
  expect(answered).toMatchObject({ code: 1, provisional: [{ kind: 'paused' }] });
  expect(out).toMatch(/^The store is paused\. Signups that wait on the queue are counted as missing/);
});

describe('the sample', () => {
  test('finds what Masivo has otherwise, and whom it lacks', async () => {
    const [here, other, lacking] = [freshId(), freshId(), freshId()];
    for (const id of [here, other, lacking]) await told(id);
    const entry = await test_.control<Entry>('DELETE', `/customers/${other}`);
    const changed = { ...entry, customer: { ...entry.customer, name: 'Eve Elsewhere' } };
    await test_.control('PUT', `/customers/${other}`, changed);
    await test_.control('DELETE', `/customers/${lacking}`);
    const list = [listed(here), listed(other), listed(lacking)];
    const { code, sample, remainder } = await answer(list);
    expect({ code, remainder }).toEqual({ code: 1, remainder: [] });
    expect(sample.differences).toEqual([
      { customer: String(other), kind: 'differs', fields: ['name'] },
      { customer: String(lacking), kind: 'missing', fields: [] },
    ]);
    expect(await answer(list, '--sample', '0')).toMatchObject({ code: 0, sample: { asked: 0 } });
  });

  test('takes slots of the rate limit', async () => {
    const here = freshId();
    await told(here);
    const before = await nextFreeSlot();
    const asked = Date.now();
    await answer([listed(here)]);
    expect(before).toBeLessThan(asked);
    expect(await nextFreeSlot()).toBeGreaterThan(asked);
  });

  test('of which Masivo tells nothing is no success', async () => {
    const here = freshId();
    await told(here);
    await test_.misbehave({ do: 'status', status: 503 });
    const { code, sample } = await answer([listed(here)]);
    await test_.misbehave();
    expect(code).toBe(1);
    expect(sample).toMatchObject({ asked: 0, stopped: { code: 'masivo-error' } });
  });
});

test('every source’s list is read by its backfill’s reader; a key that is entered is all that it needs', async () => {
  const { origin } = await startStripeCustomers({ count: 120, key: 'rk_test_fake' });
  const given = { input: 'rk_test_fake', environment: { STRIPE_TEST_ORIGIN: origin } };
  const args = ['census', 'stripe', '--access', 'token', '--json', '--state', state];
  const { code, out, err } = await run(args, given);
  expect([code, err]).toEqual([0, '']);
  expect(countsOf(JSON.parse(out))).toEqual({ 'ignored before-go-live': 120 });
});

test('a CSV file is explained like a store’s own list, and what it does not say is no change', async () => {
  const [here, lost, married] = [freshId(), freshId(), freshId()];
  for (const id of [here, married]) await told(id, { phone: '+15555550101' });
  const file = join(folder.path, 'list.csv');
  const row = (id: number, last: string) =>
    `${id};Ada;${last};ada.private.${id}@example.com;${createdAt};${daysAgo(1)};no\n`;
  const rows = [
    row(here, 'Private'),
    row(lost, 'Private'),
    row(married, 'Private-Married'),
    row(lost, 'Private'),
  ];
  writeFileSync(
    file,
    `ID;First;Last;E-Mail;Created;Changed;Accepts\n${rows.join('')};;;nobody@example.com;;;\n`,
  );
  const columns = 'id=ID,firstName=First,lastName=Last,email=E-Mail,createdAt=Created,updatedAt=Changed';
  const list = ['--csv', file, '--columns', `${columns},emailMarketing=Accepts`, '--consent-yes', 'yes'];
  const { code, out, err } = await run(['census', 'shopify', 'default', ...list, '--json', '--state', state]);
  const answered: CensusAnswer = JSON.parse(out);
  expect(code).toBe(1);
  expect(countsOf(answered)).toEqual({
    'in-masivo': 1,
    'missing no-event': 1,
    changed: 1,
    'ignored listed-twice': 1,
    'refused row-without-id': 1,
  });
  expect(answered).toMatchObject({ leftOut: { rows: 1, lines: [{ line: 6 }] } });
  expect(answered.remainder.find(({ kind }) => kind === 'changed')).toMatchObject({
    customer: String(married),
    fields: ['name'],
  });
  expect(err).toContain(`${file}: 5 rows, separated by semicolons, in UTF-8.`);
  expect(err).toContain('1 row was left out: line 6.');
  expect(out + err + readFileSync(answered.report, 'utf8')).not.toMatch(person);
});

test.each([
  ['is empty', '', 'The file holds no customers.'],
  ['holds something else', '<html>\n</html>\n', 'None of the customers can be used'],
])('a file that %s shows nothing, and is no success', async (_, text, why) => {
  const file = join(folder.path, 'wrong.jsonl');
  writeFileSync(file, text);
  const { code, err } = await run(['census', 'shopify', '--file', file, '--state', state]);
  expect(code).toBe(1);
  expect(err).toContain(why);
});

test.each([
  [['census', 'standard'], 2, 'standard has no list of its customers'],
  [['census', 'shopify', '--file', '/nowhere.jsonl'], 2, 'There is no file /nowhere.jsonl'],
  [['census', 'shopify', 'other'], 2, 'There is no store shopify/other'],
])('%j is refused as it was given', async (args, exit, why) => {
  const { code, out, err } = await run([...args, '--state', state]);
  expect([code, out]).toEqual([exit, '']);
  expect(err).toContain(why);
});

describe('the local run’s own vendors', () => {
  const earlier = new Date(Date.now() - 3_600_000);

  test.each(['stripe', 'woocommerce'])('%s lists whom no webhook told, without a key', async (source) => {
    const profile = profileOf(source);
    const signup = sampleSignup(profile, earlier);
    test_.bridge.vendors.get(source)?.api.put(profile.changesKey?.held(signup) ?? {});
    const { code, out } = await run(['census', source, '--state', state]);
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`^${signup.customer} +missing`, 'm'));
  });

  test('shopify has no list of that kind, and says what to give', async () => {
    const { code, err } = await run(['census', 'shopify', '--state', state]);
    expect([code, err]).toEqual([2, expect.stringContaining('with --file')]);
  });
});

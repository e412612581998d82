import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { unpack } from '../../lambda/ledger/packed';
import { envelopeOf, messageOf } from '../../lambda/new-envelope';
import { sources } from '../../lambda/sources/registry';
import { credentialsOf } from '../../local/aws/environment';
import { type RunFile, readRunFile } from '../../local/run-file';
import type { OperatorAction } from '../../operator/core/answers/actions';
import type { OpenTask } from '../../operator/core/answers/tasks';
import { type AtBridge, startAtBridge } from '../support/at-bridge';
import { json } from '../support/http';
import { temporaryFolder } from '../support/test-bridge';
import { until } from '../support/until';
import {
  freshId,
  secrets,
  shopify,
  shopifyCustomer,
  stripe,
  stripeCustomer,
  stripeEvent,
  type Webhook,
} from '../support/webhooks';

/** What Shopify asks of an operator, from the webhook to its end by a command, on a whole bridge. */
let at: AtBridge;
const scratch = temporaryFolder();
const folder = scratch.path;
beforeAll(async () => {
  at = await startAtBridge({
    dataDir: folder,
    adjustSettings: (settings) => ({ ...settings, leaseMs: 3000 }),
  });
});
afterAll(async () => {
  await at.stop();
  scratch.remove();
});

const command = (args: readonly string[]) => at.run(args, { environment: { DATA_DIR: folder } });

const shop = { shop_id: 1, shop_domain: 'shop-one.myshopify.com' };
const dataRequest = (customer: object, id = freshId()) =>
  shopify(
    { ...shop, orders_requested: [], customer, data_request: { id } },
    { topic: 'customers/data_request' },
  );

const tasks = async (...filter: readonly string[]) =>
  (await command(['held', '--json', ...filter])).json<{ tasks: OpenTask[] }>().tasks;
const newestAction = async () =>
  (await command(['actions', '--limit', '1', '--json'])).json<readonly OperatorAction[]>()[0];

test('whoever asks for their data is listed until it was exported', async () => {
  const id = freshId();
  const email = `asks.${id}@example.com`;
  await at.test.settled(shopify(shopifyCustomer({ id, email })));
  const asked = await at.test.settled(dataRequest({ id, email, phone: '+15550107777' }));
  expect(asked).toMatchObject({ outcome: 'ignored', reason: { code: 'data-requested' }, customer: null });

  const about = `shopify/default/${id}`;
  const [task] = await tasks('--kind', 'data-request');
  expect(task).toMatchObject({ kind: 'data-request', customer: String(id) });
  expect(Date.parse(task?.due ?? '') - Date.parse(task?.since ?? '')).toBe(30 * 24 * 3600_000);
  const { out } = await command(['held']);
  expect(out).toMatch(
    new RegExp(`due +task +about +id +to do\n\\S+ \\S+ +data-request +${about} +${task?.id}`),
  );
  expect(out).not.toContain(email);
  expect(await tasks('--store', 'second')).toEqual([]);
  expect(json(await at.test.api('/api/tasks'))).toMatchObject({
    tasks: [{ id: task?.id }],
  });

  const file = join(folder, 'person.json');
  const exported = await command(['export', '--customer', about, '--file', file]);
  expect(exported.out).toContain('The store had asked for it: its task is done.');
  expect(readFileSync(file, 'utf8')).toContain(email);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await tasks()).toEqual([]);
  expect(await newestAction()).toMatchObject({
    what: 'done',
    about: `data-request shopify/default ${task?.id}`,
  });
  const taken = await command(['export', '--customer', about, '--file', file]);
  expect(taken).toMatchObject({ code: 2, err: expect.stringContaining(`${file} is there already.`) });
  const again = await command(['export', '--customer', about, '--file', join(folder, 'again.json')]);
  expect(again.out).not.toContain('its task is done');

  // What the person asks anew is a new task.
  await at.test.settled(dataRequest({ id, email }));
  expect(await tasks()).toMatchObject([{ id: task?.id }]);
  expect((await command(['done', task?.id ?? '', '--yes'])).code).toBe(0);
});

test('what the schedule sends has `deliver` log the age of the oldest task', async () => {
  const told = () =>
    at.test.logLines.flatMap((line) => (line.includes('"event":"tasks"') ? [JSON.parse(line)] : []));
  expect(await at.test.bridge.deliver.invoke({ tasks: 'oldest' })).toMatchObject({ kind: 'result' });
  expect(told()).toEqual([]);
  await at.test.settled(dataRequest({ id: freshId() }));
  await at.test.bridge.deliver.invoke({ tasks: 'oldest' });
  const line = await until('the line', () => told()[0]);
  expect(line).toMatchObject({ OldestTaskSeconds: expect.any(Number), environment: 'local' });
  const [task] = await tasks();
  await command(['done', task?.id ?? '', '--yes']);
});

test('what is done outside the bridge is ended by hand, once', async () => {
  await at.test.settled(dataRequest({ email: 'nobody.knows@example.com' }));
  const [task] = await tasks();
  expect(task).toMatchObject({ kind: 'data-request', customer: null });
  const api = (id: unknown) =>
    at.test.api('/api/tasks/done', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-console': '1' },
      body: JSON.stringify({ id }),
    });
  expect((await api(task?.id)).status).toBe(200);
  expect(await tasks()).toEqual([]);
  expect((await api(task?.id)).status).toBe(404);
  expect((await api('banana')).status).toBe(400);
  const { code, out } = await command(['done', task?.id ?? '', 'banana', '--yes']);
  expect(code).toBe(1);
  expect(out.split('\n')).toEqual([
    `${task?.id} is no open task: \`held\` lists those.`,
    'banana is no open task: `held` lists those.',
  ]);
});

describe('a shop', () => {
  const person = { first_name: 'Xenophilia', last_name: 'Quillfeather' };
  const signup = (id: number, more: object = {}) =>
    shopifyCustomer({ id, ...person, email: `quillfeather.${id}@example.com`, ...more });
  let run: RunFile;
  let sqs: SQSClient;
  let database: DynamoDBClient;
  beforeAll(() => {
    const read = readRunFile(folder);
    if (!read) throw new Error('no bridge runs');
    run = read;
    const here = { region: 'us-east-1', credentials: credentialsOf(run.token) };
    sqs = new SQSClient({ ...here, endpoint: run.endpoints.sqs });
    database = new DynamoDBClient({ ...here, endpoint: run.endpoints.dynamoDb });
  });
  afterAll(() => {
    sqs.destroy();
    database.destroy();
  });

  async function ledgerText(): Promise<string> {
    const { Items = [] } = await database.send(new ScanCommand({ TableName: run.tableName }));
    return Items.map((item) => {
      const { packed, ...readable } = unmarshall(item);
      if (!(packed instanceof Uint8Array)) return JSON.stringify(readable);
      const { value, bytes } = unpack(packed);
      return `${JSON.stringify(readable)} ${JSON.stringify(value)} ${bytes.toString('utf8')}`;
    }).join('\n');
  }

  const send = (QueueUrl: string, message: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: message }));

  test('is erased once somebody confirms it, and nothing brings back what was held of it', async () => {
    const { test } = at;
    const [known, gone, later] = [freshId(), freshId(), freshId()];
    await test.settled(shopify(signup(known)));
    await test.settled(shopify(signup(gone)));
    const other = stripeCustomer({ id: 'cus_Keeper', name: 'Grace Keeper' });
    await test.settled(stripe(stripeEvent('customer.created', other)));
    await command(['erase', '--customer', `shopify/default/${gone}`, '--yes']);
    await until('the erasure to end', async () => (await tasks('--kind', 'masivo-erasure'))[0]);

    await test.settled(shopify(signup(known, { email: 'quillfeather at nowhere' })));
    const waited = messageIn(shopify(signup(known, { last_name: 'Waited' }), { topic: 'customers/update' }));
    const dead = messageIn(shopify(signup(later, { last_name: 'Dead' })));
    await test.settled(shopify(shop, { topic: 'shop/redact' }));
    expect(await tasks('--kind', 'shop-redact')).toHaveLength(1);

    const shown = await command(['erase', '--shop', 'shopify/default']);
    expect(shown.out).toMatch(/^To erase of shopify\/default: 2 customers, \d+ deliveries, 3 data requests/);
    expect(shown.out).toContain('merely replaced the app');
    expect(shown.out).toContain('Nothing was done.');
    expect(await ledgerText()).toContain('Quillfeather');
    const before = await test.masivo();

    await send(run.deadLettersUrl, dead);
    const done = await command(['erase', '--shop', 'shopify/default', '--yes', '--json']);
    expect(done.json()).toMatchObject({
      ...{ done: true, paused: false, deleted: { customers: 2 } },
      deadLetters: { deleted: 2 },
    });
    const isErased = async () => {
      expect(await ledgerText()).not.toMatch(/Quillfeather|quillfeather/);
      expect((await test.masivo()).customers).toEqual(before.customers);
    };
    await isErased();
    expect(await ledgerText()).toContain('Grace Keeper');
    expect((await tasks()).map(({ kind }) => kind)).toEqual(['masivo-erasure']);

    // What had come in before: a message that waited, and one that somebody redrives.
    for (const message of [waited, dead]) {
      await send(run.eventsUrl, message);
      expect(await test.ended(JSON.parse(message).id)).toMatchObject({
        ...{ outcome: 'ignored', reason: { code: 'shop-erased' }, customer: null },
      });
    }
    await isErased();
    // Nobody who was erased comes back with the shop.
    const erased = shopify(signup(gone), { topic: 'customers/update' });
    expect(await test.settled(erased)).toMatchObject({ outcome: 'ignored', reason: { code: 'erased' } });
    await isErased();
    // The shop's new life.
    expect(await test.settled(shopify(signup(later)))).toMatchObject({ outcome: 'created' });
    const change = shopify(signup(known, { updated_at: '2027-01-01T00:00:00Z', first_name: 'Xena' }), {
      topic: 'customers/update',
    });
    expect(await test.settled(change)).toMatchObject({ outcome: 'updated' });
    expect((await test.customer(String(known)))?.registrations).toBe(1);
  });

  test('that is none, or named with a customer, is refused', async () => {
    expect((await command(['erase', '--shop', 'shopify/nowhere', '--yes'])).code).toBe(2);
    expect((await command(['erase', '--shop', 'banana', '--yes'])).code).toBe(2);
    const both = ['erase', '--shop', 'shopify/default', '--customer', 'shopify/default/1', '--yes'];
    expect((await command(both)).code).toBe(2);
  });
});

/** The message that ingress makes of a webhook at this moment. */
function messageIn(webhook: Webhook): string {
  const source = sources.get(webhook.source);
  if (!source) throw new Error('no such source');
  const headers = Object.fromEntries(
    Object.entries(webhook.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const request = { headers, body: webhook.body };
  const secret = secrets[webhook.source];
  return messageOf(envelopeOf({ source, store: 'default', request, secret, receivedAt: new Date() }));
}

test('an export names the other IDs of the person', async () => {
  const [kept, other] = [freshId(), freshId()];
  for (const id of [kept, other]) {
    await at.test.settled(shopify(shopifyCustomer({ id, email: `twice.${id}@example.com` })));
  }
  const gid = (id: number) => `gid://shopify/Customer/${id}`;
  const merge = {
    ...{ admin_graphql_api_customer_kept_id: gid(kept), admin_graphql_api_customer_deleted_id: gid(other) },
    ...{ status: 'completed', errors: [] },
  };
  await at.test.settled(shopify(merge, { topic: 'customers/merge' }));
  const args = ['export', '--customer', `shopify/default/${kept}`, '--file', join(folder, 'kept.json')];
  expect((await command(args)).out).toContain(`export shopify/default/${other}, too`);
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { unpack } from '../../lambda/ledger/packed';
import { envelopeOf, messageOf } from '../../lambda/new-envelope';
import { sources } from '../../lambda/sources/registry';
import { credentialsOf } from '../../local/aws/environment';
import { type RunFile, readRunFile } from '../../local/run-file';
import type { ErasureSubject } from '../../operator/core/answers/erasure';
import { type AtBridge, startAtBridge } from '../support/at-bridge';
import { shopifyLine } from '../support/backfill';
import { temporaryFolder } from '../support/test-bridge';
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

/** A person signs up, is erased by the command line, and whatever could bring her back is tried. */
const email = 'xenophilia.quillfeather@example.com';
const person = {
  first_name: 'Xenophilia',
  last_name: 'Quillfeather',
  phone: '+15550109999',
  note: 'allergic to marzipan',
};
const traces = ['Xenophilia', 'uillfeather', '5550109999', 'marzipan'];

const folder = temporaryFolder();
let at: AtBridge;
let run: RunFile;
let sqs: SQSClient;
let database: DynamoDBClient;
beforeAll(async () => {
  at = await startAtBridge({
    dataDir: folder.path,
    adjustSettings: (settings) => ({
      ...settings,
      leaseMs: 3000,
      stores: settings.stores.map((store) => ({ ...store, mapping: { extras: ['phone', 'note'] } })),
    }),
  });
  const read = readRunFile(folder.path);
  if (!read) throw new Error('no bridge runs');
  run = read;
  const here = { region: 'us-east-1', credentials: credentialsOf(run.token) };
  sqs = new SQSClient({ ...here, endpoint: run.endpoints.sqs });
  database = new DynamoDBClient({ ...here, endpoint: run.endpoints.dynamoDb });
});
afterAll(async () => {
  sqs.destroy();
  database.destroy();
  await at.stop();
  folder.remove();
});

const command = (args: readonly string[], input = '') =>
  at.run(args, { environment: { DATA_DIR: folder.path }, input });

async function ledgerText(): Promise<string> {
  const { Items = [] } = await database.send(new ScanCommand({ TableName: run.tableName }));
  return Items.map((item) => {
    const { packed, ...readable } = unmarshall(item);
    if (!(packed instanceof Uint8Array)) return JSON.stringify(readable);
    const { value, bytes } = unpack(packed);
    return `${JSON.stringify(readable)} ${JSON.stringify(value)} ${bytes.toString('utf8')}`;
  }).join('\n');
}

/** What the DLQ holds, which stays there. */
async function deadLettersText(): Promise<string> {
  const texts: string[] = [];
  for (;;) {
    const answer = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: run.deadLettersUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 2,
      }),
    );
    for (const { Body = '' } of answer.Messages ?? []) {
      texts.push(Buffer.from(JSON.parse(Body).body, 'base64').toString('utf8'));
    }
    if (!answer.Messages?.length) return texts.join('\n');
  }
}

/** The message that ingress makes of a webhook. */
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

const send = (QueueUrl: string, webhook: Webhook) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: messageIn(webhook) }));

const idIn = (webhook: Webhook): string => JSON.parse(messageIn(webhook)).id;

test('nothing brings her back, and nothing of her is left', async () => {
  const { test } = at;
  const id = freshId();
  const customer = (more: Record<string, unknown> = {}) => shopifyCustomer({ id, ...person, email, ...more });
  const signup = shopify(customer());
  const { id: delivery, outcome } = await test.settled(signup);
  expect(outcome).toBe('created');
  await test.settled(shopify(customer({ email: 'quillfeather at nowhere' })));
  const other = await test.settled(shopify(shopifyCustomer({ id: freshId(), email: 'no address' })));
  expect(await ledgerText()).toContain('marzipan');
  expect(await deadLettersText()).toContain('marzipan');

  // What was made before it, and comes after.
  const change = (day: number) =>
    shopify(customer({ updated_at: `2026-11-${day}T10:00:00Z`, last_name: 'Quillfeather-Example' }), {
      topic: 'customers/update',
    });
  const twin = stripe(stripeEvent('customer.created', stripeCustomer({ id: 'cus_Twin', email })));

  const shown = await command(['erase', '--json'], email);
  expect(shown.json<{ done: boolean; customers: ErasureSubject[] }>()).toMatchObject({
    done: false,
    customers: [
      { source: 'shopify', store: 'default', customer: String(id), inMasivo: 'yes', deliveries: 2 },
    ],
  });
  expect(await ledgerText()).toContain('marzipan');
  await new Promise((resolve) => setTimeout(resolve, 2500));

  const done = await command(['erase', '--yes', '--json'], email);
  expect(done.code).toBe(0);
  const { erasing, deadLetters } = done.json<{
    erasing: { delivery: string }[];
    deadLetters: { looked: number; deleted: number };
  }>();
  expect(deadLetters).toEqual({ looked: 2, deleted: 1 });
  const [{ delivery: act } = { delivery: '' }] = erasing;
  expect(await test.ended(act)).toMatchObject({
    outcome: 'ignored',
    reason: { code: 'erased-but-in-masivo' },
    customer: null,
  });

  const emptied = {
    customer: { name: 'Erased', metadata: {} },
    consent: { purposes: { behavioral_campaigns: false, email_marketing: false } },
    registrations: 1,
  };
  const isErased = async () => {
    expect(await test.customer(String(id))).toMatchObject(emptied);
    expect((await test.masivo()).customers.map((each) => each.customer.id)).toEqual([String(id)]);
    const texts = [await ledgerText(), await deadLettersText(), test.logLines.join('\n')];
    for (const trace of traces) for (const text of texts) expect(text).not.toContain(trace);
  };
  await isErased();

  // A message that waited, a dead letter that is redriven, a captured webhook.
  await send(run.eventsUrl, change(20));
  expect(await test.ended(idIn(change(20)))).toMatchObject({
    outcome: 'ignored',
    reason: { code: 'erased' },
  });
  await send(run.deadLettersUrl, change(21));
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await command(['redrive', '--yes']);
  expect(await test.ended(idIn(change(21)))).toMatchObject({
    outcome: 'ignored',
    reason: { code: 'erased' },
  });
  expect(await test.settled(signup)).toMatchObject({ outcome: 'ignored', customer: null });
  expect((await command(['replay', delivery, '--yes'])).out).toContain('There is nothing to replay.');
  expect((await command(['release', `shopify/default/${id}`, '--create', '--yes'])).code).toBe(1);
  expect(await test.settled(twin)).toMatchObject({ outcome: 'ignored', reason: { code: 'email-erased' } });
  expect(await test.ended(other.id)).toMatchObject({ outcome: 'refused' });
  await test.drained();
  await isErased();

  // The list of a backfill, from before.
  const file = join(folder.path, 'customers.jsonl');
  writeFileSync(
    file,
    [
      { id: String(id), email },
      { id: '31', email },
    ]
      .map((each) => `${shopifyLine(each)}\n`)
      .join(''),
  );
  const state = join(folder.path, 'state');
  const brought = await command([
    'backfill',
    'shopify',
    '--file',
    file,
    '--yes',
    '--state',
    state,
    '--every',
    '200',
  ]);
  expect(brought.out).toMatch(/1 +erased +This shopper was erased/);
  expect(brought.out).toMatch(/1 +erased +The e-mail of this shopper was erased/);
  await isErased();
  expect((await command(['actions', '--json'])).out).not.toContain(String(id));
});

test('an e-mail that nobody has, a text that is none, and a store that is none are refused', async () => {
  expect(await command(['erase', '--yes'], 'nobody@example.com')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^The ledger knows no customer with this e-mail\./),
  });
  expect((await command(['erase', '--yes'], 'banana')).code).toBe(2);
  expect((await command(['erase', '--customer', 'shopify/nowhere/1', '--yes'])).code).toBe(2);
});

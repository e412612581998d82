import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { fingerprintOf } from '../../lambda/sources/signature';
import { credentialsOf } from '../../local/aws/environment';
import type { OperatorAction } from '../../operator/core/answers/actions';
import { bridge } from '../support/command-line';
import { localStores } from '../support/sources';
import { TestBridge } from '../support/test-bridge';
import { until, whether } from '../support/until';
import {
  freshId,
  secrets,
  shopify,
  shopifyCustomer,
  signups,
  stripe,
  stripeCustomer,
  stripeEvent,
} from '../support/webhooks';

/** The commands that do something, against a running local bridge. */
const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-cli-'));
const outside = (input = '') => ({ environment: { DATA_DIR: folder }, input });
const run = (...args: readonly string[]) => bridge(args, outside());

let test_: TestBridge;
beforeAll(async () => {
  test_ = await TestBridge.start({
    dataDir: folder,
    adjustSettings: (settings) => ({
      ...settings,
      stores: settings.stores.map((store) =>
        store.source === 'shopify' ? { ...store, maxCreationsPerHour: 1 } : store,
      ),
    }),
  });
});
afterAll(async () => {
  await test_.stop();
  rmSync(folder, { recursive: true, force: true });
});

const attemptsOf = async (id: string) => (await test_.delivery(id))?.attemptCount;
const newestAction = async () =>
  (await run('actions', '--limit', '1', '--json')).json<readonly OperatorAction[]>()[0];

describe('replay', () => {
  let refused: readonly string[] = [];
  beforeAll(async () => {
    const bad = () => shopify(shopifyCustomer({ id: freshId(), email: 'no address' }));
    refused = [(await test_.settled(bad())).id, (await test_.settled(bad())).id];
    await test_.settled(signups.stripe());
  });

  test('tells what it would do, and does nothing', async () => {
    const { code, out } = await run('replay', '--outcome', 'refused', '--store', 'shopify/default');
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      'To replay: 2 deliveries',
      expect.stringMatching(/^store +outcome +deliveries$/),
      expect.stringMatching(/^shopify\/default +refused +2$/),
      refused[1],
      refused[0],
      'Nothing was done. --yes does it, 5 a second: in about 400 ms.',
    ]);
    expect(await attemptsOf(refused[0] ?? '')).toBe(1);
  });

  test('does it with --yes, at a rate limit, and records who did', async () => {
    const begun = Date.now();
    const { code, out } = await run(
      ...['replay', '--outcome', 'refused', '--source', 'shopify', '--per-second', '2', '--yes'],
    );
    expect({ code, out }).toEqual({ code: 0, out: '2 deliveries are on the queue again.' });
    expect(Date.now() - begun).toBeGreaterThanOrEqual(490);
    for (const id of refused) {
      await until('another attempt', async () => whether((await attemptsOf(id)) === 2));
    }
    expect(await newestAction()).toMatchObject({ who: 'local', what: 'replay', about: '2 deliveries' });
  });

  test('takes ids, tells of those it does not know, and ends with 1 then', async () => {
    const nobody = 'e'.repeat(32);
    const { code, out } = await run('replay', refused[0] ?? '', nobody, '--json', '--yes');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ done: true, sent: 1, skipped: 0, unknown: [nobody] });
    expect(await newestAction()).toMatchObject({ what: 'replay', about: refused[0] });
  });

  test.each<[readonly string[], number, RegExp]>([
    [['replay'], 2, /^Give ids, or options that select deliveries: neither is there\.$/],
    [['replay', 'a', '--outcome', 'refused'], 2, /not both\.$/],
    [['replay', '--outcome', 'refused', '--yes'], 4, /^That is about more than one store .*\nName one with/],
    [['replay', '--outcome', 'lost'], 2, /Outcomes are created, exists/],
    [['replay', 'banana', '--yes'], 2, /^`banana` is no delivery ID \(32 hex digits\)\.$/],
    [['replay', 'a', '--per-second', '0'], 2, /a whole number from 1 to 100/],
    [['release', 'a'], 2, /^Give one of --create, --migrate and --drop\.$/],
    [['release', 'a', '--create', '--drop'], 2, /^Give one of/],
    [['release', 'a', '--create'], 2, /^a names no customer as source\/store\/id\.\nName customers as/],
    [['release', '--all', '--create', '--kind', 'lost'], 2, /Allowed choices are held, gone/],
    [['release', '--create'], 2, /or --all: neither is there/],
    [['release', '--all', '--create', '--yes'], 4, /more than one store/],
  ])('%j is refused', async (args, code, said) => {
    const ran = await run(...args);
    expect({ code: ran.code, out: ran.out }).toEqual({ code, out: '' });
    expect(ran.err).toMatch(said);
  });

  test('crosses stores only where that is meant', async () => {
    const { code, out } = await run(
      'replay',
      '--outcome',
      'created,refused',
      '--since',
      '1h',
      '--all-stores',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^shopify\/default/m);
    expect(out).toMatch(/^stripe\/default/m);
    expect(out).toMatch(/^\d+ of these (is|are) settled already: /m);
  });

  test('leaves out what Masivo has, unless its outcome is named', async () => {
    const { code, json } = await run('replay', '--since', '1h', '--all-stores', '--json');
    const { counts } = json<{ counts: readonly { store: string; outcome: string }[] }>();
    expect(code).toBe(0);
    expect(counts.map(({ outcome }) => outcome)).toContain('refused');
    expect(counts.map(({ outcome }) => outcome)).not.toContain('created');
  });
});

test('redrive moves the DLQ back, and follows it to its end', async () => {
  const { id } = await test_.settled(shopify(shopifyCustomer({ id: freshId(), email: 'no address' })));
  const { code, out } = await run('redrive', '--yes');
  expect(code).toBe(0);
  expect(out).toMatch(/^\d+ messages (are) on the queue again\.$/);
  await until('another attempt', async () => whether((await attemptsOf(id)) === 2));
  await test_.drained();
  await test_.deadLetters();
  expect(await run('redrive', '--yes', '--json')).toMatchObject({ code: 0, out: '{"redrive":"empty"}' });
});

test('discard tells what is lost; with --yes the message goes, and the log says why', async () => {
  const { id } = await test_.settled(shopify(shopifyCustomer({ id: freshId(), email: 'no address' })));
  const created = await test_.settled(signups.stripe());
  const told = await run('discard', id);
  expect(told).toMatchObject({ code: 0, err: '' });
  expect(told.out).toMatch(/^To discard: 1 delivery\n/);
  expect(told.out).toMatch(/kept in its log, so a replay can try it/);
  expect(told.out).toMatch(/\nNothing was done\. --yes does it\.$/);
  expect(await run('discard', id, '--note', 'see jane@example.com', '--yes')).toMatchObject({
    ...{ code: 2, out: '' },
    err: expect.stringMatching(/no e-mail and no phone number/),
  });
  expect(await newestAction()).not.toMatchObject({ what: 'discard' });

  const done = await run('discard', id, '--note', 'A test order', '--yes');
  expect(done.code).toBe(0);
  expect(done.out).toMatch(/^1 delivery discarded; of \d+ messages? in the DLQ, 1 deleted\.$/);
  expect((await run('show', id)).out).toMatch(/^discarded +\d{4}-.* by local: A test order$/m);
  expect((await run('deliveries', '--outcome', 'refused')).out).toMatch(
    new RegExp(`${id} .* refused, discarded `),
  );
  expect(await newestAction()).toMatchObject({ what: 'discard', about: id });

  const others = await run('discard', created.id, 'e'.repeat(32), '--yes', '--json');
  expect(others.code).toBe(1);
  expect(others.json()).toEqual({
    ...{ done: false, deliveries: [], unknown: ['e'.repeat(32)] },
    notRefused: [{ id: created.id, outcome: 'created' }],
  });
});

describe('a DLQ', () => {
  const QueueUrl = () => test_.bridge.sqs.queueUrl('dead-letters');
  let client: SQSClient;
  beforeAll(() => {
    const credentials = credentialsOf(test_.bridge.token);
    client = new SQSClient({ endpoint: test_.bridge.sqs.endpoint, region: 'us-east-1', credentials });
  });
  afterAll(() => client.destroy());
  beforeEach(async () => {
    await test_.deadLetters();
    await client.send(new SendMessageCommand({ QueueUrl: QueueUrl(), MessageBody: '{}' }));
  });

  test('that somebody looks into is not called empty', async () => {
    const looking = new ReceiveMessageCommand({ QueueUrl: QueueUrl(), VisibilityTimeout: 3600 });
    const { Messages } = await client.send(looking);
    expect(await run('redrive', '--yes')).toMatchObject({
      code: 1,
      out: '1 message of the DLQ is being looked at. Run the command again in half a minute.',
    });
    expect((await run('redrive', '--yes', '--json')).json()).toEqual({ redrive: 'looked-at', messages: 1 });
    const ReceiptHandle = Messages?.[0]?.ReceiptHandle;
    const back = { QueueUrl: QueueUrl(), ReceiptHandle, VisibilityTimeout: 0 };
    await client.send(new ChangeMessageVisibilityCommand(back));
  });

  test('loses what is no message of the bridge on request', async () => {
    expect(await run('discard', '--unreadable')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/Nothing was done\. --yes does it\.$/),
    });
    expect(await run('discard', '--unreadable', '--yes')).toMatchObject({
      code: 0,
      out: 'Of 1 message in the DLQ, 1 deleted.',
    });
    expect(await newestAction()).toMatchObject({ what: 'discard', about: 'unreadable messages' });
    expect((await run('discard', '--unreadable', 'a')).code).toBe(2);
    expect((await run('discard', '--unreadable', '--note', 'x')).code).toBe(2);
    expect((await run('discard')).code).toBe(2);
  });

  test('whose move fails says why', async () => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: QueueUrl(), AttributeNames: ['QueueArn'] }),
    );
    // By hand, and without a destination: our dead letters come from no queue.
    await client.send(
      new StartMessageMoveTaskCommand({ SourceArn: Attributes?.QueueArn, MaxNumberOfMessagesPerSecond: 1 }),
    );
    expect(await run('redrive', '--yes')).toMatchObject({
      code: 1,
      err: 'A redrive is under way already; this follows it.',
      out: 'SQS ended the move as FAILED (CouldNotDetermineMessageSource) after 0 messages. Run the command again for the rest.',
    });
    await test_.deadLetters();
  });
});

test('a paused store waits until it is resumed', async () => {
  const others = localStores.filter((store) => store !== 'shopify/default');
  expect(others).toContain('stripe/default');
  const paused = async (...args: readonly string[]) => (await run(...args, '--json')).json();
  expect(await paused('pause')).toEqual({ environment: 'local', paused: ['*'], changed: ['*'] });
  // All but one, although `*` was said.
  expect(await paused('resume', '--store', 'shopify/default')).toMatchObject({ paused: others });
  expect(await newestAction()).toMatchObject({ what: 'resume', about: 'shopify/default' });
  expect((await run('resume', '--store', 'shopify/default')).out).toBe(
    `shopify/default was not paused.\nStill paused: ${others.join(', ')}.`,
  );
  const id = await test_.accepted(signups.stripe());
  await test_.delayed();
  expect(await test_.delivery(id)).toBeUndefined();
  expect((await run('pause', '--store', 'shopify/default')).out).toBe(
    `Paused: ${others.join(', ')}, shopify/default. Batches under way go on for up to 80 seconds.\nNot for longer than 13 days: SQS deletes messages after 14.`,
  );
  expect((await run('pause', '--store', 'stripe/default')).out).toMatch(
    /^stripe\/default was paused before\.\nPaused: /,
  );
  expect((await run('resume')).out).toBe('Nothing is paused. What waited is delivered within 1 s.');
  expect((await run('resume')).out).toBe('Nothing is paused.');
  await test_.ended(id);
  expect((await run('pause', '--store', 'shopify/second')).code).toBe(2);
});

test('customers that are held are listed, and released with the word that was given', async () => {
  await test_.settled(shopify(shopifyCustomer({ id: freshId() })));
  const shoppers = [freshId(), freshId()];
  const held: string[] = [];
  for (const id of shoppers) {
    const delivery = await test_.settled(shopify(shopifyCustomer({ id })));
    expect(delivery.outcome).toBe('held');
    held.push(delivery.id);
  }
  const listed = (await run('held')).out;
  for (const [index, id] of held.entries()) {
    expect(listed).toMatch(
      new RegExp(`Z +held +shopify/default/${shoppers[index]} +\\S+•••@\\S+ #[0-9a-f]{6} +${id}$`, 'm'),
    );
  }

  const [first = '', second = ''] = held;
  const name = `shopify/default/${shoppers[0]}`;
  expect((await run('release', name, '--migrate')).out).toMatch(
    /^To release without registration rewards: 1 customer\n[\s\S]*\nNothing was done\./,
  );
  const unknown = await run('release', 'shopify/default/nobody', '--migrate', '--yes');
  expect(unknown).toMatchObject({ code: 1 });
  expect(unknown.out).toMatch(/^shopify\/default\/nobody: no such customer\nThere is nothing to release\.$/);
  expect((await run('show', first)).out).toContain(`for a decision on ${name} (held)`);
  expect(await run('release', name, '--migrate', '--yes')).toMatchObject({
    code: 0,
    out: '1 customer is on the queue.',
  });
  expect(await newestAction()).toMatchObject({ what: 'release', about: name, release: 'migrate' });
  expect((await run('actions', '--limit', '1')).out).toMatch(new RegExp(`local +release migrate +${name}$`));
  expect((await test_.ended(first)).outcome).not.toBe('created');
  await until('it to be migrated', async () => whether((await test_.delivery(first))?.outcome === 'exists'));
  expect((await test_.customer(String(shoppers[0])))?.registrations).toBe(0);

  // Not held any more: said, and nothing is done or recorded.
  const done = await newestAction();
  for (const confirmed of [[], ['--yes']]) {
    expect(await run('release', name, '--create', ...confirmed)).toMatchObject({
      code: 1,
      out: `${name}: nothing to decide\nThere is nothing to release.`,
    });
  }
  expect((await run('release', name, '--drop', '--yes', '--json')).json()).toMatchObject({
    done: false,
    decided: [name],
  });
  // Beside one that waits.
  const dropped = `shopify/default/${shoppers[1]}`;
  const preview = await run('release', name, dropped, '--create');
  expect([preview.code, preview.out]).toEqual([
    1,
    expect.stringMatching(
      /: nothing to decide\nTo release with registration rewards: 1 customer\n[\s\S]*\nNothing was done\./,
    ),
  ]);
  expect(await newestAction()).toEqual(done);
  const linked = await run('link', '--customer', dropped, '--yes');
  expect([linked.code, linked.out]).toEqual([
    1,
    expect.stringContaining('1 skipped: the ledger does not know them, or they do not wait for a link.'),
  ]);
  expect((await run('held', '--kind', 'gone')).out).toBe('none');
  await run('release', '--store', 'shopify/default', '--kind', 'held', '--drop', '--yes');
  await until('it to be dropped', async () => whether((await test_.delivery(second))?.outcome === 'ignored'));
  expect((await run('held')).out).toBe('none');

  // Dropped once is enough; released after all is possible.
  const again = await run('release', dropped, '--drop', '--yes');
  expect(again).toMatchObject({ code: 1 });
  expect(again.out).toContain(
    '1 skipped: the ledger does not know them, or they wait for no decision any more.',
  );
  expect(await run('release', dropped, '--migrate', '--yes')).toMatchObject({
    code: 0,
    out: '1 customer is on the queue.',
  });
  await until('it to be migrated', async () => whether((await test_.delivery(second))?.outcome === 'exists'));
});

test('customers that are not linked are listed, and linked by hand', async () => {
  const id = freshId();
  const email = `same.${id}@example.com`;
  const [owner, name] = [`cus_${id}`, `stripe/default/cus_${id}b`];
  const of = (customer: string) =>
    stripe(stripeEvent('customer.created', stripeCustomer({ id: customer, email })));
  expect((await test_.settled(of(owner))).outcome).toBe('created');
  const delivery = await test_.settled(of(`${owner}b`));
  expect(delivery.outcome).toBe('unlinked');
  expect((await run('held', '--kind', 'unlinked')).out).toMatch(
    new RegExp(`Z +unlinked +${name} +\\S+•••@\\S+ #[0-9a-f]{6} +${delivery.id}$`, 'm'),
  );
  expect((await run('show', delivery.id)).out).toContain(`The other one is customer ${owner}`);

  const only = await run('link', '--customer', name);
  expect(only.out).toMatch(
    /^To link to the customer who has the e-mail: 1 customer\n[\s\S]*\nNothing was done\./,
  );
  expect((await test_.customer(owner))?.customer.metadata).not.toHaveProperty('linked');
  expect(await run('link', '--customer', name, '--yes')).toMatchObject({
    code: 0,
    out: '1 customer is on the queue.',
  });
  expect(await newestAction()).toMatchObject({ what: 'release', about: name, release: 'link' });
  await until('it to be linked', async () =>
    whether((await test_.delivery(delivery.id))?.outcome === 'exists'),
  );
  expect((await test_.customer(owner))?.customer.metadata).toMatchObject({ linked: name });
  expect((await run('held')).out).toBe('none');

  const again = await run('link', '--customer', name, '--yes');
  expect(again).toMatchObject({ code: 1 });
  expect(again.out).toBe(`${name}: nothing to decide\nThere is nothing to link.`);
  expect(await run('link', '--customer', 'a', '--yes')).toMatchObject({ code: 2 });
  expect(await run('link', '--yes')).toMatchObject({ code: 2 });
});

describe('secrets', () => {
  const fresh = 'a-fresh-secret';
  const list = async () => (await run('secrets', 'list', 'stripe', '--json')).json();
  const old = fingerprintOf(secrets.stripe);

  test('set takes a new one from a prompt or a pipe, and the earlier ones stay valid', async () => {
    const { code, out } = await bridge(['secrets', 'set', 'stripe'], outside(`${fresh}\n`));
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^stripe/default +${fingerprintOf(fresh)}$`, 'm'));
    expect(out).toMatch(new RegExp(`^stripe/default +${old}$`, 'm'));
    expect(out).not.toContain(fresh);
    // A function that starts now reads what is there now.
    await test_.kill('receive');
    expect((await test_.post(signups.stripe(), { signedWith: fresh })).status).toBe(200);
    expect((await test_.post(signups.stripe())).status).toBe(200);
  });

  test('revoke takes one out, and records it', async () => {
    const { code, out } = await run('secrets', 'revoke', 'stripe', '--fingerprint', old);
    expect(code).toBe(0);
    expect(out).toContain(`${old} is revoked: it is refused everywhere within 5 minutes.`);
    expect(out).toContain(`deliveries --signed-with ${old}`);
    expect(await list()).toEqual({
      store: 'stripe/default',
      secrets: [{ fingerprint: fingerprintOf(fresh) }],
    });
    expect(await newestAction()).toMatchObject({ what: 'revoke', about: `stripe/default ${old}` });
    await test_.kill('receive');
    expect((await test_.post(signups.stripe())).status).toBe(401);
    expect((await test_.post(signups.stripe(), { signedWith: fresh })).status).toBe(200);
    // What it signed before is still told.
    expect((await run('deliveries', '--signed-with', old)).out).toContain('stripe/default');
  });

  test('the last one is revoked only by force', async () => {
    const args = ['secrets', 'revoke', 'stripe', '--fingerprint', fingerprintOf(fresh)];
    const refused = await run(...args);
    expect(refused).toMatchObject({ code: 4, out: '' });
    expect(refused.err).toMatch(/^It is the only secret of stripe\/default/);
    expect(await run(...args, '--force')).toMatchObject({ code: 0 });
    expect(await list()).toMatchObject({ secrets: [] });
  });

  test('without a source those of all stores are listed', async () => {
    expect(await run('secrets', 'list')).toMatchObject({
      code: 0,
      out: expect.stringMatching(
        /^store +fingerprint\nshopify\/default +[a-f0-9]{12}\n(?:.*\n)*stripe\/default +none/,
      ),
    });
    expect((await run('secrets', 'list', '--json')).json()).toEqual(
      localStores.map((store) => ({ store, secrets: expect.any(Array) })),
    );
    const shopify = await run('secrets', 'list', '--store', 'shopify/default', '--json');
    expect(shopify.json()).toMatchObject({ store: 'shopify/default' });
  });

  test("Masivo's key is replaced", async () => {
    const key = '00000000-0000-4000-8000-0000000000aa';
    expect(await bridge(['secrets', 'set', 'masivo'], outside(key))).toMatchObject({
      ...{ code: 1, out: '' },
      err: expect.stringMatching(/^It was tried at Masivo, and nothing was changed: /),
    });
    const works = await bridge(['secrets', 'set', 'masivo'], outside(test_.bridge.sandboxKey));
    expect(works).toMatchObject({ code: 0, out: expect.stringMatching(/^Put in as an API key\./) });
    const { code, out } = await bridge(['secrets', 'set', 'masivo', '--untried'], outside(key));
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^Put in as an API key\./) });
  });

  test.each<[string, readonly string[], string, number, RegExp]>([
    ['nothing', ['set', 'stripe'], ' \n', 2, /^Nothing was entered/],
    ['several lines', ['set', 'stripe'], 'one\ntwo', 2, /^Give one secret/],
    ['a list', ['set', 'stripe'], '["a"]', 2, /^Give one secret/],
    ["Stripe's API key", ['set', 'stripe'], 'sk_test_fake', 2, /no signing secret/],
    ["an organisation's API key", ['set', 'shopify'], 'sk_org_live_fake', 2, /no signing secret/],
    ['no key', ['set', 'masivo'], '{}', 2, /neither an API key nor a token/],
    [
      'a key without its last character',
      ['set', 'masivo', '--untried'],
      '00000000-0000-4000-8000-0000000000a',
      2,
      /neither an API key nor a token/,
    ],
    ['another word', ['set', 'masivo'], '{"token":"wrongkey"}', 2, /neither an API key nor a token/],
    ['a store there is not', ['set', 'shopify', '--store', 'x'], 'y', 2, /^There is no store shopify\/x/],
    ['a secret as an argument', ['set', 'shopify', 'y'], '', 2, /too many arguments/],
    ['of Masivo', ['list', 'masivo'], '', 2, /^Masivo's API key has no fingerprint that is listed/],
    ['no fingerprint', ['revoke', 'shopify'], '', 2, /required option '--fingerprint/],
    [
      'an unknown one',
      ['revoke', 'shopify', '--fingerprint', 'x'],
      '',
      1,
      /has the fingerprint x\.\nIt has [0-9a-f]{12}\./,
    ],
  ])('%s is refused', async (_, args, input, code, said) => {
    const ran = await bridge(['secrets', ...args], outside(input));
    expect(ran.code).toBe(code);
    expect(ran.err).toMatch(said);
  });
});

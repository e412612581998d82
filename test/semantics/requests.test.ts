import { unmarshall } from '@aws-sdk/util-dynamodb';
import { attempt } from '../../lambda/delivery/attempt';
import type { BreakerState } from '../../lambda/delivery/circuit-breaker';
import type { Envelope } from '../../lambda/envelope';
import { ledgerKeys } from '../../lambda/ledger/table';
import { readTask, type TaskItem, taskId } from '../../lambda/ledger/task';
import { actOn } from '../../lambda/new-envelope';
import { foundByReconciliation } from '../../lambda/origin';
import { mergeEnvelope, shopifyEnvelope } from '../support/envelopes';
import { Died, dying, harness, harnessForFile, type TestBridge } from '../support/harness';
import { customersIn } from '../support/masivo-truth';
import { outcomeOf, shopper, untilEnded } from '../support/stories';

/** What a store asks an operator to do becomes a task, and nothing of its own body is kept. */
harnessForFile();

let bridge: TestBridge;
beforeEach(async () => {
  harness.lines.length = 0;
  bridge = await harness.fresh();
});

const email = 'shopper.1001@example.com';
const phone = '+15550100';
const person = { id: 1001, email, phone };

function request(
  members: Readonly<Record<string, unknown>> = {},
  { topic = 'customers/data_request', letter = 'a', store = 'default' } = {},
): Envelope {
  const body = {
    shop_id: 1,
    shop_domain: 'shop.myshopify.com',
    orders_requested: [299938],
    customer: person,
    data_request: { id: 9999 },
    ...members,
  };
  return {
    ...shopifyEnvelope({ topic, store }),
    id: letter.repeat(32),
    body: Buffer.from(JSON.stringify(body)).toString('base64'),
  };
}

const ofShop = (members: Readonly<Record<string, unknown>> = {}, topic = 'shop/redact') => ({
  ...request({}, { topic }),
  body: Buffer.from(JSON.stringify({ shop_id: 1, shop_domain: 'shop.myshopify.com', ...members })).toString(
    'base64',
  ),
});

type Subject = Parameters<TestBridge['ledger']['subjectOf']>[0];

async function taskOf(kind: TaskItem['kind'], subject: Subject | null): Promise<TaskItem | undefined> {
  const named = subject === null ? null : await bridge.ledger.subjectOf(subject);
  const id = taskId({ kind, source: 'shopify', store: 'default', subject: named });
  const item = await harness.itemOf(ledgerKeys(bridge.settings.masivo.account).task(id));
  return item.pk === undefined ? undefined : readTask(unmarshall(item));
}

async function traces(): Promise<readonly string[]> {
  const texts = [await harness.ledgerText(bridge.settings.masivo.account), harness.lines.join('\n')];
  return [email, phone, '299938'].filter((each) => texts.some((text) => text.includes(each)));
}

describe('whoever asks what is held on them', () => {
  test.each([
    ['as Shopify sends it', 'customers/data_request'],
    ['under another topic: the header is not signed', 'customers/update'],
    ['under a topic that is not handled', 'orders/create'],
  ])('%s: a task names the customer by its id, and is due in 30 days', async (_, topic) => {
    const asked = request({}, { topic });
    expect(await outcomeOf(bridge, asked)).toBe('ignored');
    expect(await bridge.record(asked)).toMatchObject({
      ...{ reason: { code: 'data-requested' }, customer: null, headers: {}, body: new Uint8Array() },
    });
    expect(await taskOf('data-request', shopper)).toMatchObject({
      ...{ customer: '1001', since: '2026-11-27T12:00:00.000Z', due: '2026-12-27T12:00:00.000Z' },
    });
    expect(await traces()).toEqual([]);
  });

  test('by the e-mail alone: it is looked up in the index', async () => {
    await bridge.run(shopifyEnvelope());
    await outcomeOf(bridge, request({ customer: { email: 'Shopper.1001@example.com' } }));
    expect(await taskOf('data-request', shopper)).toMatchObject({ customer: '1001' });
  });

  test('by an e-mail that nobody has: the task has its HMAC', async () => {
    await outcomeOf(bridge, request({ customer: { email } }));
    expect(await taskOf('data-request', { email })).toMatchObject({ customer: null });
    expect(await traces()).toEqual([]);
  });

  test('twice: it is one task, due by the first time', async () => {
    await outcomeOf(bridge, request());
    const again = { ...request({ data_request: { id: 10 } }, { letter: 'b' }) };
    await outcomeOf(bridge, { ...again, receivedAt: '2026-12-20T12:00:00.000Z' });
    expect(await taskOf('data-request', shopper)).toMatchObject({ due: '2026-12-27T12:00:00.000Z' });
  });

  test('it dies before the log: the next attempt ends it', async () => {
    const ledger = dying(bridge.ledger, 'record', 'before');
    await expect(bridge.run(request(), { ledger })).rejects.toBeInstanceOf(Died);
    expect(await outcomeOf(bridge, request())).toBe('ignored');
    expect(await taskOf('data-request', shopper)).toBeDefined();
  });

  test('of somebody erased nothing is left to tell: no task', async () => {
    await bridge.ledger.writeTombstones([shopper], harness.now().getTime());
    const asked = request();
    expect(await outcomeOf(bridge, asked)).toBe('ignored');
    expect((await bridge.record(asked)).reason).toEqual({ code: 'erased' });
    expect(await taskOf('data-request', shopper)).toBeUndefined();
  });

  test.each([
    ['a body that lacks something', { data_request: undefined }],
    ['neither id nor e-mail', { customer: { phone } }],
  ])('%s: a person has to look, and nothing is kept', async (_, members) => {
    const unclear = request(members);
    expect(await bridge.run(unclear)).toMatchObject({ kind: 'dead-letter' });
    expect(await bridge.record(unclear)).toMatchObject({
      ...{ outcome: 'refused', reason: { code: 'request-unclear' }, body: new Uint8Array(), headers: {} },
    });
    expect(await traces()).toEqual([]);
  });

  test('of another shop: ignored, no task', async () => {
    bridge = await harness.fresh({ store: { vendorAccount: 'elsewhere.myshopify.com' } });
    await outcomeOf(bridge, request());
    expect(await taskOf('data-request', shopper)).toBeUndefined();
    expect(await traces()).toEqual([]);
  });
});

describe('a shop that is to be erased', () => {
  test.each(['shop/redact', 'orders/create'])('under %s: a task, and nothing is erased', async (topic) => {
    await bridge.run(shopifyEnvelope());
    const asked = ofShop({}, topic);
    expect(await outcomeOf(bridge, asked)).toBe('ignored');
    expect((await bridge.record(asked)).reason).toEqual({ code: 'shop-redact-asked' });
    expect(await taskOf('shop-redact', null)).toMatchObject({
      ...{ customer: null, due: '2026-12-27T12:00:00.000Z' },
    });
    expect(await harness.ledgerText(bridge.settings.masivo.account)).toContain(email);
  });

  test('a body with anything else is another event’s: under its topic a person has to look', async () => {
    expect(await outcomeOf(bridge, ofShop({ id: 5 }))).toBe('refused');
    expect(await outcomeOf(bridge, { ...ofShop({ id: 5 }, 'orders/create'), id: 'b'.repeat(32) })).toBe(
      'ignored',
    );
    expect(await taskOf('shop-redact', null)).toBeUndefined();
  });
});

describe('a shop that an operator has erased', () => {
  /** An attempt of a worker that knows of it. */
  async function endOf(envelope: Envelope, at = '2026-11-27T13:00:00Z') {
    const circuit: BreakerState = {
      ...{ halfOpen: false, delayFor: () => undefined, hasTested: () => false },
      shopErasedAt: (_, store) => (store === 'default' ? Date.parse(at) : undefined),
    };
    for (let tries = 0; tries < 12; tries += 1) {
      const action = await attempt({ body: JSON.stringify(envelope), sentAt: 0 }, circuit, bridge.deps);
      if (action.kind !== 'delay') break;
      harness.pass(20_000);
    }
    const { outcome, reason, body, customer } = await bridge.record(envelope);
    return { outcome, code: reason?.code, bytes: body.length, customer };
  }
  const nothingLeft = { outcome: 'ignored', code: 'shop-erased', bytes: 0, customer: null };

  test.each([
    ['a signup', () => shopifyEnvelope()],
    ['a request for data', () => request()],
    [
      'a change that reconciliation has found since',
      () => ({
        ...shopifyEnvelope(),
        receivedAt: '2026-11-27T14:00:00.000Z',
        signedWith: foundByReconciliation,
      }),
    ],
    ['a store that is no longer configured', () => ({ ...shopifyEnvelope(), source: 'closed' })],
    [
      'a release',
      () =>
        actOn(shopper, {
          id: 'd'.repeat(32),
          series: 1,
          release: 'create',
          at: new Date('2026-11-27T12:00Z'),
        }),
    ],
  ])('%s that came in before ends as ignored, and leaves nothing', async (_, eventOf) => {
    expect(await endOf(eventOf())).toEqual(nothingLeft);
    expect(await customersIn(harness)).toBe(0);
    expect(await traces()).toEqual([]);
  });

  test('what comes in later, and what is of another store, is delivered', async () => {
    expect(await endOf(shopifyEnvelope(), '2026-11-27T11:59:59Z')).toMatchObject({ outcome: 'created' });
    const other = shopifyEnvelope({ id: '2002', store: 'second' });
    expect(await endOf(other)).toMatchObject({ outcome: 'created' });
  });

  test.each([
    ['by the store', () => ({ ...request({ orders_to_redact: [], orders_requested: undefined }) })],
    [
      'by an operator',
      () =>
        actOn(shopper, {
          ...{ id: 'e'.repeat(32), series: 0, erase: { emails: [] }, at: new Date('2026-11-27T12:00Z') },
        }),
    ],
  ])('an erasure of a person %s goes on', async (_, eventOf) => {
    await bridge.run(shopifyEnvelope());
    expect(await endOf(eventOf())).toMatchObject({ code: 'erased-but-in-masivo' });
  });

  test.each([
    ['by the store', { orders_to_redact: [], orders_requested: undefined, data_request: undefined }],
    ['that a person has to read', { data_request: undefined }],
  ])(
    'an erasure or a request %s waits where the store is no longer configured, and nothing of it is kept',
    async (_, members) => {
      const asked = request(members, { store: 'closed' });
      const circuit: BreakerState = {
        ...{ halfOpen: false, delayFor: () => undefined, hasTested: () => false },
        shopErasedAt: () => Date.parse('2026-11-27T13:00:00Z'),
      };
      await attempt({ body: JSON.stringify(asked), sentAt: 0 }, circuit, bridge.deps);
      expect(await bridge.record(asked)).toMatchObject({
        ...{ outcome: 'retry', reason: { code: 'store-not-configured' }, body: new Uint8Array() },
      });
      expect(await traces()).toEqual([]);
    },
  );

  test('a request that a person has to read is refused all the same', async () => {
    expect(await endOf(request({ data_request: undefined }))).toMatchObject({ outcome: 'refused' });
  });
});

describe('the age of the oldest task', () => {
  const day = 24 * 3600;
  async function told(): Promise<number | undefined> {
    harness.lines.length = 0;
    await bridge.worker().tellTasks();
    const figures = harness.lines.map((line) => JSON.parse(line));
    expect(figures.every(({ event }) => event === 'tasks')).toBe(true);
    return figures[0]?.OldestTaskSeconds;
  }
  const now = () => harness.now().getTime();
  const daysAgo = (days: number) => new Date(now() - days * day * 1000).toISOString();

  test('is told of tasks that are open, and of nothing else', async () => {
    await bridge.run(shopifyEnvelope());
    expect(await told()).toBeUndefined();
    await outcomeOf(bridge, { ...request(), receivedAt: daysAgo(24) });
    await outcomeOf(bridge, { ...ofShop(), id: 'b'.repeat(32), receivedAt: daysAgo(3) });
    expect(await told()).toBeCloseTo(24 * day, -1);
    await bridge.ledger.deleteTask({
      ...{ kind: 'data-request', source: 'shopify', store: 'default' },
      subject: await bridge.ledger.subjectOf(shopper),
    });
    expect(await told()).toBeCloseTo(3 * day, -1);
  });

  test('counts a shopper who was merged and has a wallet of their own, from the merge on', async () => {
    await bridge.run(shopifyEnvelope());
    await bridge.run(shopifyEnvelope({ id: '1002' }));
    await untilEnded(harness, bridge, mergeEnvelope({ sentAt: daysAgo(25) }));
    expect(await told()).toBeGreaterThan(24.9 * day);
    expect(await told()).toBeLessThan(25.1 * day);
    const drop = { id: 'd'.repeat(32), series: 1, release: 'drop', at: harness.now() } as const;
    await untilEnded(harness, bridge, actOn(shopper, drop));
    expect(await told()).toBeUndefined();
  });
});

describe('an erasure', () => {
  const erase = () =>
    actOn(shopper, { id: 'e'.repeat(32), series: 0, erase: { emails: [] }, at: harness.now() });

  test('leaves a task to delete the customer in Masivo’s dashboard, with the id and nothing else', async () => {
    await bridge.run(shopifyEnvelope());
    await untilEnded(harness, bridge, erase());
    expect(await taskOf('masivo-erasure', shopper)).toMatchObject({ customer: '1001' });
    expect(await traces()).toEqual([]);
  });

  test('of somebody whom Masivo lacks leaves none', async () => {
    await untilEnded(harness, bridge, erase());
    expect(await taskOf('masivo-erasure', shopper)).toBeUndefined();
  });

  test('by an e-mail that the index does not know ends what was asked by it, and nothing is asked by it again', async () => {
    const byEmail = { customer: { email } };
    await outcomeOf(bridge, request(byEmail));
    const redact = { orders_to_redact: [], orders_requested: undefined, data_request: undefined };
    const erasure = request({ ...byEmail, ...redact }, { letter: 'b' });
    expect(await untilEnded(harness, bridge, erasure)).toBe('ignored');
    expect(await taskOf('data-request', { email })).toBeUndefined();
    const again = request(byEmail, { letter: 'c' });
    expect(await outcomeOf(bridge, again)).toBe('ignored');
    expect((await bridge.record(again)).reason).toEqual({ code: 'erased' });
    expect(await taskOf('data-request', { email })).toBeUndefined();
  });

  test('ends what the person had asked: nothing is left to tell', async () => {
    await outcomeOf(bridge, request({ customer: { email } }));
    await outcomeOf(bridge, request({}, { letter: 'b' }));
    await bridge.run(shopifyEnvelope());
    await untilEnded(harness, bridge, erase());
    expect(await taskOf('data-request', shopper)).toBeUndefined();
    expect(await taskOf('data-request', { email })).toBeUndefined();
  });
});

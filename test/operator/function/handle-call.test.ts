import { operateCalls, operateRoutes } from '../../../lambda/operate-calls';
import { callEvent } from '../../../local/operate-api';
import { callsOf } from '../../../operator/core/calls';
import { handleCall } from '../../../operator/function/handle-call';
import { version } from '../../../package.json';
import { operatedOf } from '../../support/operator';
import { startStandIns } from '../../support/stand-ins';

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeAll(async () => {
  aws = await startStandIns();
});
afterAll(() => aws.close());

const somebody = 'arn:aws:sts::123456789012:assumed-role/Operator/somebody';

/** The function over the ledger of one account. */
function functionOf(account: string) {
  const operated = aws.environmentOf(account);
  const logged: unknown[] = [];
  const ask = async (event: unknown) => {
    const { statusCode, body } = await handleCall(event, {
      callsFor: (who) => callsOf({ ...operatedOf(operated.environment), who }, operated.clock),
      log: (fields) => logged.push(fields),
    });
    return { status: statusCode, answer: JSON.parse(body ?? '') };
  };
  const call = (path: string, given: object, who = somebody) =>
    ask(callEvent(`POST ${path}`, JSON.stringify(given), who));
  return { ...operated, ask, call, logged };
}

test('every call has a route, and every route a call', () => {
  const { environment, clock } = aws.environmentOf('routes');
  const names = [...operateCalls.read, ...operateCalls.act];
  expect(Object.keys(callsOf(operatedOf(environment), clock)).sort()).toEqual([...names].sort());
  expect(new Set(operateRoutes.map(({ path }) => path)).size).toBe(names.length);
});

test('an act is recorded with what AWS says of the caller, whatever the request says', async () => {
  const { put, call, operator } = functionOf('who');
  const { id } = await put({});
  const { answer } = await call('/act/reveal', { id });
  expect(answer.answer).toMatchObject({ id, revealed: true });
  expect(await operator.actions(1)).toMatchObject([{ who: somebody, what: 'reveal', about: id }]);
  expect((await call('/act/reveal', { id, who: 'another' })).status).toBe(400);
});

test.each([
  ['no authorizer', { requestContext: {} }],
  ['an authorizer that is none of IAM', { requestContext: { authorizer: { jwt: { claims: {} } } } }],
  ['an empty ARN', { requestContext: { authorizer: { iam: { userArn: '' } } } }],
])('a request with %s is refused', async (_, context) => {
  const { put, ask, operator } = functionOf('nobody');
  const { id } = await put({});
  const event = { ...callEvent('POST /act/reveal', JSON.stringify({ id }), ''), ...context };
  expect((await ask(event)).status).toBe(403);
  expect(await operator.actions(1)).toEqual([]);
});

test('what is no call and what it does not take are refused without a word of what was sent', async () => {
  const { call } = functionOf('refusals');
  expect((await call('/act/format', {})).status).toBe(404);
  const { status, answer } = await call('/read/list', { limit: 'reader@example.com' });
  expect(status).toBe(400);
  expect(JSON.stringify(answer)).not.toContain('reader@example.com');
});

test('a checkout of another version or with another mapping compares by itself, whatever its settings look like', async () => {
  const { call, environment, operator } = functionOf('versions');
  const { stores } = environment.settings;
  const here = { version, query: { limit: 10 }, stores, mapping: null };
  const kindOf = async (path: string, given: object) => (await call(path, given)).answer.answer?.kind;
  for (const path of ['/read/compareMapping', '/act/revealMapping']) {
    expect(await kindOf(path, { ...here, version: '999.0.0', stores: 'of another form' })).toBe('other-code');
    expect(await kindOf(path, { ...here, mapping: '0123456789ab' })).toBe('other-code');
    expect((await call(path, { ...here, stores: 'of another form' })).status).toBe(400);
    expect(await operator.actions(1)).toEqual([]);
    expect(await kindOf(path, here)).toBe('compared');
  }
});

test('no act records a text that may be a person’s as a store', async () => {
  const { call, operator } = functionOf('texts');
  const person = 'reader@example.com';
  const customer = { source: 'shopify', store: person, customer: '1' };
  const store = { source: 'shopify', store: person };
  for (const [path, given] of [
    ['/act/pause', { stores: [person] }],
    ['/act/resume', { stores: [person] }],
    ['/act/recordRevocation', { store: person, fingerprint: '0123456789ab' }],
    ['/act/recordRevocation', { store: 'shopify/default', fingerprint: person }],
    ['/act/recordBackfill', { store: person, run: '1', resumed: false }],
    ['/act/recordBackfill', { store: 'shopify/default', run: person, resumed: false }],
    ['/act/erase', { customers: [customer], email: null }],
    ['/act/deleteDeadLetters', { customers: [customer], email: null }],
    ['/act/eraseShop', { store, step: 'begin' }],
    ['/act/export', { customer }],
  ] as const) {
    expect([path, (await call(path, given)).status]).toEqual([path, 400]);
  }
  expect(await operator.actions(10)).toEqual([]);
});

describe('many acts', () => {
  const began = async (account: string, count: number) => {
    const operated = functionOf(account);
    const { id } = await operated.put({ outcome: 'refused' });
    const { answer } = await operated.call('/act/replay', { count });
    return { ...operated, id, bulk: answer.answer.bulk as string };
  };

  test('are no more than their record says', async () => {
    const { call, id, bulk, operator } = await began('few', 2);
    expect((await call('/act/replay', { ids: [id, id], bulk })).answer.answer.kind).toBe('done');
    expect((await call('/act/replay', { ids: [id], bulk })).answer.answer).toEqual({ kind: 'unrecorded' });
    expect(await operator.actions(10)).toMatchObject([{ what: 'replay', about: '2 deliveries' }]);
  });

  test('are of nobody but who began them, and of nothing else', async () => {
    const { call, id, bulk } = await began('own', 5);
    const other = `${somebody}-else`;
    expect((await call('/act/replay', { ids: [id], bulk }, other)).answer.answer.kind).toBe('unrecorded');
    const customers = [{ source: 'shopify', store: 'default', customer: '1' }];
    const release = { customers, bulk, release: 'create' };
    expect((await call('/act/release', release)).answer.answer.kind).toBe('unrecorded');
    expect((await call('/act/link', { customers, bulk })).answer.answer.kind).toBe('unrecorded');
  });

  test('need a record', async () => {
    const { call, id } = await began('none', 1);
    expect((await call('/act/replay', { ids: [id] })).status).toBe(400);
    const bulk = '00000000-0000-4000-8000-000000000000';
    expect((await call('/act/replay', { ids: [id], bulk })).answer.answer.kind).toBe('unrecorded');
  });
});

describe('a census', () => {
  const store = { source: 'shopify', store: 'default' };
  const listed = [{ headers: {}, body: '{}', receivedAt: '2026-11-24T08:00:00Z' }];
  const none = '00000000-0000-4000-8000-000000000000';

  test('is recorded, and is of nobody but who began it, of this store, for a day', async () => {
    const { call, operator, clock } = functionOf('census');
    const census: string = (await call('/act/beginCensus', store)).answer.answer;
    expect(await operator.actions(10)).toMatchObject([
      { who: somebody, what: 'census', about: 'shopify/default' },
    ]);
    const kindOf = async (given: object, who?: string) =>
      (await call('/read/census', { ...store, census, listed, listedSince: null, ...given }, who)).answer
        .answer.kind;
    expect(await kindOf({})).toBe('explained');
    expect(await kindOf({}, `${somebody}-else`)).toBe('unrecorded');
    expect(await kindOf({ source: 'stripe' })).toBe('unrecorded');
    expect(await kindOf({ census: none })).toBe('unrecorded');
    clock.pass(24 * 3600_000);
    expect(await kindOf({})).toBe('unrecorded');
  });

  test('names whom the vendor itself lists long after an event of a deletion', async () => {
    const { call, clock, putCustomer } = functionOf('census-deleted');
    const at = clock.now().getTime() - 24 * 3600_000;
    const deleted = { at, tie: null, kind: 'updated' } as const;
    await putCustomer({ customer: '7', confirmed: { masivo: 'unknown' }, deleted });
    const census = (await call('/act/beginCensus', store)).answer.answer;
    const body = JSON.stringify({ admin_graphql_api_id: 'gid://shopify/Customer/7', id: 7 });
    const event = { headers: { 'x-shopify-topic': 'customers/create' }, body };
    const kindOf = async (listedSince: string | null) => {
      const events = [{ ...event, receivedAt: clock.now().toISOString() }];
      const { answer } = await call('/read/census', { ...store, census, listed: events, listedSince });
      return answer.answer.entries[0].kind;
    };
    expect(await kindOf(null)).toBe('deleted');
    expect(await kindOf(clock.now().toISOString())).toBe('still-listed');
  });

  test('finds whom a message in the DLQ was to bring', async () => {
    const { call, clock, put, putCustomer } = functionOf('census-dlq');
    const reason = { code: 'masivo-error', params: { status: 503 } } as const;
    for (const [customer, outcome] of [
      ['7', 'retry'],
      ['8', 'refused'],
    ] as const) {
      const { id: delivery } = await put({ customer, outcome, reason });
      const last = {
        attempt: 'a',
        at: clock.now().getTime(),
        delivery,
        series: 0,
        outcome: 'retry',
        reason,
      } as const;
      await putCustomer({ customer, confirmed: { masivo: 'unknown' }, last });
    }
    const census = (await call('/act/beginCensus', store)).answer.answer;
    const bodies = [7, 8].map((id) => ({
      admin_graphql_api_id: `gid://shopify/Customer/${id}`,
      email: `shopper.${id}@example.com`,
      first_name: 'Ada',
      last_name: 'Example',
      created_at: '2026-11-01T10:00:00Z',
      updated_at: '2026-11-01T10:00:00Z',
    }));
    const headers = { 'x-shopify-topic': 'customers/create' };
    const receivedAt = clock.now().toISOString();
    const events = bodies.map((body) => ({ headers, body: JSON.stringify(body), receivedAt }));
    const { answer } = await call('/read/census', { ...store, census, listed: events, listedSince: null });
    expect(answer.answer.entries).toMatchObject([
      { customer: '7', kind: 'under-way', reason: { code: 'masivo-error' } },
      { customer: '8', kind: 'missing', reason: { code: 'not-brought' } },
    ]);
  });
});

test('a shop is erased only once that was begun, which is recorded', async () => {
  const { call, putMany, operator } = functionOf('shop');
  await putMany([{}]);
  const store = { source: 'shopify', store: 'default' };
  for (const step of ['delete', 'dead-letters', 'end']) {
    expect((await call('/act/eraseShop', { store, step })).answer.answer).toEqual({ step: 'not-begun' });
  }
  expect((await operator.heldOfShop(store)).deliveries).toBe(1);
  expect(await operator.actions(1)).toEqual([]);
});

test('an export comes in parts below Lambda’s limit of an answer, each recorded', async () => {
  const { put, operator } = functionOf('large');
  const name = { source: 'shopify', store: 'default', customer: '77' };
  const note = 'x'.repeat(300_000);
  for (let index = 0; index < 16; index += 1) {
    await put({ customer: '77', body: JSON.stringify({ id: 77, index, note }) });
  }
  expect((await operator.exportCustomer(name))?.deliveries).toHaveLength(16);
  const recorded = await operator.actions(10);
  expect(recorded.map(({ what, about }) => [what, about])).toEqual([
    ['reveal', 'shopify/default/77'],
    ['reveal', 'shopify/default/77'],
  ]);
});

test('a list comes in pages below Lambda’s limit of an answer, also while Masivo is down', async () => {
  const { putMany, ask, operator, clock } = functionOf('outage');
  const call = { call: 'POST /customers', status: 503, answered: 'service unavailable '.repeat(150), ms: 30 };
  const attempt = (index: number) => ({
    id: `attempt-${index}`,
    series: 0,
    at: clock.agoMs(index * 60_000).toISOString(),
    ms: 100,
    outcome: 'retry' as const,
    reason: null,
    calls: [call, call, call],
  });
  const attempts = Array.from({ length: 20 }, (_, index) => attempt(index));
  const many = Array.from({ length: 40 }, () => ({ outcome: 'retry' as const, more: { attempts } }));
  const put = await putMany(many);
  const found: string[] = [];
  let before: string | undefined;
  do {
    const event = callEvent('POST /read/list', JSON.stringify({ limit: 1000, before }), somebody);
    const { answer } = await ask(event);
    expect(JSON.stringify(answer).length).toBeLessThan(6 * 1024 * 1024);
    found.push(...answer.answer.deliveries.map(({ id }: { id: string }) => id));
    before = answer.answer.next;
  } while (before !== undefined);
  expect(found.sort()).toEqual(put.map(({ id }) => id).sort());
  expect((await operator.list({ limit: 1 })).deliveries).toHaveLength(1);
});

test('a bug is told by its name, and quotes nothing', async () => {
  const { logged } = functionOf('bug');
  const log = (fields: object) => logged.push(fields);
  const callsFor = () => {
    throw new TypeError('of reader@example.com');
  };
  const answer = await handleCall(callEvent('POST /read/overview', '{}', somebody), { callsFor, log });
  expect(answer.statusCode).toBe(500);
  expect(JSON.stringify([answer, logged])).not.toContain('reader@example.com');
  expect(logged).toMatchObject([{ event: 'failed-call', call: 'overview', error: 'TypeError' }]);
});

import type { Envelope } from '../../../lambda/envelope';
import { envelopeVersion } from '../../../lambda/envelope-version';
import { actOn, messageOf } from '../../../lambda/new-envelope';
import { callsOf } from '../../../operator/core/calls';
import { deleteDeadLettersOfErased } from '../../../operator/core/dead-letters-of-erased';
import type { OperatedEnvironment } from '../../../operator/core/environment';
import { operatedOf } from '../../support/operator';
import { startStandIns } from '../../support/stand-ins';

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeAll(async () => {
  aws = await startStandIns();
});
afterAll(() => aws.close());

const shop = { source: 'shopify', store: 'default' };
const person = { ...shop, customer: '1001' };
const email = 'Jane.Shopper@example.com';
const receivedAt = new Date('2026-11-20T10:00:00Z');
const erasedAt = receivedAt.getTime() + 3600_000;

let events = 0;
const event = (topic: string, body: object | string, at = receivedAt): Envelope => {
  events += 1;
  return {
    v: envelopeVersion,
    id: String(events).padStart(32, '0'),
    ...shop,
    series: 0,
    receivedAt: at.toISOString(),
    headers: { 'x-shopify-topic': topic },
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)).toString('base64'),
    signedWith: 'fingerprint',
  };
};

const asked = { shop_domain: 'shop.example.com' };
const ofHers = {
  'an event of the customer': event('customers/update', { id: 1001, email: 'another@example.com' }),
  'a release of the customer': actOn(person, {
    id: 'a'.repeat(32),
    series: 1,
    release: 'drop',
    at: receivedAt,
  }),
  'a body that cannot be read': event('customers/create', `{"email": "${email}", "id": `),
  'a body whose e-mail is escaped': event(
    'customers/create',
    `{"email":"jane.shopper\\u0040example.com","id":`,
  ),
  'a request for data by the e-mail alone': event('customers/data_request', {
    ...asked,
    customer: { id: null, email },
    orders_requested: [],
    data_request: { id: 9 },
  }),
};
const ofOthers = {
  'an event of another customer with her e-mail': event('customers/update', { id: 1002, email }),
  'what came in after the erasure': event(
    'customers/create',
    `{"email": "${email}", "id": `,
    new Date(erasedAt + 1),
  ),
  'an erasure that was refused': event('customers/redact', {
    ...asked,
    customer: { id: 1001, email },
    orders_to_redact: [],
  }),
  'an act of erasure': actOn(person, {
    ...{ id: 'b'.repeat(32), series: 0, at: receivedAt },
    erase: { emails: [] },
  }),
  'a merge, which may have to take the id back': event('customers/merge', {
    admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/1002',
    admin_graphql_api_customer_deleted_id: 'gid://shopify/Customer/1001',
    status: 'completed',
    errors: [],
  }),
  'what names nobody': event('customers/create', '{"id": '),
};

/** An environment whose DLQ has these messages; what was received is hidden. */
function withDeadLetters(account: string, letters: Readonly<Record<string, Envelope>>) {
  const operated = aws.environmentOf(account);
  const real = operatedOf(operated.environment);
  const left = new Map(Object.entries(letters).map(([name, envelope]) => [name, messageOf(envelope)]));
  const hidden = new Set<string>();
  const environment: OperatedEnvironment = {
    ...real,
    queues: {
      ...real.queues,
      sqs: {
        ...real.queues.sqs,
        async receiveMessage() {
          const shown = [...left].filter(([name]) => !hidden.has(name)).slice(0, 3);
          for (const [name] of shown) hidden.add(name);
          return { Messages: shown.map(([name, Body]) => ({ MessageId: name, Body, ReceiptHandle: name })) };
        },
        deleteMessage: async ({ ReceiptHandle = '' }) => left.delete(ReceiptHandle) && {},
      },
    },
  };
  return { ...operated, environment, left: () => [...left.keys()] };
}

test('twice a day the dead letters of whoever was erased go, by id, or by the e-mail where nobody is named', async () => {
  const { environment, ledger, clock, operator, left } = withDeadLetters('swept', { ...ofHers, ...ofOthers });
  await ledger.writeTombstones([person, { email }], erasedAt);
  expect(await deleteDeadLettersOfErased({ ...environment, who: 'schedule' }, clock)).toEqual({ deleted: 5 });
  expect(left()).toEqual(Object.keys(ofOthers));
  expect(await operator.actions(1)).toMatchObject([
    { who: 'schedule', what: 'erase', about: 'dead letters of erased customers' },
  ]);
});

test('with a body that names nobody its log goes; whatever else is logged stays', async () => {
  const { environment, ledger, clock, put } = withDeadLetters('logged', { ...ofHers, ...ofOthers });
  await ledger.writeTombstones([{ email }], erasedAt);
  const nobodys = ofHers['a body that cannot be read'];
  const letters: readonly [Envelope, string | null][] = [
    [nobodys, null],
    [ofOthers['what names nobody'], null],
    [ofHers['a body whose e-mail is escaped'], '1003'],
  ];
  for (const [{ id }, customer] of letters) await put({ outcome: 'refused', more: { id, customer } });
  expect(await deleteDeadLettersOfErased(environment, clock)).toEqual({ deleted: 3 });
  const left = await Promise.all(letters.map(([{ id }]) => ledger.delivery(id)));
  expect(left.map((log) => log !== undefined)).toEqual([false, true, true]);
});

test('where nobody was erased all stay, and nothing is recorded', async () => {
  const { environment, clock, operator, left } = withDeadLetters('nobody', { ...ofHers, ...ofOthers });
  expect(await deleteDeadLettersOfErased(environment, clock)).toEqual({ deleted: 0 });
  expect(left()).toHaveLength(Object.keys({ ...ofHers, ...ofOthers }).length);
  expect(await operator.actions(1)).toEqual([]);
});

test("an operator's erasure finds what names only the e-mail that the operator gave, before any tombstone is there", async () => {
  const { environment, clock, left } = withDeadLetters('given', ofHers);
  const calls = callsOf(environment, clock);
  await calls.deleteDeadLetters.perform({ customers: [person], email: null });
  expect(left()).toEqual(Object.keys(ofHers).slice(2));
  const again = withDeadLetters('given', ofHers);
  await callsOf(again.environment, clock).deleteDeadLetters.perform({ customers: [person], email });
  expect(again.left()).toEqual([]);
});

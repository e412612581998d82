import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ledgerKeys } from '../../../lambda/ledger/table';
import { erasedHmac, storedTombstone } from '../../../lambda/ledger/tombstone';
import { keyedHash } from '../../../lambda/secrets/keyed-hash';
import type { CustomerEvent } from '../../../operator/core/answers/shown-customer';
import { actsSince } from '../../../operator/core/customer/read';
import { customerEventText } from '../../../operator/core/text/customer';
import { secretsClient } from '../../support/aws-clients';
import { operatorOf } from '../../support/operator';
import { type Operated, startStandIns } from '../../support/stand-ins';

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeAll(async () => {
  aws = await startStandIns();
});
afterAll(() => aws.close());

const nameOf = (customer: string) => ({ source: 'shopify', store: 'default', customer });
const of = ({ operator }: Operated, customer = '7') => operator.customer(nameOf(customer));
const lines = (events: readonly CustomerEvent[] = []) =>
  events.map((event) => `${event.at.slice(0, 16)} ${event.kind} ${customerEventText(event, () => 'then')}`);

test('of one who is linked, it tells since when and to whom', async () => {
  const operated = aws.environmentOf('customer-linked');
  const owner = { source: 'stripe', store: 'default', customer: 'cus_Owner' };
  await operated.putCustomer({ customer: '7', confirmed: { masivo: 'linked', owner } });
  const { id } = await operated.put({
    customer: '7',
    receivedAt: new Date('2026-11-24T10:00:00Z'),
    outcome: 'exists',
    more: {
      attempts: [
        {
          id: 'one',
          series: 0,
          at: '2026-11-24T10:02:00.000Z',
          ms: 100,
          outcome: 'exists',
          reason: { code: 'linked-to-owner' },
          calls: [],
        },
      ],
    },
  });
  const shown = await of(operated);
  expect(shown).toMatchObject({
    standing: 'Linked: stripe/default/cus_Owner has the same e-mail and carries this ID in Masivo.',
    owner,
    masivoId: null,
    links: [],
    more: false,
  });
  expect(lines(shown?.timeline)).toEqual([
    '2026-11-24T10:02 link Linked to stripe/default/cus_Owner',
    '2026-11-24T10:00 delivery not the newest snapshot',
  ]);
  expect(shown?.timeline[0]).toMatchObject({ delivery: id });
});

test('what operators did to the customer or to its deliveries is in it, and nothing else of theirs', async () => {
  const operated = aws.environmentOf('customer-acts');
  const since = Date.parse('2026-11-19T08:00:00Z');
  await operated.putCustomer({ customer: '7', confirmed: { masivo: 'held', dropped: false, since } });
  await operated.putCustomer({ customer: '8', confirmed: { masivo: 'held', dropped: false, since } });
  const { id } = await operated.put({ customer: '7', receivedAt: new Date('2026-11-19T07:59:59Z') });
  const { operator, clock } = operated;
  const at = clock.now().toISOString().slice(0, 16);
  await operator.show(id, { reveal: true });
  clock.pass(1000);
  await operator.release(nameOf('8'), 'drop');
  await operator.pause(['shopify/default']);
  clock.pass(1000);
  await operator.release(nameOf('7'), 'create');
  const shown = await of(operated);
  expect(shown?.waiting).toMatchObject({ kind: 'held' });
  const who = 'arn:aws:iam::000000000000:user/somebody';
  expect(lines(shown?.timeline).filter((line) => !line.includes('delivery not'))).toEqual([
    `${at} act ${who}: release: create`,
    `${at} act ${who}: reveal (delivery ${id.slice(0, 8)}…)`,
    '2026-11-19T08:00 since Since then: The flood guard holds this customer, until an operator decides.',
  ]);
});

test('a release of many, whose record names none, is told by the delivery it went on with', async () => {
  const operated = aws.environmentOf('customer-bulk');
  await operated.put({ customer: '7', more: { release: 'migrate' } });
  expect(lines((await of(operated))?.timeline).map((line) => line.slice(17))).toContain(
    'release An operator released this customer among others: migrate',
  );
});

test('one whose event was refused before it was claimed has a page, too; nobody else has', async () => {
  const operated = aws.environmentOf('customer-unclaimed');
  await operated.put({ customer: '7', outcome: 'refused' });
  expect(await of(operated)).toMatchObject({
    standing: 'Masivo has confirmed nothing of this customer yet.',
    timeline: [{ kind: 'delivery' }],
  });
  expect(await of(operated, '8')).toBeUndefined();
  expect(await of(operated, 'x'.repeat(300))).toBeUndefined();
});

test('where there are more deliveries than it has, it says so', async () => {
  const operated = aws.environmentOf('customer-many');
  await operated.putMany(Array.from({ length: 102 }, () => ({ customer: '7' })));
  const shown = await of(operated);
  expect(shown?.more).toBe(true);
  expect(shown?.timeline.filter(({ kind }) => kind === 'delivery')).toHaveLength(100);
});

test.each<[string, number, string | undefined, boolean, boolean]>([
  ['all acts', 199, '2026-11-01T00:00:00.000Z', false, false],
  ['as many as it looks at, all since its first delivery', 200, '2026-11-21T00:00:00.000Z', false, false],
  [
    'as many as it looks at, since later than its first delivery',
    200,
    '2026-11-01T00:00:00.000Z',
    false,
    true,
  ],
  ['as many as it looks at, and not all deliveries', 200, '2026-11-21T00:00:00.000Z', true, true],
  ['as many as it looks at, and no delivery any more', 200, undefined, false, true],
])('having seen %s, it says whether there may be older acts', async (_, count, receivedAt, more, isTold) => {
  const at = '2026-11-20T10:00:00.000Z';
  const actions = Array.from(
    { length: count },
    () => ({ at, who: 'local', what: 'pause', about: '*' }) as const,
  );
  const { put } = aws.environmentOf('customer-acts-seen');
  const records =
    receivedAt === undefined ? [] : [await put({ customer: '7', receivedAt: new Date(receivedAt) })];
  expect(actsSince({ records, actions }, more)).toBe(isTold ? at : null);
});

test('without a key for Masivo it says why it could not ask', async () => {
  const { operator } = aws.environmentOf('customer-no-key');
  expect(await operator.inMasivo(nameOf('7'))).toMatchObject({
    kind: 'unknown',
    why: { code: 'masivo-secret-empty' },
  });
});

test('of one who was erased it has the proof, and nothing else', async () => {
  const operated = aws.environmentOf('customer-erased');
  const { environment, operator } = operated;
  const erasedAt = Date.parse('2026-11-20T09:00:00Z');
  const hmac = await erasedHmac(
    nameOf('7'),
    keyedHash(async () => 'test-email-index'),
  );
  await environment.ledger.client.send(
    new PutItemCommand({
      TableName: environment.ledger.tableName,
      Item: marshall({ pk: ledgerKeys('customer-erased').erased(hmac), ...storedTombstone(erasedAt) }),
    }),
  );
  expect(await operator.customer(nameOf('7'))).toMatchObject({
    standing: expect.stringMatching(/^The person was erased\./),
    maskedEmail: null,
    timeline: [{ kind: 'erasure', at: '2026-11-20T09:00:00.000Z' }],
  });
  expect(await of(operated, '8')).toBeUndefined();
});

test('with credentials that may not read Masivo’s key it says which ones may', async () => {
  const { environment } = aws.environmentOf('customer-denied');
  const denied = secretsClient('http://127.0.0.1:1');
  denied.middlewareStack.add(
    () => async () => {
      throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    },
    { step: 'initialize' },
  );
  const operator = operatorOf({ ...environment, secrets: { ...environment.secrets, client: denied } });
  const shown = await operator.inMasivo(nameOf('7'));
  denied.destroy();
  expect(shown).toMatchObject({
    kind: 'unknown',
    why: { code: 'masivo-secret-unreadable' },
    fix: expect.stringContaining('AdminPolicy'),
  });
});

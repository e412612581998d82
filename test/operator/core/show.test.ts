import type { Outcome } from '../../../lambda/delivery/outcome';
import { statementText } from '../../../operator/core/text/consent';
import { fixture } from '../../support/fixtures';
import { type Operated, recordOf, startStandIns, type TestDelivery } from '../../support/stand-ins';

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeAll(async () => {
  aws = await startStandIns();
});
afterAll(() => aws.close());

const shown = async ({ put, operator }: Operated, delivery: TestDelivery, reveal = false) =>
  operator.show((await put(delivery)).id, { reveal });

describe('one delivery', () => {
  test('shows what came in and what goes out, side by side, without the person', async () => {
    const operated = aws.environmentOf('show');
    const delivery = await shown(operated, {
      customer: '706405506930370084',
      body: fixture('shopify/customers-create.json').toString(),
      headers: { 'x-shopify-topic': 'customers/create' },
    });
    expect(delivery).toMatchObject({
      customer: '706405506930370084',
      maskedEmail: 'b•••@e•••.com #26bf81',
      revealed: false,
      series: 0,
      release: null,
      signedWith: expect.stringMatching(/^[a-f0-9]{12}$/),
      headers: { 'x-shopify-topic': 'customers/create' },
      received: { first_name: '•••', state: 'disabled' },
      mapped: { id: '706405506930370084', name: '•••', email: 'b•••@e•••.com', status: 'ACTIVE' },
      unmapped: null,
      sent: null,
      walletId: null,
      explanation: {
        what: 'The customer was created in Masivo, with the rewards for signing up.',
        fix: null,
      },
    });
    expect(delivery?.origins).toContainEqual({ to: 'name', from: ['/first_name', '/last_name'] });
    expect(JSON.stringify(delivery)).not.toMatch(/Bob|Biller|bob\.|Ottawa|555/);
    expect(await operated.operator.actions(10)).toEqual([]);
  });

  test('shows what its customer has stated of its consent, also on SMS, which Masivo has no purpose for', async () => {
    const operated = aws.environmentOf('consent');
    const order = (day: number) => ({ at: Date.UTC(2026, 10, day), tie: null, kind: 'updated' }) as const;
    await operated.putCustomer({
      customer: '7',
      confirmed: { masivo: 'holds', email: null, consent: null },
      statements: {
        email_marketing: { granted: true, order: order(2), lackedAt: order(4) },
        push_notifications: { granted: false, order: order(5), implied: true },
        sms: { granted: true, order: order(3), own: true },
      },
    });
    const { consent } = (await shown(operated, { customer: '7' })) ?? {};
    expect(consent).toEqual([
      { channel: 'email_marketing', granted: false, at: '2026-11-04T00:00:00.000Z' },
      { channel: 'sms', granted: true, at: '2026-11-03T00:00:00.000Z' },
    ]);
    expect(consent?.map((statement) => statementText(statement, 'then'))).toEqual([
      'E-mail: not allowed since then',
      'SMS: allowed since then',
    ]);
    expect((await shown(operated, { customer: '8' }))?.consent).toEqual([]);
  });

  const attempt = (series: number, at: string, outcome: Outcome) => ({
    id: `${series} ${at}`,
    series,
    at,
    ms: 100,
    outcome,
    reason: null,
    calls: [],
  });
  const receivedAt = new Date('2026-11-24T10:00:00Z');
  const soon = '2026-11-24T10:00:01Z';
  const later = '2026-11-24T10:30:00Z';

  test.each<[string, Outcome, ReturnType<typeof attempt>[], string, number]>([
    [
      'a replay that finds nothing to do, after it was created',
      'unchanged',
      [attempt(0, soon, 'created'), attempt(1, later, 'unchanged')],
      'Replayed: nothing new for Masivo. Before the replay it was created.',
      1100,
    ],
    [
      'a replay whose first series is no longer kept',
      'unchanged',
      [attempt(1, later, 'unchanged')],
      'Replayed: nothing new for Masivo.',
      1_800_100,
    ],
    [
      'a replay that creates what was refused',
      'created',
      [attempt(0, soon, 'refused'), attempt(1, later, 'created')],
      'The customer was created in Masivo, with the rewards for signing up.',
      1_800_100,
    ],
    [
      'an event that the store sent again',
      'unchanged',
      [attempt(0, soon, 'unchanged')],
      'The store sent this shopper again, with nothing new for Masivo.',
      1100,
    ],
  ])('%s is told as what it is', async (name, outcome, attempts, what, latencyMs) => {
    const series = attempts.at(-1)?.series ?? 0;
    const operated = aws.environmentOf(`told-${name.replace(/\W/g, '-')}`);
    const delivery = await shown(operated, {
      receivedAt,
      outcome,
      more: { attempts, series, attemptCount: attempts.length },
    });
    expect(delivery).toMatchObject({ explanation: { what, fix: null }, latencyMs });
  });

  test('shows the person when asked to, and writes down who asked, without the person', async () => {
    const operated = aws.environmentOf('reveal');
    const body = fixture('shopify/customers-create.json').toString();
    const delivery = await shown(operated, { body }, true);
    expect(delivery).toMatchObject({
      revealed: true,
      // A customer's number to its last digit, which JSON.parse would round.
      received: {
        ...JSON.parse(body),
        id: '706405506930370084',
        default_address: { customer_id: '706405506930370084' },
      },
      mapped: { name: 'Bob Biller', email: 'bob.biller@example.com' },
      maskedEmail: 'b•••@e•••.com #26bf81',
    });
    expect(await operated.operator.actions(10)).toEqual([
      {
        at: operated.clock.now().toISOString(),
        who: operated.environment.who,
        what: 'reveal',
        about: delivery?.id,
      },
    ]);
  });

  test('shows what the last attempt had, also where the mapping has changed since', async () => {
    const operated = aws.environmentOf('sent');
    const record = recordOf({ customer: '5' }, operated.clock.now());
    const customer = {
      id: '5',
      name: 'Ada Once',
      email: 'once@example.com',
      registration_date: '2026-11-01T10:00:00.000Z',
      status: 'ACTIVE' as const,
      gender: null,
      dob: null,
      metadata: { source: 'shopify', store: 'default' },
    };
    const walletId = 'wallet-1';
    const attempts = record.attempts.map((attempt) => ({ ...attempt, walletId }));
    const whole = { ...record, attempts, mapped: customer };
    await operated.ledger.record(whole, 0);
    expect(await operated.operator.show(record.id, { reveal: true })).toMatchObject({
      mapped: { name: 'Ada Example' },
      sent: { name: 'Ada Once', email: 'once@example.com' },
      walletId,
    });
    const masked = await operated.operator.show(record.id);
    expect(masked?.sent).toMatchObject({ name: '•••', email: 'o•••@e•••.com' });

    const other = recordOf({ customer: '5' }, operated.clock.now());
    await operated.ledger.record(other, 0);
    expect((await operated.operator.show(other.id))?.sent).toBeNull();
  });

  test.each<[string, TestDelivery, object]>([
    [
      'no JSON',
      { body: 'no JSON', customer: null, outcome: 'refused', reason: { code: 'body-not-json' } },
      {
        received: null,
        unreadable: '•••',
        mapped: null,
        unmapped: { code: 'body-not-json', text: 'The body is not JSON' },
        origins: [],
        maskedEmail: null,
      },
    ],
    [
      'an event that is not mapped',
      { headers: { 'x-shopify-topic': 'orders/create' }, outcome: 'ignored' },
      {
        mapped: null,
        unmapped: { code: 'event-not-handled', params: { event: 'orders/create' } },
        maskedEmail: null,
      },
    ],
    [
      'an e-mail that is none',
      { email: 'no address', outcome: 'refused', reason: { code: 'email-invalid' } },
      {
        mapped: null,
        unmapped: { code: 'email-invalid' },
        maskedEmail: null,
        received: { email: '•••' },
      },
    ],
    [
      'a store that has left the settings',
      { at: 'shopify/closed', outcome: 'retry', reason: { code: 'store-not-configured' } },
      {
        mapped: null,
        unmapped: { code: 'store-not-configured' },
        origins: [],
        received: { email: 's•••@e•••.com' },
      },
    ],
    [
      'a body of no shopper',
      { body: '"text"', customer: null, outcome: 'refused' },
      { received: '•••', unreadable: null, mapped: null, unmapped: { code: 'body-not-object' } },
    ],
  ])('is shown as far as it goes: %s', async (_, delivery, expected) => {
    expect(await shown(aws.environmentOf('odd'), delivery)).toMatchObject(expected);
  });

  test('what is no JSON is revealed as it came', async () => {
    const { operator, put } = aws.environmentOf('unreadable');
    const { id } = await put({ body: 'no JSON', customer: null, outcome: 'refused' });
    expect(await operator.show(id, { reveal: true })).toMatchObject({
      received: null,
      unreadable: 'no JSON',
    });
  });

  test.each(['0123456789abcdef0123456789abcdef', 'a|b', '', 'x'.repeat(3000)])(
    'there is none: %j',
    async (id) => {
      const { operator } = aws.environmentOf('none');
      expect(await operator.show(id, { reveal: true })).toBeUndefined();
      expect(await operator.actions(10)).toEqual([]);
    },
  );

  test('of another account is not shown', async () => {
    const { id } = await aws.environmentOf('mine').put({});
    expect(await aws.environmentOf('mine').operator.show(id)).toBeDefined();
    expect(await aws.environmentOf('other').operator.show(id)).toBeUndefined();
  });
});

import type { Confirmed } from '../../../lambda/delivery/customer-state';
import type { WaitingCustomer } from '../../../operator/core/answers/waiting';
import { queued } from '../../support/queue';
import { type Operated, startStandIns } from '../../support/stand-ins';

/** What waits for a person is listed and released from the customers' items: no delivery is in this ledger. */
let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeAll(async () => {
  aws = await startStandIns();
});
afterAll(() => aws.close());

const since = Date.parse('2026-11-01T10:00:00Z');
const at = (minutes: number) => since + minutes * 60_000;
const held = (minutes = 0, dropped = false): Confirmed => ({ masivo: 'held', dropped, since: at(minutes) });
const unlinked = (minutes = 0, dropped = false): Confirmed => ({
  masivo: 'unlinked',
  dropped,
  since: at(minutes),
  email: 'shopper@example.com',
  reason: {
    code: 'email-of-other-customer',
    params: { source: 'shopify', store: 'second', customer: '1' },
  },
});
const gone = (minutes = 0, dropped = false): Confirmed => ({ masivo: 'gone', dropped, since: at(minutes) });

describe('customers that wait', () => {
  let operated: Operated;
  beforeAll(async () => {
    operated = aws.environmentOf('waiting');
    const put = operated.putCustomer;
    await put({ customer: '1', confirmed: held(1) });
    await put({ customer: '2/with|signs', confirmed: gone(2) });
    await put({ customer: '3', at: 'shopify/second', confirmed: held(3) });
    // Several of one moment: a page may end between them.
    for (const id of ['4', '5', '6']) await put({ customer: id, at: 'stripe/default', confirmed: held(4) });
    await put({ customer: '7', confirmed: held(5, true) });
    await put({ customer: '8', confirmed: gone(5, true) });
    await put({ customer: '9', confirmed: { masivo: 'waiting' } });
    await put({ customer: '10', at: 'stripe/default', confirmed: unlinked(0) });
    await put({ customer: '11', confirmed: unlinked(5, true) });
    await aws.environmentOf('waiting-elsewhere').putCustomer({ customer: '1', confirmed: held() });
  });
  const ids = (customers: readonly WaitingCustomer[]) => customers.map(({ customer }) => customer);

  test('are listed newest first, by store and kind, without the person', async () => {
    const { customers, next } = await operated.operator.waiting({ limit: 10 });
    expect(ids(customers)).toEqual(['6', '5', '4', '3', '2/with|signs', '1', '10']);
    expect(next).toBeUndefined();
    expect(customers.at(-2)).toEqual({
      source: 'shopify',
      store: 'default',
      customer: '1',
      kind: 'held',
      since: '2026-11-01T10:01:00.000Z',
      delivery: 'a'.repeat(32),
      maskedEmail: 's•••@e•••.com #e264ae',
    });
    const of = async (query: object) =>
      ids((await operated.operator.waiting({ limit: 10, ...query })).customers);
    expect(await of({ kind: 'gone' })).toEqual(['2/with|signs']);
    expect(await of({ kind: 'unlinked' })).toEqual(['10']);
    expect(await of({ kind: 'held', source: 'shopify' })).toEqual(['3', '1']);
    expect(await of({ source: 'stripe', store: 'default' })).toEqual(['6', '5', '4', '10']);
    expect(await of({ store: 'nowhere' })).toEqual([]);
  });

  test.each([1, 2, 4, 7])('come page by page, %i at a time, and none is left out', async (limit) => {
    const found: string[] = [];
    let before: string | undefined;
    do {
      const page = await operated.operator.waiting({ limit, before });
      expect(page.customers.length).toBeLessThanOrEqual(limit);
      found.push(...ids(page.customers));
      before = page.next;
    } while (before !== undefined);
    expect(found).toEqual(['6', '5', '4', '3', '2/with|signs', '1', '10']);
  });

  test('are selected and counted by their keys', async () => {
    const { customers, counts, more } = await operated.operator.selectWaiting({ source: 'shopify' });
    expect(customers.map(({ customer }) => customer)).toEqual(['3', '2/with|signs', '1']);
    expect(counts).toEqual([
      { source: 'shopify', store: 'second', kind: 'held', count: 1 },
      { source: 'shopify', store: 'default', kind: 'gone', count: 1 },
      { source: 'shopify', store: 'default', kind: 'held', count: 1 },
    ]);
    expect(more).toBe(false);
    const named = ['7', '1', 'nobody', '9'].map((customer) => ({
      source: 'shopify',
      store: 'default',
      customer,
    }));
    expect(
      (await operated.operator.standingsOf(named)).map(({ name, standing }) => [name.customer, standing]),
    ).toEqual([
      ['7', 'dropped'],
      ['1', 'held'],
      ['9', 'decided'],
    ]);
    expect((await operated.operator.overview()).undecided).toEqual({
      held: 5,
      gone: 1,
      unlinked: 1,
      merged: 0,
      tasks: 0,
      atLeast: false,
    });
  });
});

describe('a release', () => {
  test.each([
    ['create', { h: held(), g: gone(), u: unlinked(), d: unlinked(0, true) }],
    ['migrate', { h: held(), g: gone(), u: unlinked() }],
    ['link', { u: unlinked(), d: unlinked(0, true) }],
    ['drop', { h: held(), g: gone(), u: unlinked() }],
  ] as const)(
    'puts the decision %s on the queue, for a customer whose deliveries have expired, and is written down',
    async (word, waiting) => {
      const operated = aws.environmentOf(`release-${word}`);
      for (const [customer, confirmed] of Object.entries(waiting)) {
        const name = await operated.putCustomer({ customer, confirmed });
        operated.clock.pass(1000);
        const delivery = 'a'.repeat(32);
        expect(await operated.operator.release(name, word)).toMatchObject({ kind: 'released', delivery });
        expect(await queued(operated)).toMatchObject([
          { id: delivery, ...name, release: word, body: '', headers: {} },
        ]);
        expect((await operated.operator.actions(1))[0]).toMatchObject({
          what: 'release',
          about: `shopify/default/${customer}`,
          release: word,
        });
      }
    },
  );

  test('is a series of its own, each time; after those that the log and the customer tell of', async () => {
    const operated = aws.environmentOf('series');
    const last = { attempt: 'x', at: 1, series: 4, outcome: 'held', reason: null } as const;
    const expired = 'b'.repeat(32);
    const one = await operated.putCustomer({
      customer: '1',
      confirmed: held(),
      delivery: expired,
      last: { ...last, delivery: expired },
    });
    const both = await Promise.all(['create', 'drop'].map(() => operated.operator.release(one, 'create')));
    expect(both.map((each) => ('series' in each ? each.series : each.kind)).sort()).toEqual([5, 6]);

    const log = await operated.put({ customer: '2', outcome: 'held', more: { series: 2 } });
    const two = await operated.putCustomer({ customer: '2', confirmed: held(), delivery: log.id });
    expect(await operated.operator.release(two, 'create')).toMatchObject({ delivery: log.id, series: 3 });
    expect(await operated.operator.replay(log.id)).toEqual({ kind: 'replayed', series: 4 });
    await queued(operated);
  });

  test('of one whom a backfill brought has a log of its own', async () => {
    const operated = aws.environmentOf('backfilled');
    const name = await operated.putCustomer({ customer: '1', confirmed: gone(), delivery: 'backfill-1' });
    const released = await operated.operator.release(name, 'create');
    expect(released).toMatchObject({ kind: 'released', delivery: expect.stringMatching(/^[a-f0-9]{32}$/) });
    expect(await queued(operated)).toHaveLength(1);
  });

  test('does nothing, and writes nothing down, where nobody waits', async () => {
    const operated = aws.environmentOf('nobody');
    const dropped = await operated.putCustomer({ customer: '1', confirmed: gone(0, true) });
    const fine = await operated.putCustomer({
      customer: '2',
      confirmed: { masivo: 'linked', owner: { source: 'shopify', store: 'default', customer: '3' } },
    });
    expect(await operated.operator.release(dropped, 'drop')).toEqual({ kind: 'not-waiting' });
    expect(await operated.operator.release(fine, 'create')).toEqual({ kind: 'not-waiting' });
    for (const name of [dropped, fine])
      expect(await operated.operator.release(name, 'link')).toEqual({ kind: 'not-waiting' });
    for (const customer of ['nobody', 'x'.repeat(3000)]) {
      expect(await operated.operator.release({ ...fine, customer }, 'create')).toEqual({ kind: 'unknown' });
    }
    expect(await operated.operator.releaseAll([], 'drop', { perSecond: 1 })).toEqual({ sent: 0, skipped: 0 });
    expect(await operated.operator.actions(10)).toEqual([]);
    expect(await queued(operated)).toEqual([]);
    // Whoever was dropped may be created after all.
    expect(await operated.operator.release(dropped, 'create')).toMatchObject({ kind: 'released' });
    await queued(operated);
  });

  test('of many is one record, at a rate', async () => {
    const operated = aws.environmentOf('many-released');
    const names = [];
    for (const customer of ['1', '2', '3'])
      names.push(await operated.putCustomer({ customer, confirmed: held() }));
    names.push({ source: 'shopify', store: 'default', customer: 'nobody' });
    const started = operated.clock.now().getTime();
    expect(await operated.operator.releaseAll(names, 'migrate', { perSecond: 2 })).toEqual({
      sent: 3,
      skipped: 1,
    });
    expect(operated.clock.now().getTime() - started).toBe(1500);
    expect((await queued(operated)).map(({ release }) => release)).toEqual(Array(3).fill('migrate'));
    expect(await operated.operator.actions(10)).toMatchObject([
      { what: 'release', about: '4 customers', release: 'migrate' },
    ]);
  });
});

test('a delivery tells whether its customer waits, whatever its own outcome was', async () => {
  const operated = aws.environmentOf('of-a-delivery');
  const { id } = await operated.put({ customer: '1', outcome: 'updated' });
  expect((await operated.operator.show(id))?.waiting).toBeNull();
  await operated.putCustomer({ customer: '1', confirmed: gone() });
  expect((await operated.operator.show(id))?.waiting).toMatchObject({ kind: 'gone', customer: '1' });
});

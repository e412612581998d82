import { timing } from '../../../infra/timing';
import { attemptsEndAfterMs } from '../../../lambda/retry/retry-times';
import type { ErasingShop } from '../../../operator/core/answers/erased-shop';
import { callsOf } from '../../../operator/core/calls';
import { operatedOf } from '../../support/operator';
import { startStandIns } from '../../support/stand-ins';

let aws: Awaited<ReturnType<typeof startStandIns>>;
beforeAll(async () => {
  aws = await startStandIns();
});
afterAll(() => aws.close());

const shop = { source: 'shopify', store: 'default' };
const holds = { masivo: 'holds', email: null, consent: null } as const;

/** A shop of 30 customers and 40 deliveries, and another one. */
async function twoShops(account: string) {
  const operated = aws.environmentOf(account);
  const { clock, operator } = operated;
  for (let index = 0; index < 30; index += 1) {
    await operated.putCustomer({ customer: String(index), confirmed: holds });
  }
  await operated.putCustomer({ at: 'shopify/second', customer: 'other', confirmed: holds });
  await operated.putMany(
    Array.from({ length: 40 }, () => ({ outcome: 'created' as const, receivedAt: clock.agoMs(60_000) })),
  );
  await operated.putMany([{ outcome: 'created', at: 'shopify/second', receivedAt: clock.agoMs(60_000) }]);
  const begin = (erasing: Partial<ErasingShop> = {}) =>
    operator.eraseShop(shop, { sleep: clock.sleep, ...erasing });
  const erasedAt = async () => (await operated.items.sharedState()).erasedShops?.['shopify/default'];
  return { ...operated, begin, erasedAt };
}

test('all of the shop goes, and nothing of another one', async () => {
  const { operator, begin, ledger, clock } = await twoShops('whole');
  expect(await operator.heldOfShop(shop)).toEqual({ customers: 30, deliveries: 40, dataRequests: 0 });
  const progress: (readonly [number, number])[] = [];
  expect(await begin({ onProgress: (read, deleted) => progress.push([read, deleted]) })).toMatchObject({
    kind: 'erased',
    deleted: { customers: 30, deliveries: 40, dataRequests: 0 },
    paused: false,
  });
  expect(progress.at(-1)?.[1]).toBe(70);
  expect(await operator.heldOfShop(shop)).toEqual({ customers: 0, deliveries: 0, dataRequests: 0 });
  const other = { ...shop, store: 'second' };
  expect(await operator.heldOfShop(other)).toEqual({ customers: 1, deliveries: 1, dataRequests: 0 });
  expect(await operator.actions(10)).toEqual(
    expect.arrayContaining([expect.objectContaining({ what: 'erase', about: 'shopify/default' })]),
  );
  // What comes in later is a new life.
  await ledger.keep(
    {
      name: { ...shop, customer: '1' },
      state: stateless,
      intent: null,
      last: null,
      version: 0,
      emailKey: null,
    },
    stateless,
    null,
  );
  expect((await operator.heldOfShop(shop)).customers).toBe(1);
  expect(clock.slept).toContain(attemptsEndAfterMs);
});

const stateless = { confirmed: { masivo: 'unknown' }, newest: null, uncertain: null } as const;

test('meanwhile its deliveries wait, from before anything is deleted; those of a store that was paused go on waiting', async () => {
  const { operator, begin, items, clock } = await twoShops('paused');
  const seen: unknown[] = [];
  const since = clock.now().getTime();
  const sleep = async (ms: number) => {
    clock.pass(ms);
    const { paused, erasedShops } = await items.sharedState();
    seen.push(paused, erasedShops?.['shopify/default']?.open);
    seen.push((await operator.heldOfShop(shop)).customers);
  };
  await begin({ sleep });
  expect(seen).toEqual([['shopify/default'], { resumes: true, since }, 30]);
  expect((await items.sharedState()).paused).toEqual([]);

  await operator.pause(['shopify/default']);
  expect(await begin()).toMatchObject({ paused: true });
  expect((await items.sharedState()).paused).toEqual(['shopify/default']);
});

test('no attempt is under way any more when it begins to delete', () => {
  const { deliverTimeout, operateTimeout } = timing;
  const longest = deliverTimeout.toMilliseconds() + operateTimeout.toMilliseconds();
  expect(attemptsEndAfterMs).toBeGreaterThan(longest);
});

test('whoever asks, nothing is deleted before; and the store stays paused, whatever is resumed', async () => {
  const { operator, environment, clock, erasedAt } = await twoShops('early');
  const calls = callsOf(operatedOf(environment), clock);
  const step = async (name: 'begin' | 'delete' | 'dead-letters' | 'end') => {
    const done = await calls.eraseShop.perform({ store: shop, step: name });
    return done.kind === 'answer' ? done.answer : done;
  };
  expect(await step('begin')).toEqual({ step: 'begun', waitMs: attemptsEndAfterMs });
  clock.pass(attemptsEndAfterMs - 1);
  // Begun again, it goes on waiting for the same moment.
  expect(await step('begin')).toEqual({ step: 'begun', waitMs: 1 });
  for (const early of ['delete', 'dead-letters', 'end'] as const) {
    expect(await step(early)).toEqual({ step: 'too-early', waitMs: 1 });
  }
  expect((await operator.heldOfShop(shop)).customers).toBe(30);

  await operator.pause(['shopify/second']);
  expect(await operator.resume(['shopify/default'])).toEqual({
    paused: ['shopify/default', 'shopify/second'],
    changed: [],
  });
  expect(await operator.resume(['*'])).toEqual({ paused: ['shopify/default'], changed: ['shopify/second'] });
  // In an emergency it overrules all that is written, but for this.
  await operator.pause(['*']);
  expect(await operator.resume(['*'])).toEqual({ paused: [], changed: ['*'] });
  expect((await erasedAt())?.open).toBeDefined();
  expect((await operator.overview()).paused).toEqual(['shopify/default']);

  clock.pass(1);
  expect(await step('delete')).toMatchObject({ step: 'deleted', held: { customers: 30, deliveries: 40 } });
  expect(await step('end')).toEqual({ step: 'ended', paused: false });
  expect((await operator.overview()).paused).toEqual([]);
});

test('one that was stopped goes on: the store stays paused, and the time of its confirmation stands', async () => {
  const { begin, erasedAt, items, operator, clock } = await twoShops('stopped');
  const stop = new AbortController();
  // As long as one call may last: the first ends after a few of them.
  aws.database.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName === 'DeleteItemCommand') clock.pass(1000);
        return next(args);
      },
    { name: 'slow', step: 'initialize' },
  );
  const first = await begin({ stopped: stop.signal, onProgress: () => stop.abort() });
  aws.database.middlewareStack.remove('slow');
  expect(first).toMatchObject({ kind: 'stopped', paused: true });
  const left = await operator.heldOfShop(shop);
  expect(left.customers + left.deliveries).toBe(45);
  const begun = await erasedAt();
  expect((await items.sharedState()).paused).toEqual(['shopify/default']);
  clock.pass(3600_000);
  expect(await begin()).toMatchObject({ kind: 'erased', paused: false });
  expect(await erasedAt()).toEqual({ at: begun?.at });
  expect((await items.sharedState()).paused).toEqual([]);
  expect(await operator.heldOfShop(shop)).toEqual({ customers: 0, deliveries: 0, dataRequests: 0 });
});

test('one that ended before the store was resumed is asked for again: the store goes on, and its new life stays', async () => {
  const { begin, erasedAt, items, clock } = await twoShops('unresumed');
  aws.database.middlewareStack.add(
    (next) => async (args) => {
      if (JSON.stringify(args.input).includes('":paused":{"L":[]}')) throw new Error('no answer');
      return next(args);
    },
    { name: 'unresumed', step: 'initialize' },
  );
  await expect(begin()).rejects.toThrow('no answer');
  aws.database.middlewareStack.remove('unresumed');
  const { at } = (await erasedAt()) ?? {};
  expect((await items.sharedState()).paused).toEqual(['shopify/default']);
  clock.pass(3600_000);
  expect(await begin()).toMatchObject({ kind: 'erased', paused: false });
  expect(await erasedAt()).toEqual({ at });
  expect((await items.sharedState()).paused).toEqual([]);
});

test('tombstones, a customer whose erasure is under way, and tasks for Masivo’s dashboard stay', async () => {
  const { begin, ledger, operator, clock } = await twoShops('stays');
  const erased = { ...shop, customer: 'erased' };
  const now = clock.now().getTime();
  await ledger.writeTombstones([erased], now);
  const subject = await ledger.subjectOf(erased);
  const since = clock.now().toISOString();
  for (const kind of ['data-request', 'masivo-erasure'] as const) {
    await ledger.writeTask({ ...erased, kind, subject, since });
  }
  await ledger.writeTask({ ...shop, kind: 'shop-redact', subject: null, customer: null, since });
  const busy = { ...shop, customer: 'busy' };
  const opened = await ledger.open(busy, 'none');
  if (opened.kind === 'newer') throw new Error('newer');
  await ledger.keep(opened.customer, { ...stateless, erasing: now }, null);

  expect(await begin()).toMatchObject({ deleted: { customers: 30, dataRequests: 1 } });
  expect(await ledger.erasedAt(erased)).toBe(now);
  expect(await ledger.open(busy, 'none')).toMatchObject({ kind: 'erased', at: now });
  expect((await operator.tasks({})).tasks.map(({ kind }) => kind)).toEqual(['masivo-erasure']);
});

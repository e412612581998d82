import { type Listed, listed } from '../../../../operator/console/page/list/listed';
import type { DeliveryPage, DeliverySummary } from '../../../../operator/core/answers/deliveries';

const limit = 3;

/** Deliveries are named by the second in which they were received. */
const at = (second: number) => new Date(second * 1000).toISOString();
const delivery = (second: number): DeliverySummary => ({
  id: String(second),
  source: 'shopify',
  store: 'rare',
  customer: null,
  maskedEmail: null,
  receivedAt: at(second),
  outcome: 'created',
  reason: null,
  attemptCount: 1,
  attempts: [],
  latencyMs: 1,
  nextTryAt: null,
  discarded: null,
});

/** A ledger of so many seconds, each search of which looks at ten. @param failing which search fails */
function searching(seconds: readonly number[], first = 100, failing?: number) {
  const asked: string[] = [];
  const shown: string[] = [];
  let open = true;
  const namesOf = ({ deliveries }: DeliveryPage) => deliveries.map(({ id }) => id).join(' ');
  return {
    asked,
    shown,
    namesOf,
    leave: () => {
      open = false;
    },
    list: (earlier?: Listed, before = '') =>
      listed({
        limit,
        before,
        earlier,
        show: (part) => shown.push(`${namesOf(part)} back to ${part.searchedBackTo}`),
        isOver: () => !open,
        now: () => 5000,
        async ask(part): Promise<DeliveryPage> {
          asked.push(`${part.limit} before ${part.before}`);
          if (asked.length === failing) throw new Error('out of reach');
          const from = part.before === '' ? first : Number(part.before) - 1;
          const end = from - 10;
          const found = seconds.filter((second) => second <= from && second > end).sort((a, b) => b - a);
          const deliveries = found.slice(0, part.limit).map(delivery);
          if (found.length > part.limit) return { deliveries, next: deliveries.at(-1)?.id ?? '' };
          if (end <= 0) return { deliveries };
          const next = { next: String(end + 1) };
          return found.length === part.limit
            ? { deliveries, ...next }
            : { deliveries, ...next, searchedBackTo: at(end + 1) };
        },
      }),
  };
}

test('a page that one search fills is asked for once', async () => {
  const { list, asked, shown, namesOf } = searching([99, 98, 97, 96]);
  const page = await list();
  expect(namesOf(page)).toBe('99 98 97');
  expect(page).toMatchObject({ next: '97', isSearching: false, searchedAt: 5000 });
  expect(page.searchedBackTo).toBeUndefined();
  expect(asked).toEqual(['3 before ']);
  expect(shown).toEqual([]);
});

test('one that is not full is searched on, from where it stopped, and shows what it has', async () => {
  const { list, asked, shown, namesOf } = searching([99, 75, 74, 40]);
  const page = await list();
  expect(namesOf(page)).toBe('99 75 74');
  expect(page.searchedBackTo).toBeUndefined();
  expect(asked).toEqual(['3 before ', '2 before 91', '2 before 81']);
  expect(shown).toEqual([`99 back to ${at(91)}`, `99 back to ${at(81)}`]);
});

test('it ends where there is nothing older', async () => {
  const { list, asked, namesOf } = searching([42]);
  const page = await list();
  expect(namesOf(page)).toBe('42');
  expect(page.next).toBeUndefined();
  expect(page.searchedBackTo).toBeUndefined();
  expect(asked).toHaveLength(10);
});

test('whoever leaves ends it: nothing more is asked', async () => {
  const { list, asked, leave } = searching([]);
  leave();
  expect(await list()).toMatchObject({ deliveries: [], searchedBackTo: at(91), next: '91' });
  expect(asked).toHaveLength(1);
});

test('a search that fails on its way has found what it has, and is gone on with where it stopped', async () => {
  const seconds = [99, 75, 40];
  const broken = searching(seconds, 100, 3);
  const page = await broken.list();
  expect(broken.namesOf(page)).toBe('99');
  expect(page).toMatchObject({ searchedBackTo: at(81), next: '81', isSearching: false });
  const { list, asked, namesOf } = searching(seconds);
  expect(namesOf(await list(page))).toBe('99 75 40');
  expect(asked).toEqual([
    '3 before ',
    ...[81, 71, 61, 51, 41].map((next) => expect.stringMatching(` ${next}$`)),
  ]);
});

test('one whose first part fails has found nothing', async () => {
  await expect(searching([99], 100, 1).list()).rejects.toThrow('out of reach');
});

describe('a live list', () => {
  test('asks one search, and keeps what lies further back', async () => {
    const before = await searching([99, 75, 40]).list();
    const { list, asked, namesOf } = searching([102, 99, 75, 40], 105);
    const page = await list(before);
    expect(namesOf(page)).toBe('102 99 75 40');
    expect(page).toMatchObject({ liveBackTo: at(96), searchedAt: 5000 });
    expect(asked).toHaveLength(1);
  });

  test('shows no delivery twice, and drops what is listed no more within what it searched', async () => {
    const before = await searching([99, 98, 75]).list();
    const { list, namesOf } = searching([98, 75]);
    expect(namesOf(await list(before))).toBe('98 75');
  });

  test('is the new answer alone where one search fills it', async () => {
    const before = await searching([99, 75, 40]).list();
    const page = await searching([104, 103, 102, 101, 99], 105).list(before);
    expect(page.deliveries.map(({ id }) => id)).toEqual(['104', '103', '102']);
    expect(page.liveBackTo).toBeUndefined();
  });

  test('does not grow for ever: it is searched anew', async () => {
    const { list, asked } = searching([99, 75, 40]);
    const many = await searching([60, 59, 58, 57]).list();
    const earlier = { ...many, deliveries: [60, 59, 58, 57, 56, 55].map(delivery) };
    const page = await list(earlier);
    expect(page.deliveries.map(({ id }) => id)).toEqual(['99', '75', '40']);
    expect(asked.length).toBeGreaterThan(1);
  });
});

import { CommandError } from '../../cli/exit';
import { searchedList } from '../../cli/searched-list';
import type { DeliveryPage, DeliveryQuery } from '../../operator/core/answers/deliveries';

const begun = Date.parse('2026-11-20T12:00:00Z');
const hour = (number: number) => new Date(begun - number * 3600_000).toISOString();

/** A store of which nothing is found: each search comes an hour further back, and takes so long. */
function searching(given: {
  readonly hours: number;
  readonly eachMs: number;
  readonly stopAfter?: number;
  readonly failing?: { readonly search: number; readonly error: Error };
}) {
  const { hours, eachMs, stopAfter = 1000, failing } = given;
  const asked: DeliveryQuery[] = [];
  const told: string[] = [];
  const said: string[] = [];
  const stopped = new AbortController();
  let now = begun;
  let bars = 0;
  const list = async (query: DeliveryQuery): Promise<DeliveryPage> => {
    asked.push(query);
    now += eachMs;
    if (asked.length === stopAfter) stopped.abort();
    if (asked.length === failing?.search) throw failing.error;
    const back = asked.length;
    return back < hours
      ? { deliveries: [], next: `position ${back}`, searchedBackTo: hour(back) }
      : { deliveries: [] };
  };
  const query = { limit: 20, source: 'shopify', store: 'rare' };
  return {
    asked,
    told,
    said,
    shown: () => bars,
    page: () =>
      searchedList(
        query,
        { list },
        {
          err: (line) => said.push(line),
          now: () => new Date(now),
          stopped: stopped.signal,
          progress() {
            bars += 1;
            return { update: (done, values) => told.push(`${done} ${values?.time}`), stop() {} };
          },
        },
      ),
  };
}

test('a list that one search answers shows no progress', async () => {
  const { page, asked, shown } = searching({ hours: 1, eachMs: 10 });
  expect(await page()).toEqual({ deliveries: [] });
  expect([asked.length, shown()]).toEqual([1, 0]);
});

test('it goes on to the oldest delivery with the same filter, and says how far it came', async () => {
  const { page, asked, told } = searching({ hours: 3, eachMs: 10 });
  expect(await page()).toEqual({ deliveries: [] });
  expect(asked.map(({ before, store, limit }) => [before, store, limit])).toEqual([
    [undefined, 'rare', 20],
    ['position 1', 'rare', 20],
    ['position 2', 'rare', 20],
  ]);
  expect(told).toEqual(['0 2026-11-20 11:00:00Z', '0 2026-11-20 10:00:00Z']);
});

test.each([
  ['after a minute', { hours: 1000, eachMs: 20_000 }, 3],
  ['with Ctrl-C', { hours: 1000, eachMs: 10, stopAfter: 2 }, 2],
])('it stops %s, and has where to go on', async (_, given, searches) => {
  const { page, asked } = searching(given);
  expect(await page()).toEqual({
    deliveries: [],
    next: `position ${searches}`,
    searchedBackTo: hour(searches),
  });
  expect(asked).toHaveLength(searches);
});

test('what was found stays where AWS does not answer any more, and a bug is told as one', async () => {
  const gone = new CommandError('unreachable', 'AWS does not answer.');
  const { page, said } = searching({ hours: 9, eachMs: 10, failing: { search: 3, error: gone } });
  expect(await page()).toEqual({ deliveries: [], next: 'position 2', searchedBackTo: hour(2) });
  expect(said).toEqual(['The search did not go on: AWS does not answer.']);
  const bug = searching({ hours: 9, eachMs: 10, failing: { search: 3, error: new TypeError('ours') } });
  await expect(bug.page()).rejects.toThrow('ours');
});

import { outcomes } from '../../../../lambda/delivery/outcome';
import {
  areChosen,
  attentionFirst,
  countsOf,
  needsAttention,
  openCounts,
  sumOf,
} from '../../../../operator/console/page/list/outcome-order';
import { toReplay } from '../../../../operator/console/page/list/to-replay';

test('what needs attention comes first, and nothing is left out', () => {
  expect(attentionFirst.slice(0, needsAttention.length)).toEqual(needsAttention);
  expect([...attentionFirst].sort()).toEqual([...outcomes].sort());
});

test('chips count the whole day', () => {
  const from = '2026-11-27T02:00:00.000Z';
  const counts = countsOf([
    { from, counts: { created: 2, refused: 1 } },
    { from, counts: { refused: 3, retry: 1 } },
  ]);
  expect(counts).toEqual({ created: 2, refused: 4, retry: 1 });
  expect(sumOf(counts, needsAttention)).toBe(5);
});

test('what was discarded needs no attention', () => {
  const hours = [{ from: '2026-11-27T02:00:00.000Z', counts: { created: 2, refused: 3 } }];
  expect(openCounts({ hours, discarded: 2 })).toEqual({ created: 2, refused: 1 });
  expect(openCounts({ hours: [], discarded: 0 })).toEqual({ refused: 0 });
});

test('the same outcomes are chosen in any order', () => {
  expect(areChosen(['retry', 'held'], ['held', 'retry'])).toBe(true);
  expect(areChosen(['retry'], ['held', 'retry'])).toBe(false);
});

describe('a replay of what the filter shows', () => {
  test('never takes what was created, unless somebody asks for it', () => {
    expect(toReplay([], false)).not.toContain('created');
    expect(toReplay(['created', 'refused'], false)).toEqual(['refused']);
    expect(toReplay(['created', 'refused'], true)).toEqual(['created', 'refused']);
    expect(toReplay([], true)).toEqual(outcomes);
  });

  // An empty list would select all.
  test('of what Masivo has alone selects nothing', () => {
    expect(toReplay(['created', 'exists', 'updated', 'unchanged'], false)).toEqual([]);
  });
});

import type { Outcome } from '../../../../lambda/delivery/outcome';
import { replayPreview } from '../../../../operator/core/text/replay-preview';

describe('the preview of a replay', () => {
  test.each<[readonly { outcome: Outcome; count: number }[], string | undefined]>([
    [
      [
        { outcome: 'refused', count: 2 },
        { outcome: 'retry', count: 1 },
        { outcome: 'ignored', count: 4 },
        { outcome: 'held', count: 1 },
      ],
      undefined,
    ],
    [
      [
        { outcome: 'refused', count: 2 },
        { outcome: 'created', count: 1 },
      ],
      '1 of these is settled already',
    ],
    [
      [
        { outcome: 'created', count: 1 },
        { outcome: 'exists', count: 2 },
        { outcome: 'updated', count: 3 },
        { outcome: 'unchanged', count: 4 },
        { outcome: 'refused', count: 5 },
      ],
      '10 of these are settled already',
    ],
  ])('%j', (counts, expected) => {
    const told = replayPreview(counts);
    expect(told).toEqual(expected === undefined ? undefined : expect.stringContaining(expected));
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { partOf } from '../../../trials/marked-parts';
import { computedTable, scaleParts } from '../../../trials/scale/report';
import { runScenario } from '../../../trials/scale/run';

test('more signups than Masivo may be sent wait on the queue, and hide no more than is attempted', async () => {
  const result = await runScenario({
    signupsPerSecond: 50,
    seconds: 4,
    requestsPerSecond: 20,
    batchWindowSeconds: 0,
  });
  const { workers, batchSize } = result;
  expect(result).toMatchObject({ signups: 200, receivesPerSignup: 1, requestsPerSignup: 2 });
  expect(result.mostInFlight).toBeLessThanOrEqual(workers * batchSize);
  // A creation and a consent record each, at twenty requests a second.
  expect(result.drainSeconds + result.seconds).toBeGreaterThanOrEqual((200 * 2) / 20);
  expect(result.deliveredPerSecond).toBeGreaterThan(8);
});

test.each([
  [0, 0, 3],
  [20, 15, 25],
])('a batch of a quiet store gathers for %s s', async (batchWindowSeconds, least, most) => {
  const result = await runScenario({
    signupsPerSecond: 0.2,
    seconds: 100,
    requestsPerSecond: 20,
    batchWindowSeconds,
  });
  expect(result).toMatchObject({ signups: 20, receivesPerSignup: 1 });
  expect(result.longestWaitSeconds).toBeGreaterThanOrEqual(least);
  expect(result.longestWaitSeconds).toBeLessThanOrEqual(most);
});

describe('docs/scale.md', () => {
  const document = readFileSync(join(__dirname, '../../../docs/scale.md'), 'utf8');
  const rowsOf = (part: string) =>
    part
      .split('\n')
      .slice(2)
      .map((line) =>
        line
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, -1),
      );

  test('has a row for each of the scenarios, the burst of a sale included', () => {
    const simulated = rowsOf(partOf(document, 'simulated'));
    expect(simulated.map(([perSecond]) => perSecond)).toEqual(['1', '10', '100', '1000', '167']);
    expect(rowsOf(partOf(document, 'computed')).map(([perSecond]) => perSecond)).toEqual(
      simulated.map(([perSecond]) => perSecond),
    );
  });

  test('is written from the results', async () => {
    const results = [
      await runScenario({ signupsPerSecond: 2, seconds: 3, requestsPerSecond: 20, batchWindowSeconds: 0 }),
    ];
    const { simulated = '' } = scaleParts(results);
    expect(rowsOf(simulated)).toEqual([expect.arrayContaining(['2', '3 s', '1.00', '2.00'])]);
    // An hour of 100 a second at 10 a second leaves 324,000, which take nine hours.
    const computed = computedTable(
      results.map((result) => ({ ...result, signupsPerSecond: 100, deliveredPerSecond: 10 })),
    );
    expect(rowsOf(computed)).toEqual([['100', '324,000', '9.0 h']]);
  });
});

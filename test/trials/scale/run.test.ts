import { reportLines } from '../../../trials/scale/report';
import { runScenario } from '../../../trials/scale/run';

test('more signups than Masivo may be sent wait on the queue, and hide no more than is attempted', async () => {
  const result = await runScenario({ signupsPerSecond: 50, seconds: 4, requestsPerSecond: 20 });
  const { workers, batchSize } = result;
  expect(result).toMatchObject({ signups: 200, receivesPerSignup: 1, requestsPerSignup: 2 });
  expect(result.mostInFlight).toBeLessThanOrEqual(workers * batchSize);
  // A creation and a consent record each, at twenty requests a second.
  expect(result.drainSeconds + result.seconds).toBeGreaterThanOrEqual((200 * 2) / 20);
  expect(result.deliveredPerSecond).toBeGreaterThan(8);
  const [head, , row] = reportLines([result]);
  expect([head, row].map((line) => line?.split('|').length)).toEqual([11, 11]);
});

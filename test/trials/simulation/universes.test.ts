import { runRange } from '../../../trials/simulation/explore/run-range';
import { specOf } from '../../../trials/simulation/generate';
import { runUniverse } from '../../../trials/simulation/universe';

const seeds = Array.from({ length: 6 }, (_, place) => place + 1);

test('a seed tells the same story with the same misfortunes', () => {
  expect(specOf(7)).toEqual(specOf(7));
  expect(specOf(7)).not.toEqual(specOf(8));
});

test('a seed replays bit for bit', async () => {
  const hashes = async () => {
    const found: string[] = [];
    for (const seed of seeds) found.push((await runUniverse(specOf(seed))).hash);
    return found;
  };
  const first = await hashes();
  expect(await hashes()).toEqual(first);
  expect(new Set(first).size).toBe(seeds.length);
});

test('to keep the schedule changes nothing of it', async () => {
  const [quiet, kept] = [await runUniverse(specOf(3)), await runUniverse(specOf(3), { keepSchedule: true })];
  expect(kept.hash).toBe(quiet.hash);
  expect([quiet.schedule.length, kept.schedule.length > 20]).toEqual([0, true]);
});

test('no violations in sixty universes', async () => {
  const { found } = await runRange(1, 60);
  expect(found).toEqual([]);
});

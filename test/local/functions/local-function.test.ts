import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTurn } from '../../../local/functions/in-turn';
import { type LocalFunction, startLocalFunction } from '../../../local/functions/local-function';

const folder = mkdtempSync(join(tmpdir(), 'masivo-bridge-function-'));
const bundle = join(folder, 'index.js');
writeFileSync(
  bundle,
  `exports.handler = async () => ({
    now: Date.now(), made: new Date().getTime(), fixed: new Date(0).getTime(), isDate: new Date() instanceof Date,
  });`,
);
const started: LocalFunction[] = [];
afterAll(async () => {
  await Promise.all(started.map((each) => each.stop()));
  rmSync(folder, { recursive: true });
});

function start(skewMs?: number): LocalFunction {
  const clockSkewMs = skewMs === undefined ? {} : { clockSkewMs: () => skewMs };
  const options = { name: 'test', bundle, environment: {}, timeoutMs: 60_000, onLogLine: () => {} };
  const made = startLocalFunction({ ...options, ...clockSkewMs });
  started.push(made);
  return made;
}

interface Times {
  readonly now: number;
  readonly made: number;
  readonly fixed: number;
  readonly isDate: boolean;
}

const timesOf = async (invoked: Pick<LocalFunction, 'invoke'>): Promise<Times> => {
  const answer = await invoked.invoke({});
  if (answer.kind !== 'result') throw new Error(answer.kind);
  return answer.result as Times;
};

const dayMs = 24 * 3600_000;

test('a function whose clock is ahead sees another time, and only that', async () => {
  const { now, made, fixed, isDate } = await timesOf(start(dayMs));
  for (const time of [now, made]) expect(Math.round((time - Date.now()) / dayMs)).toBe(1);
  expect({ fixed, isDate }).toEqual({ fixed: 0, isDate: true });
});

test('processes are invoked in turn', async () => {
  const both = inTurn([start(), start(dayMs)]);
  const times = [await timesOf(both), await timesOf(both), await timesOf(both)];
  expect(times.map(({ now }) => now - Date.now() > dayMs / 2)).toEqual([false, true, false]);
});

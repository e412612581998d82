import { followRedrive } from '../../cli/follow-redrive';
import type { RedriveProgress } from '../../operator/core/answers/redrive';
import { TestClock } from '../support/stand-ins';

const at = (status: string, moved: number): RedriveProgress => ({
  status,
  running: status === 'RUNNING' || status === 'CANCELLING',
  failureReason: null,
  startedAt: 0,
  moved,
  toMove: 3,
});
const unknown = (looks: number): undefined[] => Array(looks).fill(undefined);

test.each<[string, looks: (RedriveProgress | undefined)[], end: string | undefined, seconds: number]>([
  ['ended at the first look', [at('COMPLETED', 3)], 'COMPLETED', 0],
  ['followed to its end', [at('RUNNING', 1), at('RUNNING', 2), at('COMPLETED', 3)], 'COMPLETED', 1],
  ['cancelled by another', [at('RUNNING', 1), at('CANCELLING', 2), at('CANCELLED', 2)], 'CANCELLED', 1],
  ['listed late', [...unknown(20), at('COMPLETED', 3)], 'COMPLETED', 10],
  ['long', [...Array<RedriveProgress>(1000).fill(at('RUNNING', 1)), at('COMPLETED', 3)], 'COMPLETED', 500],
  ['never listed', unknown(1000), undefined, 30],
])('a move that is %s', async (_, looks, end, seconds) => {
  const clock = new TestClock();
  const begun = clock.now().getTime();
  const told: RedriveProgress[] = [];
  const ended = await followRedrive(
    async () => looks.shift(),
    (progress) => told.push(progress),
    clock,
  );
  expect(ended?.status).toBe(end);
  expect(told.at(-1)).toEqual(ended);
  expect(clock.now().getTime() - begun).toBe(seconds * 1000);
});

import { randomFrom } from '../../../trials/chaos/random';
import type { Effect } from '../../../trials/simulation/faults';
import { machine } from '../../../trials/simulation/kernel/machine';
import { network } from '../../../trials/simulation/kernel/network';
import { scheduler } from '../../../trials/simulation/kernel/scheduler';
import { trace } from '../../../trials/simulation/kernel/trace';

/** Virtual time, and what becomes of a process that waits in it. */
function world() {
  const time = scheduler(0, randomFrom(1));
  const one = machine({ name: 'one', scheduler: time, random: randomFrom(2), skewMs: 0 });
  const send = network(time, trace(time.now, 0, false));
  let work = 0;
  const answers: string[] = [];
  const call = (effect?: Effect) =>
    void send({
      machine: one,
      label: 'call',
      effect,
      latency: [10, 10],
      timeoutMs: 1000,
      work: () => {
        work += 1;
        return 'done';
      },
      told: (value) => value,
    }).then((arrived) => answers.push(arrived.kind === 'answer' ? arrived.value : arrived.why));
  return { time, one, call, worked: () => work, answers };
}

test('events run in the order of their times, and what follows from one comes before the next', async () => {
  const time = scheduler(0, randomFrom(1));
  const seen: string[] = [];
  time.at(20, () => seen.push(`second ${time.now()}`));
  time.at(10, () => {
    seen.push('first');
    void Promise.resolve().then(async () => {
      await null;
      seen.push('after the first');
    });
  });
  time.at(15, () => seen.push('cancelled')).cancel();
  await time.run(15);
  expect([seen, time.now()]).toEqual([['first', 'after the first'], 15]);
  await time.run();
  expect([seen.at(-1), time.now()]).toEqual(['second 20', 20]);
});

test('a run without an end is broken off', async () => {
  const time = scheduler(0, randomFrom(1), 100);
  const again = () => void time.after(1, again);
  again();
  await expect(time.run()).rejects.toThrow('no end');
});

test.each<[string, Effect | undefined, readonly string[], number]>([
  ['answered', undefined, ['done'], 1],
  ['lost before the work', { do: 'lost', when: 'before' }, ['ECONNRESET'], 0],
  ['lost after the work', { do: 'lost', when: 'after' }, ['ECONNRESET'], 1],
  ['never connected', { do: 'lost', when: 'never' }, ['ECONNREFUSED'], 0],
  ['worked on late', { do: 'late', ms: 5000 }, ['timeout'], 1],
  ['sent by a process that dies', { do: 'die', when: 'sent' }, [], 1],
  ['not sent by a process that dies before', { do: 'die', when: 'before' }, [], 0],
  ['landed for a process that dies', { do: 'die', when: 'landed' }, [], 1],
])('a call that is %s', async (_, effect, answers, worked) => {
  const seen = world();
  seen.call(effect);
  await seen.time.run();
  expect([seen.answers, seen.worked()]).toEqual([answers, worked]);
});

test('a dead process does nothing any more', async () => {
  const { time, one, call, worked, answers } = world();
  one.clock.sleep(100).then(() => call());
  time.at(50, one.kill);
  await time.run();
  expect([answers, worked()]).toEqual([[], 0]);
  call();
  await time.run();
  expect(worked()).toBe(0);
});

test('a frozen process hears its answers when it thaws, and lives on', async () => {
  const { time, one, call, answers } = world();
  call({ do: 'stall', ms: 60_000 });
  await time.run(59_000);
  expect(answers).toEqual([]);
  await time.run();
  expect(answers).toHaveLength(1);
  expect(one.frozenMs()).toBe(60_000);
});

test('an aborted sleep ends at once', async () => {
  const { time, one } = world();
  const abort = new AbortController();
  const slept = one.clock.sleep(10_000, abort.signal).then(() => time.now());
  time.at(5, () => abort.abort());
  await time.run();
  expect(await slept).toBe(5);
});

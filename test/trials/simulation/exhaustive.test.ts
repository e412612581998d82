import {
  type Bound,
  type Decision,
  leftAfter,
  optionsFor,
} from '../../../trials/simulation/exhaustive/decisions';
import { explore, optionsAfter, runScheduled } from '../../../trials/simulation/exhaustive/explore';
import { parts } from '../../../trials/simulation/exhaustive/parts';
import { stories } from '../../../trials/simulation/exhaustive/stories';

const nothing: Bound = { preemptions: 0, deaths: 0, losses: 0, faults: 0 };
const all: Bound = { preemptions: 1, deaths: 1, losses: 1, faults: 1 };
const [one, two] = stories();
const at = (calls: readonly string[], op: string) => calls.findIndex((call) => call.startsWith(op));
const lines = (schedule: readonly string[]) => schedule.map((line) => line.trim().replace(/\s+/g, ' '));

test('each story is told in every order, and no two are the same', () => {
  const specs = stories().map(({ spec }) => JSON.stringify(spec));
  expect(new Set(specs).size).toBe(specs.length);
  expect(parts().map((part) => part.stories.length)).toEqual([25, 25, 25, 8, 8, 2]);
});

test('without a decision nothing goes wrong', async () => {
  if (!one) throw new Error('no story');
  const { violations, deliveries, calls } = await runScheduled(one, []);
  expect([violations, deliveries]).toEqual([[], 1]);
  expect(at(calls, 'masivo create')).toBeGreaterThan(0);
});

test('a schedule replays bit for bit', async () => {
  if (!two) throw new Error('no story');
  const decisions: Decision[] = [{ at: 5, do: 'preempt', kept: 'past its lease' }];
  const [first, second] = [await runScheduled(two, decisions), await runScheduled(two, decisions, true)];
  expect([second.hash, second.end]).toEqual([first.hash, first.end]);
});

test('who is preempted with its claim written lets the other one find it', async () => {
  const story = stories().find(({ events, isAtOnce }) => events === 2 && isAtOnce);
  if (!story) throw new Error('no story');
  const { calls } = await runScheduled(story, []);
  const claim = at(calls, 'write customer');
  const run = await runScheduled(story, [{ at: claim, do: 'preempt', kept: 'briefly' }], true);
  const schedule = lines(run.schedule);
  const preempted = schedule.findIndex((line) => line.includes('is preempted'));
  const goesOn = schedule.findIndex((line) => line.includes('goes on'));
  expect(preempted).toBeGreaterThan(0);
  const between = schedule.slice(preempted, goesOn);
  expect(between.some((line) => line.includes('worker-2.1 delay message'))).toBe(true);
  expect(between.some((line) => line.includes('masivo create'))).toBe(false);
});

test.each<[string, Bound, readonly string[]]>([
  [
    'masivo create 1',
    { ...all, preemptions: 0 },
    ['die landed', 'die sent', 'lost before', 'lost after', 'late'],
  ],
  ['write customer', { ...all, preemptions: 0 }, ['die landed', 'lost after']],
  ['masivo find 1', { ...all, preemptions: 0 }, ['lost before']],
  ['read shared-state', { ...all, preemptions: 0 }, ['die before']],
  ['secret masivo', all, []],
  ['masivo find 1', { ...nothing, preemptions: 1 }, ['briefly', 'past its lease', 'past its visibility']],
  ['masivo create 1', nothing, []],
])('what may befall "%s" within %j', (op, bound, expected) => {
  const options = optionsFor(op, 3, bound).map((option) => {
    if (option.do === 'preempt') return option.kept;
    const { effect } = option;
    return 'when' in effect ? `${effect.do} ${effect.when}` : effect.do;
  });
  expect(options).toEqual(expected);
});

test('a bound is used up', () => {
  const death: Decision = { at: 0, do: 'fault', effect: { do: 'die', when: 'landed' } };
  const loss: Decision = { at: 0, do: 'fault', effect: { do: 'lost', when: 'after' } };
  expect(leftAfter({ ...all, faults: 2 }, death)).toEqual({ ...all, deaths: 0, faults: 1 });
  expect(leftAfter({ ...all, faults: 2 }, loss)).toEqual({ ...all, losses: 0, faults: 1 });
  expect(leftAfter(all, { at: 0, do: 'preempt', kept: 'briefly' })).toEqual({ ...all, preemptions: 0 });
});

test('every schedule within a bound is run once', async () => {
  if (!one) throw new Error('no story');
  const bound: Bound = { ...nothing, deaths: 2, faults: 2 };
  const { schedules } = await explore(one, [], bound);
  // Counted anew: one decision, and each later one that is left after it.
  let expected = 1;
  const root = await runScheduled(one, []);
  for (const first of optionsAfter(root.calls, [], bound)) {
    const { calls } = await runScheduled(one, [first]);
    expected += 1 + optionsAfter(calls, [first], leftAfter(bound, first)).length;
  }
  expect(schedules).toBe(expected);
});

// Each point at which a process may die or lose an answer; with a second event of the shopper, too.
test('nobody is marketable unasked at any point, where the account takes the consent with the creation', async () => {
  let points = 0;
  for (const story of stories().filter(({ events, isAtOnce }) => events <= 2 && isAtOnce)) {
    const { traits } = story.spec;
    const masivo = { ...traits.masivo, consentAtCreation: 'taken' } as const;
    const taken = { ...story, spec: { ...story.spec, traits: { ...traits, masivo } } };
    const { schedules, found } = await explore(taken, [], { ...nothing, deaths: 1, losses: 1, faults: 1 });
    expect(found).toEqual([]);
    points += schedules;
  }
  expect(points).toBeGreaterThan(100);
});

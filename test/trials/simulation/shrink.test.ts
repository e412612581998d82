import { onlyWith, partsOf } from '../../../trials/simulation/explore/parts';
import { shrink } from '../../../trials/simulation/explore/shrink';
import type { Fault } from '../../../trials/simulation/faults';
import type { ViolationKind } from '../../../trials/simulation/judge/violation';
import { reportLines, specLines } from '../../../trials/simulation/report';
import type { Spec, Step } from '../../../trials/simulation/spec';
import { sound } from './support';

const fault = (nth: number): Fault => ({
  kind: 'call',
  op: 'masivo create',
  nth,
  effect: { do: 'lost', when: 'after' },
});
const redrive = (atMs: number): Step => ({ do: 'redrive', atMs });
const spec: Spec = {
  ...sound,
  steps: Array.from({ length: 20 }, (_, place) => redrive(place)),
  faults: Array.from({ length: 9 }, (_, nth) => fault(nth)),
};

/** A universe goes wrong where these parts come together. */
const goesWrongWith =
  (atMs: readonly number[], nth: readonly number[]) =>
  async ({ steps, faults }: Spec): Promise<ReadonlySet<ViolationKind>> => {
    const isThere =
      atMs.every((at) => steps.some((step) => step.atMs === at)) &&
      nth.every((call) => faults.some((one) => one.kind === 'call' && one.nth === call));
    return new Set(isThere ? ['lost'] : ['stale']);
  };

test.each<[readonly number[], readonly number[], readonly string[]]>([
  [[3], [], ['s3']],
  [[3, 17], [8], ['s3', 's17', 'f8']],
  [
    [0, 1, 2],
    [0, 4],
    ['s0', 's1', 's2', 'f0', 'f4'],
  ],
  [[], [], []],
])('of steps %j and faults %j nothing else is left', async (atMs, nth, parts) => {
  const shrunk = await shrink(spec, 'lost', { violationsIn: goesWrongWith(atMs, nth) });
  expect(shrunk.parts).toEqual(parts);
  expect(shrunk.spec).toEqual(onlyWith(spec, new Set(parts)));
});

test('the tries are bounded', async () => {
  const shrunk = await shrink(spec, 'lost', { violationsIn: goesWrongWith([3], [8]), mostTries: 4 });
  expect(shrunk.tries).toBe(4);
  expect(partsOf(shrunk.spec).length).toBeGreaterThan(2);
});

test('a universe of the whole shrinks to what it needs', async () => {
  const { parts } = await shrink({ ...sound, steps: [...sound.steps, redrive(7000)] }, 'lost', {
    violationsIn: async ({ steps }) =>
      new Set(steps.some(({ do: what }) => what === 'redrive') ? ['lost'] : []),
  });
  expect(parts).toEqual(['s3']);
});

test('the report names seeds by kind, and sums up last', () => {
  const found = [
    { seed: 4, violations: [{ kind: 'lost', about: 'x' } as const] },
    { seed: 9, violations: [{ kind: 'lost', about: 'y' } as const, { kind: 'stale', about: 'y' } as const] },
  ];
  expect(reportLines({ universes: 10, deliveries: 50, found })).toEqual([
    'lost                   2 universes, seeds 4 9',
    'stale                  1 universes, seeds 9',
    '10 universes, 50 deliveries, 3 violations',
  ]);
});

test('a universe is told readably', () => {
  expect(specLines({ ...sound, faults: [fault(2)] })).toEqual(
    expect.arrayContaining(
      [
        'shopify/default 7000000001',
        '  00:00:01.000  webhook customer 0 version 0',
        '  fault: call 2 of "masivo create": lost when=after',
      ].map((line) => expect.stringContaining(line)),
    ),
  );
});

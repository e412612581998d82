import { stripVTControlCharacters } from 'node:util';
import type { Measured } from '../../../trials/bench/figure';
import { figures, figuresNamed } from '../../../trials/bench/figures';
import { forMachines, missed, onNode, reportLines } from '../../../trials/bench/report';
import { judged, type Row, rowOf } from '../../../trials/bench/run';
import { randomFrom } from '../../../trials/chaos/random';

const figure = { name: 'a-figure', compares: 'this / that', unit: 'ms', goal: 1.5 } as const;
const row = (measured: Measured) => judged(figure, measured);

describe('a goal is met', () => {
  const rounds = [
    { ours: 3, floor: 2, peer: 9 },
    { ours: 60, floor: 30, peer: 60 },
    { ours: 14, floor: 10, peer: 50 },
  ];

  test.each<{ when: string; measured: Measured; met: boolean }>([
    { when: 'the median of the ratios is just the goal', measured: { rounds }, met: true },
    { when: 'it is more', measured: { rounds: [{ ours: 1.51, floor: 1 }] }, met: false },
    { when: 'there is no floor, and ours is the goal', measured: { rounds: [{ ours: 1.5 }] }, met: true },
    { when: 'there is no floor, and ours is more', measured: { rounds: [{ ours: 1.6 }] }, met: false },
    {
      when: 'a limit holds',
      measured: { rounds, limits: [{ what: '429s', value: 0.01, atMost: 0.01 }] },
      met: true,
    },
    {
      when: 'a limit does not',
      measured: { rounds, limits: [{ what: '429s', value: 0.011, atMost: 0.01 }] },
      met: false,
    },
  ])('or not: $when', ({ measured, met }) => {
    expect(row(measured).met).toBe(met);
    expect(missed([row(measured)])).toBe(!met);
  });

  test('peers are told with their own ratios, and judged by nobody', () => {
    expect(row({ rounds })).toMatchObject({
      rounds: 3,
      ours: { median: 14, min: 3, max: 60 },
      floor: { median: 10, min: 2, max: 30 },
      ratio: { median: 1.5, min: 1.4, max: 2 },
      peers: [{ name: 'peer', value: { median: 50 }, ratio: { median: 4.5, min: 2, max: 5 } }],
    });
  });
});

test('a figure that this machine cannot measure is left out with the reason, and misses nothing', async () => {
  const measure = () => Promise.reject(new Error('must not run'));
  const bench = { bundles: '', scratch: '', random: randomFrom(1) };
  const left = await rowOf(
    { ...figure, rounds: 3, leftOut: 'it needs Node 99', measure },
    bench,
    undefined,
    () => {},
  );
  expect(left).toEqual({ kind: 'left out', figure: 'a-figure', why: 'it needs Node 99' });
  expect(missed([left])).toBe(false);
  expect(reportLines([left]).join('\n')).toContain('left out: it needs Node 99');
});

describe('the report', () => {
  const rows: Row[] = [
    row({
      rounds: [{ ours: 120, floor: 100, 'usual stack': 1234.5 }],
      limits: [{ what: '429s per delivery', value: 0.012345, atMost: 0.01 }],
      notes: ['a note'],
    }),
    judged({ ...figure, name: 'dollars', unit: 'US$', goal: 5 }, { rounds: [{ ours: 4.321 }] }),
  ];

  test('is one table for people', () => {
    const text = stripVTControlCharacters(reportLines(rows).join('\n'));
    const cells = (name: string) =>
      text
        .split('\n')
        .find((line) => line.includes(`│ ${name}`))
        ?.split('│')
        .map((cell) => cell.trim())
        .filter((_, index) => index > 0);
    expect(cells('a-figure')).toEqual([
      'a-figure',
      '120 ms',
      '100 ms',
      '1.20',
      '≤ 1.50',
      'no',
      '1',
      '1.20–1.20',
      'usual stack: 12.35 (1235 ms)',
      '',
    ]);
    expect(cells('dollars')?.slice(0, 6)).toEqual(['dollars', '4.32 US$', '', '', '≤ 5.00', 'yes']);
    expect(text).toContain('a-figure: this / that. 429s per delivery: 0.012, at most 0.01. a note.');
  });

  test('is the same for machines, whole', () => {
    expect(JSON.parse(forMachines(rows))).toEqual({ node: process.versions.node, rows });
  });

  test.each([
    ['20.20.2', /goals are set for Node 22 and 24/],
    ['22.0.0', /^(?!.*goals)/],
    ['24.1.0', /^(?!.*goals)/],
  ])('says on Node %s what its goals stand for', (version, words) => {
    expect(onNode(version)).toMatch(words);
  });
});

describe('--only', () => {
  const names = figures.map(({ name }) => name);
  test.each([
    { name: 'receive-ready', found: ['receive-ready'] },
    { name: 'receive', found: names.filter((name) => name.startsWith('receive-')) },
    { name: 'rec', found: [] },
    { name: '', found: [] },
  ])('$name', ({ name, found }) => {
    expect(figuresNamed(name).map((each) => each.name)).toEqual(found);
  });

  test('no two figures have one name', () => {
    expect(new Set(names).size).toBe(names.length);
  });
});

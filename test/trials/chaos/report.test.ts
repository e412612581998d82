import { type FaultKind, faultKinds } from '../../../trials/chaos/faults';
import { notExercised, reportLines, violationsIn } from '../../../trials/chaos/report';
import type { ChaosReport } from '../../../trials/chaos/run-options';
import { nothingFound } from '../../../trials/chaos/violations';

const report: ChaosReport = {
  events: 5000,
  isWhole: true,
  shoppers: 1000,
  erased: 0,
  seconds: 100,
  attempts: 4000,
  held: 10,
  masivoRequests: 6000,
  redriven: 0,
  deadLetters: 0,
  faults: new Map<FaultKind, number>(faultKinds.map((kind) => [kind, kind === 'deliver stalls' ? 0 : 3])),
  violations: { ...nothingFound(), stale: ['1: name'] },
  lost: 0,
  listed: 0,
  reconciled: undefined,
  leaks: ['a name'],
};

test('violations and leaks are counted and shown', () => {
  expect(violationsIn(report)).toBe(2);
  expect(reportLines(report)).toEqual(expect.arrayContaining(['    1: name', '    a name']));
});

test('a long run that did not exercise a kind of fault proves nothing of it', () => {
  expect(notExercised(report)).toEqual(['deliver stalls']);
  expect(reportLines(report)).toContain('  never exercised: deliver stalls');
});

test.each([
  ['a short run', { events: 4999 }],
  ['a run with a part of the faults', { isWhole: false }],
])('%s need not exercise all', (_, own) => {
  expect(notExercised({ ...report, ...own })).toEqual([]);
});

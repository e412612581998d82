import type { Mutant } from '../mutant';

const tests = ['test/operator/function/handle-call.test.ts'];
const actions = 'operator/core/actions.ts';
const recorded = "is recorded with the caller's ARN, as AWS tells it, before it is done";
const inBulk = 'the record of a bulk says how many, and is used up';

/** What people do through the function `operate`: each act has its record, and each record its acts. */
export const operateMutants: readonly Mutant[] = [
  {
    name: 'an act of nobody',
    rule: 'without one it is refused',
    file: 'operator/function/handle-call.ts',
    find: 'userArn: v.pipe(v.string(), v.nonEmpty())',
    replace: 'userArn: v.string()',
    tests,
  },
  {
    name: 'a body that is shown without a record',
    rule: recorded,
    file: 'operator/core/calls.ts',
    find: 'await beforeRevealing?.();',
    replace: '',
    tests,
  },
  {
    name: 'parts of an export behind the first one without a record',
    rule: recorded,
    file: 'operator/core/customer/export.ts',
    find: "await actions.record({ what: 'reveal', about: customerKey(name) });",
    replace: "if (before === undefined) await actions.record({ what: 'reveal', about: customerKey(name) });",
    tests,
  },
  {
    name: 'a replay without a record',
    rule: recorded,
    file: 'operator/core/replay.ts',
    find: 'await deps.beforeSending?.();',
    replace: '',
    tests: ['test/operator/core/replay.test.ts'],
  },
  {
    name: 'a release without a record',
    rule: recorded,
    file: 'operator/core/release.ts',
    find: 'await deps.beforeSending?.();',
    replace: '',
    tests: ['test/operator/core/release.test.ts'],
  },
  {
    name: 'many acts under a record of few',
    rule: inBulk,
    file: actions,
    find: '#left >= :count AND ',
    replace: '(#left >= :count OR #left < :count) AND ',
    tests,
  },
  {
    name: "acts under somebody else's record",
    rule: inBulk,
    file: actions,
    find: ' AND who = :who AND',
    replace: ' AND (who = :who OR who <> :who) AND',
    tests,
  },
];

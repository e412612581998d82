import type { Mutant } from '../mutant';

const lacking = 'lambda/delivery/sync/when-lacking.ts';
const tests = ['test/semantics/gone.test.ts'];
const goneAgain = 'GET; as long as Masivo lacks it: `gone`, or `ignored` once an operator dropped it';

/** Customers whom Masivo no longer shows. */
export const goneMutants: readonly Mutant[] = [
  {
    name: 'who is gone created again by an update',
    rule: goneAgain,
    file: lacking,
    find: `if (confirmed.masivo === 'gone' && !isReleased) {`,
    replace: `if (confirmed.masivo === 'gone' && input.release === 'drop') {`,
    tests,
  },
  {
    name: 'who is missing created again at once',
    rule: '`holds` | GET 404, a minute or more after our creation',
    file: lacking,
    find: `if (confirmed.masivo === 'holds' && progress.created === 'no' && progress.conflict === null) {`,
    replace: `if (confirmed.masivo === 'holds' && progress.created === 'maybe') {`,
    tests,
  },
  {
    name: 'a migrated customer who showed and is missing given again',
    rule: 'GET until it shows, then consent and changes',
    file: 'lambda/delivery/sync/uncertainty.ts',
    find: " || confirmed.masivo === 'migrating';",
    replace: ';',
    tests: ['test/semantics/own-creations.test.ts'],
  },
  {
    name: 'who is gone stays gone, though released',
    rule: '`gone` | released with rewards',
    file: lacking,
    find: `if (confirmed.masivo === 'gone' && !isReleased) {`,
    replace: `if (confirmed.masivo === 'gone') {`,
    tests,
  },
  {
    name: 'who is gone and was dropped called gone again',
    rule: goneAgain,
    file: lacking,
    find: `    return confirmed.dropped
      ? confirmedAs(situation, 'ignored', { code: 'dropped' }, confirmed)
      : confirmedAs`,
    replace: '    return confirmedAs',
    tests: ['test/semantics/release.test.ts'],
  },
  {
    name: 'who is gone not asked about again',
    rule: '`gone` | Masivo shows it again',
    file: 'lambda/delivery/plan.ts',
    find: `    case 'gone':
    case 'waiting':`,
    replace: `    case 'gone':
      return { kind: 'log', ...stale };
    case 'waiting':`,
    tests,
  },
  {
    name: 'gone believed within the lag of a creation',
    rule: '`holds` | GET 404, a minute or more after our creation',
    file: 'lambda/delivery/sync/when-missing.ts',
    find: 'if (createdAt !== undefined && askedAt - createdAt < input.lateLandingMs) {',
    replace: 'if (createdAt !== undefined && askedAt < createdAt) {',
    tests,
  },
  {
    name: 'when a customer was created not remembered',
    rule: '`holds` | GET 404, a minute or more after our creation',
    file: 'lambda/delivery/sync/ends.ts',
    find: '...(createdAt !== undefined && now - createdAt < lateLandingMs ? { createdAt } : {}),',
    replace: '',
    tests,
  },
  {
    name: 'many missing believed',
    rule: 'more than three customers missing within ten minutes',
    file: 'lambda/delivery/sync/when-missing.ts',
    find: `if (progress.manyMissing) return endedAs(situation, 'retry', { code: 'many-missing' });`,
    replace: '',
    tests,
  },
  {
    name: 'many missing that open no circuit',
    rule: 'more than three customers missing within ten minutes',
    file: 'lambda/delivery/missing-customers.ts',
    find: 'await onMany();',
    replace: '',
    tests,
  },
  {
    name: 'a 404 that is not JSON believed',
    rule: 'only a 404 with a JSON body says that a customer is missing',
    file: 'lambda/retry/retry-policy.ts',
    find: `failure.kind === 'status' && isMissing(failure.status) && !failure.notJson;`,
    replace: `failure.kind === 'status' && isMissing(failure.status);`,
    tests: ['test/lambda/retry/retry-policy.test.ts', 'test/lambda/masivo/client.test.ts'],
  },
  {
    name: 'a 404 of a change believed without a question',
    rule: '`holds` | GET 404, a minute or more after our creation',
    file: 'lambda/delivery/sync/take-step.ts',
    find: `return learned({ ...change, shown: 'unasked', mustAsk: true });`,
    replace: `return learned({ ...change, shown: 'lacks' });`,
    tests,
  },
];

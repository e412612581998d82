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
    rule: 'more than three customers missing within twenty minutes',
    file: 'lambda/delivery/sync/when-missing.ts',
    find: `if (missing.kind === 'many') return endedAs(situation, 'retry', { code: 'many-missing' });`,
    replace: '',
    tests,
  },
  {
    name: 'many missing that open no circuit',
    rule: 'more than three customers missing within twenty minutes',
    file: 'lambda/delivery/missing-customers.ts',
    find: `if (found.kind === 'many') await onMany();`,
    replace: '',
    tests,
  },
  {
    name: 'missing believed at first sight',
    rule: 'again ten minutes later',
    file: 'lambda/delivery/missing-customers.ts',
    find: 'const waitMs = first + windowMs - now;',
    replace: 'const waitMs = 0 * first;',
    tests,
  },
  {
    name: 'attempts counted as missing customers',
    rule: 'more than three customers missing within twenty minutes',
    file: 'lambda/delivery/missing-customers.ts',
    find: 'remembered.filter((customer) => customer.name !== name)',
    replace: 'remembered',
    tests,
  },
  {
    name: 'missing customers counted in one window',
    rule: 'more than three customers missing within twenty minutes',
    file: 'lambda/delivery/missing-customers.ts',
    find: 'now - last < 2 * windowMs',
    replace: 'now - last < windowMs',
    tests,
  },
  {
    name: 'a circuit for missing customers closed by any answer',
    rule: 'Opened for missing customers, it closes when Masivo shows one',
    file: 'lambda/delivery/circuit-breaker.ts',
    find: `if (seen?.why !== 'missing' || signal === 'shows') await lift();`,
    replace: 'await lift();',
    tests,
  },
  {
    name: 'a circuit for missing customers closed by no customer',
    rule: 'Opened for missing customers, it closes when Masivo shows one',
    file: 'lambda/retry/retry-policy.ts',
    find: `if (request.showsCustomer && isSuccess(answer.status)) return 'shows';`,
    replace: '',
    tests,
  },
  {
    name: 'a circuit for missing customers that stays open for a few',
    rule: 'or few are missing',
    file: 'lambda/delivery/missing-customers.ts',
    find: `if (found.kind === 'deleted') await onFew();`,
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

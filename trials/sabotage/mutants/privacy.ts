import type { Mutant } from '../mutant';

const tests = ['test/semantics/ignored-bodies.test.ts'];
const rule =
  'body and headers stay only where a change of settings or a decision may bring the shopper after all';

/** Personal data without a purpose. */
export const privacyMutants: readonly Mutant[] = [
  {
    name: 'an ignored event whose body is kept whatever the reason',
    rule,
    file: 'lambda/ledger/body-of-ignored.ts',
    find: "outcome !== 'ignored' ||",
    replace: 'true ||',
    tests,
  },
];

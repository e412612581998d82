import type { Mutant } from '../mutant';

const tests = ['test/semantics/ignored-bodies.test.ts'];
const rule =
  'body and headers stay only where a change of settings or a decision may bring the shopper after all';

const expiry = 'expires 90 days after its last write';
const expiryTests = ['test/semantics/kept-for-a-while.test.ts'];

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
  {
    name: 'a customer whom Masivo lacks, kept for good',
    rule: expiry,
    file: 'lambda/aws/dynamodb-ledger.ts',
    find: '...(isKeptForAWhile(content) ? { expiresAt } : {}),',
    replace: '',
    tests: expiryTests,
  },
  {
    name: 'a customer whom Masivo has, not kept for good',
    rule: expiry,
    file: 'lambda/ledger/customer-item.ts',
    find: 'return isLacking && isUntouched && isUndecided && !isEnded;',
    replace: 'return isUntouched && isUndecided && !isEnded;',
    tests: expiryTests,
  },
  {
    name: 'a customer whom Masivo may have, not kept for good',
    rule: expiry,
    file: 'lambda/ledger/customer-item.ts',
    find: 'return isLacking && isUntouched && isUndecided && !isEnded;',
    replace: 'return isLacking && isUndecided && !isEnded;',
    tests: expiryTests,
  },
  {
    name: 'a decision on a customer, or its deletion, forgotten after a while',
    rule: expiry,
    file: 'lambda/ledger/customer-item.ts',
    find: 'return isLacking && isUntouched && isUndecided && !isEnded;',
    replace: 'return isLacking && isUntouched;',
    tests: expiryTests,
  },
  {
    name: 'a customer who is forgotten before its deliveries are',
    rule: 'or with the deliveries where those are kept longer',
    file: 'lambda/aws/dynamodb-ledger.ts',
    find: 'Math.max(keepLackingMs, options.keepDeliveriesMs)',
    replace: 'keepLackingMs',
    tests: expiryTests,
  },
];

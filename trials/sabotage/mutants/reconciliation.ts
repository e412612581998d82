import type { Mutant } from '../mutant';

const tests = ['test/lambda/reconcile/run.test.ts'];
const run = 'lambda/reconcile/run.ts';
const cursor = 'lambda/aws/dynamodb-reconciliations.ts';

/** What `reconcile` finds, and what it writes down of it. */
export const reconciliationMutants: readonly Mutant[] = [
  {
    name: 'a cursor that moves before the queue has taken what is before it',
    rule: 'moves only behind what the queue has taken',
    file: 'lambda/reconcile/feed.ts',
    find: 'await Promise.all(some.map(({ envelope }) => enqueue(messageOf(envelope))));',
    replace: 'void Promise.allSettled(some.map(({ envelope }) => enqueue(messageOf(envelope))));',
    tests,
  },
  {
    name: 'a cursor that a run moves without the lease',
    rule: 'and only for the run that holds the store',
    file: cursor,
    find: "ConditionExpression: '#run = :run',",
    replace: "ConditionExpression: '#run = :run OR attribute_exists(pk)',",
    tests,
  },
  {
    name: 'a lease that anybody takes',
    rule: 'and only for the run that holds the store',
    file: cursor,
    find: "ConditionExpression: 'attribute_not_exists(leaseUntil) OR leaseUntil < :now OR #run = :run',",
    replace:
      "ConditionExpression: 'attribute_not_exists(leaseUntil) OR leaseUntil < :now OR #run = :run OR attribute_exists(pk)',",
    tests,
  },
  {
    name: 'a run that begins where the last one ended',
    rule: 'It begins `overlapMinutes` (5) before the cursor',
    file: run,
    find: 'let from = progress.through - overlapMs;',
    replace: 'let from = progress.through;',
    tests,
  },
  {
    name: 'a first run that forgets the one that failed before it',
    rule: 'five minutes before itself',
    file: run,
    find: 'through: firstThrough(store.signupsSince, standing.since, begun),',
    replace: 'through: firstThrough(store.signupsSince, begun.getTime(), begun),',
    tests,
  },
  {
    name: 'a first run that leaves the time since go-live out',
    rule: 'The first run begins at go-live',
    file: 'lambda/reconcile/progress.ts',
    find: 'Math.min(goLive, since)',
    replace: 'since',
    tests,
  },
  {
    name: 'a run that failed, taken for a success',
    rule: 'A run that did not come to its end is a failure with its reason',
    file: cursor,
    find: "report.failure ? '' : ', succeededAt = :at'",
    replace: "report.failure === undefined ? '' : ', succeededAt = :at'",
    tests,
  },
  {
    name: 'somebody who cannot be read, forgotten by the next run',
    rule: "named in the run's report and asked for again by each run",
    file: run,
    find: 'progress = { through, open: null, setAside: [...deps.tally.setAside] };',
    replace: 'progress = { through, open: null, setAside: [] };',
    tests,
  },
  {
    name: 'an unreadable form of all customers, taken for some of them',
    rule: 'with more than ten of them the run fails',
    file: 'lambda/reconcile/set-aside.ts',
    find: 'return all.length > mostSetAside ? undefined : all;',
    replace: 'return all;',
    tests,
  },
  {
    name: 'an e-mail that the app may not read, taken for none',
    rule: 'An e-mail that the app may not read fails it',
    file: 'lambda/sources/shopify/changes.ts',
    find: "if (errors.some(deniesEmails)) return { kind: 'denied' };",
    replace: '',
    tests,
  },
  {
    name: 'somebody who was erased, put on the queue',
    rule: 'Of an ID that was erased nothing goes on the queue',
    file: 'lambda/reconcile/known.ts',
    find: "if (held.isErased) return 'nothing';",
    replace: '',
    tests,
  },
  {
    name: 'somebody who is being erased, put on the queue',
    rule: 'Of an ID that was erased nothing goes on the queue',
    file: 'lambda/aws/dynamodb-look-up.ts',
    find: 'entry?.state.erasing !== undefined ||',
    replace: '',
    tests,
  },
  {
    name: 'a change of the second of the newest snapshot, taken for known',
    rule: 'and one of the same second that says the same',
    file: 'lambda/reconcile/known.ts',
    find: 'return !isOfOneMoment || !saysTheSame(mine, newest);',
    replace: 'return !isOfOneMoment;',
    tests,
  },
  {
    name: 'an older change, taken for known whatever it says',
    rule: 'an older state than the customer',
    file: 'lambda/reconcile/known.ts',
    find: 'return !isEnded(newest) && addsTo(newest, mine);',
    replace: 'return false;',
    tests,
  },
];

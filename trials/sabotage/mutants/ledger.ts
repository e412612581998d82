import type { Mutant } from '../mutant';

const file = 'lambda/aws/dynamodb-ledger.ts';
const tests = ['test/lambda/aws/dynamodb-ledger.test.ts'];
const oneWriter = 'Each write is one item, on condition that nobody wrote it since it was read.';
const recognised = 'A write that the AWS client repeats because its answer was lost is recognised by its ID.';
const always = `{ expression: 'attribute_exists(pk) OR attribute_not_exists(pk)', values: {} }`;

/** Conditions of writes, and what they are read with. */
export const ledgerMutants: readonly Mutant[] = [
  {
    name: 'a log written without its condition',
    rule: oneWriter,
    file,
    find: `put(item, 'attemptCount = :seen', { ':seen': seenAttempts })`,
    replace: `put(item, 'attribute_exists(pk)', {})`,
    tests,
  },
  {
    name: 'the first log of a delivery written without its condition',
    rule: oneWriter,
    file,
    find: `? put(item, 'attribute_not_exists(pk)', {})`,
    replace: `? put(item, 'attribute_exists(pk) OR attribute_not_exists(pk)', {})`,
    tests,
  },
  {
    name: 'a claim without its condition',
    rule: oneWriter,
    file,
    find: 'if (!(await write(entry, content, unwritten(entry)))) return undefined;',
    replace: `if (!(await write(entry, content, ${always}))) return undefined;`,
    tests,
  },
  {
    name: 'a state kept without its condition',
    rule: oneWriter,
    file,
    find: 'return write(entry, content, unwritten(entry));',
    replace: `return write(entry, content, ${always});`,
    tests,
  },
  {
    name: 'a confirmation without the id of its claim',
    rule: 'It succeeds only while the claim is the last one.',
    file,
    find: `{ expression: 'claim = :claim', values: { ':claim': intent.claim } }`,
    replace: always,
    tests,
  },
  {
    name: 'a write of our own that is repeated and not recognised',
    rule: recognised,
    file,
    find: 'return stored?.packed.wrote === content.wrote;',
    replace: 'return false;',
    tests,
  },
  {
    name: 'any refused write taken for our own',
    rule: recognised,
    file,
    find: 'return stored?.packed.wrote === content.wrote;',
    replace: 'return stored !== undefined;',
    tests,
  },
  {
    name: 'a count that is repeated counted twice',
    rule: recognised,
    file: 'lambda/aws/dynamodb-counts.ts',
    find: "'attribute_not_exists(#writer) OR #writer < :writes'",
    replace: "'attribute_not_exists(#writer) OR #writer <= :writes'",
    tests: ['test/lambda/aws/dynamodb-counts.test.ts'],
  },
  {
    name: 'one writer for all counts at once',
    rule: recognised,
    file: 'lambda/aws/dynamodb-counts.ts',
    find: 'const writer = idle.pop() ??',
    replace: 'const writer = idle[0] ?? idle.pop() ??',
    tests: ['test/lambda/aws/dynamodb-counts.test.ts'],
  },
  {
    name: 'a log of our own that is repeated and not recognised',
    rule: recognised,
    file: 'lambda/delivery/finish.ts',
    find: 'if (now.attempts.some(({ id }) => id === run.id)) return action;',
    replace: '',
    tests: ['test/semantics/crash-points.test.ts'],
  },
  {
    name: 'items that were not read taken for items that are not there',
    rule: "The customer's item is the truth",
    file: 'lambda/aws/dynamodb-items.ts',
    find: 'if (answer.UnprocessedKeys?.[TableName])',
    replace: `if (TableName === '')`,
    tests,
  },
  {
    name: 'items read before they show the last write',
    rule: "The customer's item is the truth",
    file: 'lambda/aws/dynamodb-items.ts',
    find: 'readAs(pks, true)',
    replace: 'readAs(pks, false)',
    tests,
  },
  {
    name: 'a confirmation that forgets how the last attempt ended',
    rule: "`last` is this delivery's, and the log does not name that attempt",
    file,
    find: 'const content = { state, intent: null, last, emailKey: entry.emailKey, wrote: newId() };',
    replace: 'const content = { state, intent: null, last: null, emailKey: entry.emailKey, wrote: newId() };',
    tests: ['test/semantics/crash-points.test.ts'],
  },
  {
    name: 'a log that is thrown away as soon as it is written',
    rule: 'A copy of a settled delivery costs one read.',
    file,
    find: 'expiresAt: Math.floor((now().getTime() + options.keepDeliveriesMs) / 1000),',
    replace: 'expiresAt: Math.floor(now().getTime() / 1000),',
    tests,
  },
];

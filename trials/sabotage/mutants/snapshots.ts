import type { Mutant } from '../mutant';

const changes = 'lambda/delivery/changes.ts';
const state = 'lambda/delivery/customer-state.ts';
const tests = ['test/semantics/newest-wins.test.ts', 'test/semantics/doubt.test.ts'];
const newest = 'Every attempt brings Masivo to the newest snapshot known, whichever delivery brought it';
const takenBack = 'takes back what Masivo shows of them and the store no longer says';

/** Which snapshot is the newest, and what Masivo is told of it. */
export const snapshotMutants: readonly Mutant[] = [
  {
    name: 'an older snapshot that wins',
    rule: newest,
    file: 'lambda/delivery/plan.ts',
    find: `const target = relation === 'older' ? merged(newest, mine) : merged(mine, newest);`,
    replace: 'const target = merged(mine, newest);',
    tests,
  },
  {
    name: 'an outcome that is told as if it were the newest’s',
    rule: 'its outcome is what that meant for its own snapshot',
    file: 'lambda/delivery/sync/meaning.ts',
    find: 'const isOlder = input.target.delivery !== input.mine.delivery;',
    replace: 'const isOlder = false;',
    tests: ['test/semantics/unknown-answers.test.ts'],
  },
  {
    name: 'a tie that falls to the first arrival',
    rule: 'A full tie falls to the order of arrival and is counted',
    file: 'lambda/delivery/relation.ts',
    find: `relation: input.receivedAt >= record.receivedAt ? 'newer' : 'older', tie: true`,
    replace: `relation: input.receivedAt >= record.receivedAt ? 'older' : 'newer', tie: true`,
    tests,
  },
  {
    name: 'a tie that the events could break',
    rule: "then the event whose `previous_attributes` are the other's values is the later one",
    file: 'lambda/delivery/relation.ts',
    find: `const order = other.kind === 'snapshot' ? source.breakTie(snapshot, other.snapshot) : 0;`,
    replace: 'const order = 0;',
    tests,
  },
  {
    name: 'orders compared by the kind of event first',
    rule: 'then create before update',
    file: 'lambda/sources/order.ts',
    find: 'if (a.at !== b.at) return a.at - b.at;',
    replace: 'if (a.kind === b.kind && a.at !== b.at) return a.at - b.at;',
    tests: ['test/lambda/sources/order.test.ts'],
  },
  {
    name: 'a replay that does not ask',
    rule: 'a replay asks Masivo',
    file: 'lambda/delivery/plan.ts',
    find: 'if (replayed || uncertain) return',
    replace: 'if (uncertain) return',
    tests,
  },
  {
    name: 'fields of the snapshot before not taken back',
    rule: 'newer: PATCH what differs',
    file: state,
    find: '...(told ? [told] : []),',
    replace: '',
    tests: ['test/semantics/expiry.test.ts', 'test/semantics/doubt.test.ts'],
  },
  {
    name: 'drafts that may have been told not taken back',
    rule: takenBack,
    file: state,
    find: '...(uncertain?.told ?? []),',
    replace: '',
    tests: ['test/semantics/doubt.test.ts'],
  },
  {
    name: 'the newest draft that may have been told not taken back',
    rule: takenBack,
    file: state,
    find: '...(uncertain && newest && newest.customer !== told ? [newest.customer] : []),',
    replace: '',
    tests: ['test/semantics/doubt.test.ts'],
  },
  {
    name: 'drafts that may have been told not remembered',
    rule: takenBack,
    file: state,
    find: 'uncertain: uncertain && before ? { ...uncertain, told: added(uncertain.told, before) } : uncertain,',
    replace: 'uncertain,',
    tests: ['test/semantics/doubt.test.ts'],
  },
  {
    name: 'what Masivo was last told forgotten with a newer snapshot',
    rule: 'Masivo has it, as we last told it',
    file: state,
    find: `confirmed: confirmed.masivo === 'holds' ? { ...confirmed, told: lastTold(state) } : confirmed,`,
    replace: 'confirmed,',
    tests,
  },
  {
    name: 'what somebody else wrote taken back',
    rule: takenBack,
    file: changes,
    find: 'return target === null ? shown !== null && told.includes(shown) : target !== shown;',
    replace: 'return target !== shown;',
    tests: ['test/lambda/delivery/changes.test.ts'],
  },
  {
    name: 'metadata that erases what others wrote',
    rule: takenBack,
    file: changes,
    find: 'return { metadata: { ...Object.fromEntries(kept), ...target } };',
    replace: 'return { metadata: { ...target } };',
    tests: ['test/lambda/delivery/changes.test.ts'],
  },
  {
    name: 'metadata changed without a look',
    rule: 'newer: PATCH what differs',
    file: 'lambda/delivery/plan.ts',
    find: `return syncTo(target, changes && needLook(changes) ? 'ask' : 'change', input);`,
    replace: `return syncTo(target, 'change', input);`,
    tests: ['test/semantics/creations.test.ts', 'test/semantics/links.test.ts'],
  },
  {
    name: 'an e-mail that differs, not told of',
    rule: 'updated or unchanged, with a notice',
    file: 'lambda/delivery/email-notice.ts',
    find: 'return emailInMasivo !== null && target.customer.email !== emailInMasivo',
    replace: `return emailInMasivo === ''`,
    tests: ['test/semantics/creations.test.ts'],
  },
];

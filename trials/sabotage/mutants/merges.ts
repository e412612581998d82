import type { Mutant } from '../mutant';

const story = 'test/semantics/merges.test.ts';

/** What becomes of two shoppers whom their store makes one. */
export const mergeMutants: readonly Mutant[] = [
  {
    name: 'a merge that was carried before, told with one wallet',
    rule: 'every delivery of the merge names both wallets',
    file: 'lambda/delivery/sync/carry-merged.ts',
    find: 'return tells ? carriedTo(kept, deps) : carried();',
    replace: 'return carried();',
    tests: [story],
  },
  {
    name: 'a merge that is told again, told without wallets',
    rule: 'every delivery of the merge names both wallets',
    file: 'lambda/delivery/plan-for-ended.ts',
    find: ' || tellsWallets) {',
    replace: ') {',
    tests: [story],
  },
  {
    name: 'a merge that a restored ledger has forgotten',
    rule: 'consent statements, deletions and merges',
    file: 'operator/core/carried-since.ts',
    find: '(newest.merged === undefined && known.merged !== undefined);',
    replace: 'false;',
    tests: ['test/semantics/carry-over.test.ts'],
  },
  {
    name: 'a merged shopper whose id nobody carries',
    rule: "it gets the other's ID among its links",
    file: 'lambda/delivery/sync/when-ended.ts',
    find: 'if (!target.merged || !isDue) return undefined;',
    replace: 'if (target.merged || !isDue) return undefined;',
    tests: [story],
  },
  {
    name: 'what a merged shopper states, forgotten',
    rule: 'its statements go on to the kept one',
    file: 'lambda/delivery/plan-for-ended.ts',
    find: 'const isCarried = !target.merged || (state.mergeCarried && !statesSomething(mine.statements));',
    replace: 'const isCarried = true;',
    tests: [story],
  },
  {
    name: 'a merge that found the kept one busy, taken for done',
    rule: 'First the kept one is claimed',
    file: 'lambda/delivery/sync/when-ended.ts',
    find: '!state.mergeCarried ||',
    replace: '',
    tests: [story],
  },
  {
    name: 'the kept one written and not shown, after a death',
    rule: 'First the kept one is claimed',
    file: 'lambda/delivery/sync/carry-merged.ts',
    find: 'if (isLinkKnown && isKnown && !isOpen) {',
    replace: 'if (isLinkKnown && isKnown) {',
    tests: [story],
  },
  {
    name: 'two wallets that nobody hears of',
    rule: 'While Masivo has that customer, it waits for an operator',
    file: 'lambda/ledger/customer-item.ts',
    find: "return mergeDecided ? undefined : { kind: 'merged', since: newest.merged.order.at };",
    replace: 'return undefined;',
    tests: [story],
  },
  {
    name: 'a merged shopper who waits for good',
    rule: 'who drops it once the points are seen to',
    file: 'lambda/delivery/sync/ends.ts',
    find: "...(target.merged && input.release === 'drop' ? { mergeDecided: true } : {}),",
    replace: '',
    tests: [story],
  },
  {
    name: 'what comes between a deletion and its merge, forgotten',
    rule: 'Merge, deletion, statements and updates may come in any order.',
    file: 'lambda/delivery/plan-for-ended.ts',
    find: ': { ...known, statements: mergedStatements(known.statements, mine.statements) };',
    replace: ': known;',
    tests: [story],
  },
];

import type { Mutant } from '../../sabotage/mutant';

/** Faults in how its events are told apart. */
export const mutants: readonly Mutant[] = [
  {
    name: 'what a shopper says again, undated, taken for a copy',
    rule: 'where that has no date of its own, by the headers too',
    file: 'lambda/sources/shopify/event-key.ts',
    find: '...(hasDate(read, dated) ? [] : unsigned)',
    replace: '...(unsigned.length > 0 ? [] : unsigned)',
    tests: ['test/semantics/consent-events.test.ts'],
  },
  {
    name: 'another event by a header that nobody signed',
    rule: 'It is known by what is signed',
    file: 'lambda/sources/shopify/event-key.ts',
    find: '...(hasDate(read, dated) ? [] : unsigned)',
    replace: '...unsigned',
    tests: ['test/lambda/sources/shopify/source.test.ts'],
  },
];

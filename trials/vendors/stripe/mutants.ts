import type { Mutant } from '../../sabotage/mutant';

/** Faults in how its events are read. */
export const mutants: readonly Mutant[] = [
  {
    name: 'a yes that metadata only repeats, newer than what was chosen since',
    rule: 'A value in metadata that an event did not change is no new yes.',
    file: 'lambda/sources/stripe/metadata-consent.ts',
    find: `if (previous === undefined) return kind === 'updated';`,
    replace: 'if (previous !== null) return false;',
    tests: ['test/semantics/consent-events.test.ts'],
  },
  {
    name: 'a listed yes that counts as new',
    rule: 'consent in its metadata is no newer than the customer',
    file: 'cli/vendors/stripe/customers.ts',
    find: 'data: { object: customer, previous_attributes: {} },',
    replace: 'data: { object: customer },',
    tests: ['test/cli/backfill/stripe-reader.test.ts'],
  },
  {
    name: 'a newer version, taken for an older one',
    rule: 'Of an API version that the bridge was not tested with, what can be read is used, with a notice.',
    file: 'lambda/sources/stripe/api-version.ts',
    find: 'date <= newestVersion.slice(0, date.length)',
    replace: `date >= '2011'`,
    tests: ['test/semantics/unknown-versions.test.ts', 'test/lambda/sources/contract.test.ts'],
  },
];

import type { Mutant } from '../../sabotage/mutant';

const thin = ['test/semantics/thin-events.test.ts', 'test/lambda/sources/contract.test.ts'];

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
  {
    name: 'another customer’s data',
    rule: 'no answer, a refusal, another customer and what cannot be read are a retry',
    file: 'lambda/sources/stripe/thin.ts',
    find: ` || memberOf(body, 'id') !== id`,
    replace: '',
    tests: thin,
  },
  {
    name: 'a customer whom the key does not show, forgotten',
    rule: "A customer whom the key's account does not have is refused, and not ignored",
    file: 'lambda/sources/stripe/thin.ts',
    find: `{ kind: 'refused', reason: { code: 'vendor-lacks-customer'`,
    replace: `{ kind: 'ignored', reason: { code: 'vendor-lacks-customer'`,
    tests: thin,
  },
  {
    name: 'a thin event that is no change of the snapshot’s second',
    rule: 'the thin one has its own second for its order',
    file: 'lambda/sources/stripe/thin.ts',
    find: 'const secondOf = (event: ThinEvent) => Math.floor(microsOf(event) / 1e6) * 1000;',
    replace: 'const secondOf = (event: ThinEvent) => microsOf(event) / 1000;',
    tests: ['test/semantics/thin-events.test.ts'],
  },
  {
    name: 'what an event changed, not read',
    rule: 'Where consent comes from metadata, what the event changed is read, too',
    file: 'lambda/sources/stripe/thin.ts',
    find: `const needsChanges = kind === 'updated' && consentKeys(store).length > 0;`,
    replace: 'const needsChanges = consentKeys(store).length > 99;',
    tests: thin,
  },
  {
    name: 'placeholders sent to Masivo',
    rule: 'A value that Stripe has redacted is never sent, whichever event has it',
    file: 'lambda/sources/stripe/map.ts',
    find: 'if (redacted.length > 0) {',
    replace: 'if (redacted.length > 99) {',
    tests: thin,
  },
  {
    name: 'a form that nobody knows, taken for an event that nobody needs',
    rule: 'A body whose form the bridge does not know at all is refused: it may be a signup.',
    file: 'lambda/sources/stripe/parse.ts',
    find: "if (!isThin && object !== 'event') {",
    replace: "if (object === 'thing') {",
    tests: ['test/semantics/unknown-versions.test.ts'],
  },
  {
    name: 'a key that Stripe’s metadata lacks, taken for the shopper’s own no',
    rule: 'what a store has of everybody whom it never asked',
    file: 'lambda/sources/stripe/metadata-consent.ts',
    find: 'if (absent) return { granted, implied: true, unasked: true };',
    replace: 'if (absent) return { granted, implied: true };',
    tests: ['test/semantics/consent-of-others.test.ts'],
  },
];

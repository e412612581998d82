import type { Mutant } from '../../sabotage/mutant';

/** Faults in how its events are read and told apart. */
export const mutants: readonly Mutant[] = [
  {
    name: 'a customer taken for deleted by a header that nobody signed',
    rule: 'is believed only from a body of a form that no other topic has',
    file: 'lambda/sources/shopify/deletion.ts',
    find: '!neverThere.some(',
    replace: '![].some(',
    tests: ['test/lambda/sources/contract.test.ts'],
  },
  {
    name: 'any id taken for that of a deleted customer',
    rule: 'is believed only from a body of a form that no other topic has',
    file: 'lambda/sources/shopify/deletion.ts',
    find: 'alwaysThere.some((member) => Array.isArray(body[member]))',
    replace: 'alwaysThere.length > 0',
    tests: ['test/lambda/sources/contract.test.ts'],
  },
  {
    name: 'a choice told when it was made',
    rule: 'Between one with a time and one without, the one told last counts.',
    file: 'lambda/sources/shopify/parse-consent.ts',
    find: 'toldAt: triggeredAt(event) === null ? at : secondOf(event),',
    replace: 'toldAt: at,',
    tests: ['test/semantics/consent-events.test.ts'],
  },
  {
    name: 'what a shopper says again, taken for a copy',
    rule: 'by when it was triggered',
    file: 'lambda/sources/shopify/event-key.ts',
    find: 'topic, ...unsigned, triggered,',
    replace: 'topic, ...unsigned,',
    tests: ['test/semantics/consent-events.test.ts'],
  },
  {
    name: 'another event by a header that nobody signed',
    rule: 'It is known by what is signed',
    file: 'lambda/sources/shopify/event-key.ts',
    find: 'isDated ? []',
    replace: 'isDated && topic.length < 0 ? []',
    tests: ['test/lambda/sources/shopify/source.test.ts'],
  },
  {
    name: 'what Shopify could not read, taken for what the shopper took back',
    rule: 'A field that Shopify could not read says nothing.',
    file: 'lambda/sources/shopify/events/withheld.ts',
    find: 'const data = named.reduce<unknown>(',
    replace: 'const data = [].reduce<unknown>(',
    tests: ['test/semantics/shopify-events.test.ts', 'test/lambda/sources/contract.test.ts'],
  },
  {
    name: 'one Event as many, by a header that nobody signed',
    rule: 'It is known by what is signed',
    file: 'lambda/sources/shopify/event-key.ts',
    find: "return { topic: '', isDated",
    replace: 'return { topic: named, isDated',
    tests: ['test/lambda/ingress/handle-webhook.test.ts'],
  },
  {
    name: 'a version that may change any day, taken for an older one',
    rule: 'Of an API version that the bridge was not tested with, what can be read is used, with a notice.',
    file: 'lambda/sources/shopify/api-version.ts',
    find: 'version <= newestVersion;',
    replace: "version <= newestVersion || version === 'unstable';",
    tests: ['test/semantics/unknown-versions.test.ts', 'test/lambda/sources/contract.test.ts'],
  },
];

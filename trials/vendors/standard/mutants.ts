import type { Mutant } from '../../sabotage/mutant';

const contract = 'test/lambda/sources/contract.test.ts';
const own = 'test/lambda/sources/standard/source.test.ts';

/** Faults in how its events are read. */
export const mutants: readonly Mutant[] = [
  {
    name: 'a time of the far future, signed today',
    rule: 'the time within 300 s, both ways',
    file: 'lambda/sources/standard/verify.ts',
    find: 'if (Math.abs(Math.floor(now.getTime() / 1000) - Number(timestamp)) > toleranceSeconds)',
    replace: 'if (Math.floor(now.getTime() / 1000) - Number(timestamp) > toleranceSeconds)',
    tests: [contract],
  },
  {
    name: 'an id that anybody can replace',
    rule: 'Of Standard Webhooks the ID and the time are signed, too',
    file: 'lambda/sources/standard/verify.ts',
    find: '{id}.',
    replace: '{id.slice(0, 3)}.',
    tests: [contract],
  },
  {
    name: 'the first signature alone',
    rule: 'any one signature has to be right',
    file: 'lambda/sources/standard/verify.ts',
    find: `given.split(' ')`,
    replace: `given.split(' ').slice(0, 1)`,
    tests: [contract],
  },
  {
    name: 'a secret with an empty key',
    rule: 'An empty secret verifies nothing, nor does one with an empty key in it.',
    file: 'lambda/sources/standard/verify.ts',
    find: '[A-Za-z0-9+/]{4,}',
    replace: '[A-Za-z0-9+/]*',
    tests: [contract],
  },
  {
    name: 'every try another event',
    rule: 'A copy of a settled delivery costs one read.',
    file: 'lambda/sources/standard/ingress.ts',
    find: "headers['webhook-id']",
    replace: "headers['webhook-timestamp']",
    tests: [contract, own],
  },
  {
    name: 'a date of the year 9999 that wins for good',
    rule: 'A date more than five minutes ahead does not count.',
    file: 'lambda/sources/standard/parse.ts',
    find: 'changed !== undefined && !isFarAhead(changed, event) ?',
    replace: 'changed !== undefined ?',
    tests: [own],
  },
  {
    name: 'an event of the year 9999 that wins for good',
    rule: 'A date more than five minutes ahead does not count.',
    file: 'lambda/sources/standard/parse.ts',
    find: 'micros === null || isFarAhead(micros / 1000, event) ?',
    replace: 'micros === null ?',
    tests: [own],
  },
  {
    name: 'of two events with one date, either',
    rule: 'Standard Webhooks: `updated_at`, else `timestamp`, then `timestamp`.',
    file: 'lambda/sources/standard/parse.ts',
    find: 'order: { at, tie: happened, kind },',
    replace: 'order: { at, tie: null, kind },',
    tests: [own],
  },
  {
    name: 'a shopper of nobody knows when, taken for a new one',
    rule: 'older than go-live or undated',
    file: 'lambda/sources/standard/parse.ts',
    find: `dated: created !== null || kind === 'created',`,
    replace: 'dated: true,',
    tests: [own],
  },
  {
    name: 'silence on consent, taken for a no',
    rule: 'A member that a body does not have says nothing',
    file: 'lambda/sources/standard/consent.ts',
    find: 'if (granted === undefined) return undefined;',
    replace: 'if (granted === undefined) return lacking;',
    tests: [contract],
  },
];

import type { Mutant } from '../mutant';

const ends =
  'A skip, or a refusal, is about its event: it takes nothing back, and ends no attempt that may already have sent something.';
const order = 'has no part in the order.';
const tests = ['test/semantics/own-mapping.test.ts', 'test/lambda/mapping/map-snapshot.test.ts'];

/** The environment's own mapping. */
export const mappingMutants: readonly Mutant[] = [
  {
    name: 'a mapping that ends what was sent',
    rule: ends,
    file: 'lambda/delivery/end-by-mapping.ts',
    find: `if (newest?.delivery === envelope.id && mayHaveSent) return 'goes-on';`,
    replace: '',
    tests,
  },
  {
    name: 'a mapping that keeps whose e-mail was erased',
    rule: "An e-mail's stops every link by it, and the creation of whoever is from before it",
    file: 'lambda/delivery/end-by-mapping.ts',
    find: 'if (emailErasedAt !== undefined && isFromBefore(mine, emailErasedAt)) {',
    replace: 'if (emailErasedAt === undefined && isFromBefore(mine, 0)) {',
    tests,
  },
  {
    name: 'a mapping that deletions go through',
    rule: order,
    file: 'lambda/mapping/map-snapshot.ts',
    find: `if (!mapping || mapped.kind !== 'customer' || snapshot.only) return mapped;`,
    replace: `if (!mapping || mapped.kind !== 'customer') return mapped;`,
    tests,
  },
  {
    name: 'reconciliation without the mapping',
    rule: order,
    file: 'lambda/reconcile/known.ts',
    find: 'const mapped = mapSnapshot({ source, store, snapshot: parsed.snapshot, mapping });',
    replace: 'const mapped = mapSnapshot({ source, store, snapshot: parsed.snapshot, mapping: undefined });',
    tests: ['test/lambda/reconcile/known.test.ts'],
  },
];

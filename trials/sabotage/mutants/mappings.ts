import type { Mutant } from '../mutant';

const ends =
  'A skip, or a refusal, is about its event: it takes nothing back, and ends no attempt that may already have sent something.';
const order = 'has no part in the order.';
const ownIds = ['test/semantics/own-ids.test.ts'];
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
  {
    name: 'an ID in Masivo that each event fixes anew',
    rule: 'from then on every call goes by it, and a later different one is a notice',
    file: 'lambda/delivery/masivo-id.ts',
    find: `if (written.masivoId !== undefined || !store.mapping.ownIds) return { kind: 'as-is' };`,
    replace: `if (!store.mapping.ownIds) return { kind: 'as-is' };`,
    tests: ownIds,
  },
  {
    name: 'an ID in Masivo that nobody reserves',
    rule: 'it reserves the one that the mapping gives',
    file: 'lambda/delivery/fix-masivo-id.ts',
    find: `return !isTaken && (await ledger.reserveMasivoId(id, owner)) ? 'reserved' : 'taken';`,
    replace: `return isTaken ? 'taken' : 'reserved';`,
    tests: ownIds,
  },
  {
    name: "an ID in Masivo that is another shopper's in a store",
    rule: 'or where the ledger has, or erased, a customer of that ID in a store of the account',
    file: 'lambda/delivery/fix-masivo-id.ts',
    find: 'const isTaken = others.some((other) => hasId(id, other, settings));',
    replace: 'const isTaken = others.length < 0;',
    tests: ownIds,
  },
  {
    name: 'an erasure by the ID in the store',
    rule: 'from then on every call goes by it',
    file: 'lambda/delivery/erase/erase.ts',
    find: 'const id = masivoIdOf(name, state);',
    replace: 'const id = masivoIdOf(name, {});',
    tests: ownIds,
  },
  {
    name: 'an erasure of whoever has the ID in the store',
    rule: "Nor is it emptied by an erasure, unless Masivo shows the bridge's own metadata.",
    file: 'lambda/delivery/erase/empty-in-masivo.ts',
    find: `if (!isCertain && !isMarkedAs(shown, name)) return { kind: 'nobody' };`,
    replace: '',
    tests: ownIds,
  },
  {
    name: 'an ID in Masivo that an erasure forgets half-way',
    rule: 'from then on every call goes by it',
    file: 'lambda/delivery/erase/erasing-state.ts',
    find: '...(masivoId === undefined ? {} : { masivoId }),',
    replace: '',
    tests: ownIds,
  },
  {
    name: 'an ID in Masivo that the backfill does not know of',
    rule: 'from then on every call goes by it',
    file: 'cli/backfill/engine/sendable.ts',
    find: 'sent: v.parse(NewCustomer, underMasivoId(customer, masivoId))',
    replace: 'sent: v.parse(NewCustomer, masivoId ? customer : customer)',
    tests: ['test/cli/backfill/own-ids.test.ts'],
  },
  {
    name: 'a reserved ID in Masivo that a restored ledger has forgotten',
    rule: 'which IDs in Masivo are reserved and fixed',
    file: 'operator/core/carry-over.ts',
    find: `else if (pk.startsWith(keys.masivoId(''))) await copy(item);`,
    replace: '',
    tests: ['test/semantics/carry-over.test.ts'],
  },
  {
    name: 'a fixed ID in Masivo that a restored ledger has forgotten',
    rule: 'which IDs in Masivo are reserved and fixed',
    file: 'operator/core/carried-since.ts',
    find: 'return mayDiffer && mayBeInMasivo(state) ? masivoIdOf(name, state) : undefined;',
    replace: 'return mayDiffer && state.newest?.deleted ? masivoIdOf(name, state) : undefined;',
    tests: ['test/semantics/carry-over.test.ts'],
  },
  {
    name: 'whom nobody has named, asked about by the ID in the store',
    rule: 'Whom nothing that passed the mapping names is not asked about in Masivo',
    file: 'lambda/delivery/bring-to-masivo.ts',
    find: `isUnnamed ? { ...nothingDone, shown: 'lacks', askedAt: startedAt } : nothingDone,`,
    replace: 'nothingDone,',
    tests: ownIds,
  },
  {
    name: 'a refused ID that stays fixed',
    rule: 'A refusal leaves no ID fixed of whom Masivo has nothing of ours.',
    file: 'lambda/delivery/bring-to-masivo.ts',
    find: `result.outcome === 'refused' ? freedWhereRefused(reached, store) : reached;`,
    replace: 'reached;',
    tests: ownIds,
  },
];

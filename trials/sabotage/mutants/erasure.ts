import type { Mutant } from '../mutant';

const erase = 'lambda/delivery/erase/erase.ts';
const takeBack = 'lambda/delivery/erase/take-id-back.ts';
const ledger = 'lambda/aws/dynamodb-ledger.ts';
const tests = ['test/semantics/erasure.test.ts'];
const ofErased = 'whatever comes of an erased ID';

/** Somebody who was erased. */
export const erasureMutants: readonly Mutant[] = [
  {
    name: 'an event of somebody erased that is delivered as any other',
    rule: ofErased,
    file: ledger,
    find: "if (at !== undefined) return { kind: 'erased', at, ...opened };",
    replace: '',
    tests,
  },
  {
    name: 'an event that is ignored, kept though its customer was erased',
    rule: ofErased,
    file: 'lambda/delivery/finish.ts',
    find: '(await run.deps.ledger.erasedAt({ source, store, customer })) !== undefined',
    replace: '(await run.deps.ledger.erasedAt({ source, store, customer })) === null',
    tests,
  },
  {
    name: 'a log of somebody erased that keeps the body',
    rule: 'its log holds no body, no headers and no customer',
    file: 'lambda/delivery/finish.ts',
    find: '...envelopeWithout(envelope), customer: null',
    replace: '...envelopeToStore(envelope, delivery), customer: null',
    tests,
  },
  {
    name: 'what comes while somebody is being erased, delivered',
    rule: 'claim, with `erasing` in the state',
    file: erase,
    find: '{ ...state, erasing: at }',
    replace: 'state',
    tests,
  },
  {
    name: 'an erased e-mail by which somebody from before is created',
    rule: 'the creation of whoever is from before it',
    file: 'lambda/delivery/sync/erased-email.ts',
    find: 'Math.min(order.at, Date.parse(customer.registration_date)) < erasedAt',
    replace: 'Math.min(order.at, Date.parse(customer.registration_date)) < 0',
    tests,
  },
  {
    name: 'an item that goes before an attempt under way has ended',
    rule: 'what an attempt that was under way wrote or sent is gone, too',
    file: erase,
    find: 'startedAt < endsAt || !isAll',
    replace: '!isAll',
    tests,
  },
  {
    name: 'a creation that lands after the erasure has ended',
    rule: 'what an attempt that was under way wrote or sent is gone, too',
    file: 'lambda/delivery/erase/erasing-state.ts',
    find: 'return Math.max(shows, uncertain?.landsUntil ?? 0);',
    replace: 'return shows;',
    tests,
  },
  {
    name: 'whoever is linked to somebody erased, taken for carried',
    rule: 'Who was linked to an erased customer is `gone`',
    file: 'lambda/delivery/owner.ts',
    find: "return { kind: 'gone', since: opened.at };",
    replace: "return { kind: 'there', name };",
    tests,
  },
  {
    name: 'a restored ledger used before it knows who was erased',
    rule: 'is not used before `carryover` has brought in',
    file: 'lambda/delivery/carried-over.ts',
    find: 'carriedOver < Date.parse(restoredAt)',
    replace: 'carriedOver < 0',
    tests: ['test/semantics/carry-over.test.ts'],
  },
  {
    name: 'an id that stays with whom it is linked to',
    rule: 'its ID taken from all who carry it',
    file: takeBack,
    find: 'if (!(await takeIdBack(name, carrier, deps))) left = carrier;',
    replace: 'if (name === carrier && !(await takeIdBack(name, carrier, deps))) left = carrier;',
    tests,
  },
  {
    name: 'an erased id, left with whom an attempt that died has linked it to',
    rule: 'by a link, also one that nothing confirmed',
    file: 'lambda/delivery/carried-by.ts',
    find: 'if (emailKey === null)',
    replace: 'if (emailKey !== undefined)',
    tests,
  },
  {
    name: 'an erased id, left with whom the store keeps of two',
    rule: 'its ID taken from all who carry it',
    file: takeBack,
    find: 'carrierOf(state, name), keptOf(state, name)]',
    replace: 'carrierOf(state, name)]',
    tests,
  },
];

import type { Mutant } from '../mutant';

const tests = ['test/semantics/requests.test.ts'];
const shopTests = ['test/operator/core/erase-shop.test.ts'];
const carryOverTests = ['test/semantics/carry-over.test.ts'];
const attempt = 'lambda/delivery/attempt.ts';
const erase = 'lambda/delivery/erase/erase.ts';
const eraseShop = 'operator/core/erase-shop/erase-shop.ts';
const carryOver = 'operator/core/carry-over.ts';

/** What a store asks an operator to do, and a shop that is erased. */
export const requestMutants: readonly Mutant[] = [
  {
    name: 'a request of which no task is written',
    rule: 'written before its delivery ends as `ignored`',
    file: 'lambda/delivery/record-request.ts',
    find: 'for (const task of tasks) await ledger.writeTask(task);',
    replace: '',
    tests,
  },
  {
    name: 'a task about an e-mail that was erased',
    rule: 'of somebody erased there is none',
    file: 'lambda/delivery/record-request.ts',
    find: "if ((await ledger.erasedAt({ email })) !== undefined) return 'erased';",
    replace: '',
    tests,
  },
  {
    name: 'what was asked by an e-mail that the index does not know, left to be done',
    rule: 'An erasure deletes what the person had asked',
    file: 'lambda/delivery/erase/erase-named.ts',
    find: '  await endDataRequests(store, also, ledger);\n',
    replace: '',
    tests,
  },
  {
    name: 'an erasure given up, because the erased shop is no longer configured',
    rule: 'Where the store is no longer configured, they wait',
    file: attempt,
    find: "if (isFromBefore && asked?.kind !== 'erasure' && asked?.kind !== 'unkept')",
    replace: 'if (isFromBefore)',
    tests,
  },
  {
    name: 'somebody erased, whose id Masivo is told of again after a restore',
    rule: 'and nobody carries the IDs of erased people',
    file: carryOver,
    find: 'if (customer) await carryNobodyErased(customerNameOf(String(item.pk)), customer);',
    replace: '',
    tests: carryOverTests,
  },
  {
    name: 'a task about somebody who was erased',
    rule: 'of somebody erased there is none',
    file: 'lambda/delivery/record-request.ts',
    find: "if (opened.kind === 'erased') continue;",
    replace: '',
    tests,
  },
  {
    name: 'a second request that puts off the first',
    rule: 'due 30 days after the first request',
    file: 'lambda/aws/dynamodb-ledger.ts',
    find: "'attribute_not_exists(pk) OR attribute_exists(doneAt)'",
    replace: "'attribute_not_exists(pk) OR attribute_exists(pk)'",
    tests,
  },
  {
    name: 'what somebody erased had asked, left to be done',
    rule: 'An erasure deletes what the person had asked',
    file: erase,
    find: '  await endDataRequests(name, erased, ledger);\n',
    replace: '',
    tests,
  },
  {
    name: 'an erasure whose rest in Masivo nobody is told of',
    rule: 'leaves a task where something is left in Masivo',
    file: erase,
    find: "if (isGone && emptied.kind === 'empty') await leaveToOperator(name, deps);",
    replace: '',
    tests,
  },
  {
    name: 'two wallets after a merge, of which no alarm tells',
    rule: 'shoppers with two wallets after a merge included',
    file: 'lambda/aws/dynamodb-oldest-task.ts',
    find: 'first(merged, ranked),',
    replace: '',
    tests,
  },
  {
    name: 'what came in before a shop was erased, delivered',
    rule: 'ends as `ignored`, `shop-erased`, and leaves nothing',
    file: attempt,
    find: 'Date.parse(receivedAt) < (',
    replace: 'Date.parse(receivedAt) > (',
    tests,
  },
  {
    name: 'an erasure of a person, given up because the shop is erased',
    rule: 'but erasures go on',
    file: attempt,
    find: "isOfErasedShop && parsed.kind !== 'erasure' &&",
    replace: 'isOfErasedShop &&',
    tests,
  },
  {
    name: 'somebody of an erased shop, brought back by reconciliation',
    rule: 'what reconciliation finds since of before',
    file: attempt,
    find: 'signedWith === foundByReconciliation &&',
    replace: 'false &&',
    tests,
  },
  {
    name: 'a shop that is erased while its messages are delivered',
    rule: 'It pauses the store',
    file: eraseShop,
    find: '  await pause([name]);\n',
    replace: '',
    tests: shopTests,
  },
  {
    name: 'a shop whose erasure goes on as another one',
    rule: 'and can be stopped and begun again',
    file: eraseShop,
    find: 'isStopped ? before.at :',
    replace: 'isStopped && !before ? before.at :',
    tests: shopTests,
  },
  {
    name: 'a customer who is being erased, deleted with the shop',
    rule: 'but erasures go on',
    file: 'operator/core/erase-shop/held-of-shop.ts',
    find: ' && !isBeingErased(item)',
    replace: '',
    tests: shopTests,
  },
  {
    name: 'an erased shop, back in a restored ledger',
    rule: 'what it holds of those people and shops is deleted again',
    file: carryOver,
    find: 'shops.some((shop) => heldOfShop(item, shop, shop.at))',
    replace: 'false',
    tests: carryOverTests,
  },
  {
    name: 'a task that a restored ledger has forgotten',
    rule: 'deletions and merges; and tasks',
    file: carryOver,
    find: '      await copy(item);\n      tasks += 1;',
    replace: '      tasks += 1;',
    tests: carryOverTests,
  },
];

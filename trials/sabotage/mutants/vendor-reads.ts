import type { Mutant } from '../mutant';

const tests = ['test/semantics/thin-events.test.ts'];

/** What is read at a vendor for an event that only names a customer. */
export const vendorReadMutants: readonly Mutant[] = [
  {
    name: 'a delivery that is over, read again',
    rule: 'What the ledger knows to be over is not read again.',
    file: 'lambda/delivery/read-at-vendor.ts',
    find: `if (opened.kind === 'over') return opened;`,
    replace: `if (opened.kind === 'over') await run.deps.vendorOf(store)?.(wanted.reads);
  if (opened.kind === 'over') return opened;`,
    tests,
  },
  {
    name: 'a store that is read from without being asked for',
    rule: 'A store is read from where its settings say `events: true`',
    file: 'lambda/vendors/vendor-reader.ts',
    find: 'if (store.events !== true) return',
    replace: 'if (store.events === undefined) return',
    tests,
  },
  {
    name: 'an HTML page taken for a vendor’s answer',
    rule: 'no answer, a refusal, another customer and what cannot be read are a retry',
    file: 'lambda/vendors/vendor-reader.ts',
    find: `(step === 'missing' && json.kind === 'json')`,
    replace: `step === 'missing'`,
    tests,
  },
  {
    name: 'a vendor’s trouble that stops Masivo’s deliveries',
    rule: 'a circuit of its own, which hold up nothing else',
    file: 'lambda/composition/compose-vendors.ts',
    find: `        api: name,
        items,`,
    replace: '        items,',
    tests,
  },
  {
    name: 'a vendor that is asked as often as it goes',
    rule: 'Each such store has a rate limit',
    file: 'lambda/composition/compose-vendors.ts',
    find: '{ perSecond: api.perSecond },',
    replace: '{},',
    tests,
  },
  {
    name: 'a read that was given up, taken for a vendor’s trouble',
    rule: 'it reads, writes and sends nothing more',
    file: 'lambda/composition/compose-vendors.ts',
    find: 'signal.aborted ? undefined : heard(answer, request);',
    replace: 'heard(answer, request);',
    tests,
  },
  {
    name: 'what was read, taken for older than a snapshot of its second',
    rule: 'Of one second, what was read is the newer.',
    file: 'lambda/delivery/relation.ts',
    find: `relation: wasRead ? 'older' : 'newer'`,
    replace: `relation: wasRead ? 'newer' : 'older'`,
    tests,
  },
  {
    name: 'a refused key looked for with each attempt',
    rule: 'A key that is missing or refused is looked for again each minute',
    file: 'lambda/vendors/vendor-keys.ts',
    find: 'if (isOlderThan(vendorKeyTimes.rereadEveryMs)) await readOnce()',
    replace: 'await readOnce()',
    tests,
  },
  {
    name: 'two stores of an account that each take all of its slots',
    rule: "a rate limit, which an account's stores share",
    file: 'lambda/composition/compose-vendors.ts',
    find: 'api: account, gatherMs',
    replace: 'api: name, gatherMs',
    tests,
  },
];

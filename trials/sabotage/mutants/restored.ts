import type { Mutant } from '../mutant';

const tests = ['test/semantics/restored.test.ts'];
const records = ['test/semantics/restored-consent.test.ts'];
const keeps = 'Where Masivo shows a record, only what the event states is sent, and the rest stays.';
const asAfterDeath = 'An item not written since its ledger was restored counts as after a death';
const withoutItem = 'So does a customer without one, for events from before `ledgerRestoredAt`';
const restored = 'lambda/delivery/restored.ts';

/** A ledger that was restored from an earlier second. */
export const restoredMutants: readonly Mutant[] = [
  {
    name: 'a yes that may have been taken back, believed once nothing is uncertain',
    rule: 'consent is sent again, without a yes that the event does not state',
    file: 'lambda/delivery/sync/ends.ts',
    find: 'newest: newest && stillStated(situation, newest),',
    replace: 'newest: newest && progress.consent ? stillStated(situation, newest) : newest,',
    tests,
  },
  {
    name: 'a restored ledger that is trusted as it is',
    rule: asAfterDeath,
    file: 'lambda/delivery/intent.ts',
    find: 'return entry.restoredAt === undefined ? state : afterRestore(state, entry.restoredAt, lateLandingMs);',
    replace: 'return state;',
    tests,
  },
  {
    name: 'a restored ledger in which everybody stays uncertain',
    rule: asAfterDeath,
    file: 'lambda/ledger/customer-item.ts',
    find: 'restoredAt === undefined || restored === restoredAt ?',
    replace: 'restoredAt === undefined ?',
    tests,
  },
  {
    name: 'a restored customer of whom nobody thinks that we created it',
    rule: 'a creation may have landed, a change may still land',
    file: restored,
    find: "created: before.created || !(isHeld || confirmed.masivo === 'migrating'),",
    replace: 'created: before.created,',
    tests,
  },
  {
    name: 'a consent record that is believed in after a restore',
    rule: 'and consent is sent again',
    file: restored,
    find: 'confirmed: isHeld ? { ...confirmed, consent: null, forgotten: true } : confirmed,',
    replace: 'confirmed,',
    tests,
  },
  {
    name: 'a yes that may have been taken back sent again after a restore',
    rule: 'without a yes that the event does not state',
    file: 'lambda/delivery/sync/meaning.ts',
    find: 'return withoutOutdated(snapshot, hasEvent ? input.mine : null, input.state);',
    replace: 'return snapshot;',
    tests,
  },
  {
    name: 'a customer whose item a restore has lost taken for new',
    rule: withoutItem,
    file: 'lambda/delivery/attempt.ts',
    find: '? { ...customer, restoredAt }',
    replace: '? customer',
    tests,
  },
  {
    name: 'a released yes that may have been taken back, taken for stated by the release',
    rule: 'without a yes that the event does not state',
    file: 'lambda/delivery/sync/meaning.ts',
    find: ' && input.release === undefined;',
    replace: ';',
    tests: records,
  },
  {
    name: 'a yes that may have been taken back, sent with a creation',
    rule: 'without a yes that the event does not state, also with a creation',
    file: 'lambda/delivery/sync/when-lacking.ts',
    find: 'stillStated(situation, input.target)',
    replace: 'input.target',
    tests: records,
  },
  {
    name: 'a customer whom a restore has lost, taken for somebody else’s',
    rule: 'Whom the ledger does not know, but who carries our metadata, is ours.',
    file: 'lambda/delivery/sync/meaning.ts',
    find: "return confirmed.masivo === 'unknown' && typeof shown === 'object' && hasOwnMetadata(input, shown.customer);",
    replace: 'return false;',
    tests: ['test/trials/simulation/restored-ledger.test.ts'],
  },
  {
    name: 'a record of ours that a restore has lost, sent over unseen',
    rule: keeps,
    file: 'lambda/delivery/customer-state.ts',
    find: '(confirmed.elsewhere === true || confirmed.forgotten === true)',
    replace: 'confirmed.elsewhere === true',
    tests: records,
  },
  {
    name: 'a record that Masivo shows after a restore, not kept',
    rule: keeps,
    file: 'lambda/delivery/sync/meaning.ts',
    find: 'return isOthers || mayBeForgotten(situation)',
    replace: 'return isOthers',
    tests: records,
  },
  {
    name: 'a record that a restore may have lost, not known as such once the customer shows',
    rule: keeps,
    file: 'lambda/delivery/sync/meaning.ts',
    find: 'if (uncertain?.restoredAt !== undefined) return true;',
    replace: "if (confirmed.masivo === 'holds' && uncertain?.restoredAt !== undefined) return true;",
    tests: records,
  },
  {
    name: 'an older statement, stated again over what a restore has lost',
    rule: keeps,
    file: 'lambda/delivery/sync-plan.ts',
    find: "confirmed.masivo === 'holds' || uncertain?.restoredAt !== undefined;",
    replace: "confirmed.masivo === 'holds';",
    tests: records,
  },
  {
    name: 'a record that is owed, though Masivo shows one',
    rule: keeps,
    file: 'lambda/delivery/consent-to-record.ts',
    find: 'if (lastAt === null && (!must || others)) return null;',
    replace: 'if (lastAt === null && !must) return null;',
    tests: records,
    explained: 'The same purposes are sent once more, under our version.',
  },
];

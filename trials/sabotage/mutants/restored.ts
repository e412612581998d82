import type { Mutant } from '../mutant';

const tests = ['test/semantics/restored.test.ts'];
const asAfterDeath = 'An item not written since its ledger was restored counts as after a death';
const withoutItem = 'so does a customer without one, for events from before `ledgerRestoredAt`';
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
    find: "if (progress.created === 'yes') return snapshot;",
    replace: "if (progress.created !== 'maybe') return snapshot;",
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
];

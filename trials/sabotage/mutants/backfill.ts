import type { Mutant } from '../mutant';

const mark = 'cli/backfill/engine/mark.ts';
const known = 'cli/backfill/engine/known.ts';
const recordConsent = 'cli/backfill/engine/record-consent.ts';
const csv = 'cli/backfill/engine/readers/csv';
const tests = ['test/cli/backfill/bringing-over.test.ts'];
const csvTests = ['test/cli/backfill/csv.test.ts'];

/** Customers from before go-live. */
export const backfillMutants: readonly Mutant[] = [
  {
    name: 'who was erased after the mark, given to Masivo',
    rule: 'A request goes out within half a minute of its marks, or they are made anew',
    file: 'cli/backfill/engine/send.ts',
    find: 'if (at - marks.at <= backfillTimes.marksHoldMs) return marks;',
    replace: 'if (at > 0) return marks;',
    tests: ['test/cli/backfill/known-customers.test.ts'],
  },
  {
    name: 'a mark made anew that an erasure does not wait for',
    rule: 'an erasure that begins meanwhile waits for what was sent',
    file: mark,
    find: 'const renewed = { ...state, confirmed: { ...confirmed, since } };',
    replace: 'const renewed = since > 0 ? state : { ...state };',
    tests: ['test/cli/backfill/known-customers.test.ts'],
  },
  {
    name: 'somebody of a store that is being erased, marked',
    rule: 'While what is held of the store is being erased, the run stops.',
    file: 'cli/backfill/engine/chunks.ts',
    find: `  await refuseWhileErased(deps);
  const markedAt`,
    replace: `  const markedAt`,
    tests: ['test/cli/backfill/known-customers.test.ts'],
  },
  {
    name: 'a mark that the ledger does not have when it is sent',
    rule: 'A mark is one conditional write of the state, tried unread.',
    file: mark,
    find: 'if (await deps.ledger.keep(entry, marked, entry.last, emailKey)) {',
    replace: `await deps.ledger.keep(entry, marked, entry.last, emailKey);
    {`,
    tests,
  },
  {
    name: 'a creation that was tried, brought over all the same',
    rule: 'a creation that was tried, or a mark that a webhook has taken over',
    file: known,
    find: 'return uncertain && (uncertain.created || uncertain.counted || uncertain.conflictSince !== undefined)',
    replace: 'return uncertain && uncertain.conflictSince !== undefined',
    tests: ['test/cli/backfill/known-customers.test.ts'],
  },
  {
    name: 'what a mark had forgotten once a webhook has taken it over',
    rule: 'a webhook waits until Masivo shows the customer, and takes back what the list alone had',
    file: mark,
    find: 'uncertain: state.uncertain ?? nothingUncertain,',
    replace: '',
    tests,
  },
  {
    name: 'who was in Masivo before, taken for one of ours',
    rule: "leaves it, as `holds`, as somebody else's, without a record",
    file: 'cli/backfill/engine/there-before.ts',
    find: `if (!isToLookAt(candidate, deps.store)) return 'not-there';`,
    replace: `if (isToLookAt(candidate, deps.store)) return 'not-there';`,
    tests,
  },
  {
    name: 'a statement of who was in Masivo before, recorded over what others recorded',
    rule: 'Where Masivo shows a record of theirs, all that the statement does not name stays',
    file: recordConsent,
    find: 'others: others?.purposes ?? null,',
    replace: '',
    tests: ['test/cli/backfill/consent-of-others.test.ts'],
  },
  {
    name: 'who was given by an earlier run, taken for there before',
    rule: 'any other mark of a backfill | asks Masivo first',
    file: 'cli/backfill/engine/there-before.ts',
    find: `if (standingOf(state).kind !== 'free') return 'not-there';`,
    replace: '',
    tests,
  },
  {
    name: 'a mark that may have been sent, sent again unasked',
    rule: 'any other mark of a backfill | asks Masivo first',
    file: mark,
    find: `if (standing.kind === 'marked' && !isUnsent(standing.run)) {`,
    replace: `if (standing.kind === 'marked' && standing.since < 0) {`,
    tests,
  },
  {
    name: 'a mark that a webhook has taken over, taken back',
    rule: 'a creation that was tried, or a mark that a webhook has taken over',
    file: known,
    find: 'return newest && isOfBackfill(newest)',
    replace: 'return newest',
    tests,
  },
  {
    name: 'who is held brought over',
    rule: '`holds`, `waiting`, `held`, `linked`, `gone`, or a deletion | leaves it',
    file: known,
    find: `    case 'held':
      return {
        kind: 'known',`,
    replace: `    case 'held':
      return {
        kind: 'free',`,
    tests: ['test/cli/backfill/known-customers.test.ts'],
  },
  {
    name: 'a statement that came before the list, left unrecorded',
    rule: 'it has no consent statement, and Masivo shows it before the mark',
    file: 'cli/backfill/engine/there-before.ts',
    find: `if (state.newest && statesPurpose(deps.store, state.newest.statements)) return 'not-there';`,
    replace: '',
    tests,
  },
  {
    name: 'a webhook’s newer snapshot overwritten by the list',
    rule: "marks and sends it, with a webhook's snapshot where that is newer",
    file: mark,
    find: 'if (newest.only || compareOrder(mine.order, newest.order) >= 0) return merged(mine, newest);',
    replace: 'if (newest.delivery !== mine.delivery) return merged(mine, newest);',
    tests,
  },
  {
    name: 'a customer whom a delivery holds, marked',
    rule: 'waits for the end of the lease',
    file: mark,
    find: 'if (!isBusy(found.customer, now().getTime())) return found.customer;',
    replace: 'return found.customer;',
    tests: ['test/cli/backfill/known-customers.test.ts'],
  },
  {
    name: 'a consent record without a lease',
    rule: "each under a claim, so none overwrites a webhook's later statement",
    file: recordConsent,
    find: `if (!claim) return { kind: 'failed', reason: { code: 'delivery-faster' } };`,
    replace: `if (!claim) {
    await masivo(new Date(until)).recordConsent(masivoIdOf(entry.name, state), record);
    return { kind: 'done' };
  }`,
    tests: ['test/cli/backfill/known-customers.test.ts'],
  },
  {
    name: 'a lost consent record of the backfill that leaves nothing uncertain',
    rule: 'a change or a consent record may still land',
    file: recordConsent,
    find: 'isLost ? afterDeath(state, { ...claim.intent, until: now }, lateLandingMs) : state,',
    replace: 'state,',
    tests,
  },
  {
    name: 'metadata that a migration cannot carry taken for told',
    rule: "follow with the customer's next event",
    file: recordConsent,
    find: 'told: { ...customer, metadata: {} } }',
    replace: 'told: customer }',
    tests,
  },
  {
    name: 'a text of a CSV file that nobody named, taken for a yes',
    rule: 'In a CSV file only the texts that the operator names are a yes',
    file: `${csv}/consent.ts`,
    find: "granted: says === 'yes',",
    replace: "granted: says !== 'usual-no',",
    tests: csvTests,
  },
  {
    name: 'a no of everybody who was never asked, recorded as the shopper’s',
    rule: 'what a store has of everybody whom it never asked: a no, which leaves alone what somebody else recorded in Masivo',
    file: `${csv}/consent.ts`,
    find: "...(says === 'usual-no' && cell.at === null ? { unasked: true } : {}),",
    replace: '',
    tests: csvTests,
  },
  {
    name: 'the first of rows that differ, sent',
    rule: 'Where they differ, none of them is sent',
    file: `${csv}/ids.ts`,
    find: "if (first >= differs) return 'differs';",
    replace: '',
    tests: csvTests,
  },
  {
    name: 'a row of a CSV file that is newer than all that comes',
    rule: 'or a time in the future is left out',
    file: `${csv}/customer.ts`,
    find: 'if (times.some((time) => time.getTime() > latest))',
    replace: 'if (times.length === 0)',
    tests: csvTests,
  },
  {
    name: 'a customer with the e-mail of the row below',
    rule: 'a quote in it is not closed, and the rows below are in it',
    file: `${csv}/reader.ts`,
    find: ' || holdsRows(row, head)',
    replace: '',
    tests: csvTests,
  },
  {
    name: 'rows that a lost quote takes with it, unseen',
    rule: 'a quote in it is not closed, and the rows below are in it',
    file: `${csv}/reader.ts`,
    find: 'row.isTorn || row.values.length !== head.width',
    replace: 'row.values.length !== head.width',
    tests: csvTests,
  },
];

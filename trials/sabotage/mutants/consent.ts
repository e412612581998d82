import type { Mutant } from '../mutant';

const tests = ['test/semantics/consent.test.ts', 'test/semantics/expiry.test.ts'];
const atCreation = ['test/semantics/consent-at-creation.test.ts'];
const owed = 'a consent record is owed';
const created = 'With consent handling on, `created` means that the consent record is in.';

/** Statements and records of consent. */
export const consentMutants: readonly Mutant[] = [
  {
    name: 'a consent sent within the window taken for done',
    rule: owed,
    file: 'lambda/delivery/sync/uncertainty.ts',
    find: 'consentDue: before.consentDue || owesRecord,',
    replace: 'consentDue: progress.consent === null && (before.consentDue || owesStatement(input)),',
    tests: ['test/semantics/late-landing.test.ts', ...tests],
  },
  {
    name: 'nothing owed by what an attempt leaves open',
    rule: owed,
    file: 'lambda/delivery/sync/uncertainty.ts',
    find: 'consentDue: before.consentDue || owesRecord,',
    replace: 'consentDue: before.consentDue,',
    tests: ['test/semantics/doubt.test.ts', ...tests],
  },
  {
    name: 'a consent that failed not owed',
    rule: 'A consent that Masivo refuses for good leaves a customer without a record',
    file: 'lambda/delivery/sync/ends.ts',
    find: `consentDue: call === 'consent',`,
    replace: 'consentDue: false,',
    tests,
    explained:
      'What called for the record is kept: that we created the customer, or the statement that is owed.',
  },
  {
    name: 'a statement that could not be sent yet not owed',
    rule: owed,
    file: 'lambda/delivery/sync/uncertainty.ts',
    find: 'progress.consent !== null || owesStatement(input);',
    replace: 'progress.consent !== null;',
    tests: [...tests, 'test/semantics/doubt.test.ts'],
  },
  {
    name: 'an owed consent forgotten by the next attempt',
    rule: 'sends it before anything ends',
    file: 'lambda/delivery/sync/when-shown.ts',
    find: 'uncertain?.consentDue === true ||',
    replace: '',
    tests: [...tests, 'test/semantics/doubt.test.ts'],
  },
  {
    name: 'a creation of one who was held in the ledger without a consent record',
    rule: created,
    file: 'lambda/delivery/sync/when-shown.ts',
    find: `    createdByUs(situation) ||
    confirmed.masivo === 'migrating' ||`,
    replace: `    confirmed.masivo === 'migrating' ||`,
    tests: ['test/semantics/release.test.ts', ...tests],
  },
  {
    name: 'a release without rewards without a consent record',
    rule: 'GET until it shows, then consent and changes',
    file: 'lambda/delivery/sync/when-shown.ts',
    find: `    confirmed.masivo === 'migrating' ||
    uncertain`,
    replace: '    uncertain',
    tests: ['test/semantics/own-creations.test.ts'],
  },
  {
    name: 'statements merged by arrival instead of time',
    rule: 'then the latest statement counts, in whatever order the statements arrive',
    file: 'lambda/delivery/merge.ts',
    find: 'return a && b && compareOrder(b.order, a.order) > 0 ? b : (a ?? b);',
    replace: 'return b ?? a;',
    tests,
  },
  {
    name: 'the newest snapshot’s statement counts, however old it is',
    rule: 'then the latest statement counts, in whatever order the statements arrive',
    file: 'lambda/delivery/merge.ts',
    find: 'return a && b && compareOrder(b.order, a.order) > 0 ? b : (a ?? b);',
    replace: 'return a ?? b;',
    tests,
  },
  {
    name: 'silence that takes consent back',
    rule: 'then the latest statement counts, in whatever order the statements arrive',
    file: 'lambda/delivery/merge.ts',
    find: 'return a && b && compareOrder(b.order, a.order) > 0 ? b : (a ?? b);',
    replace: 'return a;',
    tests,
  },
  {
    name: 'marketing allowed without a statement',
    rule: 'are `false` without a consent statement of the shopper in the body',
    file: 'lambda/masivo/consent.ts',
    find: 'email_marketing: stated.email_marketing ?? recorded?.email_marketing ?? false,',
    replace: 'email_marketing: stated.email_marketing ?? recorded?.email_marketing ?? true,',
    tests,
  },
  {
    name: 'a record for whom somebody else created, though nothing was stated',
    rule: 'A customer whom somebody else created gets a consent record only when the shopper makes a statement.',
    file: 'lambda/delivery/sync/when-shown.ts',
    find: `(confirmed.masivo !== 'holds' && isOurs(situation, shown))`,
    replace: `confirmed.masivo !== 'holds'`,
    tests,
    explained:
      'Whom somebody else created is claimed as found before anything is sent, and then owes nothing: this costs a claim, and sends no record.',
  },
  {
    name: 'a statement taken for told because the snapshot has the same fields',
    rule: 'newer: PATCH what differs',
    file: 'lambda/delivery/plan.ts',
    find: '? !sameStatements(target.statements, newest.statements)',
    replace: '? false',
    tests,
  },
  {
    name: 'a record dated by the snapshot that carries the statement',
    rule: 'then the latest statement counts',
    file: 'lambda/delivery/consent-to-record.ts',
    find: 'lastStatementAt(statements) ?? order.at',
    replace: 'order.at',
    tests: ['test/lambda/delivery/consent-to-record.test.ts'],
  },
  {
    name: 'a record believed that the answer to the creation does not show',
    rule: 'and follows unless the 201 shows it',
    file: 'lambda/delivery/sync/take-step.ts',
    find: 'return sent && shown && samePurposes(sent.purposes, shown) ? { consent: sent.purposes } : {};',
    replace: 'return sent ? { consent: sent.purposes } : {};',
    tests: atCreation,
  },
  {
    name: 'a record believed whatever the answer to the creation shows',
    rule: 'and follows unless the 201 shows it',
    file: 'lambda/delivery/sync/take-step.ts',
    find: 'return sent && shown && samePurposes(sent.purposes, shown) ? { consent: sent.purposes } : {};',
    replace: 'return sent && shown ? { consent: sent.purposes } : {};',
    tests: atCreation,
  },
  {
    name: 'a creation that never carries its record',
    rule: 'With `masivo.consentAtCreation` it goes with the creation',
    file: 'lambda/delivery/sync/when-lacking.ts',
    find: 'const consent = input.consentAtCreation',
    replace: 'const consent = !input.consentAtCreation && input.consentAtCreation',
    tests: atCreation,
  },
  {
    name: 'a record with every loyalty purpose',
    rule: "loyalty purposes are as the store's terms have them",
    file: 'lambda/masivo/consent.ts',
    find: '    ...settings.loyalty,',
    replace: '    ...settings.loyalty,\n    punchcard_campaigns: true,',
    tests: ['test/trials/simulation/universes.test.ts'],
  },
  {
    name: 'a record that is forgotten once it is in',
    rule: 'what Masivo confirmed, the newest snapshot, what is uncertain',
    file: 'lambda/delivery/sync/ends.ts',
    find: 'consent: progress.consent ?? recordedConsent(state),',
    replace: 'consent: recordedConsent(state),',
    tests,
  },
];

import type { Mutant } from '../mutant';

const link = 'lambda/delivery/sync/link.ts';
const refusal = 'lambda/delivery/sync/link-refusal.ts';
const afterLink = 'lambda/delivery/sync/after-link.ts';
const tests = ['test/semantics/unlinked.test.ts'];
const allowed =
  "Nobody is linked unless `sameEmail` is `link`, both stores say that the e-mail is verified, and it is still the owner's newest.";
const byHand = "By hand only Masivo's answer counts.";
const stays =
  'the same e-mail: `unlinked`, or `ignored` once dropped; another one: as for `unknown`, GET first';
const shown = "Masivo's metadata to show the last fifty (`linked`) and their number (`linked_count`)";

/** Who has an e-mail that another customer has, and is not linked to that one. */
export const unlinkedMutants: readonly Mutant[] = [
  {
    name: 'customers with one e-mail linked, whatever the settings say',
    rule: allowed,
    file: refusal,
    find: `if (sameEmail === 'refuse') return because('email-of-other-customer');`,
    replace: '',
    tests,
  },
  {
    name: 'one linked whose e-mail is not verified',
    rule: allowed,
    file: refusal,
    find: `if (!isVerified) return because('email-not-verified');`,
    replace: '',
    tests,
  },
  {
    name: 'one linked to an owner whose e-mail is not verified',
    rule: allowed,
    file: refusal,
    find: `return newest?.emailVerified ? undefined : because('owner-not-verified');`,
    replace: 'return undefined;',
    tests,
  },
  {
    name: 'one linked to an owner who has another e-mail since',
    rule: allowed,
    file: refusal,
    find: `if (newest && !newest.only && newest.customer.email !== email) return because('owner-moved');`,
    replace: '',
    tests,
  },
  {
    name: 'a link by hand for which the settings and the stores count',
    rule: byHand,
    file: link,
    find: 'const reason = request.byHand ? undefined : refusalOf(candidate, request, deps.settings);',
    replace: 'const reason = refusalOf(candidate, request, deps.settings);',
    tests,
  },
  {
    name: 'a link by hand that a replay takes back',
    rule: 'Nothing takes a link back.',
    file: refusal,
    find: 'if (links.includes(customerKey(self))) return undefined;',
    replace: '',
    tests,
  },
  {
    name: 'a link by hand that creates',
    rule: '`unlinked` | linked by hand, nobody known has the e-mail | `unlinked` | unlinked',
    file: 'lambda/delivery/sync/when-lacking.ts',
    find: `if (release === 'link') return whenLinkedByHand(situation);`,
    replace: '',
    tests,
  },
  {
    name: 'one who is not linked, tried again with each event',
    rule: stays,
    file: 'lambda/delivery/plan.ts',
    find: 'if (!staysUnlinked(confirmed, target)) return undefined;',
    replace: 'if (target) return undefined;',
    tests,
  },
  {
    name: 'one who is not linked, and stays so with another e-mail',
    rule: stays,
    file: 'lambda/delivery/sync/confirmed.ts',
    find: "customer.email === email && !(reason.code === 'email-not-verified' && emailVerified)",
    replace: "customer.email !== null && !(reason.code === 'email-not-verified' && emailVerified)",
    tests,
  },
  {
    name: 'one who is not linked, and stays so once its e-mail is verified',
    rule: '`unlinked` | the store verifies the e-mail, or a replay | as asked of Masivo',
    file: 'lambda/delivery/sync/confirmed.ts',
    find: "customer.email === email && !(reason.code === 'email-not-verified' && emailVerified)",
    replace: "customer.email === email && (reason.code !== '' || emailVerified === true)",
    tests,
  },
  {
    name: 'one who is not linked, and stays so when it is replayed',
    rule: '`unlinked` | the store verifies the e-mail, or a replay | as asked of Masivo',
    file: 'lambda/delivery/sync/when-unlinked.ts',
    find: '(series > 0 || !staysUnlinked(confirmed, target))',
    replace: '(series < 0 || !staysUnlinked(confirmed, target))',
    tests,
  },
  {
    name: 'one who is not linked and was dropped, created with another e-mail',
    rule: stays,
    file: 'lambda/delivery/plan.ts',
    find: `  if (confirmed.dropped)
    return { kind: 'keep', outcome: 'ignored', reason: { code: 'dropped' }, state: after };
`,
    replace: '',
    explained:
      'Whoever was dropped is refused its creation by the creation policy, too: this saves the question to Masivo.',
    tests,
  },
  {
    name: 'one who is not linked, and then created with rewards in spite of a release without',
    rule: 'not shown for ten minutes, somebody has its e-mail | `linked` or `unlinked`',
    file: afterLink,
    find: '{ ...unlinked, ...withoutRewards }',
    replace: 'unlinked',
    tests,
  },
  {
    name: 'one linked to an owner who is not linked itself, taken for carried',
    rule: '`linked` | newer, the owner is `gone` or `unlinked` | `gone`',
    file: 'lambda/delivery/owner.ts',
    find: `if (confirmed.masivo === 'unlinked') return { kind: 'gone', since: confirmed.since };`,
    replace: '',
    tests,
  },
  {
    name: 'one who is not linked, whom nobody is asked to decide on',
    rule: '`held`, `gone` and `unlinked` stand in an index of their own until an operator decides.',
    file: 'lambda/ledger/customer-item.ts',
    find: `return 'dropped' in confirmed && !confirmed.dropped`,
    replace: `return 'dropped' in confirmed && confirmed.masivo !== 'unlinked' && !confirmed.dropped`,
    tests,
  },
  {
    name: 'all linked ids shown by Masivo',
    rule: shown,
    file: 'lambda/delivery/sync/situation.ts',
    find: "links.slice(-mostShown).join(' ')",
    replace: "links.join(' ')",
    tests,
  },
  {
    name: 'the first linked ids shown by Masivo',
    rule: shown,
    file: 'lambda/delivery/sync/situation.ts',
    find: "links.slice(-mostShown).join(' ')",
    replace: "links.slice(0, mostShown).join(' ')",
    tests,
  },
];

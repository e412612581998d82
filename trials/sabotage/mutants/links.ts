import type { Mutant } from '../mutant';

const link = 'lambda/delivery/sync/link.ts';
const writeLink = 'lambda/delivery/sync/write-link.ts';
const item = 'lambda/ledger/customer-item.ts';
const tests = ['test/semantics/links.test.ts', 'test/semantics/creations.test.ts'];
const kept = 'a change of the owner and a link cannot erase each other';
const index =
  'In the index of e-mails stand all whom Masivo showed with the e-mail or who may have got it, and nobody else, so the owner is found in one query.';

/** The same person in several stores. */
export const linkMutants: readonly Mutant[] = [
  {
    name: "links that are no part of Masivo's metadata",
    rule: kept,
    file: 'lambda/delivery/sync/situation.ts',
    find: 'if (links.length === 0) return draft;',
    replace: 'return draft;',
    tests,
  },
  {
    name: 'a linked customer that forgets its e-mail',
    rule: '`linked` | anything else later | `linked`',
    file: 'lambda/delivery/plan.ts',
    find: 'withNewest(state, withKnownEmail(target, newest))',
    replace: 'withNewest(state, target)',
    tests,
  },
  {
    name: 'a link that erases the links before it',
    rule: kept,
    file: writeLink,
    find: 'links: [...new Set([...links, ...handedOn])],',
    replace: 'links: handedOn,',
    tests,
  },
  {
    name: "an owner's lost change that leaves nothing uncertain",
    rule: kept,
    file: writeLink,
    find: 'const { state: after } = end.result;',
    replace: 'const after = { ...end.result.state, uncertain: null };',
    tests: ['test/semantics/late-landing.test.ts', ...tests],
  },
  {
    name: "a link that is not written into the owner's state",
    rule: "The owner's state carries the other IDs",
    file: writeLink,
    find: 'const { state: after } = end.result;',
    replace: 'const after = { ...end.result.state, links };',
    tests,
  },
  {
    name: 'a link to an owner whom somebody holds',
    rule: "waits for the owner's lease, asks, links once",
    file: link,
    find: 'if (isBusy(candidate, deps.now().getTime())) {',
    replace: 'if (deps.until < 0) {',
    tests: ['test/semantics/links.test.ts'],
  },
  {
    name: 'a link that counts though somebody else has written the owner',
    rule: kept,
    file: writeLink,
    find: 'return isWritten ? linkResult(end.result, owner.name) : ownerBusy;',
    replace: 'return isWritten || end ? linkResult(end.result, owner.name) : ownerBusy;',
    tests: ['test/semantics/links.test.ts'],
  },
  {
    name: 'what an attempt at the owner left open forgotten by a link',
    rule: 'If an earlier attempt died, everything that its intent allowed counts as uncertain first.',
    file: writeLink,
    find: 'const before = stateOf(owner, settings.masivo.lateLandingMs);',
    replace: 'const before = owner.state;',
    tests: ['test/semantics/late-landing.test.ts'],
  },
  {
    name: 'a link to whoever may have the e-mail, whatever Masivo shows',
    rule: 'another customer has this e-mail and carries this ID',
    file: link,
    find: 'return shown && emailShown(shown) === email ?',
    replace: 'return shown ?',
    tests,
  },
  {
    name: 'a link that creates its owner',
    rule: 'another customer has this e-mail and carries this ID',
    file: 'lambda/delivery/sync/when-lacking.ts',
    find: `if (input.begin === 'shown') return endedAs(situation, 'retry', { code: 'not-shown-yet' });`,
    replace: '',
    tests,
  },
  {
    name: 'an index of e-mails that lists everybody',
    rule: index,
    file: item,
    find: `return uncertain?.created ? '1' : undefined;`,
    replace: `return '0';`,
    tests,
  },
  {
    name: 'an index of e-mails that lists nobody',
    rule: index,
    file: item,
    find: 'emailKey !== null && rank ? keys.email(emailKey) : undefined;',
    replace: 'undefined;',
    tests,
  },
  {
    name: 'an index of e-mails without those who may have got it',
    rule: index,
    file: item,
    find: `return uncertain?.created ? '1' : undefined;`,
    replace: 'return undefined;',
    tests: ['test/semantics/links.test.ts', 'test/semantics/crash-points.test.ts'],
  },
  {
    name: 'an index of e-mails without those who are about to get it',
    rule: index,
    file: item,
    find: `if (first || intent?.creates || intent?.migrates) return '0';`,
    replace: `if (first) return '0';`,
    tests: ['test/semantics/links.test.ts', 'test/semantics/crash-points.test.ts'],
  },
  {
    name: 'a creation that the index of e-mails is not told of',
    rule: index,
    file: 'lambda/delivery/sync/sync.ts',
    find: 'if (email === null || (!creates && !migrates)) return keyOfShown(state, entry, deps);\n  return deps.emailKey(email)',
    replace: "return keyOfShown(state, entry, deps);\n  return deps.emailKey(email ?? '')",
    tests,
  },
  {
    name: 'an index of e-mails without those who were found in Masivo',
    rule: index,
    file: 'lambda/delivery/sync/sync.ts',
    find: 'if (shownKey !== null) {',
    replace: `if (shownKey === '') {`,
    tests: ['test/semantics/links.test.ts'],
  },
  {
    name: 'an index of e-mails without those who were found in Masivo by an attempt that died',
    rule: index,
    file: 'lambda/delivery/sync/sync.ts',
    find: 'if (email === null || (!creates && !migrates)) return keyOfShown(state, entry, deps);',
    replace: 'if (email === null || (!creates && !migrates)) return null;',
    tests: ['test/semantics/links.test.ts'],
  },
  {
    name: 'an e-mail that changed in the store put into the index',
    rule: index,
    file: 'lambda/delivery/sync/sync.ts',
    find: 'if (email === null || (!creates && !migrates)) return keyOfShown(state, entry, deps);',
    replace: 'if (email === null) return keyOfShown(state, entry, deps);',
    tests: ['test/semantics/doubt.test.ts'],
  },
  {
    name: 'a conflict that is refused before the owner is looked for',
    rule: "POST 409, the e-mail's owner is known",
    file: 'lambda/delivery/sync/when-in-conflict.ts',
    find: `  const owner = ownerFound(situation);
  if (owner === null) return { do: 'link', email };
  if (owner.kind !== 'no-owner') return afterLink(situation, owner, email);
  const { uncertain }`,
    replace: '  const { uncertain }',
    tests,
  },
  {
    name: 'a migration whose e-mail somebody has, not linked',
    rule: 'not shown for ten minutes, somebody has its e-mail',
    file: 'lambda/delivery/sync/when-migrating.ts',
    find: `if (owner === null) return { do: 'link', email: customer.email };
  if (owner.kind !== 'no-owner') return afterLink(situation, owner, customer.email);`,
    replace: '',
    tests,
  },
  {
    name: 'links that are not handed on to the new owner',
    rule: 'An owner that is linked itself hands its links on',
    file: 'lambda/delivery/bring-to-masivo.ts',
    find: 'links: state.links ?? []',
    replace: 'links: []',
    tests: ['test/semantics/links.test.ts'],
  },
  {
    name: 'one linked to an owner who is gone, taken for carried',
    rule: 'newer, the owner is `gone`',
    file: 'lambda/delivery/plan.ts',
    find: `if (owner?.kind === 'gone') {`,
    replace: `if (owner?.kind === 'gone' && owner.since < 0) {`,
    tests: ['test/semantics/links.test.ts'],
  },
  {
    name: 'an owner who was linked itself, not followed to its own',
    rule: 'An owner that is linked itself hands its links on',
    file: 'lambda/delivery/owner.ts',
    find: `if (confirmed.masivo !== 'linked') return { kind: 'there', name };`,
    replace: `if (confirmed.masivo !== 'linked' || name === known) return { kind: 'there', name };`,
    tests: ['test/semantics/links.test.ts'],
  },
  {
    name: 'gone with an owner whom somebody is about to bring back',
    rule: 'newer, the owner is `gone`',
    file: 'lambda/delivery/owner.ts',
    find: `if (isBusy(opened.customer, now().getTime())) return { kind: 'busy' };`,
    replace: '',
    tests: ['test/semantics/links.test.ts'],
  },
  {
    name: 'linked while a creation of ours may still land',
    rule: "POST 409, the e-mail's owner is known",
    file: 'lambda/delivery/sync/after-link.ts',
    find: `case 'linked':
      return unlessCreationLands(situation, () =>`,
    replace: `case 'linked':
      return ((_: unknown, end: () => Step) => end())(situation, () =>`,
    tests,
  },
  {
    name: 'a link that forgets a release without rewards',
    rule: 'not shown for ten minutes, somebody has its e-mail',
    file: 'lambda/delivery/sync/after-link.ts',
    find: `{ masivo: 'linked', owner: owner.owner, ...withoutRewards }`,
    replace: `{ masivo: 'linked', owner: owner.owner }`,
    tests,
  },
];

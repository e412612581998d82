import type { Mutant } from '../mutant';

const link = 'lambda/delivery/sync/link.ts';
const item = 'lambda/ledger/customer-item.ts';
const tests = ['test/semantics/links.test.ts', 'test/semantics/creations.test.ts'];
const kept = 'a change of the owner and a link cannot erase each other';
const index =
  'In the index of e-mails stand all whom Masivo showed with the e-mail or who may have got it, and nobody else, so the owner is found in one query, however many tried.';

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
    name: 'a link that erases the links before it',
    rule: kept,
    file: link,
    find: 'links: links.includes(id) ? links : [...links, id],',
    replace: 'links: [id],',
    tests,
  },
  {
    name: "an owner's lost change that leaves nothing uncertain",
    rule: kept,
    file: link,
    find: `const after = end.kind === 'ended' ? end.result.state : before;`,
    replace: `const after = end.kind === 'ended' ? { ...end.result.state, uncertain: null } : before;`,
    tests: ['test/semantics/late-landing.test.ts', ...tests],
  },
  {
    name: "a link that is not written into the owner's state",
    rule: "The owner's state carries the other IDs",
    file: link,
    find: `const after = end.kind === 'ended' ? end.result.state : before;`,
    replace: `const after = end.kind === 'ended' ? { ...end.result.state, links } : before;`,
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
    file: link,
    find: 'if (!isWritten) return busy;',
    replace: '',
    tests: ['test/semantics/links.test.ts'],
  },
  {
    name: 'what an attempt at the owner left open forgotten by a link',
    rule: 'If an earlier attempt died, everything that its intent allowed counts as uncertain first.',
    file: link,
    find: 'const before = stateOf(owner, settings.masivo.lateLandingMs);',
    replace: 'const before = owner.state;',
    tests: ['test/semantics/late-landing.test.ts'],
  },
  {
    name: 'a link to whoever may have the e-mail, whatever Masivo shows',
    rule: 'another customer has this e-mail and carries this ID',
    file: 'lambda/delivery/sync/when-shown.ts',
    find: 'if (input.linksOwnerOf !== undefined && shown.customer.email?.toLowerCase() !== input.linksOwnerOf) {',
    replace: `if (input.linksOwnerOf === '') {`,
    tests,
  },
  {
    name: 'a link that creates its owner',
    rule: 'another customer has this e-mail and carries this ID',
    file: 'lambda/delivery/sync/when-lacking.ts',
    find: `if (input.linksOwnerOf !== undefined) return { do: 'not-owner' };`,
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
    find: '...(emailKey !== null && rank ? { ownerKey: keys.email(emailKey) } : {}),',
    replace: '',
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
    find: `  if (progress.owner === null) return { do: 'link', email };
  if (progress.owner.kind !== 'no-owner') return afterLink(situation, progress.owner);
  const { uncertain }`,
    replace: '  const { uncertain }',
    tests,
  },
  {
    name: 'a migration whose e-mail somebody has, not linked',
    rule: 'not shown for ten minutes, somebody has its e-mail',
    file: 'lambda/delivery/sync/when-migrating.ts',
    find: `if (progress.owner === null) return { do: 'link', email: customer.email };
  if (progress.owner.kind !== 'no-owner') return afterLink(situation, progress.owner);`,
    replace: '',
    tests,
  },
  {
    name: 'linked while a creation of ours may still land',
    rule: "POST 409, the e-mail's owner is known",
    file: 'lambda/delivery/sync/after-link.ts',
    find: 'return unlessCreationLands(situation, () =>',
    replace: 'return ((_: unknown, end: () => Step) => end())(situation, () =>',
    tests,
  },
];

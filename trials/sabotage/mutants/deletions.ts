import type { Mutant } from '../mutant';

const story = 'test/semantics/deletion.test.ts';

/** What a store says of a shopper whom it has deleted. */
export const deletionMutants: readonly Mutant[] = [
  {
    name: 'a deleted shopper, revived by what comes later',
    rule: 'nothing that comes of the shopper counts any more, whatever its date',
    file: 'lambda/delivery/plan.ts',
    find: 'if (isEnded(newest) || isEnded(mine))',
    replace: 'if (isEnded(mine))',
    tests: [story],
  },
  {
    name: 'a deleted shopper, created',
    rule: 'Where Masivo lacks the customer, nobody creates one',
    file: 'lambda/delivery/sync/when-lacking.ts',
    find: 'if (isEnded(target)) return whenEnded(situation);',
    replace: '',
    tests: [story],
  },
  {
    name: 'a deleted shopper without the mark',
    rule: '`deleted_in_store` in the metadata',
    file: 'lambda/delivery/told-drafts.ts',
    find: 'if (!deleted) return draft;',
    replace: 'if (!deleted || deleted.at > 0) return draft;',
    tests: [story],
  },
  {
    name: 'a deleted shopper who gets marketing',
    rule: 'and a consent record without marketing',
    file: 'lambda/delivery/consent-to-record.ts',
    find: '{ stated: noMarketing, lastAt: deleted.at }',
    replace: '{ stated: {}, lastAt: deleted.at }',
    tests: [story],
  },
  {
    name: 'a deleted shopper whose loyalty stays, whatever the settings say',
    rule: '`consent.whenDeleted` says whether loyalty ends, too',
    file: 'lambda/delivery/consent-to-record.ts',
    find: `store.consent.whenDeleted?.loyalty === 'withdraw' ? noLoyalty : {}`,
    replace: '{}',
    tests: [story],
  },
  {
    name: 'a deleted shopper who waits for a decision',
    rule: 'nobody creates one, and nobody has to decide',
    file: 'lambda/ledger/customer-item.ts',
    find: ' && !newest?.deleted && !newest?.merged',
    replace: '',
    tests: [story],
  },
  {
    name: 'somebody linked to a deleted customer',
    rule: 'nobody is linked to a deleted customer but by hand',
    file: 'lambda/delivery/sync/link-refusal.ts',
    find: `if (newest?.deleted) return because('owner-deleted');`,
    replace: '',
    tests: [story],
  },
  {
    name: 'a deleted shopper whose link is not looked for',
    rule: 'the index of e-mails tells who carries its ID',
    file: 'lambda/delivery/sync/when-ended.ts',
    find: `if (carrier === null) return { do: 'look-for-carrier' };`,
    replace: 'if (carrier === null) return undefined;',
    tests: [story],
  },
  {
    name: 'a deleted shopper brought over',
    rule: '`gone`, or a deletion | leaves it',
    file: 'cli/backfill/engine/known.ts',
    find: 'if (newest?.deleted)',
    replace: 'if (newest?.deleted && newest.order.at < 0)',
    tests: ['test/cli/backfill/known-customers.test.ts'],
  },
];

import { needsSomebody } from '../../../../operator/console/page/state/needs-somebody';
import type { Overview } from '../../../../operator/core/answers/overview';

type Reconciled = Overview['reconciled'][number];

const store = 'shopify/default';
const calm = { store, lastDeliveryAt: null, retrying: 0, refused: 0, undecided: 0, tasks: 0 };
const run = { at: '2026-11-24T12:00:00.000Z', found: 0, fed: 0, known: 0, unreadable: [], failure: null };
const asked: Reconciled = { store, everyMinutes: 10, last: run, succeededAt: run.at, subscriptions: null };
const failed = { ...run, failure: 'the vendor does not answer' };
const seen = {
  ...asked,
  subscriptions: { at: run.at, level: 'failure', text: ['missing'], recreated: null },
} as const;

test.each<[string, Partial<typeof calm>, readonly Reconciled[], boolean]>([
  ['a calm store', {}, [asked], false],
  ['a store whose vendor is not asked', {}, [], false],
  ['a store that was never asked', {}, [{ ...asked, last: null, succeededAt: null }], false],
  ['a store that retries', { retrying: 3 }, [asked], false],
  ['something refused', { refused: 1 }, [asked], true],
  ['somebody to decide on', { undecided: 1 }, [], true],
  ['a task', { tasks: 1 }, [], true],
  ['a run that failed', {}, [{ ...asked, last: failed }], true],
  ['another store’s run that failed', {}, [{ ...asked, store: 'stripe/default', last: failed }], false],
  ['webhooks that are not subscribed', {}, [seen], true],
])('%s: whether a store needs somebody', (_, health, reconciled, isInNeed) => {
  expect(needsSomebody({ reconciled })({ ...calm, ...health })).toBe(isInNeed);
});

import { unmarshall } from '@aws-sdk/util-dynamodb';
import { outcomes } from '../../lambda/delivery/outcome';
import { ReleaseSchema, readEnvelope } from '../../lambda/envelope';
import { type LedgerKeys, ledgerKeys } from '../../lambda/ledger/table';
import { sources } from '../../lambda/sources/registry';
import { itemOf, type Release } from './release-folder';
import { account } from './settings';

const keys = ledgerKeys(account);
const customer = { source: 'x', store: 'x', customer: 'x' };

/** A key of each kind of item; null for what is only listed under it in an index. */
const itemKeys = {
  delivery: keys.delivery('x'),
  customer: keys.customer(customer),
  erased: keys.erased('x'),
  masivoId: keys.masivoId('x'),
  sharedState: keys.sharedState,
  count: keys.count('x'),
  missing: keys.missing,
  attempts: keys.attempts,
  slots: keys.slots('x'),
  reconciliation: keys.reconciliation(customer),
  action: keys.action('x'),
  task: keys.task('x'),
  outcome: null,
  outcomes: null,
  email: null,
  emailTold: null,
  attention: null,
  actions: null,
  tasks: null,
} satisfies Record<keyof LedgerKeys, string | null>;

/** What the code calls an item by: the second part of its key. */
export const labelOf = (pk: unknown): string => String(pk).split('|')[1] ?? '';

/** Of every kind of message and item that today's code knows, those that a release has not frozen. */
export function lacking({ items, frozen }: Pick<Release, 'items' | 'frozen'>): readonly string[] {
  const steps = frozen.flatMap((each) => (each.kind === 'message' ? [each] : []));
  const envelopes = steps.flatMap(({ message }) => {
    const read = readEnvelope(message);
    return read.kind === 'envelope' ? [read.envelope] : [];
  });
  const labels = new Set(items.map((item) => labelOf(unmarshall(itemOf(item)).pk)));
  const without = (what: string, wanted: readonly string[], found: readonly unknown[]) =>
    wanted.filter((each) => !found.includes(each)).map((each) => `${what} ${each}`);
  return [
    ...without(
      'item',
      Object.values(itemKeys).flatMap((key) => (key === null ? [] : [labelOf(key)])),
      [...labels],
    ),
    ...without(
      'outcome',
      outcomes,
      steps.map(({ expected }) => expected.outcome),
    ),
    ...without(
      'release',
      ReleaseSchema.options,
      envelopes.map(({ release }) => release),
    ),
    ...without(
      'source',
      [...sources.keys()],
      envelopes.map(({ source }) => source),
    ),
    ...(envelopes.some(({ erase }) => erase) ? [] : ['an erasure']),
    ...(envelopes.some((each) => each.series > 0 && each.customer === undefined) ? [] : ['a replay']),
  ];
}

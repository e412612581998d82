import { execFileSync } from 'node:child_process';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { outcomes } from '../../lambda/delivery/outcome';
import { ReleaseSchema, readEnvelope } from '../../lambda/envelope';
import { readCustomer } from '../../lambda/ledger/customer-item';
import { readDelivery } from '../../lambda/ledger/delivery-item';
import { type LedgerKeys, ledgerKeys } from '../../lambda/ledger/table';
import { readTask } from '../../lambda/ledger/task';
import { readTombstone } from '../../lambda/ledger/tombstone';
import { sources } from '../../lambda/sources/registry';
import { version as packageVersion } from '../../package.json';
import type { Harness } from '../support/harness';
import { deviations } from './deviations';
import { met, numbered } from './meet';
import { byVersion, frozenVersions, hashOf, itemOf, readHashes, readRelease } from './release-folder';
import { account } from './settings';
import { startFrozenHarness } from './world';

/**
 * What each release left on the queue and in the ledger meets today's code: an upgrade finds it there. Every step begins
 * in the world as that release left it.
 */
let harness: Harness;
beforeAll(async () => {
  harness = await startFrozenHarness();
});
afterAll(() => harness.close());

const versions = frozenVersions();
const today = `v${packageVersion}`;
const git = (...given: readonly string[]) => execFileSync('git', given, { encoding: 'utf8' }).trim();
const isPublished = (version: string) => git('tag', '--list', version) !== '';
const releases = versions.map((version) => {
  const note = isPublished(version) ? '' : ' (has no tag: after a change of formats, npm run freeze-release)';
  return { ...readRelease(version), title: `${version}${note}` };
});

describe.each(releases)('$title', ({ version, items, frozen, title: _ }) => {
  test.each(numbered(frozen))('$story, step $step', async ({ story, step, before }) => {
    const found = await met(harness, before, { items });
    if (before.kind === 'reading') {
      // Today's code may read more in them.
      expect({ reads: found }).toMatchObject({ reads: before.reads });
      return;
    }
    const deviation = deviations.find(
      (each) => each.version === version && each.story === story && each.step === step,
    );
    expect(found).toEqual({ ...before.expected, ...deviation?.now });
  });

  test('every item of one customer, delivery or task is read', () => {
    const readers: Readonly<Record<string, (item: unknown) => unknown>> = {
      customer: readCustomer,
      delivery: readDelivery,
      erased: readTombstone,
      task: readTask,
    };
    const unread = items
      .map((item) => unmarshall(itemOf(item)))
      .filter(({ pk, ...item }) => {
        const reader = readers[labelOf(pk)];
        return reader !== undefined && !reader(item);
      });
    expect(unread).toEqual([]);
  });

  test('is as it was frozen', () => {
    expect(hashOf(version)).toBe(readHashes()[version]);
    if (isPublished(version))
      expect(git('diff', '--stat', version, '--', `${__dirname}/${version}`)).toBe('');
  });
});

const labelOf = (pk: unknown): string => String(pk).split('|')[1] ?? '';

test('a version that is released later than the package has none', () => {
  expect(versions.filter((version) => byVersion(version, today) > 0)).toEqual([]);
  expect(versions).toContain('v1.0.0');
  expect(byVersion('v1.2.0', 'v1.10.0')).toBeLessThan(0);
});

/** Which keys are an item's, and not only where the indexes list it. */
const isItemKey = {
  delivery: true,
  customer: true,
  erased: true,
  sharedState: true,
  count: true,
  missing: true,
  attempts: true,
  slots: true,
  reconciliation: true,
  action: true,
  task: true,
  outcome: false,
  outcomes: false,
  email: false,
  emailTold: false,
  attention: false,
  actions: false,
  tasks: false,
} satisfies Record<keyof LedgerKeys, boolean>;

describe('the newest release has', () => {
  const newest = releases.at(-1);
  const frozen = newest?.frozen ?? [];
  const messages = frozen.flatMap((each) => {
    const message = each.kind === 'message' ? readEnvelope(each.message) : undefined;
    return each.kind === 'message' && message?.kind === 'envelope' ? [{ ...each, ...message }] : [];
  });

  test('every kind of item', () => {
    const keys = ledgerKeys(account);
    const customer = { source: 'x', store: 'x', customer: 'x' };
    const texts = {
      ...keys,
      delivery: keys.delivery('x'),
      customer: keys.customer(customer),
      erased: keys.erased('x'),
      count: keys.count('x'),
      slots: keys.slots('x'),
      reconciliation: keys.reconciliation(customer),
      action: keys.action('x'),
      task: keys.task('x'),
    };
    const wanted = Object.entries(texts).flatMap(([name, text]) =>
      Object.entries(isItemKey).some(([each, isItem]) => each === name && isItem) ? [labelOf(text)] : [],
    );
    const found = new Set(newest?.items.map((item) => labelOf(unmarshall(itemOf(item)).pk)));
    expect([...found].sort()).toEqual(wanted.sort());
  });

  test('every outcome, release, act and source', () => {
    const distinct = (values: readonly (string | null | undefined)[]) =>
      [...new Set(values.filter((value) => typeof value === 'string'))].sort();
    expect(distinct(messages.map(({ expected }) => expected.outcome))).toEqual([...outcomes].sort());
    expect(distinct(messages.map(({ envelope }) => envelope.release))).toEqual(
      [...ReleaseSchema.options].sort(),
    );
    expect(distinct(messages.map(({ envelope }) => envelope.source))).toEqual([...sources.keys()].sort());
    expect(messages.some(({ envelope }) => envelope.erase)).toBe(true);
    expect(messages.some(({ envelope: { series, customer } }) => series > 0 && !customer)).toBe(true);
  });
});
